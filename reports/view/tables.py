"""The tables of a day: categories, rules, calls, and what went wrong; agents have a module of their own."""

from collections.abc import Iterable, Sequence

from callqa.days.day import CallResult, DayResult
from callqa.model.errors import Failure
from callqa.model.finding import Finding
from callqa.model.recording import Roster
from callqa.model.review.misses import Sampled
from callqa.model.transcript import Outcome
from reports.view.evaluated import Evaluated, gap_note, stale
from reports.view.format import Clock, Label, Rate, span, time_of_day
from reports.view.hits import severity_label, worst
from reports.view.model.calls import CallRow
from reports.view.model.overview import CategoryRow
from reports.view.model.rows import FailureRow, RuleRow, SkippedRow
from reports.words.language import rule_words, words


def hit_rate(calls: list[CallResult], evaluated: Evaluated) -> Rate:
    """Return flagged among analysed calls; a lower bound when some were not fully evaluated."""
    analysed = [call for call in calls if call.transcript.outcome is Outcome.OK]
    flagged = evaluated.count(sum(bool(call.evaluation.findings) for call in analysed), analysed)
    return Rate(part=flagged.value, whole=len(analysed), floor=flagged.missed > 0, unseen=flagged.unseen)


def findings_of(calls: Iterable[CallResult]) -> list[Finding]:
    """All findings of some calls."""
    return [finding for call in calls for finding in call.evaluation.findings]


def agent_name(call: CallResult, roster: Roster) -> str:
    """Return the agent by number and name, or that no source named one."""
    number = (call.recording.agent or "").strip()
    return roster.shown(number) if number else words.UNKNOWN_AGENT


def categories(result: DayResult, evaluated: Evaluated) -> tuple[CategoryRow, ...]:
    """Totals per category, in the order of the rule book, then of what older rules found."""
    names = [rule.category for rule in result.rules]
    names += [finding.category for finding in findings_of(result.calls)]
    return tuple(_category(name, result, evaluated) for name in dict.fromkeys(names))


def _category(name: str, result: DayResult, evaluated: Evaluated) -> CategoryRow:
    rules = frozenset(rule.rule_id for rule in result.rules if rule.category == name)
    hits = [each for each in findings_of(result.calls) if each.category == name]
    calls = evaluated.count_rules(len({hit.call_id for hit in hits}), result.calls, rules)
    return CategoryRow(
        name=name,
        calls=calls,
        hits=evaluated.count_rules(len(hits), result.calls, rules),
        skipped=evaluated.skipped(result.calls, rules),
        rate=Rate(part=calls.value, whole=len(result.calls), floor=calls.missed > 0, unseen=calls.unseen),
        sampled=words.sampled(result.sampled.calls, result.sampled.categories.get(name, 0)),
    )


def rules(result: DayResult, evaluated: Evaluated) -> tuple[RuleRow, ...]:
    """Return the rule book in force and what each rule found."""
    found = findings_of(result.calls)
    judged = {each.rule_id: each for each in result.precisions}
    lately = {rule_id: each.hits for rule_id, each in judged.items()}
    return tuple(
        RuleRow(
            rule_id=rule.rule_id,
            name=rule.name,
            category=rule.category,
            severity=severity_label(rule.severity),
            calls=evaluated.count_rules(len(_calls_of(found, rule.rule_id)), result.calls, one),
            hits=evaluated.count_rules(_hits_of(found, rule.rule_id), result.calls, one),
            skipped=evaluated.skipped(result.calls, one),
            lately=max(lately.get(rule.rule_id, 0), _hits_of(found, rule.rule_id)),
            precision=_part(known.confirmed, known.decided) if known else "",
            recall=_part(known.confirmed, known.due) if known and known.missed else "",
        )
        for rule in result.rules
        for one, known in [(frozenset({rule.rule_id}), judged.get(rule.rule_id))]
    )


def _part(part: int, whole: int) -> str:
    return f"{part / whole:.0%} ({part} / {whole})" if whole else ""


def zero_note(rows: Iterable[CategoryRow | RuleRow], sampled: Sampled) -> str:
    """Return what a zero of these rows says; empty where they have none."""
    has_zero = any(row.calls.known and not row.calls.value for row in rows)
    return words.zero(sampled.calls, sampled.missed) if has_zero else ""


def _hits_of(found: Sequence[Finding], rule_id: str) -> int:
    return sum(finding.rule_id == rule_id for finding in found)


def _calls_of(found: Sequence[Finding], rule_id: str) -> set[str]:
    return {finding.call_id for finding in found if finding.rule_id == rule_id}


def call_row(call: CallResult, anchor: str, result: DayResult, evaluated: Evaluated) -> CallRow:
    """One call as a row."""
    recording, transcript = call.recording, call.transcript
    at = Clock.of(result.window).local(recording.started_at)
    findings = call.evaluation.findings
    return CallRow(
        anchor=anchor,
        call_id=recording.call_id,
        at=at,
        clock=time_of_day(at),
        agent=agent_name(call, result.roster),
        queue=recording.queue or "",
        direction=words.DIRECTION[recording.direction],
        customer=recording.customer_number or "",
        duration_ms=transcript.duration_ms,
        duration=span(transcript.duration_ms) if transcript.duration_ms else words.NONE,
        outcome=Label(key=transcript.outcome.value, word=words.OUTCOME[transcript.outcome]),
        hits=evaluated.count(len(findings), [call]),
        worst=worst(findings),
        note=_note(call, result),
    )


def _note(call: CallResult, result: DayResult) -> str:
    if call.transcript.outcome is Outcome.FAILED:
        return why_failed(call)
    return gap_note(call, result)


def why_failed(call: CallResult) -> str:
    """Why a call has no transcript, in the language of the report."""
    transcript = call.transcript
    failure = transcript.failure or Failure.OTHER
    return words.failure_reason(failure, transcript.reason) or words.UNKNOWN


def failures(result: DayResult) -> tuple[FailureRow, ...]:
    """Return the calls that could not be analysed, in order of time."""
    clock = Clock.of(result.window)
    failed = [call for call in result.calls if call.transcript.outcome is Outcome.FAILED]
    return tuple(_failure(call, clock, result.roster) for call in failed)


def _failure(call: CallResult, clock: Clock, roster: Roster) -> FailureRow:
    at = clock.local(call.recording.started_at)
    return FailureRow(
        call_id=call.recording.call_id,
        at=at,
        clock=time_of_day(at),
        agent=agent_name(call, roster),
        path=call.recording.path,
        reason=why_failed(call),
        retryable=call.transcript.retryable,
    )


def skipped(result: DayResult) -> tuple[SkippedRow, ...]:
    """Return the rules that were not evaluated on calls that did not fail, grouped by reason."""
    names = {rule.rule_id: rule.name for rule in result.rules}
    groups: dict[tuple[str, str], list[str]] = {}
    for call in result.calls:
        for rule_id, reason in _gaps(call, result):
            groups.setdefault((rule_id, reason), []).append(call.recording.call_id)
    return tuple(
        SkippedRow(rule_id=rule_id, rule=names.get(rule_id, rule_id), reason=reason, calls=tuple(at))
        for (rule_id, reason), at in groups.items()
    )


def _gaps(call: CallResult, result: DayResult) -> list[tuple[str, str]]:
    if call.transcript.outcome is Outcome.FAILED:
        return []  # listed as a failure; its rules would only repeat that
    if stale(call, result):
        return [(rule.rule_id, words.STALE) for rule in result.rules]
    pairs = [(each.rule_id, rule_words.undecided(each.reason)) for each in call.evaluation.not_evaluated]
    return list(dict.fromkeys(pairs))
