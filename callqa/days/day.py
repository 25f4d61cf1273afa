"""A day: its window in time, its results, and the ledger that must balance."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callqa.days.anomalies import Unusual
from callqa.days.rule_changes import RuleChange
from callqa.days.summary import CategoryCount, DaySummary
from callqa.model.coverage import NO_GAPS, Coverage
from callqa.model.errors import BadInputError
from callqa.model.finding import SEVERE, Evaluation
from callqa.model.recording import NO_ROSTER, Deferred, Duplicate, Expected, Recording, Roster
from callqa.model.remarks import Remark
from callqa.model.review.misses import NOT_SAMPLED, Miss, Sampled
from callqa.model.review.precision import DayPrecision, RulePrecision
from callqa.model.review.verdicts import Judgement
from callqa.model.summaries import EngineSummary, OnCpu, RuleSummary
from callqa.model.transcript import Outcome, Transcript


@dataclass(frozen=True, kw_only=True, slots=True)
class DayWindow:
    """The half-open span of time ``[start, end)`` that is one day in one time zone."""

    day: date
    start: datetime
    end: datetime

    @classmethod
    def of(cls, day: date, timezone: ZoneInfo) -> "DayWindow":
        """Return the window of a calendar day: 23 or 25 hours long where the clock changes.

        Raises:
            BadInputError: the day has no next one, with which it would end.
        """
        if day == date.max:
            raise BadInputError("没有这一天之后的一天，无法统计", f"{day}", "检查日期")
        start = datetime.combine(day, time.min, timezone)
        return cls(day=day, start=start, end=datetime.combine(day + timedelta(days=1), time.min, timezone))

    def holds(self, moment: datetime) -> bool:
        """Return whether a call that started at this moment belongs to the day."""
        return self.start <= moment < self.end


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """The reconciliation line: ``received = ok + no_speech + failed``, checked when it is made.

    Args:
        pending: calls without a result while the day is being worked on; 0 for a finished day.
    """

    received: int
    ok: int
    no_speech: int
    failed: int
    pending: int = 0

    def __post_init__(self) -> None:
        if self.received != self.ok + self.no_speech + self.failed + self.pending:
            raise ValueError(
                f"ledger does not balance: {self.received} received, "
                f"{self.ok} ok + {self.no_speech} no_speech + {self.failed} failed + {self.pending} pending"
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class CallResult:
    """Everything known about one call of the day."""

    recording: Recording
    transcript: Transcript
    evaluation: Evaluation

    @property
    def pending(self) -> bool:
        """Whether nothing was tried yet: no engine has made this result."""
        return self.transcript.outcome is Outcome.FAILED and not self.transcript.engine_revision


@dataclass(frozen=True, kw_only=True, slots=True)
class DayResult:
    """Everything that the reports of one day are made from.

    Args:
        generated_at, run_id: of this rendering; the only fields that differ between equal re-runs.
        engine: None when nothing was ever recognised on this day.
        rules_revision, rules: the rule book in force.
        rule_changes: what the book has gained and lost since the day before.
        calls: in order of their start, then call id.
        history: earlier days that were run, oldest first.
        remarks: what a reader must know about how the day was made.
        unusual: what is far from the usual of the day's weekday, or of the machine.
        devices: how many calls each device recognised.
        judgements: where every reviewed hit of the day stands, by finding id.
        precisions: of the rules that had hits in the last ``PRECISION_DAYS`` days, by rule id.
        reviewed_days: precision of the days in that time that were reviewed, oldest first.
        misses: what supervisors heard in the day's calls that no rule has marked; see `standing`.
        sampled: what listening to the random samples of that time has brought.
        expected: what the call records say about the day; None without any.
        coverage: what was not read, not understood or not attributed.
        in_progress: whether a run works on the day at this moment.
        masked: whether personal numbers are hidden in it (`callqa.days.masked_day`).
        roster: names and teams of agents, as the list has them when the day is shown.
    """

    window: DayWindow
    timezone: str
    generated_at: datetime
    run_id: str
    engine: EngineSummary | None
    rules_revision: str
    rules: tuple[RuleSummary, ...]
    calls: tuple[CallResult, ...]
    duplicates: tuple[Duplicate, ...] = ()
    deferred: tuple[Deferred, ...] = ()
    history: tuple[DaySummary, ...] = ()
    rule_changes: tuple[RuleChange, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unusual: tuple[Unusual | OnCpu, ...] = ()
    devices: Mapping[str, int] = field(default_factory=dict)
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    precisions: tuple[RulePrecision, ...] = ()
    reviewed_days: tuple[DayPrecision, ...] = ()
    misses: tuple[Miss, ...] = ()
    sampled: Sampled = NOT_SAMPLED
    expected: Expected | None = None
    coverage: Coverage = NO_GAPS
    in_progress: bool = False
    masked: bool = False
    roster: Roster = NO_ROSTER

    def ledger(self) -> Ledger:
        """Count the outcomes of the day's calls."""
        pending = sum(call.pending for call in self.calls) if self.in_progress else 0
        count = Counter(call.transcript.outcome for call in self.calls)
        return Ledger(
            received=len(self.calls),
            ok=count[Outcome.OK],
            no_speech=count[Outcome.NO_SPEECH],
            failed=count[Outcome.FAILED] - pending,
            pending=pending,
        )

    def summary(self) -> DaySummary:
        """Return the day in counts, as tomorrow's report will see it."""
        ledger = self.ledger()
        found = [finding for call in self.calls for finding in call.evaluation.findings]
        categories = Counter(finding.category for finding in found)
        return DaySummary(
            day=self.window.day,
            received=ledger.received,
            ok=ledger.ok,
            no_speech=ledger.no_speech,
            failed=ledger.failed,
            evaluated=sum(map(self.evaluated, self.calls)),
            flagged=sum(bool(call.evaluation.findings) for call in self.calls),
            hits=len(found),
            severe=sum(finding.severity in SEVERE for finding in found),
            categories=tuple(CategoryCount(name=n, hits=h) for n, h in sorted(categories.items())),
        )

    def evaluated(self, call: CallResult) -> bool:
        """Return whether every rule in force was evaluated on a call."""
        judged = call.evaluation.rules_revision == self.rules_revision and bool(self.rules)
        return judged and not call.evaluation.not_evaluated and call.transcript.outcome is not Outcome.FAILED
