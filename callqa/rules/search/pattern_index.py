"""All regular expressions of a book over a call at once: which of them match anywhere in it.

Most match nothing in most calls, and asking each of several hundred costs milliseconds a call. RE2 can
run many as one automaton (RE2::Set); only those that it names are then asked where they match.
"""

from collections.abc import Iterable, Iterator, Sequence

import re2

from callqa.rules.search.pattern import Lines, compiled, options

_TOGETHER = 24
"""Patterns in one automaton: with more, it has more states than memory, and is built over and over."""
_BYTES = 32 << 20


class PatternIndex:
    """The patterns of a book, compiled together.

    Args:
        patterns: that RE2 takes.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        known = {text: compiled(text).numbers for text in sorted(set(patterns))}
        self._plain = [*_automata([text for text, numbers in known.items() if not numbers])]
        self._numbers = [*_automata([text for text, numbers in known.items() if numbers])]

    def ruled_out(self, lines: Lines) -> frozenset[str]:
        """Return the patterns that match nowhere in some texts."""
        said = lines.text.encode()
        out = {one for automaton in (*self._plain, *self._numbers) for one in automaton.unmatched(said)}
        if self._numbers:
            digits = lines.in_digits.encode()
            out -= {one for automaton in self._numbers for one in automaton.matched(digits)}
        return frozenset(out)


class _Automaton:
    """A few patterns as one.

    Args:
        patterns: of RE2.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = patterns
        self._set = re2.Set.SearchSet(options(_BYTES))
        for text in patterns:
            self._set.Add(compiled(text).even)
        self._witness = self._set.Add("")  # matches everything, unless RE2 gives up
        self._set.Compile()

    def matched(self, said: bytes) -> frozenset[str]:
        """Return the patterns that match, or all where RE2 gave up."""
        found = self._set.Match(said) or ()
        if self._witness not in found:
            return frozenset(self._patterns)
        return frozenset(self._patterns[place] for place in found if place != self._witness)

    def unmatched(self, said: bytes) -> Iterator[str]:
        """Yield the other patterns."""
        matched = self.matched(said)
        yield from (one for one in self._patterns if one not in matched)


def _automata(patterns: Sequence[str]) -> Iterator[_Automaton]:
    """Compile so many together as stay small."""
    for start in range(0, len(patterns), _TOGETHER):
        yield _Automaton(patterns[start : start + _TOGETHER])
