"""Go on from a model that knows one synthesiser, with the speech of two.

A model of espeak-ng alone reads another synthesiser's voices at 84 % character error rate: it has
learned one way of making sounds, not the sounds. The second synthesiser is slow, so its recordings are
few and each is heard over another telephone line at every turn.
"""

import random
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import numpy as np
from rich.console import Console

from scripts.demo_model import checkpoint, decode, recordings
from scripts.demo_model.base import BaseTrainer, ShardCache, held_out_report, watch
from scripts.demo_model.batches import buckets
from scripts.demo_model.checkpoint import Trained
from scripts.demo_model.plan import Plan
from scripts.demo_model.shards import Utterance
from scripts.demo_model.watch import counted

_WARM_UP = 200
_SHARDS_A_TURN, _FILES_A_TURN = 1, 12  # about an hour of each synthesiser
_ROUGH_SHARE = 0.7  # of the steps: the few recordings come again at every turn
_HELD_OUT_SEED, _MEASURED = 7, 100


def files(plan: Plan, kind: str = "") -> list[Path]:
    """Return the training files of the second synthesiser, of one kind (``general``, ``naming``) or both."""
    if plan.second is None:
        return []
    found = sorted(plan.second.glob(f"{kind}*.npz"))
    return [path for path in found if not path.name.startswith("held_out")]


def heard(path: Path, seed: int) -> list[Utterance]:
    """Return the recordings of a file over telephone lines that are a function of the seed."""
    rng, noise = random.Random(f"{seed} {path.name}"), np.random.default_rng([seed, len(path.name)])
    return [recordings.called(one, rng, noise) for one in recordings.read(path)]


def rate(step: int, plan: Plan) -> float:
    """Learning rate: a short warm-up, then half a cosine's fall to nothing."""
    done = step - plan.base_steps
    cooled = 0.5 * (1 + np.cos(np.pi * min(1.0, done / plan.second_steps)))
    return float(plan.second_rate * min((done + 1) / _WARM_UP, cooled)) + 1e-6


def stream(plan: Plan, read: ShardCache, first_turn: int = 0) -> Iterator[list[Utterance]]:
    """Endless batches of both synthesisers, mixed, each of about one length."""
    for turn in count(first_turn):
        rng = random.Random(plan.seed * 2_000 + turn)
        shards = rng.sample(range(plan.general_shards), _SHARDS_A_TURN)
        there = files(plan)
        chosen = rng.sample(there, min(_FILES_A_TURN, len(there)))
        speech = [one for index in shards for one in read(plan.general(index))]
        speech += [one for path in chosen for one in heard(path, plan.seed + turn)]
        yield from buckets(speech, frames=plan.batch_frames, rng=rng)


def train_second(trained: Trained, plan: Plan, console: Console) -> Trained:
    """Train on both synthesisers, or go on where an interrupted run stopped.

    A run that goes on draws other batches than the interrupted one would have drawn.
    """
    path = plan.second_checkpoint
    trained = checkpoint.load(path) if path.exists() else trained
    rough = plan.base_steps + round(_ROUGH_SHARE * plan.second_steps)
    trainer = BaseTrainer(trained, plan, rate, path, rough)
    last = plan.base_steps + plan.second_steps
    batches = islice(stream(plan, ShardCache(), trained.step), max(0, last - trained.step))
    for bucket in counted(batches, "second synthesiser", plan.second_steps, console):
        scores = trainer.advance(trainer.trained.step, bucket)
        watch(trainer, scores, console, report)
    trainer.save()
    return trainer.trained


def report(trained: Trained, plan: Plan) -> str:
    """Error rates on held-out sentences by voices of both synthesisers."""
    return f"{held_out_report(trained, plan)}; second synthesiser, {_second_report(trained, plan)}"


def _second_report(trained: Trained, plan: Plan) -> str:
    figures = []
    for voices in ("training", "unseen"):
        path = plan.second_held_out(voices)
        if path.exists():
            spoken = heard(path, _HELD_OUT_SEED)[:_MEASURED]
            error = decode.error_rate(decode.recognise(trained, spoken), spoken)
            figures.append(f"{voices} voices {error:.2%}")
    return ", ".join(figures)
