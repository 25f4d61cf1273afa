"""The view model: what a report shows, already in words, still without any markup."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reports.view.format import Count, Label, Rate


class Level(StrEnum):
    """How far the day's numbers can be trusted."""

    COMPLETE = "complete"
    """Every second read, every row understood, every call attributed, every rule evaluated."""
    PARTIAL = "partial"
    """The same but for a few, which are told."""
    INCOMPLETE = "incomplete"
    """Something is pending or missing, a whole recorder is read wrongly, or too many calls are lacking."""
    EMPTY = "empty"
    """No call was received at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A line of the masthead.

    Args:
        code: for revisions and the like.
        whole: what a shortened value is short for; empty for a whole one.
        href: where it leads.
        origin: whether it is for those who look after the machine, and stands at the end of the page.
    """

    label: str
    value: str
    code: bool = False
    whole: str = ""
    href: str = ""
    origin: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Masthead:
    """The head of a page.

    Args:
        kicker: what kind of report it is.
        note: what a reader must know before anything else; may be empty.
        days: links to the days around it.
    """

    kicker: str
    title: str
    facts: tuple[Fact, ...]
    note: str = ""
    days: tuple[Fact, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerPart:
    """One outcome's part of the received calls."""

    label: Label
    count: int
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerView:
    """The reconciliation line in words and as the parts of a bar."""

    words: str
    parts: tuple[LedgerPart, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trust:
    """Whether the numbers are the whole day, why not, and what to type about it."""

    level: Level
    title: str
    reasons: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class GapLine:
    """One kind of what was not read, not understood or not attributed, in a line.

    Args:
        kind: its key.
        is_note: whether the day is complete all the same.
    """

    kind: str
    is_note: bool
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Kpi:
    """A headline number; ``number`` is None where it is not known.

    Args:
        href: the part of the page that it leads to.
        show: what the list is filtered to there, as the page's address writes it; may be empty.
    """

    label: str
    number: float | None
    text: str
    note: str = ""
    alarm: bool = False
    href: str = "#flagged"
    show: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryRow:
    """The totals of one category of rules; ``skipped`` as in `RuleRow`.

    Args:
        sampled: in words, in how many calls of the random sample it was missed.
    """

    name: str
    calls: Count
    hits: Count
    skipped: int
    rate: Rate
    sampled: str


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


@dataclass(frozen=True, kw_only=True, slots=True)
class ConductView:
    """How an agent behaved, in words and numbers; what customers said is apart.

    Args:
        average, reviewed: mean scores by the machine, and after review where that is another; None for none.
        is_bound: whether they are only the most that the mean can be.
        scored: calls with a score.
        deducted, fatal: calls that lost points, and that a fatal rule hit; after review.
        hits: of rules that cost points.
        customer_hits: what customers said.
    """

    average: float | None
    reviewed: float | None
    is_bound: bool
    scored: int
    deducted: int
    fatal: int
    hits: Count
    customer_hits: Count

    @property
    def text(self) -> str:
        """93.5, or ≤ 93.5 where not every rule was evaluated on every call; empty where there is none."""
        return "" if self.average is None else f"{'≤ ' if self.is_bound else ''}{self.average:g}"

    @property
    def reviewed_text(self) -> str:
        """The same after review; empty where that changes nothing."""
        return "" if self.reviewed is None else f"{'≤ ' if self.is_bound else ''}{self.reviewed:g}"


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentRow:
    """An agent's day. ``rank`` is None for small samples and for the unknown agent; 1 needs coaching most."""

    rank: int | None
    name: str
    team: str
    calls: int
    analysed: int
    conduct: ConductView
    flagged: Count
    rate: Rate
    hits: Count
    severe: Count
    failed: int
    small: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FailureRow:
    """A call that could not be analysed."""

    call_id: str
    at: datetime
    clock: str
    agent: str
    path: str
    reason: str
    retryable: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SkippedRow:
    """A rule that was not evaluated on some calls, for one reason."""

    rule_id: str
    rule: str
    reason: str
    calls: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRow:
    """A file beside the ledger, and why it is not in it."""

    path: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleRow:
    """A rule in force and what it found.

    Args:
        skipped: calls on which it was not evaluated, although another rule was.
        lately: its hits of the last thirty days.
        precision, recall: of that time, each with its denominator; empty where nobody reviewed.
    """

    rule_id: str
    name: str
    category: str
    severity: Label
    calls: Count
    hits: Count
    skipped: int
    lately: int
    precision: str
    recall: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DayView:
    """Everything both reports show.

    Args:
        remarks: what a reader must know about how the day was made, a line each.
        read: how much was read, in words; empty where nobody counted.
        gaps: what was not read, not understood or not attributed.
        zero: what a zero of it says; empty where it has none.
        missed_by_all: calls on which no rule at all was evaluated.
        retry, rest: commands, for the failed calls and for what is missing.
        offers_retry: whether any failed call is worth another try as it is.
    """

    day: date
    title: str
    generated_at: datetime
    facts: tuple[Fact, ...]
    model_note: str
    ledger: LedgerView
    trust: Trust
    kpis: tuple[Kpi, ...]
    categories: tuple[CategoryRow, ...]
    flagged: tuple[FlaggedCall, ...]
    agents: tuple[AgentRow, ...]
    calls: tuple[CallRow, ...]
    failures: tuple[FailureRow, ...]
    skipped: tuple[SkippedRow, ...]
    duplicates: tuple[FileRow, ...]
    deferred: tuple[FileRow, ...]
    rules: tuple[RuleRow, ...]
    rule_changes: tuple[str, ...]
    remarks: tuple[str, ...]
    read: str
    gaps: tuple[GapLine, ...]
    zero: str
    missed_by_all: int
    unusual: tuple[str, ...]
    retry: str
    rest: str
    offers_retry: bool
