"""Names of files as call records and recorders write them: Windows paths, URLs, dates in folders."""

import re
from datetime import date
from functools import lru_cache
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

_ENDING = re.compile(r"\.[0-9A-Za-z]{1,5}")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATED = re.compile(
    r"(?<![0-9])(20\d\d)"
    r"(?:([-/._])(0?[1-9]|1[0-2]|[A-Za-z]{3})\2(0?[1-9]|[12]\d|3[01])|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d))"
    r"(?![0-9])"
)


def base_name(text: str) -> str:
    """Return the name of a file without its folder: of a Windows path, a URL or a path of this machine."""
    if "://" in text:
        text = unquote(urlsplit(text).path)
    return re.split(r"[\\/]", text.strip())[-1].strip()


def without_ending(name: str) -> str:
    """Return a name without the ending of a file, if it has one."""
    head, dot, ending = name.rpartition(".")
    return head if head and _ENDING.fullmatch(dot + ending) and not ending.isdigit() else name


def key_of(name: str) -> str:
    """Return what names of one recording have in common: case and ending count for nothing."""
    return without_ending(name).casefold()


@lru_cache(maxsize=4096)
def folder_date(folder: PurePath) -> date | None:
    """Return the date that the nearest folders have as their names: ``2026/02/14``, ``20260214``."""
    found = list(_DATED.finditer("/".join(folder.parts[-6:])))
    for match in reversed(found):
        month, day = (part for part in match.groups()[2:] if part)
        try:
            number = _MONTHS.index(month.lower()) + 1 if month.isalpha() else int(month)
            return date(int(match[1]), number, int(day))
        except ValueError:
            continue
    return None


def is_dated(part: str) -> bool:
    """Return whether a folder's name is a date or a part of one."""
    return part.lower() in _MONTHS or bool(_DATED.search(part)) or (part.isdigit() and len(part) in (1, 2, 4))
