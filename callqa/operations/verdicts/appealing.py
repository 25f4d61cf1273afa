"""Appealing against a hit, and deciding about it: who judged the hit does not decide."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from callqa.model.access.account import EVERYTHING, Account, Capability
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError, NotThereError
from callqa.model.remarks import Remark, RemarkKind
from callqa.model.review.appeals import Appeal, AppealEntry, AppealStep, AppealTerms, appeal_of
from callqa.model.review.verdicts import Review, Verdict
from callqa.operations.verdicts.judging import HitVerdicts, judges_in, refuse_unseen
from callqa.storage.audit import note_in
from callqa.storage.calls import appeals
from callqa.storage.calls.appeals import ListedAppeal
from callqa.storage.reviews import add_in
from callqa.storage.schema import findings
from callqa.storage.session import Site
from callqa.text.masking import mask

MOST_WORDS = 500
"""Characters of an appeal, and of a decision."""
_MOST_LISTED = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What somebody may do about the appeal of a hit, and what there is to know.

    Args:
        appeal: None where nobody has appealed.
        due: until when it is to be decided; None where nothing is to be.
    """

    appeal: Appeal | None
    may_raise: bool
    may_decide: bool
    due: datetime | None
    is_overdue: bool


def terms(site: Site) -> AppealTerms:
    """Return how long the settings give."""
    own = site.settings.console.appeals
    return AppealTerms(raise_days=own.raise_days, decide_days=own.decide_days)


def offer(site: Site, account: Account, day: date, verdicts: HitVerdicts) -> Offer:
    """Return what an account may do about the appeal of a hit that it sees.

    Args:
        verdicts: on the hit.
    """
    appeal, given, now = verdicts.appeal, terms(site), site.now()
    due = appeal.due(given) if appeal and appeal.is_open else None
    decides = appeal is not None and appeal.may_be_decided_by(account.name, verdicts.judges)
    return Offer(
        appeal=appeal,
        may_raise=account.may(Capability.APPEAL) and _refusal(site, day, appeal) is None,
        may_decide=account.may(Capability.JUDGE) and decides,
        due=due,
        is_overdue=due is not None and due < now,
    )


def raise_appeal(site: Site, account: Account, *, day: date, finding_id: str, words: str) -> None:
    """Store that somebody appeals against a hit on a call that they see.

    Raises:
        BadInputError: there is no such hit, no reason, no time left, or it was decided.
    """
    refuse_unseen(site, account.scope, day, finding_id)
    told = _told(site, words, "写明为什么这处命中不对，例如：客户说的是别家公司")
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        known = appeal_of(appeals.steps_of(connection, day, finding_id))
        if refusal := _refusal(site, day, known):
            raise refusal
        _add(connection, site, account, _hit(connection, day, finding_id), AppealStep.RAISED, words=told)


def _refusal(site: Site, day: date, known: Appeal | None) -> BadInputError | None:
    """Return why nobody can appeal against a hit now; None where somebody can."""
    given = terms(site)
    if known is None:
        last = day + timedelta(days=given.raise_days)
        late = BadInputError(f"申诉要在 {last} 以前提出", "申诉", "请直接找主管")
        return late if site.today() > last else None
    if known.is_open:
        return BadInputError("已经申诉过，正在处理", "申诉", "等主管处理")
    if known.may_be_raised_again(given, site.now()):
        return None
    return BadInputError("这处申诉已经有最终结论", "申诉", "请直接找主管")


