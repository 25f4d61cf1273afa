"""Train encoder, predictor and decoder from scratch."""

import math
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from torch import nn

from scripts.demo_model import checkpoint, decode, features, shards
from scripts.demo_model.architecture import build, configuration, parameters_of, token_list
from scripts.demo_model.batches import Augmentation, Normaliser, buckets, collate
from scripts.demo_model.checkpoint import Trained
from scripts.demo_model.losses import Scores, base_scores
from scripts.demo_model.plan import Plan
from scripts.demo_model.shards import Utterance
from scripts.demo_model.sounds import SoundTeacher
from scripts.demo_model.text import TextSource
from scripts.demo_model.watch import counted

_WARM_UP = 400
_ROUGH_STEPS = 2_000  # with dropout and much augmentation
_CTC_STEPS, _CTC_EARLY, _CTC_LATE = 1_500, 0.5, 0.6  # late: at every second step only
_SOUNDS_FROM, _SOUNDS_RATE = 3_250, 2e-3  # from here on the sounds are taught instead of CTC
_SAVE_EVERY, _MEASURE_EVERY, _REPORT_EVERY = 250, 500, 50
_GRADIENT_LIMIT = 5.0
_SHARDS_A_TURN, _SHARDS_LATER, _TURNS_OF_NEW_SHARDS = 4, 2, 6
_STATISTICS_UTTERANCES, _MEASURED_UTTERANCES = 2_000, 100


class ShardCache:
    """Shards in memory; waits for the process that is still making one."""

    def __init__(self) -> None:
        self._read: dict[Path, list[Utterance]] = {}

    def __call__(self, path: Path) -> list[Utterance]:
        """Return the utterances of a shard."""
        while path not in self._read:
            if path.exists():
                self._read[path] = shards.read(path)
            else:
                time.sleep(2.0)
        return self._read[path]


def rate(step: int, plan: Plan) -> float:
    """Learning rate: a warm-up, a plateau, and a decay to nothing over the last steps."""
    warm = (step + 1) / _WARM_UP
    left = (plan.base_steps - step) / plan.base_decay_steps
    cooled = 1 - math.sqrt(1 - min(1.0, left)) if left < 1 else 1.0
    return plan.base_rate * min(warm, 1.0, cooled) + 1e-6


def stream(plan: Plan, read: Callable[[Path], list[Utterance]]) -> Iterator[tuple[int, list[Utterance]]]:
    """Endless ``(step, batch)``: one shard after the other, then again in random order."""
    step = 0
    for turn in count():
        rng = random.Random(plan.seed * 1_000 + turn)
        utterances = [one for index in _shards_of(turn, plan) for one in read(plan.general(index))]
        for bucket in buckets(utterances, frames=plan.batch_frames, rng=rng):
            yield step, bucket
            step += 1


def _shards_of(turn: int, plan: Plan) -> list[int]:
    """Four shards for every turn: at first only new ones, then two new and two heard before.

    That is about as fast as synthesis makes them; when all have been heard, four at random.
    """
    early = min(turn, _TURNS_OF_NEW_SHARDS)
    heard = _SHARDS_A_TURN * early + _SHARDS_LATER * (turn - early)
    wanted = _SHARDS_A_TURN if turn < _TURNS_OF_NEW_SHARDS else _SHARDS_LATER
    new = list(range(heard, min(heard + wanted, plan.general_shards)))
    old = range(min(heard, plan.general_shards))
    again = min(_SHARDS_A_TURN - len(new), len(old))
    return new + random.Random(plan.seed + turn).sample(old, again)


def fresh(plan: Plan, read: ShardCache) -> Trained:
    """Return the untrained model, normalised by the first shard."""
    torch.manual_seed(plan.seed)
    tokens = token_list(TextSource().vocabulary)
    sample = read(plan.general(0))[:_STATISTICS_UTTERANCES]
    mean, scale = features.statistics([utterance.frames for utterance in sample])
    settings = configuration()
    return Trained(
        model=build(settings, tokens),
        settings=settings,
        tokens=tokens,
        normaliser=Normaliser(mean=mean, scale=scale),
    )


def _augmentation(step: int, seed: int, *, rough: bool) -> Augmentation:
    """Rough at first, then light: in so few steps the model never learns its data by heart."""
    noise = np.random.default_rng([seed, step])
    if rough:
        return Augmentation(noise=noise)
    return Augmentation(noise=noise, background=0.1, bands=0.2, moments=0.1)


def _ctc_weight(step: int) -> float:
    if step >= _SOUNDS_FROM:
        return 0.0
    return _CTC_EARLY if step < _CTC_STEPS else _CTC_LATE * (step % 2)


