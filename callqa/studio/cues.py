"""Subtitles: turns cut by pauses and length, because a turn of a minute is no subtitle."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from callqa.model.transcript import Turn
from callqa.studio.result import speaker_key

_MOST_CHARACTERS = 24
"""Two lines of Hanzi on a film; what is written wider is broken by the player."""
_LONGEST_MS = 6_000
_PAUSE_MS = 400
_SHORTEST_MS = 300
_MARKS = "，。？！；、,.?!;"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """One subtitle.

    Args:
        start_ms, end_ms: from the start of the recording.
        speaker: whose it is.
    """

    start_ms: int
    end_ms: int
    text: str
    speaker: str


def cues(turns: Sequence[Turn], speakers: Mapping[str, str]) -> list[Cue]:
    """Return the subtitles of a recording in order of their start; numbers are written as people do.

    Args:
        speakers: names by `speaker_key`.
    """
    found = (cue for turn in turns for cue in _of_turn(turn, speakers.get(speaker_key(turn), "")))
    return sorted(found, key=lambda cue: (cue.start_ms, cue.end_ms))


def _of_turn(turn: Turn, speaker: str) -> Iterator[Cue]:
    for first, last in _stretches(turn):
        start = turn.char_times[first][0]
        text = "".join(text for at, _, text in units(turn) if first <= at < last).strip()
        if text:
            end = max(turn.char_times[last - 1][1], start + _SHORTEST_MS)
            yield Cue(start_ms=start, end_ms=end, text=text, speaker=speaker)


def units(turn: Turn) -> list[tuple[int, int, str]]:
    """Return the characters of a turn and the written forms that stand for several of them.

    Returns:
        ``(start, end, text)``: the span of spoken characters, and what is written for it.
    """
    found: list[tuple[int, int, str]] = []
    at = 0
    for form in turn.annotations.written:
        found += [(place, place + 1, turn.text[place]) for place in range(at, form.start)]
        found.append((form.start, form.end, form.text))
        at = form.end
    return found + [(place, place + 1, turn.text[place]) for place in range(at, len(turn.text))]


def _stretches(turn: Turn) -> Iterator[tuple[int, int]]:
    """Yield spans of characters, each a subtitle; no written form is cut."""
    first, length = 0, 0
    previous_end = 0
    for start, end, text in units(turn):
        pause = turn.char_times[start][0] - (turn.char_times[start - 1][1] if start else 0)
        lasts = turn.char_times[end - 1][1] - turn.char_times[first][0]
        is_full = length + len(text) > _MOST_CHARACTERS or lasts > _LONGEST_MS
        after_mark = start > first and turn.text[start - 1] in _MARKS and length >= _MOST_CHARACTERS // 2
        if start > first and text not in _MARKS and (pause >= _PAUSE_MS or is_full or after_mark):
            yield first, previous_end
            first, length = start, 0
        length += len(text)
        previous_end = end
    if previous_end > first:
        yield first, previous_end


def as_srt(found: Iterable[Cue]) -> str:
    """Return subtitles as SubRip; the speaker stands before the words."""
    return "\n".join(
        f"{number}\n{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}\n{_named(cue)}\n"
        for number, cue in enumerate(found, 1)
    )


def _named(cue: Cue) -> str:
    return f"{_one_line(cue.speaker)}：{_one_line(cue.text)}" if cue.speaker else _one_line(cue.text)


def as_vtt(found: Iterable[Cue]) -> str:
    """Return subtitles as WebVTT; the speaker is its voice."""
    blocks = (
        f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}\n{_voice(cue)}{_escaped(cue.text)}\n"
        for cue in found
    )
    return "WEBVTT\n\n" + "\n".join(blocks)


def _voice(cue: Cue) -> str:
    return f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""


def _escaped(text: str) -> str:
    # an arrow in a cue's text would begin another cue
    return _one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _clock(ms: int, point: str) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{point}{ms % 1000:03}"
