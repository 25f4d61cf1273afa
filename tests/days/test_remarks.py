"""What a reader is told about how a day was made: short, however many calls it is about."""

import pytest

from callqa.days.remarks import listed, revised_lines
from callqa.days.seal import Revised


def ids(number: int) -> tuple[str, ...]:
    return tuple(f"c{n}" for n in range(number))


def test_few_calls_are_all_named() -> None:
    assert revised_lines(Revised(late=ids(2)), 30) == ["修订：2 通迟到的录音，已补上：c0、c1"]


def test_of_many_calls_the_first_are_named() -> None:
    (line,) = revised_lines(Revised(again=ids(4_000)), 10_000)

    assert line == "修订：4000 通重新转写，结果以本报告为准：c0、c1、c2、c3、c4 等 4000 个"


def test_of_a_change_of_all_calls_none_is_named() -> None:
    (line,) = revised_lines(Revised(again=ids(37)), 37)

    assert line == "修订：全部 37 通重新转写，结果以本报告为准"


def test_all_of_three_calls_are_still_named() -> None:
    (line,) = revised_lines(Revised(changed=ids(3)), 3)

    assert line.endswith("：c0、c1、c2")


def test_calls_that_are_gone_are_never_all_of_those_that_are_there() -> None:
    (line,) = revised_lines(Revised(gone=ids(20)), 20)

    assert line.startswith("修订：20 通不再单独计数")


@pytest.mark.parametrize(("number", "named"), [(10, 10), (11, 5), (500, 5)])
def test_a_list_stays_short(number: int, named: int) -> None:
    (line,) = listed("没有读取", ids(number))

    assert len(line.split("、")) == named


def test_nothing_to_name_is_no_line() -> None:
    assert listed("没有读取", []) == []
    assert revised_lines(Revised(), 5) == []