def decide(
    site: Site,
    account: Account,
    *,
    day: date,
    finding_id: str,
    accepted: bool,
    words: str,
    final: bool = False,
) -> None:
    """Store a decision about an appeal: a verdict of whoever decides, and what is told to the agent.

    Args:
        accepted: whether the agent is right; closes the appeal.
        final: whether a refusal closes it, too; the second one always does.

    Raises:
        BadInputError: there is no such hit, nothing to decide, no reason, or it is not theirs to decide.
    """
    refuse_unseen(site, account.scope, day, finding_id)
    told = _told(site, words, "坐席会看到这段话")
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        known = appeal_of(appeals.steps_of(connection, day, finding_id))
        if known is None or not known.is_open:
            who = f"（{known.last.who}）" if known else ""
            raise BadInputError(f"这处没有待处理的申诉{who}", "申诉", "刷新页面看结果")
        if not known.may_be_decided_by(account.name, judges_in(connection, day, finding_id)):
            raise BadInputError("您判过这处命中或参与过这处申诉，不能处理", "申诉", "请另一位主管处理")
        step = AppealStep.ACCEPTED if accepted else AppealStep.REFUSED
        closes = accepted or final or known.must_be_final
        hit = _hit(connection, day, finding_id)
        _add(connection, site, account, hit, step, words=told, is_final=closes)
        verdict = Verdict.FALSE if accepted else Verdict.TRUE
        add_in(connection, site, [_review(hit, site, account, verdict, told, is_final=closes)])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Hit:
    day: date
    finding_id: str
    call_id: str
    rule_id: str


def _hit(connection: Connection, day: date, finding_id: str) -> _Hit:
    c = findings.c
    query = select(c.call_id, c.rule_id).where(c.day == day, c.finding_id == finding_id)
    row = connection.execute(query).first()
    if row is None:
        raise NotThereError("没有这处命中", "申诉", "可能规则改过，或通话已清理")
    return _Hit(day=day, finding_id=finding_id, call_id=row[0], rule_id=row[1])


def _add(
    connection: Connection,
    site: Site,
    account: Account,
    hit: _Hit,
    step: AppealStep,
    *,
    words: str,
    is_final: bool = False,
) -> None:
    entry = AppealEntry(
        day=hit.day,
        finding_id=hit.finding_id,
        call_id=hit.call_id,
        rule_id=hit.rule_id,
        step=step,
        is_final=is_final,
        words=words,
        who=account.name,
        at=site.now(),
    )
    appeals.add(connection, entry)
    about = {"day": hit.day.isoformat(), "hit": hit.finding_id}
    if step is AppealStep.RAISED:
        note_in(connection, site, AuditAction.APPEALED, about)
        return
    decision = f"{step.value} final" if is_final else step.value
    note_in(connection, site, AuditAction.APPEAL_DECIDED, {**about, "decision": decision})


def _review(
    hit: _Hit, site: Site, account: Account, verdict: Verdict, words: str, *, is_final: bool
) -> Review:
    return Review(
        day=hit.day,
        finding_id=hit.finding_id,
        rule_id=hit.rule_id,
        verdict=verdict,
        note=words,
        reviewer=account.name,
        at=site.now(),
        is_final=is_final,
    )


def _told(site: Site, words: str, cure: str) -> str:
    told = " ".join(words.split())[:MOST_WORDS]
    if not told:
        raise BadInputError("要写明理由", "理由", cure)
    return mask(told) if site.settings.privacy.mask_stored else told


def waiting(site: Site, account: Account) -> list[ListedAppeal]:
    """Return the appeals that wait for a decision, about calls that an account sees, oldest first."""
    return appeals.listed(site.database, account.scope, are_open=True, most=_MOST_LISTED)


def decided(site: Site, account: Account, most: int = 100) -> list[ListedAppeal]:
    """Return the appeals about calls that an account sees on which somebody has decided, newest first."""
    return appeals.listed(site.database, account.scope, are_open=False, most=most)


def remark(site: Site) -> Remark | None:
    """Return how many appeals wait, for the morning message; None where there is none."""
    found = appeals.listed(site.database, EVERYTHING, are_open=True, most=_MOST_LISTED)
    if not found:
        return None
    late = sum(each.appeal.due(terms(site)) < site.now() for each in found)
    return Remark(kind=RemarkKind.APPEALS, figures={"waiting": len(found), "overdue": late})
