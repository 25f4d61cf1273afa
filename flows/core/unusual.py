"""A day far from what its weekday usually is: a broken recorder is a finding, too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import median

from flows.core.day import DayResult
from flows.core.trend import DaySummary

LEAST_DAYS = 3
"""Equal weekdays that have to be known before anything can be called unusual."""
_HALF = 0.5
_SIGMAS = 4
_FEW_CALLS = 10
_WEEKDAYS = "一二三四五六日"


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
    def of(cls, result: DayResult) -> "Speech":
        """Counted from a day's transcripts."""
        transcripts = [call.transcript for call in result.calls]
        return cls(
            characters=sum(len(turn.text) for each in transcripts for turn in each.turns),
            duration_ms=sum(each.duration_ms for each in transcripts),
        )

    @property
    def per_minute(self) -> float:
        """Characters in a minute of recording."""
        return self.characters * 60_000 / self.duration_ms if self.duration_ms else 0.0


def unusual(
    today: DaySummary, history: Sequence[DaySummary], speech: Mapping[date, Speech]
) -> tuple[str, ...]:
    """What is far from the usual of this weekday, in Chinese, a line each.

    Args:
        history: earlier days; other weekdays are left out.
        speech: how much was recognised, of today and of earlier days; a day without is not known.
    """
    alike = [each for each in history if each.day.weekday() == today.day.weekday() and each.received]
    if len(alike) < LEAST_DAYS:
        return ()
    return (*_volume(today, alike), *_hit_rate(today, alike), *_length(today, alike, speech))


def _usual(today: DaySummary) -> str:
    return f"平常的星期{_WEEKDAYS[today.day.weekday()]}"


def _volume(today: DaySummary, alike: Sequence[DaySummary]) -> Iterator[str]:
    """Half as many calls again or half as few as the median, and more than chance and habit explain."""
    usual = median(each.received for each in alike)
    spread = 1.4826 * median(abs(each.received - usual) for each in alike)  # σ of a normal distribution
    noise = max(_HALF * usual, 3 * spread, _SIGMAS * sqrt(usual))
    # few calls on any day: all of them missing is worth a word even where chance could do it
    if abs(today.received - usual) > noise or (not today.received and usual >= _FEW_CALLS):
        yield f"收到 {today.received} 通，{_usual(today)}约 {usual:.0f} 通：请检查录音系统和话单"


def _hit_rate(today: DaySummary, alike: Sequence[DaySummary]) -> Iterator[str]:
    """Half as many flagged calls again or half as few; the rest is binomial noise."""
    rates = [each.hit_rate for each in alike if each.hit_rate is not None]
    if len(rates) < LEAST_DAYS or today.hit_rate is None or not today.complete:
        return
    usual = median(rates)
    expected = usual * today.ok
    noise = max(_HALF * expected, _SIGMAS * sqrt(max(expected * (1 - usual), 1)))
    if abs(today.flagged - expected) > noise:
        told = f"有命中的通话占 {today.hit_rate:.1%}，{_usual(today)}约 {usual:.1%}"
        yield f"{told}：请看是业务有变，还是规则或识别有变"


def _length(today: DaySummary, alike: Sequence[DaySummary], speech: Mapping[date, Speech]) -> Iterator[str]:
    """Less than half of the text that a minute of recording usually brings."""
    known = [speech[each.day].per_minute for each in alike if each.day in speech]
    now = speech.get(today.day)
    if len(known) < LEAST_DAYS or now is None or today.received < _FEW_CALLS:
        return
    usual = median(known)
    if now.duration_ms and now.per_minute < _HALF * usual:
        told = f"每分钟录音平均转写 {now.per_minute:.0f} 字，{_usual(today)}约 {usual:.0f} 字"
        yield f"{told}：录音可能是静音、太轻或缺了一个声道"
