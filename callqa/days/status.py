"""A day's ledger for people and for scripts."""

from dataclasses import asdict
from typing import Any

from callqa.days.day import CallResult, DayResult
from callqa.model.coverage import Coverage, Gap
from callqa.model.progress import Progress
from callqa.model.remarks import Remark
from callqa.model.transcript import Outcome
from callqa.text.masking import mask_name


def status(result: DayResult) -> dict[str, Any]:
    """Return what ``callqa status --json`` prints; it holds no customer speech.

    ``findings`` are counts; ``not_evaluated`` counts pairs of a rule and a call.
    """
    ledger = result.ledger()
    return {
        "day": result.window.day.isoformat(),
        "timezone": result.timezone,
        "received": ledger.received,
        "ok": ledger.ok,
        "no_speech": ledger.no_speech,
        "failed": ledger.failed,
        "pending": ledger.pending,
        "expected": result.expected.listed if result.expected else None,
        "unrecorded": [mask_name(c.call_id) for c in result.expected.unrecorded] if result.expected else [],
        "findings": sum(len(call.evaluation.findings) for call in result.calls),
        "not_evaluated": sum(len(call.evaluation.not_evaluated) for call in result.calls),
        "duplicates": len(result.duplicates),
        "deferred": len(result.deferred),
        "devices": dict(result.devices),
        "engine_revision": result.engine.revision if result.engine else "",
        "rules_revision": result.rules_revision,
        "rule_changes": [asdict(change) for change in result.rule_changes],
        "day_remarks": [_remark(remark) for remark in result.remarks],
        "coverage": _coverage(result.coverage),
        "calls": [_call(call, result.in_progress) for call in result.calls],
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    gaps = [_gap(gap) for gap in coverage.gaps]
    return {"files": coverage.files, "rows": coverage.rows, "gaps": gaps}


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind.value,
        "weight": gap.kind.weight.value,
        "about": mask_name(gap.about),
        "count": gap.count,
        "of": gap.of,
        "seconds": round(gap.seconds, 3),
        "call_ids": [mask_name(case.call_id) for case in gap.cases if case.call_id],
        "names": [mask_name(case.name) for case in gap.cases if case.name],
        "setting": gap.setting,
    }


def _remark(remark: Remark) -> dict[str, Any]:
    names = {mask_name(name): mask_name(value) for name, value in remark.names.items()}
    calls = [mask_name(call_id) for call_id in remark.call_ids]
    return {"kind": remark.kind.value, "call_ids": calls, "figures": dict(remark.figures), "names": names}


def how_far(progress: Progress | None) -> dict[str, Any] | None:
    """Return how far the run of the day is, for the same output; None where none is going."""
    if progress is None:
        return None
    return {
        "run_id": progress.run_id,
        "stage": progress.stage.value,
        "done": progress.done,
        "total": progress.total,
        "at": progress.at.isoformat(),
    }


def _call(call: CallResult, in_progress: bool) -> dict[str, Any]:
    categories = sorted({finding.category for finding in call.evaluation.findings})
    return {
        "call_id": mask_name(call.recording.call_id),
        "started_at": call.recording.started_at.isoformat(),
        "agent": call.recording.agent,
        "outcome": "pending" if in_progress and call.pending else call.transcript.outcome.value,
        "failure": call.transcript.failure or "",
        "reason": mask_name(call.transcript.reason),
        "findings": len(call.evaluation.findings),
        "categories": categories,
    }


def ledger_line(result: DayResult) -> str:
    """Describe the reconciliation in one line of Chinese."""
    ledger = result.ledger()
    pending = f" + 处理中 {ledger.pending}" if result.in_progress else ""
    return (
        f"{result.window.day}：收到 {ledger.received} 通 = 已分析 {ledger.ok}"
        f" + 无语音 {ledger.no_speech} + 失败 {ledger.failed}{pending}"
    )


def findings_line(result: DayResult) -> str:
    """Say how many findings are in how many calls; "0" only when every rule was evaluated on every call."""
    hits = [call for call in result.calls if call.evaluation.findings]
    count = sum(len(call.evaluation.findings) for call in hits)
    unsure = sum(1 for call in result.calls if call.evaluation.not_evaluated)
    line = f"命中 {count} 条，涉及 {len(hits)} 通"
    return f"{line}；另有 {unsure} 通有规则未能评估" if unsure else line


def aside_line(result: DayResult) -> str:
    """Name the files that are not counted as calls, and why; empty when there are none."""
    parts = []
    if result.duplicates:
        parts.append(f"{len(result.duplicates)} 个文件与别的录音内容相同，只计一次")
    if result.deferred:
        parts.append(f"{len(result.deferred)} 个文件仍在写入，留待下次运行")
    return "；".join(parts)


def failures(result: DayResult) -> list[tuple[str, str]]:
    """Return call id, without personal numbers in it, and reason of every call that failed."""
    return [
        (mask_name(call.recording.call_id), mask_name(call.transcript.reason))
        for call in result.calls
        if call.transcript.outcome is Outcome.FAILED and not (result.in_progress and call.pending)
    ]
