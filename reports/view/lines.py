"""Turns as printed lines, with the keywords marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from callqa.days.day import CallResult
from callqa.model.finding import Finding
from callqa.model.recording import Role
from callqa.model.transcript import Turn
from reports.view.format import Clock, Label, clip_head, clip_tail, span, time_of_day
from reports.view.model.calls import Line, Segment
from reports.words.language import words

_CONTEXT = 80
"""Characters of a long turn that are shown beside a keyword; the transcript has the rest."""
_SHOWN = 5
"""Turns that are shown of a hit about what was not said."""

Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """One call's turns, ready to be printed."""

    anchor: str
    started_at: datetime
    turns: tuple[Turn, ...]
    clock: Clock

    @classmethod
    def of(cls, call: CallResult, anchor: str, clock: Clock) -> "Speech":
        """Return the speech of a call whose place in the report is ``anchor``."""
        return cls(
            anchor=anchor,
            started_at=call.recording.started_at,
            turns=call.transcript.turns,
            clock=clock,
        )

    def holds(self, finding: Finding) -> bool:
        """Whether the finding points at a turn, and not at the whole call."""
        return finding.turn is not None and 0 <= finding.turn < len(self.turns)

    def turn_anchor(self, index: int) -> str:
        """Where a turn is in the report."""
        return f"{self.anchor}-t{index + 1}"

    def transcript(self, findings: Iterable[Finding]) -> tuple[Line, ...]:
        """Every turn, with what these findings hit marked."""
        spans: dict[int | None, list[Span]] = {}
        for finding in findings:
            spans.setdefault(finding.turn, []).append((finding.start, finding.end))
        whole = (
            segments(turn.text, spans[index]) if index in spans else (Segment(text=turn.text),)
            for index, turn in enumerate(self.turns)
        )
        return tuple(self._line(index, parts) for index, parts in enumerate(whole))

    def context(self, finding: Finding) -> tuple[Line, ...]:
        """Return the turn of a finding between its neighbours; of one without a turn those in its time."""
        if finding.turn is None:
            return self._in_its_time(finding)
        if not self.holds(finding):
            return ()
        near = range(max(finding.turn - 1, 0), min(finding.turn + 2, len(self.turns)))
        return tuple(self._excerpt(index, finding, finding.turn) for index in near)

    def _in_its_time(self, finding: Finding) -> tuple[Line, ...]:
        """Return the turns in which something should have been said; none where that is the whole call."""
        if finding.start_ms <= 0 and finding.end_ms >= max((turn.end_ms for turn in self.turns), default=0):
            return ()
        times = ((index, turn.start_ms) for index, turn in enumerate(self.turns) if turn.text)
        inside = [index for index, start_ms in times if finding.start_ms <= start_ms < finding.end_ms]
        return tuple(self._excerpt(index, finding, -1) for index in inside[:_SHOWN])

    def _excerpt(self, index: int, finding: Finding, centre: int) -> Line:
        text = self.turns[index].text
        if index == centre:
            parts = clipped(segments(text, [(finding.start, finding.end)]))
            return replace(self._line(index, parts), clock=self._clock(index), centre=True)
        short = clip_head(text, _CONTEXT) if index < centre else clip_tail(text, _CONTEXT)
        return replace(self._line(index, (Segment(text=short),)), clock=self._clock(index))

    def _clock(self, index: int) -> str:
        return time_of_day(self.clock.local(self.started_at, self.turns[index].start_ms))

    def _line(self, index: int, parts: tuple[Segment, ...]) -> Line:
        turn = self.turns[index]
        return Line(
            anchor=self.turn_anchor(index),
            role=turn.role.value,
            inferred=turn.role_inferred,
            speaker=speaker(turn).word,
            offset=span(turn.start_ms),
            segments=parts,
            at_ms=turn.start_ms,
            end_ms=turn.end_ms,
            times=_times(turn) if sum(len(part.text) for part in parts) == len(turn.text) else "",
        )


def _times(turn: Turn) -> str:
    """Return steps instead of times: a page with a thousand transcripts is a third smaller."""
    starts = [start for start, _ in turn.char_times]
    return " ".join(
        [str((start - at) // 10) for at, start in zip([turn.start_ms, *starts], starts, strict=False)]
    )


def speaker(turn: Turn) -> Label:
    """Who says a turn; by channel when the role is not known, so that two strangers stay two."""
    return voice(turn.role, turn.channel, turn.role_inferred)


def voice(role: Role, channel: int, inferred: bool) -> Label:
    """Return a speaker by role, and whether that was only inferred."""
    word = words.channel_speaker(channel) if role is Role.UNKNOWN else words.ROLE[role]
    return Label(key=role.value, word=words.inferred(word) if inferred else word)


def segments(text: str, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """Cut a text at the borders of spans, which may overlap or lie outside."""
    parts: list[Segment] = []
    at = 0
    for start, end in _merged(spans, len(text)):
        parts += [Segment(text=text[at:start]), Segment(text=text[start:end], marked=True)]
        at = end
    parts.append(Segment(text=text[at:]))
    return tuple(part for part in parts if part.text)


def clipped(parts: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Shorten what stands before and after the mark of a long turn."""
    marked = [index for index, part in enumerate(parts) if part.marked]
    first, last = (marked[0], marked[-1]) if marked else (-1, -1)
    return tuple(
        Segment(text=_shortened(part.text, before=index < first), marked=part.marked)
        if index < first or index > last
        else part
        for index, part in enumerate(parts)
    )


def _shortened(text: str, *, before: bool) -> str:
    return clip_head(text, _CONTEXT) if before else clip_tail(text, _CONTEXT)


def _merged(spans: Sequence[Span], length: int) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
