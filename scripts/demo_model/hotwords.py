"""Train the hotword head of a frozen base model."""

import math
import random
from collections.abc import Sequence

import torch
from rich.console import Console
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from scripts.demo_model import second, shards
from scripts.demo_model.architecture import NO_BIAS, START, parameters_of
from scripts.demo_model.checkpoint import Trained
from scripts.demo_model.hotword_data import Heard, hear, labels, some_hotwords
from scripts.demo_model.hotword_init import prepare_head
from scripts.demo_model.losses import IGNORED
from scripts.demo_model.plan import Plan
from scripts.demo_model.watch import counted

_HEAD = ("decoder.embed", "bias_encoder", "seaco_decoder", "hotword_output_layer")
_RATE, _WARM_UP = 1.2e-3, 200
_BATCH, _NEIGHBOURS = 16, 200
_FILES = 20  # of the second synthesiser: the last ones, so that all that hold names are among them
_CONTRAST = 0.3
_REPORT_EVERY = 100


class HeadTrainer:
    """One optimiser over the hotword head; everything else stays as it is."""

    def __init__(self, trained: Trained, heard: list[Heard], *, steps: int, seed: int) -> None:
        self.trained, self.heard, self.steps = trained, heard, steps
        self.rng = random.Random(seed)
        trained.model.requires_grad_(False)
        self.parameters = parameters_of(trained.model, *_HEAD)
        for parameter in self.parameters:
            parameter.requires_grad_(True)
        self.optimiser = torch.optim.AdamW(self.parameters, betas=(0.9, 0.98), weight_decay=1e-2, fused=True)

    def advance(self, step: int) -> dict[str, float]:
        """One step; returns figures to watch."""
        batch = self._batch()
        hotwords = some_hotwords(batch, self.rng)
        share = step / self.steps
        loss, figures = self._loss(batch, hotwords, positive=max(2.5, 4.0 * (1 - share)))
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.parameters, 5.0)
        cooled = 0.5 * (1 + math.cos(math.pi * share))
        for group in self.optimiser.param_groups:
            group["lr"] = _RATE * min((step + 1) / _WARM_UP, cooled) + 1e-6
        self.optimiser.step()
        return figures

    def _batch(self) -> list[Heard]:
        """Utterances of about the same length."""
        last = len(self.heard) - 1
        centre = self.rng.randrange(len(self.heard))
        near = (centre + self.rng.randint(-_NEIGHBOURS, _NEIGHBOURS) for _ in range(_BATCH))
        return [self.heard[min(last, max(0, index))] for index in near]

    def _loss(
        self, batch: Sequence[Heard], hotwords: Sequence[str], positive: float
    ) -> tuple[torch.Tensor, dict[str, float]]:
        index_of = self.trained.index_of
        wanted = [labels(one.text, hotwords, index_of) for one in batch]
        targets = pad_sequence(wanted, batch_first=True, padding_value=IGNORED)
        with torch.autocast("cpu", torch.bfloat16):
            embedded, logits = self._forward(batch, hotwords)
        embedded, logits = embedded.float(), logits.float()
        weight = torch.where(targets == NO_BIAS, 1.0, positive) * (targets != IGNORED)
        losses = functional.cross_entropy(
            logits.transpose(1, 2), targets.clamp(min=0), reduction="none", label_smoothing=0.05
        )
        loss = (losses * weight).sum() / weight.sum()
        loss = loss + _CONTRAST * contrast(embedded, batch, hotwords)
        return loss, _figures(logits, targets, loss)

    def _forward(self, batch: Sequence[Heard], hotwords: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Hotword embeddings, and the head's scores as FunASR computes them."""
        model, index_of = self.trained.model, self.trained.index_of
        listed = [torch.tensor([index_of[c] for c in word]) for word in hotwords]
        listed.append(torch.tensor([START]))  # FunASR's own word for "none of them"
        sizes = torch.tensor([len(word) for word in listed])
        embedded = model._hotword_representation(pad_sequence(listed, batch_first=True), sizes)
        memory = embedded[None].expand(2 * len(batch), -1, -1)
        memory_lengths = torch.full((2 * len(batch),), len(listed))
        lengths = torch.tensor([len(one.text) + 1 for one in batch]).repeat(2)
        acoustic = pad_sequence([one.acoustic.float() for one in batch], batch_first=True)
        hidden = pad_sequence([one.hidden.float() for one in batch], batch_first=True)
        said = torch.cat([acoustic, hidden])
        attended, _ = model.seaco_decoder(memory, memory_lengths, said, lengths)
        by_sound, by_meaning = attended.chunk(2)
        return embedded[:-1], model.hotword_output_layer(model._merge(by_sound, by_meaning))


def contrast(embedded: torch.Tensor, batch: Sequence[Heard], hotwords: Sequence[str]) -> torch.Tensor:
    """Pull every hotword to the stretch of speech that says it, and away from the others."""
    spans, places = [], []
    for place, word in enumerate(hotwords):
        for one in batch:
            start = one.text.find(word)
            if start >= 0:
                spans.append(one.hidden[start : start + len(word)].float().mean(0))
                places.append(place)
                break
    if len(spans) < 3:
        return torch.zeros(())
    scores = embedded @ torch.stack(spans).T * (2.0 / embedded.size(1) ** 0.5)
    place_of = torch.tensor(places)
    return functional.cross_entropy(scores.T, place_of) + functional.cross_entropy(
        scores[place_of], torch.arange(len(places))
    )


@torch.no_grad()
def _figures(logits: torch.Tensor, targets: torch.Tensor, loss: torch.Tensor) -> dict[str, float]:
    said = logits.argmax(-1)
    inside = (targets != IGNORED) & (targets != NO_BIAS)
    outside = targets == NO_BIAS
    return {
        "loss": loss.item(),
        "hits": ((said == targets) & inside).sum().item() / max(1, int(inside.sum())),
        "false": ((said != NO_BIAS) & outside).sum().item() / max(1, int(outside.sum())),
    }


def train_hotwords(trained: Trained, plan: Plan, console: Console) -> None:
    """Train the head on names, brands and ordinary sentences; the model is changed in place."""
    prepare_head(trained.model)
    for number in range(len(plan.hotword_rounds)):
        train_round(trained, plan, number, console)


def train_round(trained: Trained, plan: Plan, number: int, console: Console) -> None:
    """One rise and fall of the learning rate, over speech that is augmented afresh."""
    files = [*map(plan.naming, range(plan.naming_shards)), *map(plan.general, range(2))]
    seed = plan.seed + number
    spoken = [one for file in files for one in shards.read(file)]
    spoken += [one for file in second.files(plan)[-_FILES:] for one in second.heard(file, seed)]
    heard = hear(trained, spoken, seed)
    trainer = HeadTrainer(trained, heard, steps=plan.hotword_rounds[number], seed=seed)
    sums: dict[str, float] = {}
    for step in counted(range(trainer.steps), f"hotwords, round {number + 1}", trainer.steps, console):
        for name, value in trainer.advance(step).items():
            sums[name] = sums.get(name, 0.0) + value / _REPORT_EVERY
        if (step + 1) % _REPORT_EVERY == 0:
            told = " ".join(f"{name} {value:.4f}" for name, value in sums.items())
            console.log(f"hotword round {number + 1} step {step + 1} {told}")
            sums.clear()
