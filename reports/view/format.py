"""Numbers and names as reports print them: a number says what it leaves out."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from callqa.days.day import DayWindow
from reports.words.language import words


def percent(value: float | None) -> str:
    """33.3%, or that there is none."""
    return words.NONE if value is None else f"{value:.1%}"


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
    """Return the last characters of a long text."""
    return text if len(text) <= size else _ELLIPSIS + text[-size:]


def clip_tail(text: str, size: int) -> str:
    """Return the first characters of a long text."""
    return text if len(text) <= size else text[:size] + _ELLIPSIS


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """Turns moments into local time of one zone."""

    zone: tzinfo | None

    @classmethod
    def of(cls, window: DayWindow) -> "Clock":
        """Return the clock that the day is counted by."""
        return cls(zone=window.start.tzinfo)

    def local(self, moment: datetime, after_ms: int = 0) -> datetime:
        """Return the local time, so many real milliseconds after a moment."""
        # added in UTC: on the night the clock changes, local arithmetic is an hour off
        return (moment.astimezone(UTC) + timedelta(milliseconds=after_ms)).astimezone(self.zone)


def time_of_day(moment: datetime) -> str:
    """09:03:07."""
    return moment.strftime("%H:%M:%S")


def date_and_time(moment: datetime) -> str:
    """2026-11-21 09:03:07."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def span(milliseconds: int) -> str:
    """03:07, or 1:03:07 from an hour on."""
    minutes, seconds = divmod(max(milliseconds, 0) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def window_text(window: DayWindow) -> str:
    """2026-11-21 00:00 至 2026-11-22 00:00（UTC+08:00）; both offsets where the clock changes."""
    ends = [f"{moment:%Y-%m-%d %H:%M}" for moment in (window.start, window.end)]
    offsets = dict.fromkeys(_offset(moment) for moment in (window.start, window.end))
    return words.between(ends[0], ends[1], " → ".join(offsets))


def _offset(moment: datetime) -> str:
    digits = moment.strftime("%z")
    return f"UTC{digits[:3]}:{digits[3:5]}" if digits else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A value of an enum: its key for styles and filters, its word for people."""

    key: str
    word: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """A number that admits on how many calls it could not be counted.

    Args:
        of: all calls on which it was to be counted; 0 where that is not known.
    """

    value: int
    missed: int = 0
    of: int = 0

    @property
    def known(self) -> bool:
        """False where printing the value would print an unproven zero."""
        return self.value > 0 or self.missed == 0

    @property
    def unseen(self) -> bool:
        """Whether there was nothing where it was counted, and it was not counted everywhere."""
        return not self.known and self.missed < self.of

    @property
    def text(self) -> str:
        """The number, or why there is none."""
        if self.unseen:
            return words.UNSEEN
        return str(self.value) if self.known else words.missed(self.missed)

    @property
    def note(self) -> str:
        """What the number leaves out."""
        return words.also_missed(self.missed) if self.missed and (self.value or self.unseen) else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """A share with its denominator.

    Args:
        floor: a lower bound, because not everything was evaluated.
        unseen: nothing was found in what was evaluated.
    """

    part: int
    whole: int
    floor: bool = False
    unseen: bool = False

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where there is nothing to divide, or nothing proven."""
        unproven = self.whole == 0 or (self.part == 0 and self.floor)
        return None if unproven else self.part / self.whole

    @property
    def text(self) -> str:
        """28.0%, or ≥ 28.0%."""
        if self.share is None:
            unknown = words.UNSEEN if self.unseen else words.NOT_EVALUATED
            return words.NONE if self.whole == 0 else unknown
        return f"{'≥ ' if self.floor and self.part < self.whole else ''}{self.share:.1%}"

    @property
    def fraction(self) -> str:
        """7 / 25."""
        return f"{self.part} / {self.whole}" if self.part or not self.floor else words.NONE
