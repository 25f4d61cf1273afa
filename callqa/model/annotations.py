"""What is known about a recognised text besides its characters: readings, corrections, forms, emotions."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar


@dataclass(frozen=True, kw_only=True, slots=True)
class PlainReading:
    """A stretch that was recognised a second time, without hotwords.

    Args:
        start, end: half-open span of characters of the text.
        text: what was then recognised in its place; empty for nothing.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """A hotword that was put where a word of the same length sounded like it.

    Args:
        start, end: half-open span of characters of the text; the hotword stands there now.
        original: what the recogniser wrote there; as many characters.
        score: how alike the two sound, from 0 to 1.
    """

    start: int
    end: int
    original: str
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenForm:
    """How people write what was spoken: 2025年 for 二零二五年.

    Args:
        start, end: half-open span of the spoken characters in the text.
        text: the written form, which may be longer or shorter.
    """

    start: int
    end: int
    text: str


class Emotion(StrEnum):
    """How something is said, as far as a recogniser tells."""

    ANGRY = "angry"
    SAD = "sad"
    HAPPY = "happy"
    NEUTRAL = "neutral"
    FEARFUL = "fearful"
    DISGUSTED = "disgusted"
    SURPRISED = "surprised"


@dataclass(frozen=True, kw_only=True, slots=True)
class Feeling:
    """How a stretch was said.

    Args:
        start, end: half-open span of characters of the text.
        emotion: in which.
    """

    start: int
    end: int
    emotion: Emotion


NEW = {"new": True}
"""Of a field that came later: while it is empty, the seal of a day leaves it out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Annotations:
    """All that is known about one text; every tuple in order, its spans not overlapping.

    Args:
        feelings: how it was said; empty where the recogniser does not tell.
    """

    plain: tuple[PlainReading, ...] = ()
    corrections: tuple[Correction, ...] = ()
    written: tuple[WrittenForm, ...] = ()
    feelings: tuple[Feeling, ...] = field(default=(), metadata=NEW)

    def then(self, following: "Annotations", at: int) -> "Annotations":
        """Join the annotations of two texts that are joined, the second one starting at character ``at``."""
        return Annotations(
            plain=self.plain + _moved(following.plain, at),
            corrections=self.corrections + _moved(following.corrections, at),
            written=self.written + _moved(following.written, at),
            feelings=self.feelings + _moved(following.feelings, at),
        )


NO_ANNOTATIONS = Annotations()
"""Of a text about which nothing else is known."""

Span = TypeVar("Span", PlainReading, Correction, WrittenForm, Feeling)


def _moved(spans: Sequence[Span], by: int) -> tuple[Span, ...]:
    return tuple(replace(one, start=one.start + by, end=one.end + by) for one in spans)


def as_recognised(text: str, corrections: Sequence[Correction]) -> str:
    """Return the text before its corrections; every character keeps its place."""
    characters = list(text)
    for one in corrections:
        characters[one.start : one.end] = one.original
    return "".join(characters)


def as_written(text: str, written: Sequence[WrittenForm]) -> str:
    """Return the text as people write it."""
    pieces, at = [], 0
    for one in written:
        pieces += [text[at : one.start], one.text]
        at = one.end
    return "".join([*pieces, text[at:]])
