"""Which pieces of audio go through the recogniser together: numbers in, positions out.

A batch costs its padded size: the longest piece times the number of pieces. Pieces of similar length
waste little; the more there are to choose from, the more similar they are.
"""

from collections.abc import Sequence
from itertools import accumulate, count
from operator import itemgetter
from typing import Generic, TypeVar

Item = TypeVar("Item")


def pack(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Divide pieces into batches, longest first, so that the biggest batch is tried first.

    Args:
        lengths: of the pieces, in any unit.
        budget: padded size of a batch, in the same unit; one longer piece is a batch of its own.

    Returns:
        Positions in ``lengths``; every one in exactly one batch.
    """
    batches: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        last = batches[-1] if batches else []
        if last and lengths[last[0]] * (len(last) + 1) <= budget:
            last.append(index)
        else:
            batches.append([index])
    return batches


def window(lengths: Sequence[int], at: int, budget: int) -> range:
    """One batch out of pieces that are sorted, longest first: a piece and its neighbours in length.

    Of all batches that hold the piece it is the one with the most real audio in the same padded size.

    Args:
        lengths: in falling order.
        at: position of the piece that the batch must hold.
        budget: padded size of the batch; a single piece is taken even if it is longer.
    """
    before = [0, *accumulate(lengths)]
    best, most = range(at, at + 1), 0
    for start in range(at, -1, -1):
        end = min(start + max(budget // lengths[start], 1), len(lengths))
        if end <= at:
            break
        if before[end] - before[start] > most:
            best, most = range(start, end), before[end] - before[start]
    return best


def padding_ratio(batches: Sequence[Sequence[int]]) -> float:
    """Return padded over real size of batches of lengths; 1.0 is perfect."""
    padded = sum(max(batch) * len(batch) for batch in batches if batch)
    real = sum(map(sum, batches))
    return padded / real if real else 1.0


class Packer(Generic[Item]):
    """Pieces of many calls that wait to be recognised, and the choice of those that go next.

    While more is to come, every batch holds the piece that waits longest, with its neighbours in
    length: calls are finished in about the order in which they came, however odd the lengths of
    their pieces. The first batch holds the longest piece instead, so that memory that does not
    suffice is found out at once. When nothing more is to come the rest goes longest first.

    Args:
        budget: padded size of a batch.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._waiting: list[tuple[int, int, Item]] = []  # (-length, age, item), kept sorted on demand
        self._age = count()
        self._is_first = True
        self.size = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, item: Item, length: int) -> None:
        """Let a piece wait."""
        self._waiting.append((-length, next(self._age), item))
        self.size += length

    def take(self, *, is_last: bool) -> list[Item]:
        """Remove and return the next batch, longest segment first.

        Args:
            is_last: whether nothing more is to come.

        Raises:
            IndexError: nothing waits.
        """
        if not self._waiting:
            raise IndexError("nothing waits")
        self._waiting.sort(key=itemgetter(0, 1))
        ages = [age for _, age, _ in self._waiting]
        at = 0 if is_last or self._is_first else ages.index(min(ages))
        self._is_first = False
        chosen = window([-length for length, _, _ in self._waiting], at, self._budget)
        taken = self._waiting[chosen.start : chosen.stop]
        del self._waiting[chosen.start : chosen.stop]
        self.size += sum(length for length, _, _ in taken)
        return [item for _, _, item in taken]
