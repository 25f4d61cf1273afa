"""What else has to hold at the place of a hit: the window, the anchor; three-valued."""

from callqa.model.recording import Role
from callqa.rules.conditions.speech import Hit, Speech
from callqa.rules.conditions.surroundings import Anchor, Side, Span, Window
from callqa.rules.conditions.verdict import Truth, follows, place

NO_TIMES = "没有每个字的时间，无法判断是不是在限定的时间段里"


def in_window(window: Window, role: Role | None, hit: Hit, speech: Speech) -> bool | None:
    """Whether a hit lies in the window; None where its time is not known well enough.

    The hit's own first character decides. Where characters have no times, it lies somewhere in its
    turn, and the answer is only known if it is the same for the turn's start and end.
    """
    if window.span in (Span.FIRST_TURNS, Span.LAST_TURNS):
        return hit.turn in _turns(window, role, speech)
    if hit.timed:
        return _at(window, hit.start_ms, speech.duration_ms)
    if hit.end_ms <= hit.start_ms:
        return None
    first = _at(window, hit.start_ms, speech.duration_ms)
    return first if first == _at(window, hit.end_ms, speech.duration_ms) else None


def bounds(window: Window | None, duration_ms: int) -> tuple[int, int]:
    """From when to when a window reaches, in ms; the whole call for one that is counted in turns."""
    length = 0 if window is None else _length(window, duration_ms)
    if window is None or window.span in (Span.FIRST_TURNS, Span.LAST_TURNS):
        return 0, duration_ms
    if window.span in (Span.FIRST_MS, Span.FIRST_PERCENT):
        return 0, min(length, duration_ms)
    return max(0, duration_ms - length), duration_ms


def by_anchor(anchor: Anchor, hit: Hit, speech: Speech) -> bool | None:
    """Whether a hit lies where the anchor says; None where the other rule was not evaluated."""
    verdict = speech.answers[anchor.rule_id]
    if verdict.truth is Truth.UNKNOWN:
        return None
    other = anchor_hit(anchor, speech)
    return other is not None and _on_side(anchor, hit, other) and _close(anchor, hit, other)


def anchor_hit(anchor: Anchor, speech: Speech) -> Hit | None:
    """The hit of the other rule that the anchor means; None where there are not so many."""
    hits = sorted(speech.answers[anchor.rule_id].hits, key=place)
    index = anchor.hit if anchor.hit < 0 else anchor.hit - 1
    return hits[index] if -len(hits) <= index < len(hits) else None


def _at(window: Window, time_ms: int, duration_ms: int) -> bool | None:
    if window.span is Span.FIRST_MS:
        return time_ms < window.amount
    if duration_ms <= 0:
        return None
    length = _length(window, duration_ms)
    if window.span is Span.FIRST_PERCENT:
        return time_ms < length
    return time_ms >= duration_ms - length


def _length(window: Window, duration_ms: int) -> int:
    if window.span in (Span.FIRST_PERCENT, Span.LAST_PERCENT):
        return round(duration_ms * window.amount / 100)
    return round(window.amount)


def _turns(window: Window, role: Role | None, speech: Speech) -> list[int]:
    turns = [index for index, turn in speech.turns if role in (None, turn.role)]
    count = round(window.amount)
    return turns[:count] if window.span is Span.FIRST_TURNS else turns[-count:]


def _on_side(anchor: Anchor, hit: Hit, other: Hit) -> bool:
    behind, before = follows(hit, other), follows(other, hit)
    return {Side.AFTER: behind, Side.BEFORE: before, Side.AROUND: behind or before}[anchor.side]


def _close(anchor: Anchor, hit: Hit, other: Hit) -> bool:
    earlier, later = sorted((hit, other), key=place)
    in_time = anchor.within_ms is None or later.start_ms - earlier.end_ms <= anchor.within_ms
    return in_time and (anchor.within_turns is None or _turns_between(earlier, later) <= anchor.within_turns)


def _turns_between(earlier: Hit, later: Hit) -> float:
    if earlier.turn is None or later.turn is None:
        return float("inf")
    return abs(later.turn - earlier.turn)
