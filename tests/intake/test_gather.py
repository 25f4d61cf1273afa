"""From files to the recordings of a day."""

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from callqa.intake.duplicates import Length, gather
from callqa.model.recording import Recording
from tests.support.builders import MORNING, recording

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


def test_header_only_files_are_lost_calls_and_no_copies_of_each_other() -> None:
    lost = [recording(f"c{n}", audio_sha256="1", size_bytes=44) for n in range(5)]

    assert len(gather(lost).recordings) == 5


def two_recorders(**other: object) -> tuple[Recording, Recording]:
    mono = recording("77", path="/r1/77.wav", audio_sha256="1")
    stereo = recording("77", path="/r2/77.wav", audio_sha256="2", **other)
    return mono, stereo


def length_of(one: Recording) -> Length:
    return Length(channels=1 if "/r1/" in one.path else 2, seconds=60.4 if "/r1/" in one.path else 60)


def test_of_two_recorders_of_one_call_the_one_with_two_channels_counts() -> None:
    gathered = gather(two_recorders(), (), length_of)

    assert [(r.call_id, r.path) for r in gathered.recordings] == [("77", "/r2/77.wav")]
    assert [(s.path, s.duplicate_of) for s in gathered.seconds] == [("/r1/77.wav", "77")]


def test_a_late_file_of_a_known_call_changes_nothing() -> None:
    mono, stereo = two_recorders()

    gathered = gather([stereo, mono], [mono], length_of)

    assert [(r.call_id, r.path) for r in gathered.recordings] == [("77", "/r1/77.wav")]
    assert [s.path for s in gathered.late] == ["/r2/77.wav"]


def test_a_late_leg_of_a_known_call_gets_an_id_of_its_own() -> None:
    first, earlier = two_recorders(started_at=MORNING - timedelta(minutes=5))

    gathered = gather([earlier, first], [first], length_of)

    assert {r.path: r.call_id for r in gathered.recordings} == {"/r1/77.wav": "77", "/r2/77.wav": "77~2"}


def test_legs_that_were_told_apart_keep_their_ids() -> None:
    first, second = two_recorders(started_at=MORNING - timedelta(minutes=5))
    known = (*gather([first]).recordings, replace(second, call_id="77~2"))

    again = gather([first, second], known, length_of)

    assert {r.path: r.call_id for r in again.recordings} == {"/r1/77.wav": "77", "/r2/77.wav": "77~2"}
