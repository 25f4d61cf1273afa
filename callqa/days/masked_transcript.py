"""A transcript without personal numbers, for a store that must not hold them; all places and times hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from callqa.days.masked_day import mask_turns
from callqa.model.annotations import Annotations, Correction, PlainReading, as_recognised
from callqa.model.transcript import Transcript, Turn
from callqa.text.masking import MASK, hide_digits, mask_conversation


def mask_transcript(transcript: Transcript) -> Transcript:
    """Hide personal numbers in the text, the other readings, the originals of corrections and written forms.

    Returns:
        The same object where there is nothing to hide; so it is for what this has returned once.
    """
    turns = transcript.turns
    while (masked := _masked(turns)) != turns:  # what is left of a number may make one with its neighbours
        turns = masked
    return transcript if turns is transcript.turns else replace(transcript, turns=turns)


def _masked(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    channels = [turn.channel for turn in turns]
    heard = [as_recognised(turn.text, turn.annotations.corrections) for turn in turns]
    again = [_ReadAgain.of(turn, text) for turn, text in zip(turns, heard, strict=True)]
    shown = [turn.text for turn in mask_turns(turns)]
    originals = mask_conversation(heard, channels)
    readings = mask_conversation([one.text for one in again], channels)
    return tuple(
        _Masked(turn=turn, shown=_hidden_too(turn, text, original), heard=original).made(one.pieces(reading))
        for turn, text, original, one, reading in zip(turns, shown, originals, again, readings, strict=True)
    )


def _hidden_too(turn: Turn, shown: str, heard: str) -> str:
    """Hide in the text what is hidden in the text before its corrections, but in no corrected word."""
    corrected = {at for one in turn.annotations.corrections for at in range(one.start, one.end)}
    return "".join(
        MASK if original == MASK and at not in corrected else character
        for at, (character, original) in enumerate(zip(shown, heard, strict=True))
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _ReadAgain:
    """A turn as it reads without hotwords.

    Args:
        text: of the whole turn.
        borders: of the stretches that were read again and of what lies between, alternately.
    """

    text: str
    borders: tuple[int, ...]

    @classmethod
    def of(cls, turn: Turn, heard: str) -> "_ReadAgain":
        pieces, at = [], 0
        for one in turn.annotations.plain:
            pieces += [heard[at : one.start], one.text]
            at = one.end
        borders = [0]
        for piece in pieces:
            borders.append(borders[-1] + len(piece))
        return cls(text="".join([*pieces, heard[at:]]), borders=tuple(borders))

    def pieces(self, masked: str) -> list[str]:
        """Return the stretches that were read again, as they stand in the masked text."""
        return [masked[start:end] for start, end in pairwise(self.borders)][1::2]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Masked:
    """A turn and its two texts with hidden numbers: as it stands, and before its corrections."""

    turn: Turn
    shown: str
    heard: str

    def made(self, readings: Sequence[str]) -> Turn:
        known = self.turn.annotations
        annotations = Annotations(
            plain=tuple(map(self._reading, known.plain, readings)),
            corrections=tuple(map(self._correction, known.corrections)),
            written=tuple(one for one in known.written if MASK not in self.shown[one.start : one.end]),
            feelings=known.feelings,
        )
        if (self.shown, annotations) == (self.turn.text, known):
            return self.turn
        return replace(self.turn, text=self.shown, annotations=annotations)

    def _correction(self, one: Correction) -> Correction:
        stretch = zip(self.heard[one.start : one.end], self.shown[one.start : one.end], strict=True)
        return replace(one, original="".join(MASK if MASK in both else both[0] for both in stretch))

    def _reading(self, one: PlainReading, masked: str) -> PlainReading:
        """Mask a second reading; one with other digits may be another number: hide all of them."""
        before = as_recognised(self.turn.text, self.turn.annotations.corrections)[one.start : one.end]
        heard, shown = self.heard[one.start : one.end], self.shown[one.start : one.end]
        if one.text == before:
            both = zip(masked, heard, shown, strict=True)
            return replace(one, text="".join(MASK if MASK in chars else chars[0] for chars in both))
        return replace(one, text=hide_digits(masked) if MASK in heard + shown else masked)
