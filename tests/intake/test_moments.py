"""Times and durations as PBXs, spreadsheets and people write them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.intake.moments import read_moment, read_seconds

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 2, 14, 9, 30, 15, tzinfo=ZONE)
MINUTE = AT.replace(second=0)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-02-14 09:30:15", AT),
        ("2026-02-14T09:30:15", AT),
        ("2026-02-14T01:30:15Z", AT),
        ("2026-02-14 01:30:15 UTC", AT),
        ("2026-02-14T09:30:15+08:00", AT),
        ("2026-02-14 09:30:15 +0800", AT),
        ("2026-02-14 10:30:15 Asia/Tokyo", AT),
        ("2026/2/14 9:30", MINUTE),
        ("2026/02/14 09:30:15", AT),
        ("2026.2.14 9:30", MINUTE),
        ("2026年2月14日 9时30分15秒", AT),
        ("2026年2月14日 上午9:30", MINUTE),
        ("2026年02月14日09:30:15", AT),
        ("2026-2-14 下午3:05", AT.replace(hour=15, minute=5, second=0)),
        ("2/14/2026 9:30:15 AM", AT),
        ("14/02/2026 09:30:15", AT),
        ("20260214093015", AT),
        ("20260214-093015", AT),
        ("20260214T013015Z", AT),
        ("２０２６／２／１４　９：３０", MINUTE),
        ("/Date(1771032615000)/", AT),
        ("/Date(1771032615000+0800)/", AT),
        ("46067.395833333336", MINUTE),
        ("1771032615", AT),
        ("1771032615000", AT),
        ("1771032615000000", AT),
        ("Sat, 14 Feb 2026 09:30:15 +0800", AT),
        ("2026/2/14", AT.replace(hour=0, minute=0, second=0)),
    ],
)
def test_a_start_is_read_as_it_is_written(written: str, moment: datetime) -> None:
    assert read_moment(written, ZONE) == moment


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1771",
        "9:30",
        "2026-02-14 09:60:15",
        "2026/2/30",
        "3/2/2026",
        "1.7711E+12",
        "昨天",
        "1970-01-01",
        "88",
    ],
)
def test_what_is_no_time_or_may_be_two_is_not_guessed(written: str) -> None:
    assert read_moment(written, ZONE) is None


@given(st.text(max_size=30) | st.from_regex(r"[0-9./:\- 年月日TZ+]{0,25}", fullmatch=True))
def test_no_cell_breaks_the_reader_and_no_year_is_absurd(cell: str) -> None:
    moment = read_moment(cell, ZONE)

    assert moment is None or 2000 <= moment.year <= 2100
    assert (read_seconds(cell) or 0) >= 0


@given(st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))
def test_every_second_since_1970_comes_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)

    assert read_moment(str(int(whole.timestamp())), timezone(timedelta(hours=8))) == whole


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", 0),
        ("00:00:00", 0),
        ("0秒", 0),
        ("35", 35),
        ("35.5", 35.5),
        ("0:35", 35),
        ("1:02:03", 3723),
        ("1小时2分3秒", 3723),
        ("2分", 120),
        ("1h 2m 3s", 3723),
        ("35 sec", 35),
        ("1,375", 1375),
        ("1,375.5", 1375.5),
        ("００：０１：３０", 90),
        ("PT1M30S", 90),
        ("90000ms", 90),
        ("90000 毫秒", 90),
        ("PT", None),
        ("35,5", None),
        ("", None),
        ("未接通", None),
        ("-1", None),
    ],
)
def test_a_duration_is_read_as_it_is_written(written: str, seconds: float | None) -> None:
    assert read_seconds(written) == seconds
