"""What a reader is told about how a day was made: short, however many calls it is about."""

from datetime import UTC, date, datetime

import pytest

from callqa.days.manifest import Revised
from callqa.days.remarks import RemarkOf, revisions, unrecorded
from callqa.model.recording import Expected, Unrecorded
from callqa.model.remarks import Remark, RemarkKind, merged, without_calls
from callqa.settings.schema import Language
from reports.words.language import remark_words, speaking
from reports.words.lines import remark_lines
from tests.support.builders import call, day_result


def ids(number: int) -> tuple[str, ...]:
    return tuple(f"c{n}" for n in range(number))


def said(change: Revised, calls: int) -> list[str]:
    return [remark_words.remark(RemarkOf(remark=each, calls=calls, retry="")) for each in revisions(change)]


def test_few_calls_are_all_named() -> None:
    assert said(Revised(late=ids(2)), 30) == ["修订：2 通迟到的录音，已补上：c0、c1"]


def test_of_many_calls_the_first_are_named() -> None:
    (line,) = said(Revised(again=ids(4_000)), 10_000)

    assert line == "修订：4000 通重新转写，结果以本报告为准：c0、c1、c2、c3、c4 等 4000 个"


def test_of_a_change_of_all_calls_none_is_named() -> None:
    (line,) = said(Revised(again=ids(37)), 37)

    assert line == "修订：全部 37 通重新转写，结果以本报告为准"


def test_all_of_three_calls_are_still_named() -> None:
    (line,) = said(Revised(changed=ids(3)), 3)

    assert line.endswith("：c0、c1、c2")


def test_calls_that_are_gone_are_never_all_of_those_that_are_there() -> None:
    (line,) = said(Revised(gone=ids(20)), 20)

    assert line.startswith("修订：20 通不再单独计数")


@pytest.mark.parametrize(("number", "named"), [(10, 10), (11, 5), (500, 5)])
def test_a_list_stays_short(number: int, named: int) -> None:
    assert len(remark_words.listed(ids(number)).split("、")) == named


def test_nothing_to_name_is_no_remark() -> None:
    assert revisions(Revised()) == []
    assert unrecorded(None) == unrecorded(Expected(listed=3)) == []


def test_a_call_without_a_recording_is_named_with_its_time() -> None:
    missing = Unrecorded(call_id="c7", started_at=datetime(2026, 2, 14, 9, 30, tzinfo=UTC))
    day = day_result(call(), remarks=tuple(unrecorded(Expected(listed=4, unrecorded=(missing,)))))

    assert remark_lines(day) == ("话单列出 4 通，其中 1 通没有录音：c7（09:30）",)


def test_the_same_day_is_told_in_english() -> None:
    day = day_result(call(), remarks=tuple(revisions(Revised(late=("c1", "c2")))))

    with speaking(Language.ENGLISH):
        assert remark_lines(day) == ("Revised: 2 calls came late and were added: c1, c2",)


def test_a_call_that_two_runs_name_is_named_once() -> None:
    before, now = revisions(Revised(late=("c1", "c2"))), revisions(Revised(late=("c2", "c3")))

    assert merged(before, now) == (Remark(kind=RemarkKind.LATE, call_ids=("c1", "c2", "c3")),)


def test_a_call_that_never_was_leaves_no_trace_and_others_keep_theirs() -> None:
    late, lost = Remark(kind=RemarkKind.LATE, call_ids=("12", "120")), Remark(kind=RemarkKind.DEVICE_LOST)
    alone = Remark(kind=RemarkKind.QUARANTINED, call_ids=("12",))

    left = without_calls((late, lost, alone), {"12"})

    assert left == (Remark(kind=RemarkKind.LATE, call_ids=("120",)), lost)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("day", [date(2026, 2, 14)])
def test_the_command_that_helps_is_in_the_line(language: Language, day: date) -> None:
    remark = Remark(kind=RemarkKind.QUARANTINED, call_ids=("c1",))

    with speaking(language):
        (line,) = remark_lines(day_result(call(), remarks=(remark,)))

    assert "--redo failed" in line
