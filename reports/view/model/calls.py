"""The calls of a day: their lines, hits and rows."""

from dataclasses import dataclass
from datetime import datetime

from reports.view.format import Count, Label


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A stretch of a turn, marked where a rule hit."""

    text: str
    marked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A turn as printed.

    Args:
        clock: the time of day; empty in a whole transcript.
        at_ms, end_ms: where it starts and ends in the recording.
        times: when each printed character starts, as hundredths of a second since the one before;
            empty where the text is shortened.
    """

    anchor: str
    role: str
    speaker: str
    offset: str
    segments: tuple[Segment, ...]
    inferred: bool = False
    clock: str = ""
    centre: bool = False
    at_ms: int = 0
    end_ms: int = 0
    times: str = ""

    @property
    def text(self) -> str:
        """What was said, with the keyword in 【】 for readers without markup."""
        return "".join(f"【{part.text}】" if part.marked else part.text for part in self.segments)


@dataclass(frozen=True, kw_only=True, slots=True)
class HitView:
    """A finding with its surroundings. ``at`` and ``offset_ms`` are None for the whole call.

    Args:
        other_reading: in words, what was heard without the hotword, or before it was put there.
        side: ``conduct`` for a rule that costs points, ``customer`` for what a customer said, or neither.
        emotion: in words, how it was said; empty where the recogniser does not tell.
        verdict: what supervisors said about it; None where nobody did.
        verdict_note: who said what, a reviewer after the other.
    """

    anchor: str
    finding_id: str
    severity: Label
    category: str
    rule_id: str
    rule: str
    speaker: Label
    at: datetime | None
    offset_ms: int | None
    clock: str
    offset: str
    evidence: str
    certainty: Label
    certainty_note: str
    turn_anchor: str
    context: tuple[Line, ...]
    other_reading: str = ""
    emotion: str = ""
    side: str = ""
    verdict: Label | None = None
    verdict_note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallRow:
    """A call as a row; ``anchor`` is empty where there is nothing more to show."""

    anchor: str
    call_id: str
    at: datetime
    clock: str
    agent: str
    queue: str
    direction: str
    customer: str
    duration_ms: int
    duration: str
    outcome: Label
    hits: Count
    worst: Label | None
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FlaggedCall:
    """A call with its hits; `reports.view.call_view` has everything that was said in it."""

    row: CallRow
    hits: tuple[HitView, ...]
