"""Which words the recogniser is told to expect."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from callqa.strict_yaml.problems import Problem, ProblemsError
from callqa.text.fold import fold


@dataclass(frozen=True, kw_only=True, slots=True)
class HotwordChoice:
    """The hotwords that are used, and those that are not.

    Args:
        used: in the order given, without repetitions.
        unknown: hold a character that the model does not know.
        surplus: beyond what the model takes, or the model takes none.
    """

    used: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()


def usable(words: Iterable[str], is_known: Callable[[str], bool], limit: int) -> HotwordChoice:
    """Divide hotwords by what a model can do with them.

    Args:
        words: as written by people; blank ones and repetitions are dropped.
        is_known: whether the model can spell a word.
        limit: how many the model takes.
    """
    unique = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    known = {word: is_known(word) for word in unique}
    spelled = [word for word in unique if known[word]]
    return HotwordChoice(
        used=tuple(spelled[:limit]),
        unknown=tuple(word for word in unique if not known[word]),
        surplus=tuple(spelled[limit:]),
    )


_HANZI = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,8}")
_DIGITS = re.compile(r"[0-9]+")
_READ = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_TELEPHONE = 3
"""From this many digits on, a 1 is read 幺."""


def choose(extra: Sequence[str], phrases: Sequence[str], names: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the hotwords, most important first.

    Args:
        extra: words of config/hotwords.txt; they come first.
        phrases: of the rule book, most important first.
        names: of agents and products; they and the phrases take turns, so that a long list of the
            ones does not leave the others without a place.

    Returns:
        Each word once, Hanzi only, 2 to 8 of them; what cannot be written so is left out. May be
        empty, and then the recogniser must be given no hotwords at all, not an empty text. How many
        of them a model takes, its family knows.
    """
    turns = (word for pair in zip_longest(phrases, names) for word in pair if word)
    spoken = (spell(word) for word in (*extra, *turns))
    usable = dict.fromkeys(word for word in spoken if _HANZI.fullmatch(word))
    return tuple(usable)


class Suspicion:
    """Which texts may rest on a hotword, and should be read once more without any.

    Args:
        hotwords: that the recogniser is given. One of which all but the first or the last character
            is there counts too: the recogniser may have made no more of it.
    """

    def __init__(self, hotwords: Iterable[str]) -> None:
        folded = [fold(word) for word in hotwords]
        shortened = [part for word in folded if len(word) > 2 for part in (word[1:], word[:-1])]
        self._parts = tuple(dict.fromkeys(part for part in (*folded, *shortened) if part))

    def is_on(self, text: str) -> bool:
        """Whether a text holds one of them."""
        even = fold(text)
        return any(part in even for part in self._parts)


def spell(word: str) -> str:
    """Return a word as it is spoken: digits in Hanzi (12315: 幺二三幺五), no spaces."""
    even = "".join(unicodedata.normalize("NFKC", word).split())
    return _DIGITS.sub(lambda match: _spoken(match.group()), even)


def parse(text: str, where: str, use: str = "热词") -> tuple[str, ...]:
    """Return the words of a hotword file: one a line, ``#`` begins a comment.

    Args:
        text: of the file.
        where: the file, as messages name it.
        use: what the words are for, as messages name it.

    Raises:
        ProblemsError: with every line that is no usable word.
    """
    words = tuple(_lines(text))
    problems = [p for line, word in words for p in _problems(word, line, where, use)]
    if problems:
        raise ProblemsError(problems)
    return tuple(dict.fromkeys(word for _, word in words))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        word = re.split("[#＃]", line, maxsplit=1)[0].strip()
        if word:
            yield number, word


def _problems(word: str, line: int, where: str, use: str) -> Iterable[Problem]:
    if _HANZI.fullmatch(spell(word)) and len(word.split()) == 1:
        return
    shown = word if len(word) <= 20 else word[:20] + "…"
    several = len(re.split(r"[\s,，、;；]+", word)) > 1
    cure = "一行写一个词" if several else "写 2 到 8 个汉字；字母写成读音，例如 APP 写 手机应用"
    yield Problem(where=f"{where}:{line}", line=line, what=f"“{shown}”不能用作{use}", cure=cure)


def _spoken(digits: str) -> str:
    read = "".join(_READ[digit] for digit in digits)
    return read.replace("一", "幺") if len(digits) >= _TELEPHONE else read
