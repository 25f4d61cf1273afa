"""What was said in one recording, by one engine revision; the times of its characters packed."""

import sys
from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import overload

from callqa.model.annotations import NO_ANNOTATIONS, Annotations
from callqa.model.errors import Failure
from callqa.model.recording import Role
from callqa.model.records import record
from callqa.model.speech import Noted

Time = tuple[int, int]


class PackedTimes(Sequence[Time]):
    """``(start_ms, end_ms)`` of one character after the other; cannot be changed.

    Args:
        times: in the order of the characters.
    """

    __slots__ = ("_edges",)

    def __init__(self, times: Iterable[Iterable[int]] = ()) -> None:
        self._edges = array("i", chain.from_iterable(times))

    @classmethod
    def from_text(cls, text: str) -> "PackedTimes":
        """Read what `as_text` wrote.

        Raises:
            ValueError: it did not.
        """
        times = cls.__new__(cls)
        times._edges = array("i", a2b_base64(text, strict_mode=True))
        if sys.byteorder == "big":
            times._edges.byteswap()
        return times

    def as_text(self) -> str:
        """Encode the edges as text: little-endian 32-bit numbers in Base64, which is read without a loop."""
        edges = array("i", self._edges)
        if sys.byteorder == "big":
            edges.byteswap()
        return b2a_base64(edges, newline=False).decode("ascii")

    def __len__(self) -> int:
        return len(self._edges) // 2

    @overload
    def __getitem__(self, index: int) -> Time: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Time, ...]: ...

    def __getitem__(self, index: int | slice) -> Time | tuple[Time, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(len(self))))
        return self._edges[2 * index], self._edges[2 * index + 1]

    def __iter__(self) -> Iterator[Time]:
        edges = iter(self._edges)
        return zip(edges, edges, strict=True)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PackedTimes):
            return self._edges == other._edges
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"PackedTimes({list(self)!r})"

    def __deepcopy__(self, _memo: object) -> "PackedTimes":
        return self  # nothing in it can change


class Outcome(StrEnum):
    """How the analysis of one recording ended; exactly one of these."""

    OK = "ok"
    """There is a transcript with at least one turn."""
    NO_SPEECH = "no_speech"
    """The audio was read, and nobody speaks."""
    FAILED = "failed"
    """The audio could not be read or recognised; the reason is stored."""


@record(frozen=True, kw_only=True, slots=True)
class Turn:
    """What one speaker says without a long pause.

    Args:
        role: who speaks.
        channel: index of the audio channel, from 0.
        start_ms, end_ms: from the start of the recording.
        text: as recognised; spoken Hanzi without spaces or punctuation for the shipped model.
        char_times: ``(start_ms, end_ms)`` for every character of text; same length as text.
        annotations: what else is known about the text.
        role_inferred: the role was decided from what is said, not from the channel.
    """

    role: Role
    channel: int
    start_ms: int
    end_ms: int
    text: str
    char_times: Sequence[tuple[int, int]]
    annotations: Annotations = NO_ANNOTATIONS
    role_inferred: bool = False

    def __post_init__(self) -> None:
        """Pack the times: ten thousand calls are held at once for a report."""
        if not isinstance(self.char_times, PackedTimes):
            object.__setattr__(self, "char_times", PackedTimes(self.char_times))


@dataclass(frozen=True, kw_only=True, slots=True)
class Transcript:
    """The result of recognising one recording.

    Args:
        call_id: of the recording.
        audio_sha256: of the bytes that were recognised.
        engine_revision: what produced it.
        outcome: how it ended.
        failure: why it failed; None otherwise.
        reason: the same in Chinese, with figures; empty otherwise. Never customer speech.
        retryable: whether trying again can help.
        duration_ms: of the audio; 0 when it could not be read.
        channels: number of audio channels, 0 when it could not be read.
        turns: in time order.
        attempts: how often this audio has been tried.
        noted: what of the audio was not read whole or could not be attributed. It is stored with the
            day's coverage, not with the transcript.
    """

    call_id: str
    audio_sha256: str
    engine_revision: str
    outcome: Outcome
    failure: Failure | None = None
    reason: str = ""
    retryable: bool = False
    duration_ms: int = 0
    channels: int = 0
    turns: tuple[Turn, ...] = ()
    attempts: int = 1
    noted: tuple[Noted, ...] = ()
