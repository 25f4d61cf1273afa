"""Teach the predictor to count as it will at inference: encoder frozen, no dropout."""

import math
import random
from collections.abc import Iterator
from itertools import count, islice

import numpy as np
import torch
from rich.console import Console
from torch import nn

from scripts.demo_model import second, shards
from scripts.demo_model.architecture import mask_of
from scripts.demo_model.batches import Augmentation, Batch, buckets, collate
from scripts.demo_model.checkpoint import Trained
from scripts.demo_model.losses import predict
from scripts.demo_model.plan import Plan
from scripts.demo_model.shards import Utterance
from scripts.demo_model.watch import counted

_RATE = 6e-4
_REPORT_EVERY = 40
_AUGMENTED = 0.6
_SHARDS, _FILES = 2, 20


def _endless(plan: Plan) -> Iterator[list[Utterance]]:
    spoken = [one for index in range(_SHARDS) for one in shards.read(plan.general(index))]
    spoken += [
        one for path in second.files(plan, "general")[:_FILES] for one in second.heard(path, plan.seed)
    ]
    for turn in count():
        rng = random.Random(plan.seed + turn)
        yield from buckets(spoken, frames=plan.batch_frames, rng=rng)


def calibrate_predictor(trained: Trained, plan: Plan, console: Console) -> None:
    """Train the predictor alone for a few minutes; the model is changed in place."""
    trained.model.eval()
    parameters = list(trained.model.predictor.parameters())
    optimiser = torch.optim.AdamW(parameters, betas=(0.9, 0.98), weight_decay=1e-3)
    how = Augmentation(noise=np.random.default_rng(plan.seed))
    batches = islice(_endless(plan), plan.predictor_steps)
    for step, utterances in enumerate(counted(batches, "predictor", plan.predictor_steps, console)):
        augmentation = how if how.noise.random() < _AUGMENTED else None
        batch = collate(utterances, trained.normaliser, trained.index_of, augmentation)
        loss, bias = _loss(trained, batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 5.0)
        for group in optimiser.param_groups:
            group["lr"] = _RATE * 0.5 * (1 + math.cos(math.pi * step / plan.predictor_steps))
        optimiser.step()
        if step % _REPORT_EVERY == 0:
            console.log(f"predictor step {step} loss {loss.item():.3f} miscounts by {bias:+.3f}")


def _loss(trained: Trained, batch: Batch) -> tuple[torch.Tensor, float]:
    """Errors of count, place and running total, in characters; and the mean miscount."""
    with torch.no_grad():
        hidden, lengths = trained.model.encode(batch.speech, batch.speech_lengths)
    mask = mask_of(lengths, hidden.size(1))
    alphas, peaks = predict(trained.model.predictor, hidden, mask)
    characters = batch.token_lengths + 1.0
    wanted, wanted_peaks = batch.alphas[:, : alphas.size(1)], batch.peaks[:, : peaks.size(1)]
    missed = alphas.sum(1) - characters
    counted = 2 * missed.abs().sum() + 0.5 * (peaks.sum(1) - characters).abs().sum()
    placed = (alphas - wanted).abs().sum() + 0.5 * (peaks - wanted_peaks).abs().sum()
    running = ((alphas.cumsum(1) - wanted.cumsum(1)).abs() * mask).sum() / mask.sum()
    return (counted + placed) / characters.sum() + running, missed.mean().item()
