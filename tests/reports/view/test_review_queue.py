"""What to listen to first stands on the first screen, a line a call."""

import pytest

from callqa.days.day import DayResult
from callqa.model.review.verdicts import Verdict, judge
from reports.view.day import view_of
from reports.view.model.calls import Line
from reports.view.review_queue import MOST, QueuedHit, review_queue
from tests.reports.browsing import complaint, small_day, spoken_call
from tests.support.builders import call, day_result, finding, review, transcript, turn


def first(day: DayResult) -> tuple[QueuedHit, ...]:
    return review_queue(view_of(day), {})


def judged(verdict: Verdict) -> DayResult:
    said = judge([review(verdict, finding_id="hit-a")])
    return day_result(*small_day().calls, judgements={key[1]: each for key, each in said.items()})


def text(line: Line | None) -> str:
    assert line is not None
    return line.text


def test_the_worst_call_comes_first_with_its_worst_hit() -> None:
    shown = [(each.row.call_id, each.hit.category, each.more) for each in first(small_day())]

    assert shown == [("a", "客户投诉", 0), ("b", "客户投诉", 0), ("c", "未报开场白", 1)]


def test_a_long_day_shows_no_more_than_fit_the_screen() -> None:
    many = (spoken_call(f"call-{n}", "1001", complaint(f"call-{n}")) for n in range(MOST + 1))

    assert len(first(day_result(*many))) == MOST


@pytest.mark.parametrize("verdict", [Verdict.TRUE, Verdict.FALSE])
def test_a_call_that_is_judged_makes_room_for_the_next(verdict: Verdict) -> None:
    assert [each.row.call_id for each in first(judged(verdict))] == ["b", "c"]


def test_a_verdict_that_is_still_open_leaves_the_call() -> None:
    assert [each.row.call_id for each in first(judged(Verdict.PENDING))] == ["a", "b", "c"]


def test_a_long_turn_begins_shortly_before_the_words() -> None:
    long = "我前面已经说过很多遍了你们一直都没有人处理现在我要投诉你们"
    at = long.index("投诉")
    hit = finding(turn=0, start=at, end=at + 2)
    day = day_result(call("call-1", hit, transcript=transcript(turn(long))))

    assert text(first(day)[0].line) == "…你们一直都没有人处理现在我要【投诉】你们"
