"""What a regular expression may cost in one call.

RE2 takes time in proportion to the text for one search. A pattern is searched for again behind each match,
though, and one step costs in the worst case as much as the pattern, unrolled, is long: together that grows
with the square of the text. So the work is counted, as steps that RE2 would take at worst, and a pattern that
wants more of it than any sensible one is not evaluated. It is no clock: a call always ends the same way.
"""

import re
from dataclasses import dataclass

from callqa.rules.search.literals import UNREAD

_A_CHARACTER = 50_000
"""Steps for each character of a call; the shipped book's longest pattern takes 3,000 for one pass.

A million steps were measured to take 4 ms at worst: 1,000 characters have 0.2 s, no call has more than 4 s.
"""
_LEAST = 50_000_000
_MOST = 1_000_000_000
_UNTOLD = 50_000
"""Characters of a match, for a pattern that is not read here: too many rather than too few."""
_KNOWN_STATE = 20
"""Steps for a character in a repetition without end: it counts nothing, so RE2 has met its states before."""
_TOKEN = re.compile(r"\\.|\[\^?.[^\]]*\]|\(\?:|\{(\d+)(,?)(\d*)\}\??|[*+?]\??|.", re.DOTALL)


class TooMuchWorkError(Exception):
    """A pattern wants more work of a call than it may have."""


def budget(characters: int) -> int:
    """Return the steps that a pattern may take in a text of so many characters."""
    return min(max(_A_CHARACTER * characters, _LEAST), _MOST)


@dataclass(frozen=True, slots=True)
class Costs:
    """What a pattern costs at worst, in steps.

    Args:
        step: its instructions: what a character of a text takes.
        counted: the characters of a match, every repetition without end once.
        endless: it has such a repetition.
    """

    step: int
    counted: int
    endless: bool

    def behind(self, characters: int) -> int:
        """Return what is looked at behind the start of a match before its end is known.

        Args:
            characters: to the end of the line.
        """
        steps = self.step * min(characters, self.counted)
        return steps + _KNOWN_STATE * characters if self.endless else steps

    def at_most(self, characters: int) -> int:
        """Return what a line of so many characters can take, if a match begins at each."""
        return characters * (self.step + self.behind(characters))


def costs(pattern: str, step: int) -> Costs:
    """Return what a pattern costs.

    Args:
        pattern: that RE2 takes.
        step: its instructions.
    """
    if UNREAD.search(pattern):
        return Costs(step, _UNTOLD, endless=True)
    groups, endless = [_Row()], False
    for token in _TOKEN.finditer(pattern):
        sign = token[0]
        if sign in ("(", "(?:"):
            groups.append(_Row())
        elif sign == ")":
            whole = groups.pop().longest
            groups[-1].add(whole)
        elif sign == "|":
            groups[-1].next()
        elif sign[0] in "*+?{":
            endless = endless or sign[0] in "*+" or (token[2] == "," and not token[3])
            groups[-1].repeat(int(token[3] or token[1] or 1))
        else:
            groups[-1].add(1)
    return Costs(step, groups[0].longest, endless)


class _Row:
    """The alternatives of a group, as they are read."""

    def __init__(self) -> None:
        self._before = self._row = self._last = 0

    def add(self, characters: int) -> None:
        """Read what matches so many characters at most."""
        self._row += self._last
        self._last = characters

    def repeat(self, times: int) -> None:
        """Read how often the last part may come."""
        self._last *= times

    def next(self) -> None:
        """Begin another alternative."""
        self._before, self._row, self._last = self.longest, 0, 0

    @property
    def longest(self) -> int:
        """Of the alternatives so far."""
        return max(self._before, self._row + self._last)
