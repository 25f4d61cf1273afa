"""Make ``models/demo``: synthesise speech, train the recogniser, export it.

``python -m scripts.train_demo_model`` needs espeak-ng and the pinned packages, about an hour and
a half of two cores, and 3 GB of disk under ``work/``. An interrupted run goes on where it stopped.
"""

import argparse
import multiprocessing
import os
from dataclasses import replace
from pathlib import Path

# before numpy and torch are imported: training uses one thread, synthesis another
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import torch
from rich.console import Console

from scripts.demo_model import checkpoint
from scripts.demo_model.base import held_out_report, train_base
from scripts.demo_model.calibrate import calibrate_predictor
from scripts.demo_model.checkpoint import Trained
from scripts.demo_model.folder import export, load
from scripts.demo_model.hotword_bias import calibrate_bias
from scripts.demo_model.hotwords import train_hotwords
from scripts.demo_model.plan import Plan, make_speech
from scripts.demo_model.second import train_second


def _arguments() -> Plan:
    plan = Plan()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=plan.work, help="folder for scratch files")
    parser.add_argument("--output", type=Path, default=plan.output, help="folder of the model")
    parser.add_argument("--second", type=Path, help="folder that scripts.make_kokoro_speech fills")
    parser.add_argument("--second-steps", type=int, default=plan.second_steps)
    parser.add_argument("--general-shards", type=int, default=plan.general_shards)
    parser.add_argument(
        "--go-on-from", type=Path, help="folder of a trained model instead of the first course"
    )
    chosen = parser.parse_args()
    return replace(plan, **vars(chosen))


def go_on(plan: Plan) -> Trained:
    """Return the model to go on from as if its first course had just ended."""
    assert plan.go_on_from is not None
    return load(plan.go_on_from, plan.base_steps)


def train(plan: Plan, console: Console) -> Trained:
    """Return the three phases; a finished phase is not repeated."""
    if plan.final_checkpoint.exists():
        return checkpoint.load(plan.final_checkpoint)
    trained = train_base(plan, console) if plan.go_on_from is None else go_on(plan)
    if plan.second is not None:
        trained = train_second(trained, plan, console)
    calibrate_predictor(trained, plan, console)
    console.log("predictor calibrated: " + held_out_report(trained, plan))
    train_hotwords(trained, plan, console)
    calibrate_bias(trained, plan, console)
    trained.extra = {}
    trained.save(plan.final_checkpoint)
    return trained


def main() -> None:
    """Run the recipe from whatever is already there."""
    plan, console = _arguments(), Console()
    torch.set_num_threads(1)
    speech = multiprocessing.get_context("spawn").Process(target=make_speech, args=(plan,))
    speech.start()
    try:
        trained = train(plan, console)
    finally:
        speech.terminate()
    size = export(trained, plan.output)
    console.log(
        f"{plan.output}: model.pt holds {size / 1e6:.1f} MB; measure it with python -m benchmarks.recogniser"
    )


if __name__ == "__main__":
    main()
