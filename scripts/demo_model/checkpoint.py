"""A model in training: its weights and everything needed to go on or to export it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from scripts.demo_model.architecture import build
from scripts.demo_model.batches import Normaliser


@dataclass(kw_only=True, slots=True)
class Trained:
    """The model with its tokens, its normalisation and the step it has reached."""

    model: Any
    settings: dict[str, Any]
    tokens: list[str]
    normaliser: Normaliser
    step: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def index_of(self) -> dict[str, int]:
        """The number of every token."""
        return {token: index for index, token in enumerate(self.tokens)}

    def save(self, path: Path) -> None:
        """Write everything, whole or not at all."""
        state = {
            "model": self.model.state_dict(),
            "settings": self.settings,
            "tokens": self.tokens,
            "mean": torch.from_numpy(self.normaliser.mean),
            "scale": torch.from_numpy(self.normaliser.scale),
            "step": self.step,
            "extra": self.extra,
        }
        unfinished = path.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.rename(path)


def load(path: Path) -> Trained:
    """Read what :meth:`Trained.save` wrote."""
    state = torch.load(path, weights_only=True)
    model = build(state["settings"], state["tokens"])
    model.load_state_dict(state["model"])
    return Trained(
        model=model,
        settings=state["settings"],
        tokens=state["tokens"],
        normaliser=Normaliser(
            mean=np.asarray(state["mean"].numpy()), scale=np.asarray(state["scale"].numpy())
        ),
        step=state["step"],
        extra=state["extra"],
    )
