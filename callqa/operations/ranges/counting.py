"""Several days in counts for whoever sees all of them or a part: agents, categories and rules, day by day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from callqa.days.ranges.rollup import AgentTotal, CategoryTotal, Rollup, RuleTotal
from callqa.days.ranges.tally import Tally
from callqa.days.rule_changes import RuleChange
from callqa.days.summary import DaySummary, calendar
from callqa.model.access.account import Scope
from callqa.operations.calls.browse import outline
from callqa.operations.load import roster_of
from callqa.storage.calls.browse import content_seal
from callqa.storage.schema import reviews
from callqa.storage.session import Site

_SUMMED = ("calls", "analysed", "flagged", "hits", "severe", "failed", "unsure")


@dataclass(frozen=True, kw_only=True, slots=True)
class DayTotals:
    """One day in counts.

    Args:
        changes: of the rules since the day before.
    """

    summary: DaySummary
    agents: tuple[AgentTotal, ...]
    categories: tuple[CategoryTotal, ...]
    rules: tuple[RuleTotal, ...]
    changes: tuple[RuleChange, ...]


def stamp(site: Site, day: date) -> str:
    """Return what is another text when a day's counts are others; empty for a day that is worked on."""
    seal = content_seal(site.database, day)
    query = select(func.max(reviews.c.number)).where(reviews.c.day == day)
    with site.database.reading() as connection:
        newest = connection.execute(query).scalar() or 0
    return f"{day}/{seal}/{newest}" if seal else ""


def totals_of(site: Site, day: date, scope: Scope) -> DayTotals:
    """Count one day, as far as somebody sees it."""
    result, tally = outline(site, day, scope), Tally()
    tally.add(result, defaultdict(str))
    return DayTotals(
        summary=tally.summaries[0],
        agents=tally.agents(),
        categories=tally.categories(),
        rules=tally.rules(),
        changes=result.rule_changes,
    )


def together(site: Site, found: Sequence[DayTotals], first: date, last: date) -> Rollup:
    """Add up days, oldest first; what is not counted of a day (words, verdicts) is empty."""
    return Rollup(
        first=first,
        last=last,
        timezone=site.settings.timezone,
        generated_at=site.now().astimezone(site.zone),
        masked=site.settings.privacy.mask,
        days=calendar((each.summary for each in found), last, (last - first).days + 1),
        categories=_categories(found),
        agents=_agents(found),
        rules=_rules(found),
        flagged=(),
        precisions={},
        reviewed_days=(),
        roster=roster_of(site.configuration)[0],
    )


def _agents(found: Iterable[DayTotals]) -> tuple[AgentTotal, ...]:
    known: dict[str, AgentTotal] = {}
    for day in found:
        for each in day.agents:
            before = known.get(each.name)
            known[each.name] = _added(before, each) if before else each
    return tuple(known.values())


def _added(one: AgentTotal, other: AgentTotal) -> AgentTotal:
    sums = {name: getattr(one, name) + getattr(other, name) for name in _SUMMED}
    categories = Counter(one.categories) + Counter(other.categories)
    return replace(one, conduct=one.conduct + other.conduct, categories=dict(categories), **sums)


def _categories(found: Iterable[DayTotals]) -> tuple[CategoryTotal, ...]:
    hits: Counter[str] = Counter()
    calls: Counter[str] = Counter()
    for day in found:
        for each in day.categories:
            hits[each.name] += each.hits
            calls[each.name] += each.calls
    totals = (CategoryTotal(name=name, hits=hits[name], calls=calls[name]) for name in hits)
    return tuple(sorted(totals, key=lambda each: (-each.hits, each.name)))


def _rules(found: Iterable[DayTotals]) -> tuple[RuleTotal, ...]:
    known: dict[str, RuleTotal] = {}
    for day in found:
        for each in day.rules:
            before = known.get(each.rule.rule_id)
            known[each.rule.rule_id] = (
                RuleTotal(
                    rule=each.rule,
                    hits=before.hits + each.hits,
                    calls=before.calls + each.calls,
                    by_day={**before.by_day, **each.by_day},
                    in_force=before.in_force | each.in_force,
                )
                if before
                else each
            )
    return tuple(known.values())
