"""Phrases around hits that were judged false, which are said around no hit that was judged right."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from callqa.model.finding import Finding
from callqa.model.transcript import Turn
from callqa.text.common_words import common_words
from callqa.text.fold import fold

_REACH = 6
"""Characters before and behind a hit that an exception takes in at most; longer ones fit one call only."""
_ALIKE = 2
"""Phrases that are kept of those that spare the same hits."""
_MOST = 24
_MARK = re.compile(r"[，。、！？；：…,.!?;:\n]")
_NUMBER = re.compile("[零一二三四五六七八九]{3}")
"""An exception with somebody's number in it is no exception, and nobody's to read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """A hit and what its speaker says around it; folded, and not beyond a punctuation mark."""

    before: str
    said: str
    behind: str

    @classmethod
    def of(cls, finding: Finding, turns: Sequence[Turn]) -> "Around | None":
        """Cut a hit out of its call; None for a hit about the call as a whole."""
        if finding.turn is None or finding.start >= finding.end:
            return None
        text = turns[finding.turn].text
        before, behind = _MARK.split(text[: finding.start])[-1], _MARK.split(text[finding.end :])[0]
        said = fold(text[finding.start : finding.end])
        return cls(before=fold(before), said=said, behind=fold(behind)) if said else None

    def phrases(self) -> Iterator[tuple[str, str, str]]:
        """Yield every longer phrase around the words that hit, as what it adds before, them, and behind."""
        for left in range(min(_REACH, len(self.before)) + 1):
            for right in range(min(_REACH, len(self.behind)) + 1):
                if left or right:
                    yield self.before[len(self.before) - left :], self.said, self.behind[:right]


def exceptions(false: Sequence[Around], right: Sequence[Around]) -> list[str]:
    """Return phrases that may spare the false hits, the most promising first.

    Args:
        false: hits that were judged false.
        right: hits that must not be lost; what is said around one of them is no exception.
    """
    taken = {"".join(parts) for one in right for parts in one.phrases()}
    spared: defaultdict[tuple[str, str, str], set[int]] = defaultdict(set)
    for number, one in enumerate(false):
        for parts in one.phrases():
            phrase = "".join(parts)
            if phrase not in taken and not _NUMBER.search(phrase):
                spared[parts].add(number)
    ranked = sorted(spared, key=lambda parts: (-len(spared[parts]), _rank(parts), parts))
    alike: defaultdict[frozenset[int], int] = defaultdict(int)
    chosen: dict[str, None] = {}
    for parts in ranked:
        hits = frozenset(spared[parts])
        if alike[hits] < _ALIKE:
            alike[hits] += 1
            chosen["".join(parts)] = None
    return list(chosen)[:_MOST]


def _rank(parts: tuple[str, str, str]) -> tuple[int, int]:
    """Sort phrases that end where words end before those that cut one, and short ones before long ones."""
    before, _, behind = parts
    return _cut(before) + _cut(behind), len(before) + len(behind)


def _cut(part: str) -> int:
    if not part or part in common_words():
        return 0
    return 1 if len(part) == 1 else 2
