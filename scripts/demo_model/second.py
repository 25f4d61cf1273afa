"""Go on from a model that knows one synthesiser, with the speech of two.

A model of espeak-ng alone reads another synthesiser's voices at 84 % character error rate: it has
learned one way of making sounds, not the sounds. The second synthesiser is slow, so its recordings are
few and each is heard over another telephone line at every turn.
"""

import random
from collections.abc import Iterator, Mapping
from itertools import count, islice
from pathlib import Path

import numpy as np
import torch
from rich.console import Console

from scripts.demo_model import checkpoint, decode, recordings
from scripts.demo_model.base import BaseTrainer, ShardCache, held_out_report, watch
from scripts.demo_model.batches import buckets
from scripts.demo_model.checkpoint import Trained
from scripts.demo_model.plan import Plan
from scripts.demo_model.shards import Utterance
from scripts.demo_model.watch import counted

_WARM_UP = 200
_FIRST_A_TURN, _FILES_A_TURN = 0.5, 12  # of a shard; an hour of the second synthesiser at most
_TURNS_A_LINE = 4  # a telephone line for every recording costs as much as training on it
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


class LineCache:
    """The second synthesiser's recordings over their telephone lines, which change every few turns."""

    def __init__(self) -> None:
        self._heard: dict[Path, tuple[int, list[Utterance]]] = {}

    def __call__(self, path: Path, seed: int) -> list[Utterance]:
        """Return the recordings of a file as they are heard with a seed."""
        known, utterances = self._heard.get(path, (None, []))
        if known != seed:
            utterances = heard(path, seed)
            self._heard[path] = seed, utterances
        return utterances


def stream(plan: Plan, read: ShardCache, first_turn: int = 0) -> Iterator[list[Utterance]]:
    """Endless batches of both synthesisers, mixed, each of about one length."""
    over_lines = LineCache()
    for turn in count(first_turn):
        rng = random.Random(plan.seed * 2_000 + turn)
        first = read(plan.general(rng.randrange(plan.general_shards)))
        speech = rng.sample(first, round(_FIRST_A_TURN * len(first)))
        there = files(plan)
        for path in rng.sample(there, min(_FILES_A_TURN, len(there))):
            speech += over_lines(path, plan.seed + turn // _TURNS_A_LINE)
        yield from buckets(speech, frames=plan.batch_frames, rng=rng)


def train_second(trained: Trained, plan: Plan, console: Console) -> Trained:
    """Train on both synthesisers, or go on where an interrupted run stopped.

    A run that goes on draws other batches than the interrupted one would have drawn.
    """
    path = plan.second_checkpoint
    first = {name: weight.clone() for name, weight in trained.model.state_dict().items()}
    trained = checkpoint.load(path) if path.exists() else trained
    rough = plan.base_steps + round(_ROUGH_SHARE * plan.second_steps)
    trainer = BaseTrainer(trained, plan, rate, path, rough)
    last = plan.base_steps + plan.second_steps
    batches = islice(stream(plan, ShardCache(), trained.step), max(0, last - trained.step))
    for bucket in counted(batches, "second synthesiser", plan.second_steps, console):
        scores = trainer.advance(trainer.trained.step, bucket)
        watch(trainer, scores, console, report)
    trainer.save()
    mix(trainer.trained, first, plan.second_share)
    console.log(f"{plan.second_share:.0%} of the second course: {report(trainer.trained, plan)}")
    return trainer.trained


def mix(trained: Trained, first: Mapping[str, torch.Tensor], share: float) -> None:
    """Put weights between those before and after the second course, in place.

    What it has learnt is mostly kept, and what it has forgotten mostly comes back (Wortsman et al. 2022,
    "Robust fine-tuning of zero-shot models").

    Args:
        trained: the model after the second course.
        first: its weights before that.
        share: 1 for those after it, 0 for those before.
    """
    after = trained.model.state_dict()
    kept = {name: old + share * (after[name] - old) for name, old in first.items() if old.is_floating_point()}
    trained.model.load_state_dict({**after, **kept})


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
