"""Sentences of a recording: turns cut at marks and pauses, because most models set no marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from callqa.model.transcript import Turn
from callqa.studio.cues import units
from callqa.studio.result import speaker_key

_PAUSE_MS = 500
_ENDS = "。！？!?；;"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """What somebody says between two pauses.

    Args:
        text: as people write it.
        speaker: whose it is, by `speaker_key`.
    """

    start_ms: int
    end_ms: int
    text: str
    speaker: str


def sentences(turns: Sequence[Turn]) -> list[Sentence]:
    """Return the sentences of a recording in order of their start."""
    found = (each for turn in turns for each in _of_turn(turn))
    return sorted(found, key=lambda each: each.start_ms)


def _of_turn(turn: Turn) -> Iterator[Sentence]:
    text, first, last = "", 0, 0
    for start, end, piece in units(turn):
        pause = turn.char_times[start][0] - turn.char_times[start - 1][1] if start else 0
        if text and pause >= _PAUSE_MS:
            yield _sentence(turn, first, last, text)
            text = ""
        if not text:
            first = start
        text, last = text + piece, end
        if piece in _ENDS:
            yield _sentence(turn, first, last, text)
            text = ""
    if text:
        yield _sentence(turn, first, last, text)


def _sentence(turn: Turn, first: int, last: int, text: str) -> Sentence:
    return Sentence(
        start_ms=turn.char_times[first][0],
        end_ms=turn.char_times[last - 1][1],
        text=text.strip(),
        speaker=speaker_key(turn),
    )
