"""A silence has an empty span: the same book found each one lost and gained again."""

from callqa.rules.evaluation.trial import unmatched
from tests.support.builders import finding


def test_the_same_silence_is_neither_gained_nor_lost() -> None:
    silence = finding("", turn=3, start=8, end=8)

    assert unmatched([silence], [silence]) == []


def test_another_silence_is_another_hit() -> None:
    silence, later = finding("", turn=3, start=8, end=8), finding("", turn=5, start=2, end=2)

    assert unmatched([silence], [later]) == [silence]
