"""A day as a report shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from reports.view.model.calls import CallRow, FlaggedCall
from reports.view.model.overview import CategoryRow, Fact, GapLine, Kpi, LedgerView, Trust
from reports.view.model.rows import AgentRow, FailureRow, FileRow, RuleRow, SkippedRow


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
