"""Phrases that are looked for in what was said: what an index holds of a text, and where a phrase stands."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from callqa.text.fold import fold, origins
from callqa.text.masking import MASK

BREAK = "0"
"""Stands in an index where no phrase may go on; no folded text has it: its digits are spoken ones."""
_HIDDEN = "\u05d0"
"""Stands for a hidden digit while a text is folded: any letter that no call centre speaks."""
_TERM = re.compile(r'(?P<minus>[-－])?(?:["“”](?P<quoted>[^"“”]*)["“”]?|(?P<word>[^\s"“”]+))')


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrases:
    """What somebody looks for, folded.

    Args:
        wanted: all of these are in a call.
        unwanted: none of these is.
    """

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Phrases":
        """Read words between blanks, "several words" between quotation marks, and -unwanted ones."""
        found: dict[bool, list[str]] = {True: [], False: []}
        for term in _TERM.finditer(text):
            said = term["quoted"] if term["word"] is None else term["word"]
            # who copies a hidden number from a page looks for what is seen of it
            found[term["minus"] is None] += filter(None, map(fold, said.split(MASK)))
        return cls(wanted=tuple(dict.fromkeys(found[True])), unwanted=tuple(dict.fromkeys(found[False])))


def spaced(texts: Iterable[str]) -> Iterator[str]:
    """Yield the characters of texts one by one as an index holds them, a break between any two.

    Args:
        texts: with hidden numbers; what is hidden is a break, too.
    """
    for text in texts:
        for part in text.split(MASK):
            yield from fold(part)
            yield BREAK


def places(text: str, phrase: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of a text in which a folded phrase stands."""
    text = text.replace(MASK, _HIDDEN)
    folded, back = fold(text), origins(text)
    at = folded.find(phrase)
    while at >= 0:
        yield back[at], back[at + len(phrase) - 1] + 1
        at = folded.find(phrase, at + len(phrase))
