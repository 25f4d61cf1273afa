"""What must stand in a text before a pattern is tried there: never too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.rules.search.literals import Neighbours, required
from callqa.rules.search.pattern import PatternError, Search

PIECES = st.sampled_from("投诉退款不了我你|()?*+.1一，[^]{2}A\\d")
TEXTS = st.lists(st.text("投诉退款不了我你1一，a", max_size=12), min_size=1, max_size=6)


@given(st.lists(PIECES, max_size=14).map("".join), TEXTS)
def test_no_match_is_lost(pattern: str, texts: list[str]) -> None:
    try:
        search = Search(pattern)
    except PatternError:
        return
    assert [*search.spans(texts, Neighbours(texts))] == [*search.spans(texts)]


@pytest.mark.parametrize("pattern", [".*", "投?", "(?i:投诉)", "[^投]", r"\d{4}", "[[:alpha:]]"])
def test_of_some_patterns_nothing_is_known(pattern: str) -> None:
    assert required(pattern) is None


def test_each_alternative_needs_all_of_its_parts() -> None:
    assert required("凭什么.{0,8}(退款|退钱)|投诉") == (
        (frozenset({"什么"}), frozenset({"退款", "退钱"})),
        (frozenset({"投诉"}),),
    )
