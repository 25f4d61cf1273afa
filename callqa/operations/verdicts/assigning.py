"""Giving hits of a day to those who are to judge them: so many each, worst or drawn first, none twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from callqa.model.access.account import Account, Capability
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.storage.accounts import accounts
from callqa.storage.audit import note_in
from callqa.storage.calls import assignments
from callqa.storage.calls.queue import Candidate, Queue, Source, candidates
from callqa.storage.session import Site

MOST_EACH = 1_000


class Unit(StrEnum):
    """What is counted when work is given."""

    HITS = "hits"
    """Single hits."""
    CALLS = "calls"
    """Whole calls: who hears one judges all of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quota:
    """What everybody is to get.

    Args:
        names: of accounts.
        each: how many hits or calls, at the most.
        source: worst first, or in an order of chance.
    """

    names: Sequence[str]
    each: int
    unit: Unit = Unit.HITS
    source: Source = Source.WORST


def judges(site: Site) -> list[Account]:
    """Return who may judge, by name."""
    return [each for each in accounts.everybody(site.database) if each.may(Capability.JUDGE)]


def assign(site: Site, lead: Account, day: date, quota: Quota) -> dict[str, int]:
    """Give hits on which no verdict stands, and that nobody has, to some accounts; return how many each got.

    Raises:
        BadInputError: nobody is named, somebody may not judge, or the number cannot be used.
    """
    chosen = _chosen(site, quota)
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        free = candidates(connection, Queue(day=day, scope=lead.scope, source=quota.source))
        dealt = _deal(_groups(free, quota.unit), chosen, quota.each)
        if dealt:
            assignments.add(connection, day, lead.name, site.now(), dealt)
            about = {"day": day.isoformat(), "account": "、".join(sorted({*dealt.values()}))}
            note_in(connection, site, AuditAction.ASSIGNED, {**about, "hits": str(len(dealt))})
    got = list(dealt.values())
    return {each.name: got.count(each.name) for each in chosen}


def take_back(site: Site, day: date, name: str) -> int:
    """Take back what somebody was given of a day and nobody has judged; return how many hits that were."""
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        count = assignments.take_back(connection, day, name)
        if count:
            about = {"day": day.isoformat(), "account": name, "hits": str(count), "change": "taken_back"}
            note_in(connection, site, AuditAction.ASSIGNED, about)
    return count


def _chosen(site: Site, quota: Quota) -> list[Account]:
    if not 1 <= quota.each <= MOST_EACH:
        raise BadInputError(f"每人分 {quota.each} 不行", "数量", f"写 1 到 {MOST_EACH}")
    known = {each.name: each for each in accounts.everybody(site.database)}
    chosen = [known[name] for name in dict.fromkeys(quota.names) if name in known]
    if not chosen:
        raise BadInputError("没有选分给谁", "分给", "至少勾一个人")
    for each in chosen:
        if not each.may(Capability.JUDGE):
            raise BadInputError(f"{each.name} 不能复核", "分给", "选主管或管理员")
    return chosen


def _groups(free: Iterable[Candidate], unit: Unit) -> list[list[Candidate]]:
    """Return what goes to one person together, in the order of the first hit of each."""
    groups: dict[str, list[Candidate]] = {}
    for each in free:
        groups.setdefault(each.call_id if unit is Unit.CALLS else each.finding_id, []).append(each)
    return list(groups.values())


def _deal(
    groups: Sequence[Sequence[Candidate]], chosen: Sequence[Account], each: int
) -> Mapping[tuple[str, str], str]:
    """Give every group to who has the fewest of those who see its call and have not all of theirs yet."""
    taken = {account.name: 0 for account in chosen}
    dealt: dict[tuple[str, str], str] = {}
    for group in groups:
        of = group[0]
        fit = [one.name for one in chosen if taken[one.name] < each and one.scope.holds(of.queue, of.agent)]
        if fit:
            name = min(fit, key=taken.__getitem__)
            taken[name] += 1
            dealt.update({(hit.finding_id, hit.call_id): name for hit in group})
    return dealt
