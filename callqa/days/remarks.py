"""What a reader of a day must know about how it was made, in Chinese."""

from collections.abc import Iterable, Sequence

from callqa.days.day import DayResult
from callqa.days.plan import in_quarantine
from callqa.days.seal import Revised
from callqa.text.masking import mask_name

_SHOWN, _OF_MANY = 10, 5
"""How many names a line has at the most, and how many of a list that is longer than that."""
REVISED = "修订："
"""How every line begins that says that a reported day has changed."""


def listed(what: str, names: Sequence[str]) -> list[str]:
    """One line that names the first of many; none when there is nothing to name."""
    if not names:
        return []
    if len(names) > _SHOWN:
        return [f"{what}：{'、'.join(names[:_OF_MANY])} 等 {len(names)} 个"]
    return [f"{what}：{'、'.join(names)}"]


def revised_lines(change: Revised, calls: int) -> list[str]:
    """How a day that had been reported was revised; none when its recordings are the same.

    Args:
        calls: of the day as it is now; of a change that all of them share no call is named.
    """
    gone = "不再单独计数（编号变了或与别的录音相同），见现在的名单"
    return [
        *_revised("迟到的录音，已补上", change.late, calls),
        *_revised("录音在出报告之后被改动，以改动后的录音为准", change.changed, calls),
        *_revised("通话信息有更新，已按新的信息列出", change.informed, calls),
        *listed(f"{REVISED}{len(change.gone)} 通{gone}", _shown(change.gone)),
        *_revised("重新转写，结果以本报告为准", change.again, calls),
    ]


def _revised(what: str, calls: Sequence[str], all_calls: int) -> list[str]:
    if len(calls) == all_calls > _SHOWN:
        return [f"{REVISED}全部 {all_calls} 通{what}"]
    return listed(f"{REVISED}{len(calls)} 通{what}", _shown(calls))


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
