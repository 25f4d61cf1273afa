"""The Chinese texts of the morning message."""

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
