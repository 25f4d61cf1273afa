"""Times and durations as PBXs, spreadsheets and people write them."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_YEARS = range(2000, 2101)
"""No recording is of another year: a moment outside comes of a number that was taken for a date."""
_SERIALS = (36_526.0, 73_416.0)
"""Days since 1899-12-30, as spreadsheets count: from 2000 to 2100."""
_EPOCHS = (946_684_800.0, 4_133_980_800.0)
"""Seconds since 1970, in the same years."""
_FRACTIONS = (1, 1_000, 1_000_000, 1_000_000_000)
"""Of a second, in which an epoch may be counted; their spans do not touch."""
_SERIAL_START = datetime(1899, 12, 30)

_NUMBER = re.compile(r"\d{1,19}(?:\.\d{1,12})?")
_PACKED = re.compile(r"(\d{4})(\d\d)(\d\d)[\sT_-]?(\d\d)(\d\d)(\d\d)?(Z?)")
_IN_JSON = re.compile(r"/Date\((\d+)(?:[+-]\d{4})?\)/")
"""How .NET writes the milliseconds since 1970; what follows them changes nothing."""
_DATE = r"(?:(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})\s?日?)"
_BACKWARDS = r"(?:(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<last>\d{4}))"
_HALF = r"(?P<half{0}>[AaPp]\.?[Mm]\.?|上午|下午|凌晨|早上|中午|晚上)?"
_CLOCK = (
    r"(?P<hour>\d{1,2})\s?[:：时点]\s?(?P<minute>\d{1,2})?\s?分?"
    r"(?:[:：]?\s?(?P<second_of>\d{1,2})(?:[.,](?P<part>\d{1,9}))?\s?秒?)?"
)
_ZONE = r"(?P<zone>Z|(?:UTC|GMT)?(?:[+-]\d{1,2}(?::?\d\d)?)?|[A-Z][A-Za-z]+/[A-Za-z_/]+)"
_WRITTEN = re.compile(
    rf"(?:{_DATE}|{_BACKWARDS})(?:[\sT,，_]*(?:星期.)?\s*{_HALF.format(1)}\s*{_CLOCK}"
    rf"\s*{_HALF.format(2)})?\s*{_ZONE}"
)
_AFTERNOON = frozenset({"pm", "下午", "晚上", "中午"})

_UNITS = re.compile(
    r"(?:(?P<hours>\d+)\s*(?:小时|时|hours?|hrs?|h))?\s*"
    r"(?:(?P<minutes>\d+)\s*(?:分钟|分|min(?:ute)?s?|m))?\s*"
    r"(?:(?P<seconds>\d+(?:\.\d+)?)\s*(?:秒钟|秒|sec(?:ond)?s?|s)?)?",
    re.IGNORECASE,
)
_ISO_DURATION = re.compile(r"PT(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?")
_COLONS = re.compile(r"(?:(?P<hours>\d+):)?(?P<minutes>\d+):(?P<seconds>\d+(?:[.,]\d+)?)")
_MILLISECONDS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:毫秒|ms)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def read_moment(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment that a cell stands for; None when it is none between 2000 and 2100.

    Read are ISO 8601, ``2026/2/14 9:30``, ``2026年2月14日 上午9时30分``, ``14/02/2026`` where only one
    order makes sense, ``20260214093015``, the serial days of spreadsheets, seconds to nanoseconds
    since 1970, and the dates of mail headers.

    Args:
        text: of the cell.
        zone: of a time that says none.
    """
    text = _IN_JSON.sub(r"\1", unicodedata.normalize("NFKC", text).strip())
    moment = next((found for read in _READERS if (found := read(text, zone))), None)
    return moment if moment and moment.year in _YEARS else None


def _iso(text: str, zone: tzinfo) -> datetime | None:
    if text[4:5] != "-":  # fromisoformat takes 1771030470912 for a day of the year 1771
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _number(text: str, zone: tzinfo) -> datetime | None:
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    if _SERIALS[0] <= value < _SERIALS[1]:
        return (_SERIAL_START + timedelta(seconds=round(value * 86_400))).replace(tzinfo=zone)
    for fraction in _FRACTIONS:
        if _EPOCHS[0] <= value / fraction < _EPOCHS[1]:
            return datetime.fromtimestamp(value / fraction, UTC).astimezone(zone)
    return None


def _packed(text: str, zone: tzinfo) -> datetime | None:
    found = _PACKED.fullmatch(text)
    if not found:
        return None
    *parts, stated = found.groups()
    return _made([int(part or 0) for part in parts], UTC if stated else zone)


def _written(text: str, zone: tzinfo) -> datetime | None:
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    date = _date(found)
    clock = [int(found[name] or 0) for name in ("hour", "minute", "second_of")]
    stated = _zone(found["zone"], zone)
    if date is None or stated is None:
        return None
    clock[0] = _hour(clock[0], (found["half1"] or found["half2"] or "").lower().replace(".", ""))
    return _made([*date, *clock], stated)


def _date(found: re.Match[str]) -> list[int] | None:
    if found["year"]:
        return [int(found[name]) for name in ("year", "month", "day")]
    first, second, year = (int(found[name]) for name in ("first", "second", "last"))
    if (first > 12) == (second > 12) and first != second:
        return None  # the 3rd of February or the 2nd of March
    return [year, second, first] if first > 12 else [year, first, second]


def _hour(hour: int, half: str) -> int:
    if half in _AFTERNOON and hour < 12:
        return hour + 12 if (half, hour) != ("中午", 11) else hour
    return 0 if half in ("am", "凌晨") and hour == 12 else hour


def _zone(text: str, zone: tzinfo) -> tzinfo | None:
    if "/" in text:
        try:
            return ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError):
            return None
    offset = re.search(r"([+-])(\d{1,2}):?(\d\d)?$", text)
    if not offset:
        return UTC if text else zone
    shift = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(-shift if offset[1] == "-" else shift) if shift < timedelta(hours=24) else None


def _made(parts: list[int], zone: tzinfo) -> datetime | None:
    try:
        year, month, day, hour, minute, second = parts
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _mail(text: str, zone: tzinfo) -> datetime | None:
    if not re.search(r"[A-Za-z]{3}", text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


_READERS: tuple[Callable[[str, tzinfo], datetime | None], ...] = (_iso, _number, _packed, _written, _mail)


def read_seconds(text: str) -> float | None:
    """Return the seconds of a duration; None when the cell is none.

    Read are ``35``, ``1,375.5``, ``0:35``, ``00:00:35``, ``35秒``, ``1小时2分3秒``, ``1h 2m 3s``,
    ``PT1M30S`` and ``90000ms``.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if found := _MILLISECONDS.fullmatch(text):
        return float(found[1]) / 1000
    found = _COLONS.fullmatch(text) or _UNITS.fullmatch(text) or _ISO_DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        return None
    hours, minutes, seconds = (float((found[n] or "0").replace(",", ".")) for n in _CLOCK_UNITS)
    return hours * 3600 + minutes * 60 + seconds


_CLOCK_UNITS = ("hours", "minutes", "seconds")
