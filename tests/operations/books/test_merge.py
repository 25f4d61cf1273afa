"""Three texts side by side: whose lines are whose, and one text with the changes of both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.operations.books.merge import Side, merged, stretches

LINES = st.lists(st.sampled_from("abcd"), max_size=8).map(
    lambda lines: "".join(f"{each}\n" for each in lines)
)


@pytest.mark.parametrize(
    ("base", "theirs", "own", "sides", "text"),
    [
        ("a\nb\n", "a\nb\n", "a\nb\n", [Side.NOBODY], "a\nb\n"),
        (
            "a\nb\n",
            "a\nx\nb\n",
            "a\nb\ny\n",
            [Side.NOBODY, Side.THEIRS, Side.NOBODY, Side.OWN],
            "a\nx\nb\ny\n",
        ),
        ("a\nb\nc\n", "a\nx\nc\n", "a\nx\nc\n", [Side.NOBODY, Side.BOTH, Side.NOBODY], "a\nx\nc\n"),
        ("a\nb\n", "a\n", "a\nb\n", [Side.NOBODY, Side.THEIRS], "a\n"),
        (
            "a\nb\nc\n",
            "a\nx\nc\n",
            "a\ny\nc\n",
            [Side.NOBODY, Side.CLASH, Side.NOBODY],
            "a\n<<<<<<< t\nx\n=======\ny\n>>>>>>> o\nc\n",
        ),
    ],
)
def test_changes_of_both_come_together(
    base: str, theirs: str, own: str, sides: list[Side], text: str
) -> None:
    found = stretches(base, theirs, own)

    assert [each.side for each in found] == sides
    assert merged(found, "t", "o") == text


@given(LINES, LINES, LINES)
def test_no_line_is_lost_or_made_up(base: str, theirs: str, own: str) -> None:
    found = stretches(base, theirs, own)

    for text, name in ((base, "base"), (theirs, "theirs"), (own, "own")):
        assert "".join(f"{line}\n" for each in found for line in getattr(each, name)) == text
    line = 1
    for each in found:
        assert each.line == line
        line += len(each.own)


@given(LINES, LINES)
def test_who_changed_nothing_gets_what_the_other_made(base: str, theirs: str) -> None:
    assert merged(stretches(base, theirs, base), "t", "o") == theirs
    assert merged(stretches(base, base, theirs), "t", "o") == theirs
