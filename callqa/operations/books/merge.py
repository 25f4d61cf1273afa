"""Three texts of a rule book side by side: what both began with, and what each of two people made of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Side(StrEnum):
    """Who has changed a stretch of lines."""

    NOBODY = "nobody"
    THEIRS = "theirs"
    OWN = "own"
    BOTH = "both"
    """Both, in the same way."""
    CLASH = "clash"
    """Both, in different ways: only a person can put it together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Lines that belong together in the three texts; each may be empty.

    Args:
        line: number of its first line in one's own text, from 1.
    """

    side: Side
    base: tuple[str, ...]
    theirs: tuple[str, ...]
    own: tuple[str, ...]
    line: int


def stretches(base: str, theirs: str, own: str) -> list[Stretch]:
    """Return the three texts in stretches of lines, in order."""
    old, left, right = (text.splitlines() for text in (base, theirs, own))
    found: list[Stretch] = []
    at = (0, 0, 0)
    for meeting in _meetings(old, left, right):
        found += _between(old[at[0] : meeting[0]], left[at[1] : meeting[1]], right[at[2] : meeting[2]], at[2])
        end = (meeting[0] + meeting[3], meeting[1] + meeting[3], meeting[2] + meeting[3])
        same = tuple(old[meeting[0] : end[0]])
        if same:
            line = meeting[2] + 1
            found.append(Stretch(side=Side.NOBODY, base=same, theirs=same, own=same, line=line))
        at = end
    return found


def merged(found: Iterable[Stretch], theirs: str, own: str) -> str:
    """Return one text with the changes of both; what clashes stands in it twice, between marks.

    A book with such marks is refused with a message that says how to settle them.

    Args:
        theirs, own: what the marks say of each side.
    """
    lines: list[str] = []
    for each in found:
        if each.side is Side.CLASH:
            lines += [f"<<<<<<< {theirs}", *each.theirs, "=======", *each.own, f">>>>>>> {own}"]
        else:
            lines += each.theirs if each.side is Side.THEIRS else each.own
    return "\n".join(lines) + "\n" if lines else ""


def _between(
    base: Sequence[str], theirs: Sequence[str], own: Sequence[str], before: int
) -> Iterator[Stretch]:
    if base or theirs or own:
        yield Stretch(
            side=_side(base, theirs, own),
            base=tuple(base),
            theirs=tuple(theirs),
            own=tuple(own),
            line=before + 1,
        )


def _side(base: Sequence[str], theirs: Sequence[str], own: Sequence[str]) -> Side:
    if theirs == own:
        return Side.BOTH
    if base == theirs:
        return Side.OWN
    return Side.THEIRS if base == own else Side.CLASH


def _meetings(
    old: Sequence[str], left: Sequence[str], right: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield where all three texts have the same lines: the places in each, and how many; last their ends."""
    of_left, of_right = (
        SequenceMatcher(None, old, side, autojunk=False).get_matching_blocks() for side in (left, right)
    )
    first, second = 0, 0
    while first < len(of_left) and second < len(of_right):
        a, b = of_left[first], of_right[second]
        start, end = max(a.a, b.a), min(a.a + a.size, b.a + b.size)
        if start < end:
            yield start, a.b + start - a.a, b.b + start - b.a, end - start
        if a.a + a.size < b.a + b.size:
            first += 1
        else:
            second += 1
    yield len(old), len(left), len(right), 0
