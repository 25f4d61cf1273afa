"""Metadata from a recording's file name, by a pattern that an operator can write.

``{start:%Y%m%d-%H%M%S}_{direction}_{agent}_{customer_number}_{call_id}`` reads
``20260214-093015_in_8003_13800138000_1707873015.12``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

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


def read_direction(text: str | None, words: Mapping[str, Direction]) -> Direction:
    """The direction that a word stands for; unknown when no source said one or the word is new."""
    return words.get((text or "").strip().lower(), Direction.UNKNOWN)


def read_start(text: str, zone: ZoneInfo) -> datetime | None:
    """A start written as ISO 8601 or ``2026/02/14 09:30:15``; None when it is no date.

    Args:
        text: a time without an offset is taken to be in the configured zone.
        zone: the configured zone.
    """
    try:
        moment = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


FIELDS = ("start", "call_id", "agent", "queue", "direction", "customer_number")

_PLACEHOLDER = re.compile(r"\{(\w+)(?::([^{}]+))?\}")
_DIRECTIVES = {
    "%Y": r"\d{4}",
    "%y": r"\d{2}",
    "%m": r"\d{2}",
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
    """

    regex: re.Pattern[str]
    start_format: str | None

    @classmethod
    def compile(cls, template: str) -> "FileNamePattern":
        """Compile a template of ``{field}`` placeholders and literal text.

        Raises:
            ValueError: an unknown or repeated field, or a start without a date format; in Chinese.
        """
        parts: list[str] = []
        seen: dict[str, str | None] = {}
        end = 0
        for match in _PLACEHOLDER.finditer(template):
            name, date_format = match[1], match[2]
            _check(name, date_format, seen)
            seen[name] = date_format
            parts += [re.escape(template[end : match.start()]), _group(name, date_format)]
            end = match.end()
        parts.append(re.escape(template[end:]))
        if not seen:
            raise ValueError("文件名格式里没有任何 {字段}")
        return cls(regex=re.compile("".join(parts)), start_format=seen.get("start"))

    def read(self, stem: str) -> dict[str, str]:
        """Fields of a file name without its extension; empty when the pattern does not fit."""
        match = self.regex.fullmatch(stem)
        return match.groupdict() if match else {}

    def read_start(self, text: str) -> datetime | None:
        """The start as written in the name, naive unless it carries an offset; None if no date."""
        try:
            return datetime.strptime(text, self.start_format or "")
        except ValueError:
            return None


def _check(name: str, date_format: str | None, seen: dict[str, str | None]) -> None:
    if name not in FIELDS:
        raise ValueError(f"文件名格式里的字段 {{{name}}} 不认识，可用：{'、'.join(FIELDS)}")
    if name in seen:
        raise ValueError(f"文件名格式里的字段 {{{name}}} 出现了两次")
    if (name == "start") != (date_format is not None):
        raise ValueError("开始时间要写日期格式，其他字段不写：{start:%Y%m%d-%H%M%S}")


def _group(name: str, date_format: str | None) -> str:
    if date_format is not None:
        return f"(?P<{name}>{_date_regex(date_format)})"
    # the call id may hold anything; other fields stop at the usual separators
    return rf"(?P<{name}>.{{1,200}})" if name == "call_id" else rf"(?P<{name}>[^_]{{0,100}})"


def _date_regex(date_format: str) -> str:
    parts = re.split(r"(%[A-Za-z])", date_format)
    unknown = [part for part in parts if part.startswith("%") and part not in _DIRECTIVES]
    if unknown:
        raise ValueError(f"日期格式里的 {unknown[0]} 不支持，可用：{' '.join(_DIRECTIVES)}")
    return "".join(_DIRECTIVES.get(part) or re.escape(part) for part in parts)
