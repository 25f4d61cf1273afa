"""The agent table: rates with denominators, and no ranking of small samples."""

from dataclasses import replace

from flows.core.day import CallResult, DayResult
from flows.core.finding import SEVERE
from flows.core.transcript import Outcome
from reports.coverage import Coverage
from reports.figures import Rate
from reports.language import words
from reports.shapes import AgentRow
from reports.tables import agent_name, findings_of

SMALL_SAMPLE = 5
"""Agents with fewer analysed calls are not ranked: one bad call would decide."""


def hit_rate(calls: list[CallResult], coverage: Coverage) -> Rate:
    """Flagged among analysed calls; a lower bound when some were not fully evaluated."""
    analysed = [call for call in calls if call.transcript.outcome is Outcome.OK]
    flagged = coverage.count(sum(bool(call.evaluation.findings) for call in analysed), analysed)
    return Rate(part=flagged.value, whole=len(analysed), floor=flagged.missed > 0, unseen=flagged.unseen)


def agents(result: DayResult, coverage: Coverage) -> tuple[AgentRow, ...]:
    """Ranked agents by their hit rate, then small samples, then the calls nobody claims."""
    groups: dict[str, list[CallResult]] = {}
    for call in result.calls:
        groups.setdefault(agent_name(call), []).append(call)
    rows = [_row(name, calls, coverage) for name, calls in groups.items()]
    return _ranked(sorted(rows, key=_order))


def _row(name: str, calls: list[CallResult], coverage: Coverage) -> AgentRow:
    found = findings_of(calls)
    rate = hit_rate(calls, coverage)
    return AgentRow(
        rank=None,
        name=name,
        calls=len(calls),
        analysed=rate.whole,
        flagged=coverage.count(sum(bool(call.evaluation.findings) for call in calls), calls),
        rate=rate,
        hits=coverage.count(len(found), calls),
        severe=coverage.count(sum(each.severity in SEVERE for each in found), calls),
        failed=sum(call.transcript.outcome is Outcome.FAILED for call in calls),
        small=rate.whole < SMALL_SAMPLE,
    )


def _order(row: AgentRow) -> tuple[bool, bool, float, int, str]:
    unclaimed = row.name == words.UNKNOWN_AGENT
    return unclaimed, not _rankable(row), -(row.rate.share or 0), -row.calls, row.name


def _rankable(row: AgentRow) -> bool:
    named = row.name != words.UNKNOWN_AGENT
    return named and not row.small and row.rate.share is not None


def _ranked(rows: list[AgentRow]) -> tuple[AgentRow, ...]:
    """Number the rows; equal rates share a rank."""
    ranked: list[AgentRow] = []  # those that can be ranked come first
    for place, row in enumerate(rows, 1):
        if not _rankable(row):
            ranked.append(row)
            continue
        tied = ranked and ranked[-1].rate.share == row.rate.share
        ranked.append(replace(row, rank=ranked[-1].rank if tied else place))
    return tuple(ranked)
