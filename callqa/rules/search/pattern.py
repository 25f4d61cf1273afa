"""Regular expressions that cannot hang the night: RE2 searches in time in proportion to the text.

How often it searches, and for how long a pattern, is bounded by `callqa.rules.search.work`.

The price is that RE2 has no look-around and no back-references; a pattern that needs them is refused
with what to write instead. See https://github.com/google/re2/wiki/Syntax.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

import re2

from callqa.rules.search.literals import required
from callqa.rules.search.work import TooMuchWorkError, budget, costs
from callqa.text.fold import in_digits, line_by_line, written

_MOST_BYTES = 1 << 20  # of memory for one pattern; a larger one is refused
_SEARCH_BYTES = (
    16 << 20
)  # while searching; with less, RE2 throws its automaton of a long pattern away all the time
_NUMBER = re.compile(r"\\d|[0-9]")
_OWN_EDGES = re.compile(r"\\.")
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


class Lines:
    """Texts that are searched together, a line each: one search of all is faster than one of each.

    Args:
        texts: as `written`.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = _one_line_each(texts)
        self._starts = list(accumulate((len(text) + 1 for text in texts), initial=0))

    @cached_property
    def text(self) -> str:
        """All of them."""
        return "\n".join(self.texts)

    @cached_property
    def encoded(self) -> bytes:
        """The bytes of `text`."""
        return self.text.encode()

    @cached_property
    def in_digits(self) -> "Lines":
        """The same with spoken numbers in digits, character by character; itself where there are none."""
        texts = line_by_line(in_digits, self.texts)
        return self if texts == (*self.texts,) else Lines(texts)

    def place(self, start: int, end: int) -> tuple[int, int, int]:
        """Return the index of the text that a span of all lies in, and the span in it."""
        index = bisect_right(self._starts, start) - 1
        return index, start - self._starts[index], end - self._starts[index]


def _one_line_each(texts: Sequence[str]) -> Sequence[str]:
    if "\n".join(texts).count("\n") < len(texts):  # no text brings a line break of its own
        return texts
    return [text.replace("\n", " ") for text in texts]


class Search:
    """One pattern, ready to search; no match goes from one text to the next.

    Args:
        pattern: of RE2; case, width and traditional characters do not matter.
    """

    def __init__(self, pattern: str) -> None:
        even = "".join(written(character) if ord(character) > 127 else character for character in pattern)
        self._numbers = bool(_NUMBER.search(pattern))
        # as it is put to all texts at once, a line each
        self._pattern = _compile(even, f"(?m:{_OWN_EDGES.sub(_edge_of_a_line, even)})")
        self.costs = costs(even, self._pattern.programsize)
        self.required = required(even)
        """What has to stand in the texts, spoken digits and digits left aside."""

    def spans(self, lines: Lines, only: Sequence[int] | None = None) -> list[tuple[int, int, int]]:
        """Return every match: index of the text, start, end; empty matches left out.

        A pattern that speaks of digits reads the texts in digits, too.

        Args:
            lines: the texts.
            only: indexes of texts, in order, besides which nothing can match; None where that is not known.

        Raises:
            TooMuchWorkError: it would take more work than a pattern may have.
        """
        found = {*self._in(lines, only)}
        if self._numbers and lines.in_digits is not lines:
            found |= {*self._in(lines.in_digits, only)}
        return sorted(found)

    def _in(self, lines: Lines, only: Sequence[int] | None) -> list[tuple[int, int, int]]:
        allowed = budget(len(lines.text))
        if only is None:
            return [lines.place(*span) for span in self._matches(lines.text, lines.encoded, allowed)]
        texts = [lines.texts[index] for index in only]
        text = "\n".join(texts)
        spans = self._matches(text, text.encode(), allowed)
        if not spans:
            return []
        places = map(Lines(texts).place, *zip(*spans, strict=True))
        return [(only[index], start, end) for index, start, end in places]

    def _matches(self, text: str, encoded: bytes, allowed: int) -> list[tuple[int, int]]:
        """Return the spans of a text that match, for no more than so many steps."""
        left = allowed - self.costs.step * len(text)
        if left < 0:
            raise TooMuchWorkError
        # as nearly always; of a str RE2's package makes its bytes anew at each search
        if self._pattern.search(encoded) is None:
            return []
        spans = []
        for match in self._pattern.finditer(text):
            start, end = match.span()
            left -= self.costs.behind(_end_of_line(text, start) - start)
            if left < 0:
                raise TooMuchWorkError
            if start < end:
                spans.append((start, end))
        return spans


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _edge_of_a_line(edge: "re.Match[str]") -> str:
    return {r"\A": "^", r"\z": "$"}.get(edge[0], edge[0])


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Search:
    """Compile a pattern.

    Raises:
        PatternError: RE2 does not take it.
    """
    return Search(pattern)


def _compile(pattern: str, in_lines: str) -> "re2._Regexp[str]":
    try:
        re2.compile(pattern, _options(_MOST_BYTES))
        return re2.compile(in_lines, _options(_SEARCH_BYTES))
    except re2.error as error:
        raise _explained(error) from error


def _options(most_bytes: int) -> "re2.Options":
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.never_nl = True  # [^，] and the like end with the line
    options.never_capture = True  # else short texts are searched by backtracking, tens of times as slow
    options.max_mem = most_bytes
    return options


def _explained(error: Exception) -> PatternError:
    raw = error.args[0] if error.args else ""
    message = raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)
    what, cure = next(((what, cure) for part, what, cure in _REASONS if part in message), _GENERAL)
    return PatternError(what, cure)
