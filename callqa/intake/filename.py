"""Metadata from a recording's file name, by a pattern that an operator can write.

``{start:%Y%m%d-%H%M%S}_{direction}_{agent}_{customer_number}_{call_id}`` reads
``20260214-093015_in_8003_13800138000_1707873015.12``; a pattern with ``/`` reads the folders, too:
``{start:%Y/%m/%d}/{call_id}`` is FusionPBX's.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from types import MappingProxyType

from callqa.model.recording import Direction

Fields = Mapping[str, str]


def merge(sources: Sequence[Fields]) -> dict[str, str]:
    """Take every field from the first source that has it.

    Args:
        sources: metadata by field name, the most trusted first; empty values count as absent.
    """
    merged: dict[str, str] = {}
    for source in sources:
        for name, value in source.items():
            if value.strip():
                merged.setdefault(name, value.strip())
    return merged


_INBOUND = (
    ("in", "inbound", "incoming", "i", "1", "callin", "dialin", "received"),
    ("呼入", "来电", "來電", "被叫", "客户呼入", "进线", "拨入", "打入", "接入"),
)
_OUTBOUND = (
    ("out", "outbound", "outgoing", "o", "2", "callout", "dialout", "dialed", "dialled", "placed"),
    (
        "呼出",
        "外呼",
        "去电",
        "去電",
        "主叫",
        "坐席呼出",
        "座席呼出",
        "外拨",
        "外撥",
        "拨出",
        "撥出",
        "拨打",
        "打出",
    ),
)
DIRECTION_WORDS: Mapping[str, Direction] = MappingProxyType(
    {
        **dict.fromkeys(chain(*_INBOUND), Direction.INBOUND),
        **dict.fromkeys(chain(*_OUTBOUND), Direction.OUTBOUND),
    }
)
"""What PBXs call the directions of a call, seen from the call centre; settings add and change words."""
_AROUND_A_DIRECTION = re.compile(r"^(?:电话|通话)|(?:calls?|电话|通话|方)$")
_APART = re.compile(r"[\s_-]+")


def read_direction(text: str | None, words: Mapping[str, Direction]) -> Direction | None:
    """Return the direction that a word stands for; unknown when no source said one.

    Args:
        text: ``外呼``, ``Outbound Call``, ``dial-out``; case, width, blanks and hyphens count for nothing.
        words: of the settings; they come before the usual ones.

    Returns:
        None for a word that nobody knows.
    """
    word = (text or "").strip().lower()
    if not word:
        return Direction.UNKNOWN
    close = _APART.sub("", unicodedata.normalize("NFKC", word))
    for each in (word, close, _AROUND_A_DIRECTION.sub("", close)):
        if found := words.get(each) or DIRECTION_WORDS.get(each):
            return found
    return None


FIELDS = ("start", "call_id", "agent", "queue", "direction", "customer_number", "trunk")

_PLACEHOLDER = re.compile(r"\{(\w+)(?::([^{}]+))?\}")
_DIRECTIVES = {
    "%Y": r"\d{4}",
    "%y": r"\d{2}",
    "%m": r"\d{2}",
    "%b": r"[A-Za-z]{3}",
    "%d": r"\d{2}",
    "%H": r"\d{2}",
    "%M": r"\d{2}",
    "%S": r"\d{2}",
    "%z": r"[+-]\d{4}",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FileNamePattern:
    """A compiled file-name pattern.

    Args:
        regex: with one group a field; every group is bounded, so that no name can make it hang.
        start_format: how the start is written, for ``strptime``; None when the pattern has none.
        folders: how many folders above the file it reads.
    """

    regex: re.Pattern[str]
    start_format: str | None
    folders: int = 0

    @classmethod
    def compile(cls, template: str) -> "FileNamePattern":
        """Compile a template of ``{field}`` placeholders and literal text.

        Raises:
            ValueError: an unknown or repeated field, or a start without a date format; in Chinese.
        """
        parts: list[str] = []
        folders = template.count("/")
        seen: dict[str, str | None] = {}
        end = 0
        for match in _PLACEHOLDER.finditer(template):
            name, date_format = match[1], match[2]
            _check(name, date_format, seen)
            seen[name] = date_format
            parts += [
                re.escape(template[end : match.start()]),
                _group(name, date_format, "/" if folders else ""),
            ]
            end = match.end()
        parts.append(re.escape(template[end:]))
        if not seen:
            raise ValueError("文件名格式里没有任何 {字段}")
        return cls(regex=re.compile("".join(parts)), start_format=seen.get("start"), folders=folders)

    def read(self, stem: str, folder: str = "") -> dict[str, str]:
        """Return the fields of a file name; empty when the pattern does not fit.

        Args:
            stem: without its extension.
            folder: that the file is in; only looked at by a pattern with ``/``.
        """
        match = self._match(stem, folder)
        return match.groupdict() if match else {}

    def _match(self, stem: str, folder: str) -> re.Match[str] | None:
        if self.folders:
            stem = "/".join([*folder.split("/")[-self.folders :], stem])
        return self.regex.fullmatch(stem)

    def start_of(self, stem: str, folder: str = "") -> str:
        """Return the start as it is written in a name; empty where the pattern has none or does not fit."""
        match = self._match(stem, folder) if self.start_format else None
        return match["start"] if match else ""

    def read_date(self, text: str) -> date | None:
        """Return the date of a start as written in a name; None if there is none.

        A folder has names of many moments and of few days: only the part that says the day is read.
        """
        known = _date_part(self.start_format or "")
        if known is None:
            start = self.read_start(text)
            return start.date() if start else None
        return _day(text[: known[1]], known[0])

    def read_start(self, text: str) -> datetime | None:
        """Return the start as written in the name, naive unless it carries an offset; None if no date."""
        return _start(text, self.start_format or "")

    @property
    def names_time(self) -> bool:
        """Whether the start is more than a date."""
        return "%H" in (self.start_format or "")


@lru_cache(maxsize=1024)  # a name is looked at twice
def _start(text: str, start_format: str) -> datetime | None:
    try:
        return datetime.strptime(text, start_format)
    except ValueError:
        return None


@lru_cache(maxsize=4096)  # days, not moments: what is kept does not grow with a folder's history
def _day(text: str, date_format: str) -> date | None:
    start = _start(text, date_format)
    return start.date() if start else None


@lru_cache(maxsize=16)
def _date_part(start_format: str) -> tuple[str, int] | None:
    """Return the beginning of a format that says the day, and its length; None where it is spread."""
    wanted = re.match(r"(?:%[Yymbd]|[^%])*", start_format)
    part = wanted[0] if wanted else ""
    if not ({"%m", "%b"} & {*_directives(part)} and "%d" in part and ("%Y" in part or "%y" in part)):
        return None
    width = sum(_WIDTHS[each] for each in _directives(part))
    return part, width + len(part) - 2 * len(_directives(part))


def _directives(text: str) -> list[str]:
    return re.findall(r"%[A-Za-z]", text)


_WIDTHS = {"%Y": 4, "%y": 2, "%m": 2, "%b": 3, "%d": 2}


def _check(name: str, date_format: str | None, seen: dict[str, str | None]) -> None:
    if name not in FIELDS:
        raise ValueError(f"文件名格式里的字段 {{{name}}} 不认识，可用：{'、'.join(FIELDS)}")
    if name in seen:
        raise ValueError(f"文件名格式里的字段 {{{name}}} 出现了两次")
    if (name == "start") != (date_format is not None):
        raise ValueError("开始时间要写日期格式，其他字段不写：{start:%Y%m%d-%H%M%S}")


def _group(name: str, date_format: str | None, stop: str) -> str:
    if date_format is not None:
        return f"(?P<{name}>{_date_regex(date_format)})"
    # the call id may hold anything; other fields stop at the usual separators
    anything = f"[^{stop}]" if stop else "."
    return rf"(?P<{name}>{anything}{{1,200}})" if name == "call_id" else rf"(?P<{name}>[^_{stop}]{{0,100}})"


def _date_regex(date_format: str) -> str:
    parts = re.split(r"(%[A-Za-z])", date_format)
    unknown = [part for part in parts if part.startswith("%") and part not in _DIRECTIVES]
    if unknown:
        raise ValueError(f"日期格式里的 {unknown[0]} 不支持，可用：{' '.join(_DIRECTIVES)}")
    return "".join(_DIRECTIVES.get(part) or re.escape(part) for part in parts)
