"""DayResult → DayView: everything both reports show, in words. Pure: no disk, no clock."""

import re

from callqa.days.day import CallResult, DayResult, Ledger
from callqa.model.finding import SEVERE
from callqa.model.transcript import Outcome
from reports.view import suggested_commands
from reports.view.evaluated import Evaluated, stale
from reports.view.format import Clock, Count, Label, date_and_time, window_text
from reports.view.hits import flagged_call, urgency
from reports.view.model import (
    CallRow,
    DayView,
    Fact,
    FileRow,
    FlaggedCall,
    Kpi,
    LedgerPart,
    LedgerView,
    Level,
    SkippedRow,
    Trust,
)
from reports.view.remarks import gap_lines, remark_lines
from reports.view.tables import agents, call_row, categories, failures, findings_of, hit_rate, rules, skipped
from reports.words.language import words

_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-")
_ID_SHOWN = 8


def view_of(result: DayResult) -> DayView:
    """Put a day into words and order."""
    evaluated = Evaluated.of(result)
    rows = _call_rows(result, evaluated)
    gaps = skipped(result)
    return DayView(
        day=result.window.day,
        title=words.day_title(result.window.day),
        generated_at=Clock.of(result.window).local(result.generated_at),
        facts=_facts(result),
        model_note=result.engine.notes if result.engine else words.NO_ENGINE,
        ledger=_ledger(result.ledger()),
        trust=_trust(result, gaps),
        kpis=_kpis(result, evaluated),
        categories=categories(result, evaluated),
        flagged=_flagged(result, rows),
        agents=agents(result, evaluated),
        calls=tuple(rows.values()),
        failures=failures(result),
        skipped=gaps,
        duplicates=tuple(FileRow(path=each.path, note=each.duplicate_of) for each in result.duplicates),
        deferred=tuple(FileRow(path=each.path, note=words.STILL_WRITTEN) for each in result.deferred),
        rules=rules(result, evaluated),
        rule_changes=result.rule_changes,
        warnings=(*remark_lines(result), *gap_lines(result)),
        unusual=tuple(map(words.unusual, result.unusual)),
        retry=suggested_commands.failed(result.window.day),
        rest=suggested_commands.rest(result.window.day),
    )


def _facts(result: DayResult) -> tuple[Fact, ...]:
    generated = Clock.of(result.window).local(result.generated_at)
    return (
        Fact(label=words.WINDOW, value=window_text(result.window)),
        Fact(label=words.TIMEZONE, value=result.timezone, origin=True),
        Fact(label=words.GENERATED, value=date_and_time(generated)),
        *_engine_facts(result),
        Fact(label=words.RULES, value=words.rule_number(len(result.rules))),
        Fact(label=words.RULES_REVISION, value=result.rules_revision, code=True, origin=True),
        _run(result.run_id),
    )


def _run(run_id: str) -> Fact:
    """A run by the beginning of its id, where that is a long one without a meaning."""
    shown = run_id[:_ID_SHOWN] if _UUID.match(run_id) else run_id
    whole = run_id if shown != run_id else ""
    return Fact(label=words.RUN_ID, value=shown, code=True, whole=whole, origin=True)


def _engine_facts(result: DayResult) -> tuple[Fact, ...]:
    engine = result.engine
    if engine is None:
        return (Fact(label=words.MODEL, value=words.NONE),)
    return (
        Fact(label=words.MODEL, value=f"{engine.model} · {_devices(result, engine.device)}"),
        Fact(label=words.HOTWORDS, value=words.hotword_number(engine.hotwords), origin=True),
        Fact(label=words.ENGINE_REVISION, value=engine.revision, code=True, origin=True),
    )


def _devices(result: DayResult, last: str) -> str:
    """What recognised the day, the busiest first."""
    used = sorted(result.devices, key=lambda device: (-result.devices[device], device))
    return words.BETWEEN.join(used or [last])


def _ledger(ledger: Ledger) -> LedgerView:
    counts = {
        Outcome.OK: ledger.ok,
        Outcome.NO_SPEECH: ledger.no_speech,
        Outcome.FAILED: ledger.failed,
    }
    parts = tuple(
        LedgerPart(
            label=Label(key=outcome.value, word=words.OUTCOME[outcome]),
            count=count,
            share=count / ledger.received if ledger.received else 0.0,
        )
        for outcome, count in counts.items()
    )
    text = words.ledger(ledger.received, ledger.ok, ledger.no_speech, ledger.failed)
    return LedgerView(words=text, parts=parts)


