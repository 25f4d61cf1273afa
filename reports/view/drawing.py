"""Small drawings as SVG path data: pure functions of numbers, so that no text can get into them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bars:
    """A month as a row of bars, in three groups that a stylesheet tells apart.

    Args:
        width, height: of the drawing, in its own units.
        month, week, today: path data; the last week without today, and today alone.
    """

    width: int
    height: int
    month: str
    week: str
    today: str


def bars(values: Sequence[float | None], *, step: int = 5, height: int = 28) -> Bars:
    """Draw one bar a day, the last one being today.

    A zero is a thin line; a day that is not known is a gap.
    """
    top = max((value for value in values if value is not None), default=0.0) or 1.0
    drawn = [
        _bar(place * step, step - 1, height, 0 if value is None else value / top) if value is not None else ""
        for place, value in enumerate(values)
    ]
    return Bars(
        width=len(values) * step,
        height=height,
        month="".join(drawn[:-7]),
        week="".join(drawn[-7:-1]),
        today=drawn[-1] if drawn else "",
    )


def _bar(left: int, width: int, height: int, share: float) -> str:
    tall = max(share * (height - 2), 0.0) + 1
    return f"M{left} {height - tall:.1f}h{width}v{tall:.1f}h-{width}z"


def lane(spans: Iterable[Span], total_ms: int, *, width: int = 1000, top: int = 0, height: int = 10) -> str:
    """Stretches of a call as blocks on one line of a timeline; none is thinner than one can see."""
    if total_ms <= 0:
        return ""
    blocks = ((start * width / total_ms, (end - start) * width / total_ms) for start, end in spans)
    return "".join(
        f"M{left:.1f} {top}h{max(wide, 1):.1f}v{height}h-{max(wide, 1):.1f}z" for left, wide in blocks
    )


def place(at_ms: int, total_ms: int, *, width: int = 1000) -> float:
    """Where a moment of a call is on its timeline."""
    return round(min(max(at_ms, 0), total_ms) * width / total_ms, 1) if total_ms > 0 else 0.0
