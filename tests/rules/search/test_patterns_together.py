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
def test_no_pattern_matches_beside_the_lines_on_which_it_may(patterns: list[str], texts: list[str]) -> None:
    index, lines = PatternIndex(taken(patterns)), Lines(texts)
    hopeful = index.hopeful(lines)
    for one in index.known:
        everywhere = compiled(one).spans(lines)
        assert {at for at, _, _ in everywhere} <= {*hopeful.get(one, ())}
        assert compiled(one).spans(lines, hopeful.get(one, [])) == everywhere


@given(PATTERNS, TEXTS)
def test_texts_are_searched_each_for_itself(pattern: str, texts: list[str]) -> None:
    if taken([pattern]):
        alone = [
            (at, *span[1:]) for at, one in enumerate(texts) for span in compiled(pattern).spans(Lines([one]))
        ]
        assert compiled(pattern).spans(Lines(texts)) == alone


def test_a_pattern_may_match_on_lines_that_hold_all_it_needs() -> None:
    index = PatternIndex(["投诉.{0,3}你", "退[^，]{0,9}款", "12345", "^喂$"])
    lines = Lines(["我要投诉你", "退", "喂", "款退", "投诉\n你"])
    assert index.hopeful(lines) == {"投诉.{0,3}你": [0, 4], "退[^，]{0,9}款": [3], "^喂$": [2]}
    assert index.known == {"投诉.{0,3}你", "退[^，]{0,9}款", "^喂$"}


def test_texts_in_rare_characters_are_found_on_their_lines() -> None:
    index = PatternIndex(["𠮷野家", "家𠮷"])
    assert index.hopeful(Lines(["𠮷𠮷𠮷", "去𠮷野家", "\ud800"])) == {"𠮷野家": [1]}
