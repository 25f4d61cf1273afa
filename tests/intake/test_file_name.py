"""What a recording's name tells, and patterns that an operator may get wrong."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.intake.filename import FileNamePattern

PBX = "{start:%Y%m%d-%H%M%S}_{direction}_{agent}_{customer_number}_{call_id}"


def test_a_pbx_name_gives_every_field() -> None:
    fields = FileNamePattern.compile(PBX).read("20260214-093015_in_8003_13800138000_1707873015.12")

    assert fields == {
        "start": "20260214-093015",
        "direction": "in",
        "agent": "8003",
        "customer_number": "13800138000",
        "call_id": "1707873015.12",
    }


def test_the_start_is_read_in_the_format_of_the_pattern() -> None:
    assert FileNamePattern.compile(PBX).read_start("20260214-093015") == datetime(2026, 2, 14, 9, 30, 15)


@pytest.mark.parametrize(
    "name", ["", "recording", "20260214_in_8003_138_1", "20260214-0930155_in_8003_138_1"]
)
def test_another_name_gives_nothing(name: str) -> None:
    assert FileNamePattern.compile(PBX).read(name) == {}


@pytest.mark.parametrize(
    ("date_format", "text"),
    [
        ("%Y%m%d-%H%M%S", "20260214-093015"),
        ("%y%m%d%H%M", "2602140930"),
        ("%d-%b-%Y_%H%M", "14-Feb-2026_0930"),
        ("%Y/%m/%d", "2026/02/14"),
        ("%H%M%S-%Y%m%d", "093015-20260214"),
        ("%Y%m%d%H%M%S%z", "20260214093015+0800"),
    ],
)
def test_the_day_of_a_start_is_read_wherever_it_stands(date_format: str, text: str) -> None:
    pattern = FileNamePattern.compile(f"{{start:{date_format}}}")

    assert pattern.read_date(text) == date(2026, 2, 14)


def test_a_start_without_a_day_or_with_a_wrong_one_has_no_date() -> None:
    assert FileNamePattern.compile(PBX).read_date("20260231-093015") is None
    assert FileNamePattern.compile("{start:%H%M}_{call_id}").read_date("0930") == date(1900, 1, 1)


def test_a_date_that_does_not_exist_is_no_start() -> None:
    assert FileNamePattern.compile(PBX).read_start("20260231-093015") is None


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{agnt}_{call_id}", "agnt"),
        ("{agent}_{agent}", "两次"),
        ("{start}_{call_id}", "日期格式"),
        ("{agent:%Y}_{call_id}", "日期格式"),
        ("{start:%Q}_{call_id}", "%Q"),
        ("recording", "没有任何"),
    ],
)
def test_a_wrong_pattern_is_refused_with_the_word_that_is_wrong(template: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        FileNamePattern.compile(template)


@given(st.text(max_size=300))
def test_no_name_makes_the_pattern_raise(name: str) -> None:
    pattern = FileNamePattern.compile(PBX)

    fields = pattern.read(name)

    pattern.read_start(fields.get("start", ""))
