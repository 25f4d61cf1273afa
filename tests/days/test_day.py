"""The window of a day and its ledger."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from callqa.days.day import DayWindow, Ledger
from callqa.model.errors import BadInputError

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-02-14T00:00:00+08:00", True),
        ("2026-02-13T23:59:59+08:00", False),
        ("2026-02-14T23:58:00+08:00", True),
        ("2026-02-15T00:00:00+08:00", False),
        ("2026-02-13T16:00:00+00:00", True),
        ("2026-02-14T16:00:00+00:00", False),
    ],
)
def test_a_call_belongs_to_the_day_on_which_it_started_in_the_zone(moment: str, inside: bool) -> None:
    window = DayWindow.of(date(2026, 2, 14), SHANGHAI)

    assert window.holds(datetime.fromisoformat(moment)) is inside


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_on_which_the_clock_changes_has_its_own_length(day: date, hours: int) -> None:
    window = DayWindow.of(day, ZoneInfo("Europe/Berlin"))

    assert window.end.astimezone(ZoneInfo("UTC")) - window.start.astimezone(ZoneInfo("UTC")) == timedelta(
        hours=hours
    )


def test_a_ledger_that_does_not_balance_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="does not balance"):
        Ledger(received=3, ok=1, no_speech=1, failed=0)


def test_the_last_day_that_there_is_has_no_end_and_is_refused():
    with pytest.raises(BadInputError, match="没有这一天之后的一天"):
        DayWindow.of(date.max, ZoneInfo("Asia/Shanghai"))
