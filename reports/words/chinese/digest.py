"""The Chinese texts of the digest."""

REPORT, RETRY, ATTENTION = "报告", "重试：", "注意："


def title(day: str, long_day: str) -> str:
    """Return the first line."""
    return f"通话质检 {day}（{long_day}）"


def figure(label: str, number: str, note: str) -> str:
    """Return a headline number."""
    return f"{label} {number}{f'（{note}）' if note else ''}"


def change(hits: int, day: str, before: int) -> str:
    """Return the hits beside those of the last day that was run."""
    return f"命中 {hits} 条，{day} 为 {before} 条"


def worst(calls: int) -> str:
    """Return the head of the calls to look at first."""
    return f"最需要看的 {calls} 通"


def call(found: str, clock: str, agent: str, call_id: str, hits: int) -> str:
    """Return a call by its worst hit."""
    more = f"，共 {hits} 条命中" if hits > 1 else ""
    return f"{found} {clock} 坐席 {agent} 通话 {call_id}{more}"


def said(text: str) -> str:
    """Return what was said, where it may be quoted."""
    return f"：“{text}”"


def failed(calls: int) -> str:
    """Return the head of the calls that failed."""
    return f"失败 {calls} 通"


def failure(call_id: str, reason: str) -> str:
    """Return a call that failed."""
    return f"{call_id}：{reason}"


def more_failed(calls: int) -> str:
    """Stands for the calls that are not listed."""
    return f"另外 {calls} 通见报告"
