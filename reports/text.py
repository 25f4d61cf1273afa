"""Text from outside made printable: whatever a recogniser, a file name or a rule book contains."""

import re

from reports.language import words

# control characters but tab and newline, lone surrogates (a file name that is not UTF-8),
# and the two non-characters that XML forbids
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NEWLINE = re.compile("\r\n?")
_LATIN = 0x2E7F  # from the next character on, nearly all are as wide as high
_ELLIPSIS = "…"
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def clean(text: str) -> str:
    """Drop what neither XML nor a browser can show; every other character stays."""
    if text.isprintable():  # nearly every text: no control character, no surrogate
        return text
    return _UNPRINTABLE.sub("", _NEWLINE.sub("\n", text))


def fit_cell(text: str, limit: int = 32_767) -> str:
    """Cut a text to what a cell holds, with a mark; Excel counts UTF-16 units."""
    if len(text.encode("utf-16-le")) // 2 <= limit:
        return text
    room = 2 * (limit - len(words.CUT))
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + words.CUT


def escape_cell(text: str) -> str:
    """Keep Excel from reading ``_x0041_`` as ``A`` (ECMA-376 part 1, 22.9.2.19, ST_Xstring)."""
    return _ESCAPE.sub("_x005F_", text)


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column so many Latin characters wide; Hanzi take two each."""
    if len(text) * 2 <= width and "\n" not in text:
        return 1
    return sum(max(-(-width_of(line) // width), 1) for line in text.split("\n"))


def width_of(text: str) -> int:
    """How many Latin characters wide a line is; Hanzi are as wide as two."""
    return sum(2 if ord(each) > _LATIN else 1 for each in text)


def clip_head(text: str, size: int) -> str:
    """The last characters of a long text."""
    return text if len(text) <= size else _ELLIPSIS + text[-size:]


def clip_tail(text: str, size: int) -> str:
    """The first characters of a long text."""
    return text if len(text) <= size else text[:size] + _ELLIPSIS
