"""Pages of a day's calls, one call, and a day in counts, as an output may show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from callqa.days.day import CallResult, DayResult, DayWindow
from callqa.days.export_rows import Cell, hit_rows
from callqa.days.remarks import unrecorded
from callqa.days.written_day import write_day
from callqa.model.access.account import Scope
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError, NotThereError
from callqa.model.finding import Evaluation
from callqa.model.recording import Recording
from callqa.model.review.verdicts import Judgement
from callqa.model.transcript import Outcome, Transcript
from callqa.operations.load import coverage_of, put_together, shown
from callqa.storage import audit, collected, lease
from callqa.storage.calls import browse
from callqa.storage.calls import hits as hits_of
from callqa.storage.calls.browse import Known
from callqa.storage.calls.counted import counted, outlined
from callqa.storage.calls.order import Wanted
from callqa.storage.session import Site

MOST_REASON = 200
"""Characters of the reason for which hidden numbers are shown."""
_NOBODY: Mapping[str, Judgement] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class CallsPage:
    """Some calls of a day.

    Args:
        day: holds these calls only, as they may be shown.
        refs: of the calls, in the same order.
        more: whether others follow.
    """

    day: DayResult
    refs: tuple[str, ...]
    more: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OneCall:
    """One call with everything that was said in it.

    Args:
        day: holds this call only, as it may be shown.
        ref: of the call.
        recording: as it is stored: its path opens the file, and its id may hold a number.
    """

    day: DayResult
    ref: str
    recording: Recording


def page(site: Site, wanted: Wanted, after: str = "", size: int = 50) -> CallsPage:
    """Return the next calls of a day, numbers hidden.

    Args:
        after: reference of the last call of the page before; empty for the first page.
    """
    found = browse.page(site.database, wanted, after, size)
    day = _day(site, wanted.day, found.calls, found.judgements)
    refs = tuple(call.recording.ref for call in found.calls)
    return CallsPage(day=shown(site.configuration, day), refs=refs, more=found.more)


@dataclass(frozen=True, kw_only=True, slots=True)
class HitsPage:
    """Some hits of a day, as rows of an export.

    Args:
        rows: in order of time.
        refs: of the calls that they are in, in the same order.
        more: whether others follow.
    """

    rows: tuple[Mapping[str, Cell], ...]
    refs: tuple[str, ...]
    more: bool


def hits(site: Site, wanted: Wanted, after: str = "", size: int = 50) -> HitsPage:
    """Return the next hits of a day, numbers hidden.

    Args:
        after: finding id of the last hit of the page before; empty for the first page.
    """
    found = hits_of.page(site.database, wanted, after, size + 1)
    chosen = [finding_id for finding_id, _ in found[:size]]
    ids = list(dict.fromkeys(call_id for _, call_id in found[:size]))
    known = browse.calls(site.database, wanted.day, ids)
    day = shown(site.configuration, _day(site, wanted.day, known.calls, known.judgements))
    rows = {str(row["finding_id"]): row for row in hit_rows(day)}
    refs = {call_id: call.recording.ref for call_id, call in zip(ids, known.calls, strict=True)}
    return HitsPage(
        rows=tuple(rows[each] for each in chosen),
        refs=tuple(refs[call_id] for _, call_id in found[:size]),
        more=len(found) > size,
    )


def one(site: Site, wanted: Wanted, ref: str, *, revealed: bool = False) -> OneCall:
    """Return one call.

    Args:
        revealed: whether numbers are to be shown; `reveal` writes down who had that done.

    Raises:
        BadInputError: it is not there, or is not among those that may be seen.
    """
    found = browse.one(site.database, wanted, ref)
    if found is None:
        raise NotThereError("没有这通通话", "", "可能已经清理，或不在您的可见范围内")
    day = _day(site, wanted.day, found.calls, found.judgements)
    seen = write_day(day) if revealed else shown(site.configuration, day)
    return OneCall(day=seen, ref=ref, recording=found.calls[0].recording)


def reveal(site: Site, wanted: Wanted, ref: str, reason: str) -> OneCall:
    """Return one call with its numbers, and write down for whom and why.

    Raises:
        BadInputError: there is no reason, or no such call.
    """
    told = " ".join(reason.split())[:MOST_REASON]
    if not told:
        raise BadInputError("要写明理由", "理由", "例如：客户要求回电")
    hidden = one(site, wanted, ref)
    call_id = hidden.day.calls[0].recording.call_id
    audit.note(site, AuditAction.REVEALED, day=wanted.day, call=call_id, reason=told)
    return one(site, wanted, ref, revealed=True)


def in_counts(site: Site, day: date, scope: Scope) -> DayResult:
    """Return a day as far as somebody sees it, without anything that was said and without its hits.

    It answers whether the day is complete, and why not, as the report does.
    """
    stored = site.store.day(day)
    named = frozenset[str]().union(*(part.named for part in stored.coverage.values()))
    known = counted(site.database, day, scope, stored.rules_revision, named)
    found = _day(site, day, known.told, _NOBODY)
    aside = site.store.set_aside(day) if scope.is_everything else ((), ())
    held = lease.holder_of(site.database, day) is not None
    told = shown(site.configuration, replace(found, duplicates=aside[0], deferred=aside[1], in_progress=held))
    plain = (_plain(told, outcome, count) for outcome, count in known.plain.items())
    return replace(told, calls=(*told.calls, *chain.from_iterable(plain)))


def outline(site: Site, day: date, scope: Scope) -> DayResult:
    """Return a day as far as somebody sees it, without anything that was said and with its hits."""
    known = outlined(site.database, day, scope, site.store.day(day).rules_revision)
    found = _day(site, day, known.told, known.judgements)
    plain = (_plain(found, outcome, count, agent) for (agent, outcome), count in known.plain.items())
    return replace(found, calls=(*found.calls, *chain.from_iterable(plain)))


def _plain(day: DayResult, outcome: Outcome, count: int, agent: str = "") -> list[CallResult]:
    """Return so many calls of which nothing is told but how they ended: the same one again and again."""
    revision = day.engine.revision if day.engine else ""
    call = CallResult(
        recording=Recording(call_id="", path="", started_at=day.window.start, agent=agent or None),
        transcript=Transcript(call_id="", audio_sha256="", engine_revision=revision, outcome=outcome),
        evaluation=Evaluation(call_id="", rules_revision=day.rules_revision),
    )
    return [call] * count


def _day(site: Site, day: date, calls: Iterable[Known], judgements: Mapping[str, Judgement]) -> DayResult:
    known, zone = site.store.day(day), site.zone
    results = tuple(put_together(known, each.recording, each.transcript, each.evaluation) for each in calls)
    expected = collected.load_expected(site.database, day)
    return DayResult(
        window=DayWindow.of(day, zone),
        timezone=zone.key,
        generated_at=site.now().astimezone(zone),
        run_id="",
        engine=known.engine,
        rules_revision=known.rules_revision,
        rules=known.rules,
        calls=results,
        expected=expected,
        coverage=coverage_of(known, {each.recording.call_id for each in results}),
        rule_changes=known.rule_changes,
        remarks=(*known.remarks, *unrecorded(expected)),
        judgements=judgements,
    )
