"""What a reader of a day must know about how it was made, in Chinese."""

from collections.abc import Iterable, Sequence

from flows.core.day import DayResult
from flows.core.masking import mask_name
from flows.core.plan import in_quarantine
from flows.core.seal import Revised

_SHOWN = 10
REVISED = "修订："
"""How every line begins that says that a reported day has changed."""


def listed(what: str, names: Sequence[str]) -> list[str]:
    """One line that names the first of many; none when there is nothing to name."""
    if not names:
        return []
    rest = f" 等 {len(names)} 个" if len(names) > _SHOWN else ""
    return [f"{what}：{'、'.join(names[:_SHOWN])}{rest}"]


def revised_lines(change: Revised) -> list[str]:
    """How a day that had been reported was revised; none when its recordings are the same."""
    parts = (
        ("迟到的录音", "已补上", change.late),
        ("录音在出报告之后被改动", "已重新分析", change.changed),
        ("通话信息有更新", "已按新的信息列出", change.informed),
        ("不再单独计数（编号变了或与别的录音相同）", "见现在的名单", change.gone),
        ("重新转写", "结果以本报告为准", change.again),
    )
    return [
        line
        for what, done, calls in parts
        for line in listed(f"{REVISED}{len(calls)} 通{what}，{done}", _shown(calls))
    ]


def quarantine_lines(result: DayResult, max_attempts: int) -> list[str]:
    """Failed calls that no night will try again by itself, and the command that does."""
    calls = [
        call.recording.call_id
        for call in result.calls
        if not call.pending
        and in_quarantine(
            call.transcript.outcome, call.transcript.retryable, call.transcript.attempts, max_attempts
        )
    ]
    command = f"callqa run --day {result.window.day} --redo failed"
    return listed(f"已隔离 {len(calls)} 通，不再自动重试（强制重试：{command}）", _shown(calls))


def unrecorded_lines(result: DayResult) -> list[str]:
    """Calls that the call records list and no recording exists for."""
    if not result.expected or not result.expected.unrecorded:
        return []
    calls = result.expected.unrecorded
    what = f"话单列出 {result.expected.listed} 通，其中 {len(calls)} 通没有录音"
    return listed(what, [f"{mask_name(c.call_id)}（{c.started_at:%H:%M}）" for c in calls])


def _shown(calls: Iterable[str]) -> list[str]:
    return [mask_name(call_id) for call_id in calls]
