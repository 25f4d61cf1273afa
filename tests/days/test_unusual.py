"""A day beside the same weekday of the weeks before."""

from datetime import date, timedelta

import pytest

from callqa.days.anomalies import Speech, unusual
from callqa.days.summary import DaySummary
from callqa.monitoring.notice import Kind, kind_of
from reports.words.language import words
from tests.support.builders import day_summary

SATURDAY = date(2026, 2, 14)


def day(day: date = SATURDAY, received: int = 400, flagged: int = 40) -> DaySummary:
    return day_summary(day, received, hits=flagged)


def weeks(number: int) -> list[DaySummary]:
    """Saturdays of about 400 calls, and Sundays of four."""
    saturdays = [day(SATURDAY - timedelta(weeks=n), 400 + 10 * n, 40 + n) for n in range(1, number + 1)]
    return saturdays + [day(each.day + timedelta(days=1), 4, 0) for each in saturdays]


def speech(per_minute: int, minutes: int = 1_000) -> Speech:
    return Speech(characters=per_minute * minutes, duration_ms=minutes * 60_000)


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (day(), []),
        (day(received=330, flagged=30), []),
        (day(received=90, flagged=9), ["收到 90 通"]),
        (day(received=1_000, flagged=100), ["收到 1000 通"]),
        (day(received=0, flagged=0), ["收到 0 通"]),
        (day(flagged=0), ["0.0%"]),
        (day(flagged=160), ["40.0%"]),
    ],
)
def test_only_what_is_far_from_the_usual_of_the_weekday_is_told(today: DaySummary, told: list[str]) -> None:
    lines = [words.unusual(each) for each in unusual(today, weeks(4), {})]

    assert len(lines) == len(told)
    assert all(part in line for part, line in zip(told, lines, strict=True))
    assert all("星期六" in line for line in lines)


def test_two_known_weeks_are_too_few_to_call_anything_unusual() -> None:
    assert unusual(day(received=0, flagged=0), weeks(2), {}) == ()


def test_a_day_on_which_not_every_rule_was_evaluated_says_nothing_about_its_hit_rate() -> None:
    from dataclasses import replace

    assert unusual(replace(day(flagged=0), evaluated=399), weeks(4), {}) == ()


@pytest.mark.parametrize(("per_minute", "lines"), [(240, 0), (150, 0), (100, 1), (0, 1)])
def test_transcripts_that_are_suddenly_short_are_told(per_minute: int, lines: int) -> None:
    known = {each.day: speech(240) for each in weeks(4)}

    found = unusual(day(), weeks(4), {**known, SATURDAY: speech(per_minute)})

    assert len(found) == lines
    assert all("每分钟" in words.unusual(each) for each in found)


def test_short_transcripts_need_three_known_weeks() -> None:
    known = {each.day: speech(240) for each in weeks(2)}

    assert unusual(day(), weeks(4), {**known, SATURDAY: speech(1)}) == ()


@pytest.mark.parametrize(
    ("problem", "failed", "earlier", "remarks", "kind"),
    [
        (False, 0, 0, 0, Kind.FINISHED),
        (False, 0, 0, 1, Kind.UNUSUAL),
        (False, 1, 0, 1, Kind.WITH_FAILURES),
        (False, 0, 1, 0, Kind.WITH_FAILURES),
        (True, 1, 1, 1, Kind.FAILED),
    ],
)
def test_the_worst_that_holds_decides_the_kind_of_message(
    problem: bool, failed: int, earlier: int, remarks: int, kind: Kind
) -> None:
    assert kind_of(problem=problem, failed=failed, earlier_problems=earlier, unusual=remarks) is kind