class BaseTrainer:
    """Optimisers over the base model and over the helpers that are dropped afterwards.

    Args:
        trained: what to go on from.
        plan: sizes and lengths.
        rate_at: learning rate of a step.
        path: where it is kept.
        rough_until: up to this step with dropout and much augmentation.
    """

    def __init__(
        self,
        trained: Trained,
        plan: Plan,
        rate_at: Callable[[int, Plan], float],
        path: Path,
        rough_until: int = _ROUGH_STEPS,
    ) -> None:
        self.trained, self.plan, self.path = trained, plan, path
        self._rough_until = rough_until
        self._rate_at = rate_at
        width = trained.settings["model_conf"]["inner_dim"]
        self.ctc = nn.Linear(width, len(trained.tokens))
        self.sounds = SoundTeacher(trained.model, width)
        base = parameters_of(trained.model, "encoder", "decoder", "predictor")
        self.parameters = [*base, *self.ctc.parameters()]
        self.optimiser = torch.optim.AdamW(self.parameters, betas=(0.9, 0.98), weight_decay=1e-2, fused=True)
        self.sound_optimiser = torch.optim.AdamW(self.sounds.parameters(), lr=_SOUNDS_RATE, betas=(0.9, 0.98))
        if trained.extra:
            for name, part in self._resumable().items():
                part.load_state_dict(trained.extra[name])

    def _resumable(self) -> dict[str, Any]:
        return {
            "ctc": self.ctc,
            "optimiser": self.optimiser,
            "sounds": self.sounds,
            "sound_optimiser": self.sound_optimiser,
        }

    def advance(self, step: int, utterances: list[Utterance]) -> Scores:
        """One step; chance depends on the step alone, so that a resumed run is the same run."""
        torch.manual_seed(self.plan.seed + step)
        scores = self._scores(step, utterances)
        self.optimiser.zero_grad()
        self.sound_optimiser.zero_grad()
        scores.loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.parameters, _GRADIENT_LIMIT)
        for group in self.optimiser.param_groups:
            group["lr"] = self._rate_at(step, self.plan)
        self.optimiser.step()
        self.sound_optimiser.step()
        self.trained.step = step + 1
        return scores

    def _scores(self, step: int, utterances: list[Utterance]) -> Scores:
        model, normaliser = self.trained.model, self.trained.normaliser
        rough = step < self._rough_until
        model.train(rough)
        how = _augmentation(step, self.plan.seed, rough=rough)
        batch = collate(utterances, normaliser, self.trained.index_of, how)
        with torch.autocast("cpu", torch.bfloat16):
            scores = base_scores(model, self.ctc, batch, _ctc_weight(step))
            if step < _SOUNDS_FROM:
                return scores
            return replace(scores, loss=scores.loss + self.sounds.loss(batch, utterances))

    def save(self) -> None:
        """Store the model with everything that a resumed run needs."""
        self.trained.extra = {name: part.state_dict() for name, part in self._resumable().items()}
        self.trained.save(self.path)


def train_base(plan: Plan, console: Console) -> Trained:
    """Train, or go on where an interrupted run stopped."""
    read = ShardCache()
    path = plan.base_checkpoint
    start = checkpoint.load(path) if path.exists() else fresh(plan, read)
    trainer = BaseTrainer(start, plan, rate, path)
    steps = islice(stream(plan, read), plan.base_steps)
    for step, bucket in counted(steps, "base model", plan.base_steps, console):
        if step >= trainer.trained.step:
            scores = trainer.advance(step, bucket)
            watch(trainer, scores, console, held_out_report)
    trainer.save()
    return trainer.trained


def watch(
    trainer: BaseTrainer, scores: Scores, console: Console, report: Callable[[Trained, Plan], str]
) -> None:
    """Log the figures of a step, keep the model and measure it, each every so many steps."""
    step = trainer.trained.step
    if step % _REPORT_EVERY == 0:
        console.log(
            f"step {step} characters {scores.characters:.2f} ctc {scores.ctc:.2f} "
            f"accuracy {scores.accuracy:.3f} counted {scores.counted:.2f}"
        )
    if step % _SAVE_EVERY == 0:
        trainer.save()
    if step % _MEASURE_EVERY == 0:
        console.log(f"step {step} " + report(trainer.trained, trainer.plan))


def held_out_report(trained: Trained, plan: Plan, count: int = _MEASURED_UTTERANCES) -> str:
    """Error rates on sentences never trained on, by voices heard and not heard in training."""
    figures = []
    for voices in ("training", "unseen"):
        utterances = shards.read(plan.held_out(voices))[:count]
        error = decode.error_rate(decode.recognise(trained, utterances), utterances)
        figures.append(f"{voices} voices {error:.2%}")
    return "held-out sentences, " + ", ".join(figures)
