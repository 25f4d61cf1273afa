"""Whether a day's numbers are the whole day: what alarms, what is only told, what to type about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from callqa.days.day import CallResult, DayResult
from callqa.days.remarks import has_failed, offers_retry
from callqa.model.coverage import Gap, GapKind, Weight
from callqa.model.transcript import Outcome
from reports.view import suggested_commands
from reports.view.evaluated import stale
from reports.view.model.overview import Level, Trust
from reports.view.model.rows import SkippedRow
from reports.words.language import coverage_words, words

ALARM_SHARE = 0.02
"""Of calls, rows or files that are lacking: a day alarms above it (``report.alarm_share``)."""
_OF_ROWS = frozenset({GapKind.UNREAD_ROWS, GapKind.ROWS_WITHOUT_START, GapKind.MANGLED_IDS})
_OF_FILES = frozenset({GapKind.UNKNOWN_ENDINGS, GapKind.OUTSIDE_DAYS, GapKind.LATE_FILES})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reason:
    """Why the day is not complete.

    Args:
        text: empty where a remark of the day says it.
        command: that helps; empty where none does.
        alarms: whether it is too much to be told in passing.
    """

    text: str
    command: str = ""
    alarms: bool = False


def trust_of(result: DayResult, skipped: tuple[SkippedRow, ...], alarm_share: float) -> Trust:
    """Weigh what of a day is pending, missing, not read, not understood or not evaluated.

    Args:
        skipped: the rules that were not evaluated on calls that did not fail.
        alarm_share: of calls, rows or files; more than that alarms.
    """
    lacking = frozenset(call.recording.call_id for call in result.calls if _lacks(call, result))
    reasons = [*_reasons(result, alarm_share)]
    alarms = any(reason.alarms for reason in reasons) or _exceeds(
        len(lacking), len(result.calls), alarm_share
    )
    told = [reason.text for reason in reasons if reason.text]
    if skipped:
        told.append(_skipped_reason(skipped))
    level = _level(result, alarms=alarms, told=bool(told))
    if level is Level.EMPTY:
        told.append(words.REASON_EMPTY)
    return Trust(
        level=level,
        title=_title(level, result, len(lacking), only_rules=not reasons),
        reasons=tuple(told),
        commands=tuple(dict.fromkeys(reason.command for reason in reasons if reason.command)),
    )


def alarming_failures(result: DayResult, alarm_share: float) -> bool:
    """Return whether more calls failed than may fail without an alarm."""
    return _exceeds(result.ledger().failed, len(result.calls), alarm_share)


def _exceeds(part: int, whole: int, share: float) -> bool:
    return part > share * whole


def _lacks(call: CallResult, result: DayResult) -> bool:
    known = call.transcript.outcome is not Outcome.FAILED
    return not known or call.recording.call_id in result.coverage.call_ids


def _level(result: DayResult, *, alarms: bool, told: bool) -> Level:
    if alarms:
        return Level.INCOMPLETE
    if not result.calls:
        return Level.EMPTY
    return Level.PARTIAL if told else Level.COMPLETE


def _title(level: Level, result: DayResult, lacking: int, *, only_rules: bool) -> str:
    if level is Level.PARTIAL and not only_rules:
        return words.title_mostly(lacking, lacking / len(result.calls))
    return {
        Level.COMPLETE: words.TITLE_COMPLETE,
        Level.PARTIAL: words.TITLE_PARTIAL,
        Level.INCOMPLETE: words.TITLE_INCOMPLETE,
        Level.EMPTY: words.TITLE_EMPTY,
    }[level]


def _reasons(result: DayResult, share: float) -> Iterator[_Reason]:
    day, calls = result.window.day, len(result.calls)
    if pending := sum(call.pending for call in result.calls):
        yield _Reason(text=words.reason_pending(pending), command=suggested_commands.rest(day), alarms=True)
    if failed := sum(map(has_failed, result.calls)):
        command = suggested_commands.failed(day) if offers_retry(result) else ""
        yield _Reason(
            text=words.reason_failed(failed), command=command, alarms=_exceeds(failed, calls, share)
        )
    if waiting := len(result.deferred):
        yield _Reason(
            text=words.reason_deferred(waiting),
            command=suggested_commands.rest(day),
            alarms=_exceeds(waiting, calls + waiting, share),
        )
    if old := sum(stale(call, result) for call in result.calls):
        yield _Reason(text=words.reason_stale(old), command=suggested_commands.stale(day), alarms=True)
    if calls and not result.rules:
        yield _Reason(text=words.NO_RULES, alarms=True)
    if result.expected and result.expected.unrecorded:
        yield _Reason(text="", alarms=True)
    for gap in result.coverage.gaps:
        if gap.kind.weight is not Weight.NOTE:
            yield _Reason(text=coverage_words.gap(gap), alarms=_alarms(gap, result, share))


def _alarms(gap: Gap, result: DayResult, share: float) -> bool:
    if gap.kind.weight is Weight.SYSTEMATIC:
        return True
    if gap.kind in _OF_ROWS:
        return _exceeds(gap.count, gap.of or result.coverage.rows or gap.count, share)
    if gap.kind in _OF_FILES:
        return _exceeds(gap.count, gap.of or result.coverage.files or gap.count, share)
    return _exceeds(len(gap.call_ids), len(result.calls), share)


def _skipped_reason(skipped: tuple[SkippedRow, ...]) -> str:
    calls = {call_id for row in skipped for call_id in row.calls}
    return words.reason_skipped(len({row.rule_id for row in skipped}), len(calls))
