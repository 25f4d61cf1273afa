"""What must stand in a text before a pattern is tried there: never too much."""

import pytest

from callqa.rules.search.literals import required


@pytest.mark.parametrize(
    "pattern", [".*", "投?", "(?i:投诉)", "[^投]", r"\d{4}", "[[:alpha:]]", "12345", "^$"]
)
def test_of_some_patterns_nothing_is_known(pattern: str) -> None:
    assert required(pattern) is None


def test_each_alternative_needs_all_of_its_parts() -> None:
    assert required("凭什么.{0,8}(退款|退钱)|投诉") == (
        (frozenset({"凭什么"}), frozenset({"退款", "退钱"})),
        (frozenset({"投诉"}),),
    )


def test_of_texts_that_hold_each_other_the_shorter_is_needed() -> None:
    assert required("(退款|退货)吧?(了吗)?|要求退款") == (
        (frozenset({"退款", "退货"}),),
        (frozenset({"要求退款"}),),
    )


def test_of_long_texts_the_middle_is_needed() -> None:
    assert required("您的来电对我们非常重要") == ((frozenset({"电对我们"}),),)
