"""The result of a job: its transcript as its owner sees it, with corrected text and renamed speakers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise

from callqa.model.annotations import NO_ANNOTATIONS, as_written
from callqa.model.recording import Role
from callqa.model.summaries import EngineSummary
from callqa.model.transcript import Time, Transcript, Turn

_WORD = re.compile("[一-龥]{2,8}")
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """A turn whose text somebody has corrected; the newest of a turn holds.

    Args:
        number: counts the edits of a job, from 1.
        turn: its place in the transcript.
        before, text: of the turn; they may be customer speech.
    """

    number: int
    turn: int
    before: str
    text: str
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What was made of a recording.

    Args:
        transcript: as it was recognised.
        spoken: where speech was found, ``(start_ms, end_ms)`` by channel.
        engine: that recognised it.
        words: hotwords that were used, those put in by sound, and those that the model cannot use.
        edits: oldest first.
    """

    transcript: Transcript
    spoken: tuple[Spans, ...] = ()
    engine: EngineSummary | None = None
    words: Mapping[str, tuple[str, ...]] | None = None
    edits: tuple[Edit, ...] = ()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns with their corrected texts."""
        newest = {edit.turn: edit.text for edit in self.edits}
        return tuple(
            with_text(turn, newest[place]) if place in newest else turn
            for place, turn in enumerate(self.transcript.turns)
        )

    @property
    def shown(self) -> Transcript:
        """The transcript with its corrected texts."""
        return replace(self.transcript, turns=self.turns)


def with_text(turn: Turn, text: str) -> Turn:
    """Return a turn with another text: what stayed keeps its times, and new characters share the gaps."""
    if text == turn.text:
        return turn
    times = _retimed(turn, text)
    return replace(turn, text=text, char_times=times, annotations=NO_ANNOTATIONS)


def _retimed(turn: Turn, text: str) -> list[Time]:
    kept: dict[int, Time] = {}
    for before, after, size in SequenceMatcher(None, turn.text, text, autojunk=False).get_matching_blocks():
        kept.update((after + at, turn.char_times[before + at]) for at in range(size))
    borders = [-1, *sorted(kept), len(text)]
    found: list[Time] = []
    for first, last in pairwise(borders):
        start = kept[first][1] if first in kept else turn.start_ms
        end = kept[last][0] if last in kept else turn.end_ms
        found += _shared(start, max(end, start), last - first - 1)
        if last in kept:
            found.append(kept[last])
    return found


def _shared(start: int, end: int, count: int) -> list[Time]:
    step = (end - start) / max(count, 1)
    return [(round(start + at * step), round(start + (at + 1) * step)) for at in range(count)]


def new_words(edits: Iterable[Edit]) -> tuple[str, ...]:
    """Return words of 2 to 8 Hanzi that corrections have put in: hotwords that may help the next time."""
    found = (word for edit in edits for word in _put_in(edit.before, edit.text))
    return tuple(dict.fromkeys(word for word in found if _WORD.fullmatch(word)))


def _put_in(before: str, text: str) -> Iterator[str]:
    """Yield what is new in a text; a single character that stayed in the middle of it belongs to it."""
    kept = [
        (at, at + size)
        for _, at, size in SequenceMatcher(None, before, text, autojunk=False).get_matching_blocks()
        if size > 1 or at in (0, len(text) - 1) or at == len(text)
    ]
    start = 0
    for first, last in [*kept, (len(text), len(text))]:
        yield text[start:first]
        start = last


def key_of(channel: int, role: Role) -> str:
    """Return what names a speaker of a recording in ``Job.names``."""
    return f"{channel}-{role.value}"


def speaker_key(turn: Turn) -> str:
    """Return the key of who says a turn."""
    return key_of(turn.channel, turn.role)


def speaker_keys(turns: Sequence[Turn]) -> list[str]:
    """Return the speakers of a recording, in the order in which they first speak."""
    return list(dict.fromkeys(map(speaker_key, turns)))


def written(turn: Turn) -> str:
    """Return what a turn says as people write it."""
    return as_written(turn.text, turn.annotations.written)
