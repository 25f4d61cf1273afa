"""All patterns of a book together: no match is lost, and none goes from one text to the next."""

from hypothesis import given
from hypothesis import strategies as st

from callqa.rules.search.pattern import Lines, PatternError, compiled
from callqa.rules.search.pattern_index import PatternIndex

PIECES = st.sampled_from("投诉退款不了我你|()?*+.1一两，[^]{2}Ab$\\d")
PATTERNS = st.lists(PIECES, max_size=14).map("".join)
TEXTS = st.lists(st.text("投诉退款不了我你1一两，ab", max_size=12), min_size=1, max_size=6)


def taken(patterns: list[str]) -> list[str]:
    """Leave out what RE2 does not take."""
    kept = []
    for one in patterns:
        try:
            compiled(one)
        except PatternError:
            continue
        kept.append(one)
    return kept


@given(st.lists(PATTERNS, max_size=4), TEXTS)
def test_what_is_ruled_out_matches_nowhere(patterns: list[str], texts: list[str]) -> None:
    known, lines = taken(patterns), Lines(texts)
    out = PatternIndex(known).ruled_out(lines)
    assert all(not compiled(one).spans(lines) for one in out)


@given(PATTERNS, TEXTS)
def test_texts_are_searched_each_for_itself(pattern: str, texts: list[str]) -> None:
    if taken([pattern]):
        alone = [
            (at, *span[1:]) for at, one in enumerate(texts) for span in compiled(pattern).spans(Lines([one]))
        ]
        assert compiled(pattern).spans(Lines(texts)) == alone


def test_only_patterns_without_a_match_are_ruled_out() -> None:
    index = PatternIndex(["投诉.{0,3}你", "退[^，]{0,9}款", "12345", "^喂$"])
    assert index.ruled_out(Lines(["我要投诉你", "退", "喂"])) == {"退[^，]{0,9}款"}
