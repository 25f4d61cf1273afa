"""The rows of a day's tables: conduct, agents, failures, rules, files."""

from dataclasses import dataclass
from datetime import datetime

from reports.view.format import Count, Label, Rate


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
