"""A day far from what its weekday usually is: a broken recorder is a finding, too."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt
from statistics import median

from callqa.days.summary import DaySummary
from callqa.model.transcript import Transcript

LEAST_DAYS = 3
"""Equal weekdays that have to be known before anything can be called unusual."""
_HALF = 0.5
_SIGMAS = 4
_FEW_CALLS = 10


class Measure(StrEnum):
    """What of a day is compared."""

    VOLUME = "volume"
    """Calls received."""
    HIT_RATE = "hit_rate"
    """Flagged among analysed calls, from 0 to 1."""
    SPEECH = "speech"
    """Characters recognised in a minute of recording."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unusual:
    """Something of a day that is far from what its weekday usually is.

    Args:
        weekday: of the day; 0 for Monday.
        now, usual: the day's own value, and the median of equal weekdays, in the unit of the measure.
    """

    measure: Measure
    weekday: int
    now: float
    usual: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """How much was recognised on a day.

    Args:
        characters: of all transcripts.
        duration_ms: of all recordings that could be read.
    """

    characters: int
    duration_ms: int

    @classmethod
    def of(cls, transcripts: Iterable[Transcript]) -> "Speech":
        """Count what was recognised in a day's transcripts."""
        known = list(transcripts)
        return cls(
            characters=sum(len(turn.text) for each in known for turn in each.turns),
            duration_ms=sum(each.duration_ms for each in known),
        )

    @property
    def per_minute(self) -> float:
        """Characters in a minute of recording."""
        return self.characters * 60_000 / self.duration_ms if self.duration_ms else 0.0


def unusual(
    today: DaySummary, history: Sequence[DaySummary], speech: Mapping[date, Speech]
) -> tuple[Unusual, ...]:
    """Return what deviates strongly from the usual of this weekday.

    Args:
        history: earlier days; other weekdays are left out.
        speech: how much was recognised, of today and of earlier days; a day without is not known.
    """
    alike = [each for each in history if each.day.weekday() == today.day.weekday() and each.received]
    if len(alike) < LEAST_DAYS:
        return ()
    return (*_volume(today, alike), *_hit_rate(today, alike), *_length(today, alike, speech))


def _volume(today: DaySummary, alike: Sequence[DaySummary]) -> Iterator[Unusual]:
    """Flag a number of calls more than 50 % off the median, where neither chance nor habit explains it."""
    usual = median(each.received for each in alike)
    spread = 1.4826 * median(abs(each.received - usual) for each in alike)  # σ of a normal distribution
    noise = max(_HALF * usual, 3 * spread, _SIGMAS * sqrt(usual))
    # few calls on any day: all of them missing is worth a word even where chance could do it
    if abs(today.received - usual) > noise or (not today.received and usual >= _FEW_CALLS):
        yield _found(Measure.VOLUME, today, today.received, usual)


def _hit_rate(today: DaySummary, alike: Sequence[DaySummary]) -> Iterator[Unusual]:
    """Flag a deviation of more than 50 % that binomial noise does not explain."""
    rates = [each.hit_rate for each in alike if each.hit_rate is not None]
    if len(rates) < LEAST_DAYS or today.hit_rate is None or not today.complete:
        return
    usual = median(rates)
    expected = usual * today.ok
    noise = max(_HALF * expected, _SIGMAS * sqrt(max(expected * (1 - usual), 1)))
    if abs(today.flagged - expected) > noise:
        yield _found(Measure.HIT_RATE, today, today.hit_rate, usual)


def _length(
    today: DaySummary, alike: Sequence[DaySummary], speech: Mapping[date, Speech]
) -> Iterator[Unusual]:
    """Flag a day with less than half of the text that a minute of recording usually brings."""
    known = [speech[each.day].per_minute for each in alike if each.day in speech]
    now = speech.get(today.day)
    if len(known) < LEAST_DAYS or now is None or today.received < _FEW_CALLS:
        return
    usual = median(known)
    if now.duration_ms and now.per_minute < _HALF * usual:
        yield _found(Measure.SPEECH, today, now.per_minute, usual)


def _found(measure: Measure, today: DaySummary, now: float, usual: float) -> Unusual:
    return Unusual(measure=measure, weekday=today.day.weekday(), now=now, usual=usual)
