"""The agents of a day in the order in which they need coaching: by their own conduct, not by customers'."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from callqa.days.day import CallResult, DayResult
from callqa.days.score import Conduct, Scoring, conduct_of
from callqa.model.finding import SEVERE
from callqa.model.transcript import Outcome
from reports.view.evaluated import Evaluated
from reports.view.format import Count
from reports.view.model.rows import AgentRow, ConductView
from reports.view.tables import agent_name, findings_of, hit_rate
from reports.words.language import words

SMALL_SAMPLE = 5
"""Agents with fewer calls that have a score are not ranked: one bad call would decide."""


def agents(result: DayResult, evaluated: Evaluated) -> tuple[AgentRow, ...]:
    """Ranked agents, the lowest mean score first; then small samples, then the calls nobody claims."""
    groups: dict[str, list[CallResult]] = {}
    for call in result.calls:
        groups.setdefault(agent_name(call, result.roster), []).append(call)
    scoring = Scoring.of(result)
    rows = [_row(name, calls, evaluated, scoring, result) for name, calls in groups.items()]
    return _ranked(sorted(rows, key=_order))


def _row(
    name: str, calls: list[CallResult], evaluated: Evaluated, scoring: Scoring, result: DayResult
) -> AgentRow:
    found = findings_of(calls)
    rate = hit_rate(calls, evaluated)
    conduct = conduct_of(calls, scoring)
    return AgentRow(
        rank=None,
        name=name,
        team=result.roster.team((calls[0].recording.agent or "").strip()),
        calls=len(calls),
        analysed=rate.whole,
        conduct=conduct_view(conduct, lambda value: evaluated.count(value, calls)),
        flagged=evaluated.count(sum(bool(call.evaluation.findings) for call in calls), calls),
        rate=rate,
        hits=evaluated.count(len(found), calls),
        severe=evaluated.count(sum(each.severity in SEVERE for each in found), calls),
        failed=sum(call.transcript.outcome is Outcome.FAILED for call in calls),
        small=conduct.scored < SMALL_SAMPLE,
    )


def conduct_view(conduct: Conduct, count: Callable[[int], Count]) -> ConductView:
    """Put an agent's conduct into words.

    Args:
        conduct: added up.
        count: makes a number of hits one that admits what was not evaluated.
    """
    average, reviewed = conduct.average, conduct.reviewed_average
    return ConductView(
        average=average,
        reviewed=None if reviewed == average else reviewed,
        is_bound=conduct.bounded > 0,
        scored=conduct.scored,
        deducted=conduct.deducted,
        fatal=conduct.fatal,
        hits=count(conduct.hits),
        customer_hits=count(conduct.customer_hits),
    )


def score(conduct: ConductView) -> float | None:
    """Return the mean score that holds: after review where there was one; None without any."""
    return conduct.average if conduct.reviewed is None else conduct.reviewed


def _order(row: AgentRow) -> tuple[bool, bool, float, int, int, str]:
    unclaimed = row.name == words.UNKNOWN_AGENT
    standing = score(row.conduct)
    lowest = 0.0 if standing is None else standing
    return unclaimed, not _rankable(row), lowest, -row.conduct.fatal, -row.calls, row.name


def _rankable(row: AgentRow) -> bool:
    return row.name != words.UNKNOWN_AGENT and not row.small and score(row.conduct) is not None


def _ranked(rows: Sequence[AgentRow]) -> tuple[AgentRow, ...]:
    """Give the rows their ranks; equal scores share one."""
    ranked: list[AgentRow] = []  # those that can be ranked come first
    for place, row in enumerate(rows, 1):
        if not _rankable(row):
            ranked.append(row)
            continue
        tied = ranked and score(ranked[-1].conduct) == score(row.conduct)
        ranked.append(replace(row, rank=ranked[-1].rank if tied else place))
    return tuple(ranked)
