"""Regular expressions that cannot hang the night: RE2 takes time in proportion to the text, always.

The price is that RE2 has no look-around and no back-references; a pattern that needs them is refused
with what to write instead. See https://github.com/google/re2/wiki/Syntax.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import re2

from callqa.rules.search.literals import Neighbours, required
from callqa.text.fold import in_digits, line_by_line, written

_MOST_BYTES = 1 << 20  # of memory for one pattern; a larger one is refused
_SEARCH_BYTES = (
    16 << 20
)  # while searching; with less, RE2 throws its automaton of a long pattern away all the time
_FEW = 4  # stretches that are looked at one by one
_NUMBER = re.compile(r"\\d|[0-9]")
_OWN_EDGES = re.compile(r"\\[Az]")
_REASONS = (
    # (in RE2's message, what, cure); first match wins
    ("(?<", "不支持向前看的 (?<=…) 和 (?<!…)", "前面不能有的字，写成 not_regex 或 not_in"),
    ("invalid perl operator", "不支持 (?=…)、(?!…) 这一类写法", "后面不能有的字，写成 not_regex 或 not_in"),
    ("invalid escape", "不支持这个反斜杠写法（例如 \\1、\\u4e00）", "汉字直接写；重复的话用 repeat"),
    ("missing )", "圆括号 ( 没有成对", "补上 )"),
    ("unexpected )", "圆括号 ) 没有成对", "去掉 )，或者补上 ("),
    ("missing ]", "方括号 [ 没有成对", "补上 ]"),
    ("invalid character class range", "方括号里的范围写反了", "写成从小到大，例如 [0-9]"),
    ("no argument for repetition", "* + ? 前面没有内容", "前面写上要重复的字，例如 很+"),
    ("bad repetition operator", "* + ? {…} 连着写了两个", "只留一个"),
    ("repetition size", "重复的次数太多", "最多写到 {1000}，也不要套着写"),
    ("too large", "展开后太大", "写短一些，减少 {…} 里的次数"),
)
_GENERAL = ("写法有误", "对照说明改正；只是找几个词的话，用 keywords 就够了")


class PatternError(ValueError):
    """A pattern that RE2 does not take.

    Args:
        what: in Chinese.
        cure: in Chinese.
    """

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what, cure)
        self.what = what
        self.cure = cure


class Search:
    """One pattern, ready to search.

    Args:
        pattern: of RE2; case, width and traditional characters do not matter.
    """

    def __init__(self, pattern: str) -> None:
        even = "".join(written(character) if ord(character) > 127 else character for character in pattern)
        self._pattern = _compile(even)
        self._numbers = bool(_NUMBER.search(pattern))
        # over all stretches at once, only to see whether there is anything to find in one of them
        self._anywhere = None if _OWN_EDGES.search(pattern) else _compile(f"(?m:{even})")
        self._required = required(even)

    def spans(
        self, stretches: Sequence[str], said: Neighbours | None = None
    ) -> Iterator[tuple[int, int, int]]:
        """Yield every match: index of the stretch, start, end; empty matches left out.

        Args:
            stretches: as `written`. A pattern that speaks of digits reads them in digits, too.
            said: what stands in them, where that is known.
        """
        places = self._places(stretches, said)
        texts = [stretches[place] for place in places]
        found = {*self._in(texts)}
        if self._numbers and texts:
            found |= {*self._in(line_by_line(in_digits, texts))}
        for place, start, end in sorted(found):
            yield places[place], start, end

    def _places(self, stretches: Sequence[str], said: Neighbours | None) -> Sequence[int]:
        """Return the stretches that hold what a match needs."""
        if said is None or self._required is None:
            return range(len(stretches))
        return said.places(self._required)

    def _in(self, stretches: Sequence[str], first: int = 0) -> Iterator[tuple[int, int, int]]:
        """Where nothing is found in many stretches together, none is looked at; else half of them each."""
        if self._anywhere is None or len(stretches) <= _FEW:
            yield from self._in_each(stretches, first)
        elif self._anywhere.search("\n".join(stretches)):
            half = len(stretches) // 2
            yield from self._in(stretches[:half], first)
            yield from self._in(stretches[half:], first + half)

    def _in_each(self, stretches: Sequence[str], first: int) -> Iterator[tuple[int, int, int]]:
        for index, text in enumerate(stretches, start=first):
            for match in self._pattern.finditer(text):
                start, end = match.span()
                if start < end:
                    yield index, start, end


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Search:
    """Compile a pattern.

    Raises:
        PatternError: RE2 does not take it.
    """
    return Search(pattern)


def _compile(pattern: str) -> "re2._Regexp[str]":
    try:
        re2.compile(pattern, _options(_MOST_BYTES))
        return re2.compile(pattern, _options(_SEARCH_BYTES))
    except re2.error as error:
        raise _explained(error) from error


def _options(most_bytes: int) -> "re2.Options":
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.never_capture = True  # else short texts are searched by backtracking, tens of times as slow
    options.max_mem = most_bytes
    return options


def _explained(error: Exception) -> PatternError:
    raw = error.args[0] if error.args else ""
    message = raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)
    what, cure = next(((what, cure) for part, what, cure in _REASONS if part in message), _GENERAL)
    return PatternError(what, cure)
