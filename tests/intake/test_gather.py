"""From files to the recordings of a day."""

import random

from hypothesis import given
from hypothesis import strategies as st

from callqa.intake.duplicates import gather
from tests.support.builders import recording

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_same_bytes_under_two_names_count_once_and_are_named() -> None:
    first, copy = recording("a", audio_sha256="1"), recording("b", audio_sha256="1")

    gathered = gather([copy, first])

    assert [r.call_id for r in gathered.recordings] == ["a"]
    assert [(d.path, d.duplicate_of) for d in gathered.duplicates] == [("/inbox/b.wav", "a")]


def test_two_empty_files_are_two_broken_calls() -> None:
    gathered = gather([recording("a", audio_sha256=EMPTY), recording("b", audio_sha256=EMPTY)])

    assert len(gathered.recordings) == 2


def test_two_files_that_could_not_be_read_are_not_copies_of_each_other() -> None:
    gathered = gather([recording("a", audio_sha256=""), recording("b", audio_sha256="")])

    assert len(gathered.recordings) == 2


def test_one_call_id_on_two_different_recordings_is_told_apart() -> None:
    one = recording("x", path="/inbox/1.wav", audio_sha256="1")
    two = recording("x", path="/inbox/2.wav", audio_sha256="2")

    assert [r.call_id for r in gather([two, one]).recordings] == ["x", "x~2"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("123")), max_size=8), st.randoms())
def test_the_order_of_the_files_does_not_matter_and_none_is_lost(
    files: list[tuple[str, str]], chance: random.Random
) -> None:
    found = [
        recording(call_id, path=f"/inbox/{number}.wav", audio_sha256=digest)
        for number, (call_id, digest) in enumerate(files)
    ]
    shuffled = chance.sample(found, len(found))

    gathered = gather(found)

    assert gather(shuffled) == gathered
    assert len(gathered.recordings) + len(gathered.duplicates) == len(found)
    assert len({r.call_id for r in gathered.recordings}) == len(gathered.recordings)
