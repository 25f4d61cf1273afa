"""The tables of a day: categories, agents, rules, calls, and what went wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from callqa.days.day import CallResult, DayResult
from callqa.model.errors import Failure
from callqa.model.finding import SEVERE, Finding
from callqa.model.transcript import Outcome
from reports.view.evaluated import Evaluated, gap_note, stale
from reports.view.format import Clock, Label, Rate, span, time_of_day
from reports.view.hits import severity_label, worst
from reports.view.model import AgentRow, CallRow, CategoryRow, FailureRow, RuleRow, SkippedRow
from reports.words.language import rule_words, words

SMALL_SAMPLE = 5
"""Agents with fewer analysed calls are not ranked: one bad call would decide."""


def hit_rate(calls: list[CallResult], evaluated: Evaluated) -> Rate:
    """Return flagged among analysed calls; a lower bound when some were not fully evaluated."""
    analysed = [call for call in calls if call.transcript.outcome is Outcome.OK]
    flagged = evaluated.count(sum(bool(call.evaluation.findings) for call in analysed), analysed)
    return Rate(part=flagged.value, whole=len(analysed), floor=flagged.missed > 0, unseen=flagged.unseen)


def agents(result: DayResult, evaluated: Evaluated) -> tuple[AgentRow, ...]:
    """Ranked agents by their hit rate, then small samples, then the calls nobody claims."""
    groups: dict[str, list[CallResult]] = {}
    for call in result.calls:
        groups.setdefault(agent_name(call), []).append(call)
    rows = [_row(name, calls, evaluated) for name, calls in groups.items()]
    return _ranked(sorted(rows, key=_order))


def _row(name: str, calls: list[CallResult], evaluated: Evaluated) -> AgentRow:
    found = findings_of(calls)
    rate = hit_rate(calls, evaluated)
    return AgentRow(
        rank=None,
        name=name,
        calls=len(calls),
        analysed=rate.whole,
        flagged=evaluated.count(sum(bool(call.evaluation.findings) for call in calls), calls),
        rate=rate,
        hits=evaluated.count(len(found), calls),
        severe=evaluated.count(sum(each.severity in SEVERE for each in found), calls),
        failed=sum(call.transcript.outcome is Outcome.FAILED for call in calls),
        small=rate.whole < SMALL_SAMPLE,
    )


def _order(row: AgentRow) -> tuple[bool, bool, float, int, str]:
    unclaimed = row.name == words.UNKNOWN_AGENT
    return unclaimed, not _rankable(row), -(row.rate.share or 0), -row.calls, row.name


def _rankable(row: AgentRow) -> bool:
    named = row.name != words.UNKNOWN_AGENT
    return named and not row.small and row.rate.share is not None


def _ranked(rows: list[AgentRow]) -> tuple[AgentRow, ...]:
    """Give the rows their ranks; equal rates share one."""
    ranked: list[AgentRow] = []  # those that can be ranked come first
    for place, row in enumerate(rows, 1):
        if not _rankable(row):
            ranked.append(row)
            continue
        tied = ranked and ranked[-1].rate.share == row.rate.share
        ranked.append(replace(row, rank=ranked[-1].rank if tied else place))
    return tuple(ranked)


def findings_of(calls: Iterable[CallResult]) -> list[Finding]:
    """All findings of some calls."""
    return [finding for call in calls for finding in call.evaluation.findings]


def agent_name(call: CallResult) -> str:
    """Return the agent, or that no source named one."""
    return (call.recording.agent or "").strip() or words.UNKNOWN_AGENT


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
    )


def rules(result: DayResult, evaluated: Evaluated) -> tuple[RuleRow, ...]:
    """Return the rule book in force and what each rule found."""
    found = findings_of(result.calls)
    lately = {each.rule_id: each.hits for each in result.precisions}
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
        )
        for rule in result.rules
        for one in [frozenset({rule.rule_id})]
    )


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
        agent=agent_name(call),
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
    return tuple(_failure(call, clock) for call in failed)


def _failure(call: CallResult, clock: Clock) -> FailureRow:
    at = clock.local(call.recording.started_at)
    return FailureRow(
        call_id=call.recording.call_id,
        at=at,
        clock=time_of_day(at),
        agent=agent_name(call),
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
