"""Which hits of one step of a sequence come after a hit of the step before, without comparing every two."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from callqa.rules.search.hit import Hit, follows


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """How far a hit may lie behind an earlier one.

    Args:
        turns, ms: at most so far; None for any distance.
        sure: it must be so wherever in their turns hits without times of their own lie; else it may be.
    """

    turns: int | None
    ms: int | None
    sure: bool

    def holds(self, before: Hit, hit: Hit) -> bool:
        """Return whether a hit stands behind another, close enough."""
        if not follows(hit, before):
            return False
        if self.turns is not None and abs(_turn(hit) - _turn(before)) > self.turns:
            return False
        if self.ms is None:
            return True
        if before.timed and hit.timed:
            return hit.start_ms - before.end_ms <= self.ms
        # somewhere in their turns: surely close enough where their far ends are, perhaps where the near ones
        gap = hit.end_ms - before.start_ms if self.sure else hit.start_ms - before.end_ms
        return gap <= self.ms and (not self.sure or hit.end_ms > hit.start_ms)

    def never(self, hit: Hit) -> bool:
        """Return whether a hit is surely behind nothing, because nobody knows when it was said."""
        return self.ms is not None and self.sure and not hit.timed and hit.end_ms <= hit.start_ms

    def oldest(self, hit: Hit) -> float:
        """Return what an earlier hit must reach at least in time."""
        if self.ms is None:
            return float("-inf")
        return (hit.start_ms if hit.timed or not self.sure else hit.end_ms) - self.ms

    def latest(self, before: Hit, *, timed: bool) -> int:
        """Return how late an earlier hit reaches, for a later hit that has times of its own or not."""
        return before.end_ms if not self.sure or (timed and before.timed) else before.start_ms


class Earlier:
    """The hits that a later one may stand behind.

    Args:
        hits: of the step before, in any order.
        reach: how far apart they may be.
    """

    def __init__(self, hits: Iterable[Hit], reach: Reach) -> None:
        self._reach = reach
        self._in_turns = _Row(sorted(hits, key=_in_turns), reach)
        by_stretch: defaultdict[int, list[Hit]] = defaultdict(list)
        for hit in self._in_turns.hits:
            by_stretch[hit.stretch].append(hit)
        # the turns of a stretch may be listed in another order than they were said
        self._in_text = {
            stretch: _Row(sorted(of_it, key=_end), reach) for stretch, of_it in by_stretch.items()
        }

    def lead_to(self, hit: Hit) -> bool:
        """Return whether a hit stands behind one of them, close enough."""
        if self._reach.never(hit):
            return False
        return any(self._reach.holds(before, hit) for before in self._candidates(hit))

    def _candidates(self, hit: Hit) -> Iterator[Hit]:
        first = _turn(hit) - self._reach.turns if self._reach.turns is not None else -1
        until = bisect_left(self._in_turns.hits, _in_turns(hit), key=_in_turns)
        since = bisect_left(self._in_turns.hits, (first, 0), key=_in_turns)
        yield from self._in_turns.back(since, until, hit)
        if hit.span and (row := self._in_text.get(hit.stretch)):
            yield from row.back(0, bisect_right(row.hits, hit.span[0], key=_end), hit)


class _Row:
    """Hits in an order, and how late those up to each reach."""

    def __init__(self, hits: Sequence[Hit], reach: Reach) -> None:
        self.hits, self._reach = hits, reach
        self._latest = {
            timed: list(accumulate((reach.latest(hit, timed=timed) for hit in hits), max))
            for timed in (True, False)
        }

    def back(self, since: int, until: int, hit: Hit) -> Iterator[Hit]:
        """Yield those of a part, the last first, as long as one of the rest may reach to a later hit."""
        latest, oldest = self._latest[hit.timed], self._reach.oldest(hit)
        for index in range(until - 1, since - 1, -1):
            if latest[index] < oldest:
                return
            yield self.hits[index]


def _turn(hit: Hit) -> int:
    return hit.turn or 0


def _in_turns(hit: Hit) -> tuple[int, int]:
    return _turn(hit), hit.start


def _end(hit: Hit) -> int:
    return hit.span[1] if hit.span else 0
