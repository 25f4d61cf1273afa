"""The Chinese texts of the morning message."""

from collections.abc import Sequence

KICKER, COLON, ATTENTION, MACHINE = "通话质检", "：", "注意：", "机器："
TITLES = {
    "finished": "已完成",
    "unusual": "已完成，但与平常不同",
    "finished_with_failures": "已完成，有失败",
    "failed": "没有做完",
    "did_not_run": "没有运行",
    "backfilled": "补做完成",
    "backfilled_partly": "补做结束，有没做成的",
    "rules_refused": "规则手册没有发布",
    "test": "测试消息",
}
TEST = "能看到这条消息，说明早上的消息可以送到这里。"
RULES_REFUSED = (
    "存盘的规则手册没有发布，上一版继续使用。请按下面的问题处理后再存盘；"
    "出错的那一行见手册旁边的“检查结果”网页。"
)
CUT_DIGEST, CUT_REST = "……太长，其余见报告", "……太长，其余从略"


def span(first: object, last: object) -> str:
    """Name a range of days."""
    return f"{first} 至 {last}"


def failed(day: object, *, reported: bool) -> str:
    """Say what to do about a night that did not come to its end."""
    written = "报告已经写出，但不完整" if reported else "报告没有写出或不完整"
    return (
        f"{day} 的质检没有做完，{written}；已有的结果不会丢。\n"
        f"请按下面的问题处理，然后在质检机器上运行，会接着做：callqa run --day {day}"
    )


def did_not_run(day: object) -> str:
    """Say what to do about a day without a report."""
    return (
        f"到现在还没有 {day} 的完整报告。如果不是还在处理，请在质检机器上运行 callqa doctor，按提示处理，\n"
        f"再运行：callqa run --day {day}"
    )


BACKFILL_NOT_BEGUN = "还没有做"


def backfill_stopped(why: str) -> str:
    """Say why a backfill did not come to its end."""
    return f"补做中途停了：{why}"


def backfill_done(days: int, recognised: int, failed: int) -> str:
    """Say how much of a backfill was done."""
    return f"做完 {days} 天：识别成功 {recognised} 通，失败 {failed} 通"


def backfill_failures(days: str) -> str:
    """Name the days with failed calls."""
    return f"有失败录音的日子：{days}"


def backfill_before(days: int) -> str:
    """Say how many days an earlier call had done."""
    return f"另有 {days} 天以前已经做完"


def backfill_purged(days: int) -> str:
    """Say how many days are past their retention."""
    return f"另有 {days} 天已按保存期限清理，不再补做"


def backfill_left(why: str, days: str) -> str:
    """Name the days that were not done for one reason."""
    return f"没有做成（{why}）：{days}"


def backfill_others(days: int) -> str:
    """Say how many days were not done for reasons that are not told."""
    return f"另有 {days} 天由于别的原因没有做成，见 callqa status"


def backfill_goes_on(command: str) -> str:
    """Say how the rest is done."""
    return f"处理后再运行，会接着做：{command}"


def some_days(days: Sequence[str], of: int) -> str:
    """Name the first of so many days."""
    return f"{'、'.join(days)}{f' 等 {of} 天' if of > len(days) else ''}"


def broken_template(file: str, line: int, kind: str) -> str:
    """Say that the template of the message cannot be used."""
    kind = {"UnicodeDecodeError": "不是 UTF-8 编码"}.get(kind, kind)
    where = f"{file}，第 {line} 行" if line else file
    return f"消息模板有误（{where}：{kind}），这条消息用的是默认的文字。改好模板，或从安装包里恢复原来的"
