"""What was not read, not understood or not attributed is kept with the day, by who said so."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from callqa.model.coverage import NO_GAPS, Case, Coverage, Gap, GapKind, Source, combined
from callqa.storage import erasure
from callqa.storage.rows import from_coverage, to_coverage
from callqa.storage.schema import dumps
from callqa.storage.store import Store
from tests.support.sites import site_over

DAY = date(2026, 2, 14)


def said(kind: GapKind, *call_ids: str) -> Coverage:
    return Coverage(gaps=(Gap(kind=kind, cases=tuple(Case(call_id=each) for each in call_ids)),))


GAPS = st.builds(
    Gap,
    kind=st.sampled_from(GapKind),
    cases=st.lists(
        st.builds(Case, call_id=st.text(max_size=3), name=st.text(max_size=3), seconds=st.floats(0, 9)),
        max_size=3,
    ).map(tuple),
    more=st.integers(0, 9),
    of=st.integers(0, 9),
    about=st.text(max_size=3),
    setting=st.sampled_from(["", "channels.inbound"]),
)
COVERAGES = st.builds(
    Coverage, files=st.integers(0, 9), rows=st.integers(0, 9), gaps=st.lists(GAPS, max_size=3).map(tuple)
)


@given(st.dictionaries(st.sampled_from(Source), COVERAGES.filter(lambda each: each != NO_GAPS)))
def test_what_is_stored_comes_back_equal(parts: dict[Source, Coverage]) -> None:
    assert to_coverage(json.loads(dumps(from_coverage(parts)))) == parts


def test_a_kind_of_a_newer_version_is_left_out() -> None:
    stored = '{"collect":{"files":3,"gaps":[{"kind":"from_the_future"},{"kind":"unread_rows","more":2}]}}'

    rows = Gap(kind=GapKind.UNREAD_ROWS, more=2)
    assert to_coverage(json.loads(stored)) == {Source.COLLECT: Coverage(files=3, gaps=(rows,))}


def test_each_part_of_the_night_replaces_only_what_it_said(store: Store) -> None:
    store.save_coverage(DAY, Source.COLLECT, said(GapKind.GUESSED_START, "c1"))
    store.save_coverage(DAY, Source.FLAG, said(GapKind.SWAPPED_CHANNELS, "c1"))
    store.save_coverage(DAY, Source.COLLECT, NO_GAPS)

    assert store.day(DAY).coverage == {Source.FLAG: said(GapKind.SWAPPED_CHANNELS, "c1")}


def test_a_batch_says_nothing_about_other_calls(store: Store) -> None:
    first = said(GapKind.UNREAD_AUDIO, "c1", "c2")
    store.save_coverage(DAY, Source.TRANSCRIBE, first, calls=["c1", "c2"])
    store.save_coverage(DAY, Source.TRANSCRIBE, said(GapKind.SILENT_ROLE, "c3"), calls=["c2", "c3"])

    expected = combined([said(GapKind.UNREAD_AUDIO, "c1"), said(GapKind.SILENT_ROLE, "c3")])
    assert store.day(DAY).coverage == {Source.TRANSCRIBE: expected}


@pytest.mark.parametrize("source", Source)
def test_a_forgotten_call_goes_and_one_with_a_longer_id_stays(store: Store, source: Source) -> None:
    store.save_coverage(DAY, source, said(GapKind.UNREAD_AUDIO, "12", "120"))

    erasure.forget(site_over(store), DAY, ["12"])

    assert store.day(DAY).coverage == {source: said(GapKind.UNREAD_AUDIO, "120")}


def test_a_day_that_was_stored_before_has_no_gaps(store: Store) -> None:
    with store.database.transaction() as connection:
        connection.execute(
            text("INSERT INTO days (day, rules_revision, rules) VALUES (:day, '', '[]')"), {"day": str(DAY)}
        )

    assert store.day(DAY).coverage == {}
