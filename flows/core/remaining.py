"""How long the rest will take, in words."""


def remaining_s(done: int, elapsed_s: float, left: int) -> float | None:
    """The time that the rest needs at the pace so far; None while there is no pace.

    Args:
        done, left: calls.
        elapsed_s: that the done ones took.
    """
    return elapsed_s / done * left if done else None


def in_words(seconds: float | None) -> str:
    """1 小时 20 分; minutes are rounded up."""
    if seconds is None:
        return "尚不清楚"
    minutes = -(-int(seconds) // 60)
    hours, minutes = divmod(max(minutes, 1), 60)
    return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分钟"