def _trust(result: DayResult, gaps: tuple[SkippedRow, ...]) -> Trust:
    problems = _problems(result)
    reasons = [reason for reason, _ in problems]
    if gaps:
        reasons.append(_gap_reason(gaps))
    level, title = _verdict(result, bool(problems), bool(reasons))
    if level is Level.EMPTY:
        reasons.append(words.REASON_EMPTY)
    return Trust(
        level=level,
        title=title,
        reasons=tuple(reasons),
        commands=tuple(dict.fromkeys(command for _, command in problems if command)),
    )


def _verdict(result: DayResult, problems: bool, reasons: bool) -> tuple[Level, str]:
    if problems:
        return Level.INCOMPLETE, words.TITLE_INCOMPLETE
    if not result.calls:
        return Level.EMPTY, words.TITLE_EMPTY
    if reasons:
        return Level.PARTIAL, words.TITLE_PARTIAL
    return Level.COMPLETE, words.TITLE_COMPLETE


def _problems(result: DayResult) -> list[tuple[str, str]]:
    """Why the day is incomplete, each with the command that helps (or none)."""
    day = result.window.day
    failed = result.ledger().failed
    old = sum(stale(call, result) for call in result.calls)
    problems = [
        (failed, words.reason_failed(failed), suggested_commands.failed(day)),
        (len(result.deferred), words.reason_deferred(len(result.deferred)), suggested_commands.rest(day)),
        (old, words.reason_stale(old), suggested_commands.stale(day)),
        (bool(result.calls) and not result.rules, words.NO_RULES, ""),
    ]
    return [(reason, command) for present, reason, command in problems if present]


def _gap_reason(gaps: tuple[SkippedRow, ...]) -> str:
    calls = {call_id for gap in gaps for call_id in gap.calls}
    return words.reason_skipped(len({gap.rule_id for gap in gaps}), len(calls))


def _kpis(result: DayResult, evaluated: Evaluated) -> tuple[Kpi, ...]:
    calls = list(result.calls)
    failed = result.ledger().failed
    flagged = evaluated.count(sum(bool(call.evaluation.findings) for call in calls), calls)
    rate = hit_rate(calls, evaluated)
    severe_rules = frozenset(rule.rule_id for rule in result.rules if rule.severity in SEVERE)
    severe = sum(finding.severity in SEVERE for finding in findings_of(calls))
    grave = evaluated.count_rules(severe, calls, severe_rules)
    return (
        Kpi(label=words.CALL_NUMBER, number=len(calls), text=str(len(calls))),
        _kpi(words.FLAGGED, flagged),
        Kpi(
            label=words.HIT_RATE,
            number=rate.share,
            text=rate.text,
            note=words.of_analysed(rate.fraction, rate.floor),
        ),
        _kpi(words.SEVERE, grave, alarm=severe > 0),
        Kpi(label=words.FAILED, number=failed, text=str(failed), alarm=failed > 0),
    )


def _kpi(label: str, count: Count, *, alarm: bool = False) -> Kpi:
    number = count.value if count.known else None
    return Kpi(label=label, number=number, text=count.text, note=count.note, alarm=alarm)


def _call_rows(result: DayResult, evaluated: Evaluated) -> dict[str, CallRow]:
    """Every call in the day's order; flagged ones with the anchor of their place in the list."""
    anchors = {call.recording.call_id: f"c{place}" for place, call in enumerate(by_urgency(result), 1)}
    return {
        call_id: call_row(call, anchors.get(call_id, ""), result, evaluated)
        for call in result.calls
        for call_id in [call.recording.call_id]
    }


def by_urgency(result: DayResult) -> list[CallResult]:
    """The flagged calls of a day, worst first: the n-th is the call with the anchor ``c<n>``."""
    return sorted((call for call in result.calls if call.evaluation.findings), key=urgency)


def _flagged(result: DayResult, rows: dict[str, CallRow]) -> tuple[FlaggedCall, ...]:
    clock = Clock.of(result.window)
    return tuple(
        flagged_call(call, rows[call.recording.call_id], clock, result.judgements)
        for call in by_urgency(result)
    )
