"""Builders of the nouns with sensible defaults: a test names only what it is about."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callqa.days.day import CallResult, DayResult, DayWindow
from callqa.days.rule_changes import About, ChangeKind, Detail, RuleChange
from callqa.days.summary import DaySummary
from callqa.model.errors import Failure
from callqa.model.finding import Certainty, Evaluation, Finding, NotEvaluated, Severity, Undecided, Why
from callqa.model.recording import Direction, Recording, Role
from callqa.model.review.misses import Heard, Miss
from callqa.model.review.verdicts import Review, Verdict
from callqa.model.summaries import EngineSummary, RuleSummary
from callqa.model.transcript import Outcome, Transcript, Turn

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 21)
MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=ZONE)
ENGINE_REVISION = "engine-0123456789abcdef"
RULES_REVISION = "rules-0123456789abcdef"
COMPLAINT = RuleSummary(rule_id="complaint", name="投诉", category="客户投诉", severity=Severity.HIGH)


def recording(call_id: str = "call-1", **changes: Any) -> Recording:
    """Return a recording of 09:00 by agent 1001."""
    fields: dict[str, Any] = {
        "path": f"/inbox/{call_id}.wav",
        "started_at": MORNING,
        "agent": "1001",
        "queue": "售后",
        "direction": Direction.INBOUND,
        "audio_sha256": "0" * 64,
        "size_bytes": 32_000,
    }
    return Recording(call_id=call_id, **(fields | changes))


def turn(text: str = "我要投诉", role: Role = Role.CUSTOMER, start_ms: int = 0, **changes: Any) -> Turn:
    """Return a turn with one character every 200 ms."""
    times = tuple((start_ms + 200 * i, start_ms + 200 * (i + 1)) for i in range(len(text)))
    fields: dict[str, Any] = {
        "channel": 0 if role is Role.AGENT else 1,
        "end_ms": times[-1][1] if times else start_ms,
        "char_times": times,
    }
    return Turn(role=role, start_ms=start_ms, text=text, **(fields | changes))


def transcript(*turns: Turn, call_id: str = "call-1", **changes: Any) -> Transcript:
    """Return a transcript of these turns: ok when there are any; one channel where one speaks."""
    fields: dict[str, Any] = {
        "audio_sha256": "0" * 64,
        "engine_revision": ENGINE_REVISION,
        "outcome": Outcome.OK if turns else Outcome.NO_SPEECH,
        "duration_ms": max((spoken.end_ms for spoken in turns), default=5_000),
        "channels": 1 if len({spoken.channel for spoken in turns}) == 1 else 2,
    }
    return Transcript(call_id=call_id, turns=turns, **(fields | changes))


def failed_transcript(
    reason: str = "文件不是音频",
    call_id: str = "call-1",
    failure: Failure = Failure.NOT_AUDIO,
    **changes: Any,
) -> Transcript:
    """Return a transcript that could not be made."""
    fields: dict[str, Any] = {"outcome": Outcome.FAILED, "duration_ms": 0, "channels": 0}
    return transcript(call_id=call_id, failure=failure, reason=reason, **(fields | changes))


def finding(evidence: str = "投诉", call_id: str = "call-1", **changes: Any) -> Finding:
    """Return a hit of the complaint rule in the first turn of ``turn()``: 我要**投诉**."""
    fields: dict[str, Any] = {
        "finding_id": f"finding-{call_id}-{evidence}",
        "rule_id": COMPLAINT.rule_id,
        "rule_name": COMPLAINT.name,
        "category": COMPLAINT.category,
        "severity": COMPLAINT.severity,
        "role": Role.CUSTOMER,
        "turn": 0,
        "start": 2,
        "end": 2 + len(evidence),
        "start_ms": 400,
        "end_ms": 400 + 200 * len(evidence),
        "certainty": Certainty.EXACT,
    }
    return Finding(call_id=call_id, evidence=evidence, **(fields | changes))


def whole_call_finding(call_id: str = "call-1", **changes: Any) -> Finding:
    """Return a hit about something that was not said."""
    fields: dict[str, Any] = {
        "finding_id": f"finding-{call_id}-whole",
        "role": Role.AGENT,
        "turn": None,
        "start": 0,
        "end": 0,
        "start_ms": 0,
        "end_ms": 0,
    }
    return finding(evidence="", call_id=call_id, **(fields | changes))


def changed_line(text: str = "新增规则 退款") -> RuleChange:
    """Return a change of the rule book as an older version wrote it down."""
    detail = Detail(about=About.AS_WRITTEN, text=text)
    return RuleChange(kind=ChangeKind.AS_WRITTEN, details=(detail,))


def not_evaluated(rule_id: str = COMPLAINT.rule_id, reason: str = "声道角色未知") -> NotEvaluated:
    """Return a rule that could not be evaluated."""
    return NotEvaluated(rule_id=rule_id, reason=Undecided(kind=Why.AS_WRITTEN, text=reason))


def review(verdict: Verdict = Verdict.TRUE, reviewer: str = "张三", **changes: Any) -> Review:
    """Return what a supervisor says about the hit of ``finding()``."""
    fields: dict[str, Any] = {
        "day": DAY,
        "finding_id": finding().finding_id,
        "rule_id": COMPLAINT.rule_id,
        "note": "",
        "at": MORNING,
    }
    return Review(verdict=verdict, reviewer=reviewer, **(fields | changes))


def day_summary(day: date = DAY - timedelta(days=1), received: int = 10, **changes: Any) -> DaySummary:
    """Return a day in counts: every call analysed and evaluated; every hit flags a call."""
    hits = changes.get("hits", 0)
    fields: dict[str, Any] = {
        "ok": received,
        "no_speech": 0,
        "failed": 0,
        "evaluated": received,
        "flagged": hits,
        "hits": hits,
        "severe": 0,
    }
    return DaySummary(day=day, received=received, **(fields | changes))


def evaluation(*findings: Finding, call_id: str = "call-1", **changes: Any) -> Evaluation:
    """Return an evaluation by the rule book in force."""
    fields: dict[str, Any] = {"rules_revision": RULES_REVISION}
    return Evaluation(call_id=call_id, findings=findings, **(fields | changes))


def call(call_id: str = "call-1", *findings: Finding, **changes: Any) -> CallResult:
    """Return an analysed call in which the customer says 我要投诉; hits only the given findings.

    Args:
        call_id: of everything in it.
        findings: of its evaluation.
        changes: a field of CallResult, or else one of Recording.
    """
    skipped = changes.pop("not_evaluated", ())
    spoken = changes.pop("transcript", None) or transcript(turn(), call_id=call_id)
    verdict = changes.pop("evaluation", None) or evaluation(*findings, call_id=call_id, not_evaluated=skipped)
    return CallResult(recording=recording(call_id, **changes), transcript=spoken, evaluation=verdict)


def flagged_call(call_id: str = "call-1", **changes: Any) -> CallResult:
    """Return a call with one complaint."""
    return call(call_id, finding(call_id=call_id), **changes)


def failed_call(
    call_id: str = "call-1",
    reason: str = "文件不是音频",
    failure: Failure = Failure.NOT_AUDIO,
    **changes: Any,
) -> CallResult:
    """Return a call that could not be read, on which therefore no rule was evaluated."""
    return call(
        call_id,
        transcript=failed_transcript(reason, call_id, failure),
        not_evaluated=(not_evaluated(reason="录音无法读取"),),
        **changes,
    )


def silent_call(call_id: str = "call-1", **changes: Any) -> CallResult:
    """Return a call in which nobody speaks."""
    return call(call_id, transcript=transcript(call_id=call_id), **changes)


def engine(**changes: Any) -> EngineSummary:
    """Return the demo recogniser on the CPU."""
    fields: dict[str, Any] = {
        "model": "demo",
        "device": "cpu",
        "revision": ENGINE_REVISION,
        "hotwords": 12,
    }
    return EngineSummary(**(fields | changes))


def day_result(*calls: CallResult, **changes: Any) -> DayResult:
    """Return the results of these calls on 2026-11-21, with a rule book of one rule."""
    fields: dict[str, Any] = {
        "window": DayWindow.of(DAY, ZONE),
        "timezone": ZONE.key,
        "generated_at": MORNING + timedelta(hours=17),
        "run_id": "run-1",
        "engine": engine(),
        "rules_revision": RULES_REVISION,
        "rules": (COMPLAINT,),
    }
    return DayResult(calls=calls, **(fields | changes))


def miss(heard: Heard = Heard.MISSED, reviewer: str = "张三", **changes: Any) -> Miss:
    """Return what a supervisor heard in the first call: words that the rule of complaints has missed."""
    fields: dict[str, Any] = {
        "day": DAY,
        "call_id": "call-1",
        "rule_id": COMPLAINT.rule_id if heard is Heard.MISSED else "",
        "category": COMPLAINT.category if heard is Heard.MISSED else "",
        "turn": None,
        "text": "要去告你们" if heard is Heard.MISSED else "",
        "drawn": False,
        "note": "",
        "at": MORNING,
    }
    return Miss(heard=heard, reviewer=reviewer, **(fields | changes))
