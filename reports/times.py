"""Moments and spans as a reader of the day's zone expects them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from flows.core.day import DayWindow
from reports.language import words


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """Turns moments into local time of one zone."""

    zone: tzinfo | None

    @classmethod
    def of(cls, window: DayWindow) -> "Clock":
        """The clock that the day is counted by."""
        return cls(zone=window.start.tzinfo)

    def local(self, moment: datetime, after_ms: int = 0) -> datetime:
        """The local time, so many real milliseconds after a moment."""
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
