"""How every character sounds, told to the encoder while it learns.

Characters are 1,400 rare events, their initials, finals and tones 70 frequent ones. Half-way through
training most errors were of hearing, not of spelling, and later most of those were of tone; so small
classifiers listen to the encoder from then on. They are dropped when the model is exported.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import torch
from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from scripts.demo_model.batches import Batch
from scripts.demo_model.losses import IGNORED, integrate, with_end
from scripts.demo_model.shards import Utterance

_LISTED_INITIALS = "b p m f d t n l g k h j q x zh ch sh r z c s y w"
_LISTED_FINALS = (
    "a o e i u v ai ei ao ou an en ang eng ong ia ie iao iou ian in iang ing iong ua uo uai uei uan"
    " uen uang ueng ve van vn er n ng m hm hng ê"
)
_INITIALS = ("", *_LISTED_INITIALS.split())
_FINALS = ("", *_LISTED_FINALS.split())  # 嗯 has none
_TONES = 5
_SIZES = (len(_INITIALS), len(_FINALS), _TONES)
_MIDDLE_BLOCK = 2  # of encoder.encoders: the fourth of six
_LAST_WEIGHT, _MIDDLE_WEIGHT = 0.5, 0.3
_PART_WEIGHTS = (1.0, 1.0, 3.0)  # initials and finals are soon heard; tones are what stays hard


@lru_cache(maxsize=8192)
def _parts(syllable: str) -> tuple[int, int, int]:
    plain = syllable.rstrip("12345")
    initial = to_initials(plain, strict=True)
    final = to_finals(plain, strict=True, v_to_u=False)
    tone = int(syllable[-1]) if syllable[-1].isdigit() else _TONES
    return (
        _INITIALS.index(initial),
        _FINALS.index(final),
        tone - 1,
    )


def sounds_of(text: str) -> list[tuple[int, int, int]]:
    """Return ``(initial, final, tone)`` of every character, as espeak-ng was told to speak it."""
    spoken = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
    return [_parts(syllable) for syllable in spoken]


def targets_of(utterances: Sequence[Utterance]) -> torch.Tensor:
    """Sounds of a batch, shape (batch, characters, 3); -1 past the end of a text."""
    rows = [torch.tensor(sounds_of(one.text), dtype=torch.long) for one in utterances]
    shaped = [row.reshape(-1, len(_SIZES)) for row in rows]
    return pad_sequence(shaped, batch_first=True, padding_value=IGNORED)


class _Heads(nn.Module):
    """Three classifiers over one embedding a character."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.heads = nn.ModuleList(nn.Linear(width, size) for size in _SIZES)

    def loss(self, embeddings: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Cross-entropy of initial, final and tone, weighted and added up."""
        heard = embeddings[:, : targets.size(1)].to(torch.bfloat16)
        return torch.stack(
            [
                weight
                * functional.cross_entropy(
                    head(heard).float().transpose(1, 2), targets[..., part], ignore_index=IGNORED
                )
                for part, (head, weight) in enumerate(zip(self.heads, _PART_WEIGHTS, strict=True))
            ]
        ).sum()


class SoundTeacher(nn.Module):
    """Listens to the encoder's last and middle block through hooks.

    Args:
        model: whose encoder is taught.
        width: of its output.
    """

    def __init__(self, model: Any, width: int) -> None:
        super().__init__()
        self.last, self.middle = _Heads(width), _Heads(width)
        self._heard: dict[str, torch.Tensor] = {}
        self._listen(model.encoder, "last")
        self._listen(model.encoder.encoders[_MIDDLE_BLOCK], "middle")

    def _listen(self, module: nn.Module, name: str) -> None:
        def keep(_module: nn.Module, _given: Any, output: Any) -> None:
            self._heard[name] = output[0]

        module.register_forward_hook(keep)

    def loss(self, batch: Batch, utterances: Sequence[Utterance]) -> torch.Tensor:
        """Return what the encoder's latest pass over this batch did not hear; true times cut it up."""
        targets = targets_of(utterances)
        return _LAST_WEIGHT * self.last.loss(self._cut("last", batch), targets) + (
            _MIDDLE_WEIGHT * self.middle.loss(self._cut("middle", batch), targets)
        )

    def _cut(self, name: str, batch: Batch) -> torch.Tensor:
        hidden = self._heard[name]
        _, lengths = with_end(batch)
        alphas = batch.alphas[:, : hidden.size(1)]
        return integrate(hidden, alphas, lengths, int(lengths.max()))
