"""All regular expressions of a book over a call at once: which of them may match anywhere in it.

Most match nothing in most calls, and asking each of several hundred costs milliseconds a call. Two
neighbouring characters that every match of a pattern needs are looked up among those of the call; only
patterns that find theirs are searched for. RE2::Set, which runs many patterns as one automaton, was tried:
its states also say what has matched already, so that nearly every new call makes it build new ones.
"""

from collections.abc import Iterable
from operator import add

from callqa.rules.search.literals import Required
from callqa.rules.search.pattern import Lines, compiled


class PatternIndex:
    """What the patterns of a book need, looked up together.

    Args:
        patterns: that RE2 takes.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        known = {text: compiled(text).required for text in sorted(set(patterns))}
        self._needed = {text: needed for text, needed in known.items() if needed is not None}
        self._all = frozenset(self._needed)
        self._by_key: dict[str, list[str]] = {}
        for text, needed in self._needed.items():
            for key in _telling(needed):
                self._by_key.setdefault(key, []).append(text)

    def ruled_out(self, lines: Lines) -> frozenset[str]:
        """Return patterns that match nowhere in some texts; not necessarily all of those."""
        said = {*lines.text, *map(add, lines.text, lines.text[1:])}
        hopeful = {text for key in self._by_key.keys() & said for text in self._by_key[key]}
        return self._all - {text for text in hopeful if _is_possible(self._needed[text], said)}


def _telling(needed: Required) -> set[str]:
    """Return of each alternative the set that says most: one of them stands wherever the pattern matches."""
    return {key for sets in needed for key in min(sets, key=_how_common)}


def _how_common(keys: frozenset[str]) -> tuple[int, int]:
    return -min(map(len, keys)), len(keys)


def _is_possible(needed: Required, said: set[str]) -> bool:
    """Return whether, for one of the alternatives, of each of its sets something is said."""
    for sets in needed:
        for keys in sets:  # loops: asked two hundred times a call, and `any` makes an object each
            if said.isdisjoint(keys):
                break
        else:
            return True
    return False
