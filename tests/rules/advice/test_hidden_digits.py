"""A rule that looks for digits which are not stored is named, and no other one."""

import pytest

from callqa.days.masked_transcript import mask_transcript
from callqa.rules.advice.lint import looks_for_digits
from callqa.rules.evaluation.evaluate import evaluate
from tests.rules.rule_makers import book, call, turn


def of(pattern: str) -> str:
    return f"id: number, name: 报了号码, regex: '{pattern}'"


@pytest.mark.parametrize(
    "pattern",
    [
        r"1\d{10}",
        r"手机号?是?[0-9]{11}",
        r"\d{6,}",
        r"[零一二三四五六七八九]{7}",
        r"\d\d\d\d\d\d",
        "13800138000",
    ],
)
def test_a_pattern_of_many_digits_is_named(pattern: str) -> None:
    (told,) = looks_for_digits(book(of(pattern)))

    assert "number" in told
    assert "mask_stored" in told


@pytest.mark.parametrize("pattern", [r"1[\d*]{10}", r"\d{2,4}块", r"\d+次", "投诉.{10}", r"[三四五]{5}次"])
def test_any_other_pattern_is_not(pattern: str) -> None:
    assert looks_for_digits(book(of(pattern))) == []


@pytest.mark.parametrize(("pattern", "before", "after"), [(r"1\d{10}", 1, 0), (r"1[\d*]{10}", 1, 1)])
def test_what_it_says_is_so(pattern: str, before: int, after: int) -> None:
    said = call(turn("客户", "我的号码是幺三八零零一三八零零零"))

    found = [len(evaluate(each, book(of(pattern))).findings) for each in (said, mask_transcript(said))]

    assert found == [before, after]
