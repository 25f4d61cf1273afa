"""Judging one hit at once: stored in the moment, told what others have said meanwhile, undone by 待定."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from callqa.model.access.account import Scope
from callqa.model.errors import NotThereError
from callqa.model.review.appeals import Appeal, appeal_of
from callqa.model.review.verdicts import Judgement, Review, Verdict, judge
from callqa.storage.calls.appeals import steps_of
from callqa.storage.calls.queue import Queue, one_hit
from callqa.storage.reviews import Reviews
from callqa.storage.schema import findings, reviews
from callqa.storage.session import Site
from callqa.text.masking import mask

MOST_NOTE = 500
"""Characters of a note."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HitVerdicts:
    """What was said about one hit.

    Args:
        judgement: where it stands; None where nobody has said anything.
        newest: number of the last review of it; 0 for none.
        appeal: against it; None where nobody has appealed.
        judges: who has ever given a verdict on it.
        since: reviews of others that whoever judged had not seen.
    """

    judgement: Judgement | None
    newest: int
    appeal: Appeal | None = None
    judges: frozenset[str] = frozenset()
    since: tuple[Review, ...] = ()


def verdicts_on(site: Site, day: date, finding_id: str) -> HitVerdicts:
    """Return what was said about a hit."""
    with site.database.reading() as connection:
        known = _reviews(connection, day, finding_id)
        steps = steps_of(connection, day, finding_id)
    found = judge(each for _, each in known)
    return HitVerdicts(
        judgement=next(iter(found.values()), None),
        newest=max((number for number, _ in known), default=0),
        appeal=appeal_of(steps),
        judges=_judges(known),
    )


def judges_in(connection: Connection, day: date, finding_id: str) -> frozenset[str]:
    """Return who has ever given a verdict on a hit."""
    return _judges(_reviews(connection, day, finding_id))


def _judges(known: Iterable[tuple[int, Review]]) -> frozenset[str]:
    return frozenset(each.reviewer for _, each in known if each.verdict is not Verdict.PENDING)


def refuse_unseen(site: Site, scope: Scope, day: date, finding_id: str) -> None:
    """Refuse what is about no hit, or none of those that somebody sees.

    Raises:
        NotThereError: it is not there for them.
    """
    if one_hit(site.database, Queue(day=day, scope=scope), finding_id) is None:
        raise NotThereError("没有这处命中", "", "可能规则改过、通话已清理，或不在您的可见范围内")


def judge_hit(
    site: Site,
    reviewer: str,
    scope: Scope,
    *,
    day: date,
    finding_id: str,
    verdict: Verdict,
    note: str,
    seen: int,
) -> HitVerdicts:
    """Store a verdict, unless it says what its reviewer says already, and return what all say now.

    Args:
        reviewer: whose verdict it is.
        scope: of whose calls they may judge.
        seen: number of the newest review of this hit that the reviewer has seen.

    Raises:
        BadInputError: there is no such hit, or it is none of theirs.
    """
    refuse_unseen(site, scope, day, finding_id)
    told = note.strip()[:MOST_NOTE]
    told = mask(told) if site.settings.privacy.mask_stored else told
    with site.database.reading() as connection:
        before = _reviews(connection, day, finding_id)
    own = [each for _, each in before if each.reviewer == reviewer]
    if not own or (own[-1].verdict, own[-1].note) != (verdict, told):
        new = Review(
            day=day,
            finding_id=finding_id,
            rule_id=_rule_of(site, day, finding_id),
            verdict=verdict,
            note=told,
            reviewer=reviewer,
            at=site.now(),
        )
        Reviews(site.database).add(site, [new])
    since = tuple(each for number, each in before if number > seen and each.reviewer != reviewer)
    return replace(verdicts_on(site, day, finding_id), since=since)


def _reviews(connection: Connection, day: date, finding_id: str) -> list[tuple[int, Review]]:
    columns = [each for each in reviews.c if each.name != "imported_at"]
    query = select(*columns).where(reviews.c.day == day, reviews.c.finding_id == finding_id)
    found = [dict(row) for row in connection.execute(query.order_by(reviews.c.number)).mappings()]
    return [(row.pop("number"), Review(**row)) for row in found]


def _rule_of(site: Site, day: date, finding_id: str) -> str:
    query = select(func.max(findings.c.rule_id)).where(
        findings.c.day == day, findings.c.finding_id == finding_id
    )
    with site.database.reading() as connection:
        return str(connection.execute(query).scalar_one())
