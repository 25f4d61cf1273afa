"""DayResult → DayView: everything both reports show, in words. Pure: no disk, no clock."""

import re

from callqa.days.day import CallResult, DayResult, Ledger
from callqa.days.remarks import offers_retry
from callqa.days.score import Scoring
from callqa.model.coverage import Gap, Weight
from callqa.model.finding import SEVERE, Severity
from callqa.model.summaries import EngineSummary
from callqa.model.transcript import Outcome
from reports.view import suggested_commands
from reports.view.agents import agents
from reports.view.evaluated import Evaluated
from reports.view.format import Clock, Count, Label, date_and_time, window_text
from reports.view.hits import flagged_call, urgency
from reports.view.model.calls import CallRow, FlaggedCall
from reports.view.model.day import DayView
from reports.view.model.overview import Fact, GapLine, Kpi, LedgerPart, LedgerView
from reports.view.model.rows import FileRow
from reports.view.tables import (
    call_row,
    categories,
    failures,
    findings_of,
    hit_rate,
    rules,
    skipped,
    zero_note,
)
from reports.view.trust import ALARM_SHARE, alarming_failures, trust_of
from reports.words.language import coverage_words, rule_words, words
from reports.words.lines import remark_lines

_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-")
_ID_SHOWN = 8
_GRAVE = f"severity={','.join(each.value for each in Severity if each in SEVERE)}"


def view_of(result: DayResult, alarm_share: float = ALARM_SHARE) -> DayView:
    """Put a day into words and order.

    Args:
        alarm_share: see `trust_of`.
    """
    evaluated = Evaluated.of(result)
    rows = _call_rows(result, evaluated)
    gaps = skipped(result)
    by_category, by_rule = categories(result, evaluated), rules(result, evaluated)
    return DayView(
        day=result.window.day,
        title=words.day_title(result.window.day),
        generated_at=Clock.of(result.window).local(result.generated_at),
        facts=_facts(result),
        model_note=model_note(result.engine) if result.engine else words.NO_ENGINE,
        ledger=ledger_view(result.ledger()),
        trust=trust_of(result, gaps, alarm_share),
        kpis=_kpis(result, evaluated, alarm_share),
        categories=by_category,
        flagged=_flagged(result, rows),
        agents=agents(result, evaluated),
        calls=tuple(rows.values()),
        failures=failures(result),
        skipped=gaps,
        duplicates=tuple(FileRow(path=each.path, note=each.duplicate_of) for each in result.duplicates),
        deferred=tuple(FileRow(path=each.path, note=words.STILL_WRITTEN) for each in result.deferred),
        rules=by_rule,
        rule_changes=tuple(map(rule_words.change, result.rule_changes)),
        remarks=remark_lines(result),
        read=coverage_words.read(result.coverage),
        gaps=tuple(map(_gap, result.coverage.gaps)),
        zero=zero_note((*by_category, *by_rule), result.sampled),
        missed_by_all=evaluated.by_none,
        offers_retry=offers_retry(result),
        unusual=tuple(map(words.unusual, result.unusual)),
        retry=suggested_commands.failed(result.window.day),
        rest=suggested_commands.rest(result.window.day),
    )


def _gap(gap: Gap) -> GapLine:
    return GapLine(kind=gap.kind.value, is_note=gap.kind.weight is Weight.NOTE, text=coverage_words.gap(gap))


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
    """Return a run by the beginning of its id, where that is a long one without a meaning."""
    shown = run_id[:_ID_SHOWN] if _UUID.match(run_id) else run_id
    whole = run_id if shown != run_id else ""
    return Fact(label=words.RUN_ID, value=shown, code=True, whole=whole, origin=True)


def model_note(engine: EngineSummary) -> str:
    """Say everything that a reader must know about the model."""
    told = [words.MODEL_NOTE[note] for note in engine.notes]
    return words.SEMICOLON.join(filter(None, [engine.note_text, *told]))


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
    """Return what recognised the day, the busiest first."""
    used = sorted(result.devices, key=lambda device: (-result.devices[device], device))
    return words.BETWEEN.join(used or [last])


def ledger_view(ledger: Ledger) -> LedgerView:
    """Put a ledger into words and the parts of a bar."""
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


def _kpis(result: DayResult, evaluated: Evaluated, alarm_share: float) -> tuple[Kpi, ...]:
    calls = list(result.calls)
    failed = result.ledger().failed
    flagged = evaluated.count(sum(bool(call.evaluation.findings) for call in calls), calls)
    rate = hit_rate(calls, evaluated)
    severe_rules = frozenset(rule.rule_id for rule in result.rules if rule.severity in SEVERE)
    severe = sum(finding.severity in SEVERE for finding in findings_of(calls))
    grave = evaluated.count_rules(severe, calls, severe_rules)
    return (
        Kpi(label=words.CALL_NUMBER, number=len(calls), text=str(len(calls)), href="#calls"),
        _kpi(words.FLAGGED, flagged),
        Kpi(
            label=words.HIT_RATE,
            number=rate.share,
            text=rate.text,
            note=words.of_analysed(rate.fraction, rate.floor),
        ),
        _kpi(words.SEVERE, grave, alarm=severe > 0, show=_GRAVE),
        Kpi(
            label=words.FAILED,
            number=failed,
            text=str(failed),
            alarm=alarming_failures(result, alarm_share),
            href="#problems",
        ),
    )


def _kpi(label: str, count: Count, *, alarm: bool = False, show: str = "") -> Kpi:
    number = count.value if count.known else None
    note = words.ZERO_SHORT if number == 0 else count.note
    return Kpi(label=label, number=number, text=count.text, note=note, alarm=alarm, show=show)


def _call_rows(result: DayResult, evaluated: Evaluated) -> dict[str, CallRow]:
    """Every call in the day's order; flagged ones with the anchor of their place in the list."""
    anchors = {call.recording.call_id: f"c{place}" for place, call in enumerate(by_urgency(result), 1)}
    return {
        call_id: call_row(call, anchors.get(call_id, ""), result, evaluated)
        for call in result.calls
        for call_id in [call.recording.call_id]
    }


def by_urgency(result: DayResult) -> list[CallResult]:
    """Return the flagged calls of a day, worst first: the n-th is the call with the anchor ``c<n>``."""
    return sorted((call for call in result.calls if call.evaluation.findings), key=urgency)


def _flagged(result: DayResult, rows: dict[str, CallRow]) -> tuple[FlaggedCall, ...]:
    clock, scoring = Clock.of(result.window), Scoring.of(result)
    return tuple(
        flagged_call(call, rows[call.recording.call_id], clock, scoring) for call in by_urgency(result)
    )
