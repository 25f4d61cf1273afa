"""What was not read, not understood or not attributed: kinds, calls and figures."""

import pytest

from callqa.model.coverage import NO_GAPS, Case, Coverage, Gap, GapKind, Weight, combined

CUT = Gap(
    kind=GapKind.UNREAD_AUDIO,
    cases=(Case(call_id="c1", seconds=2.5), Case(call_id="c2", seconds=60.0)),
)


def test_a_gap_counts_its_calls_and_seconds() -> None:
    assert (CUT.count, CUT.seconds, CUT.call_ids) == (2, 62.5, {"c1", "c2"})


def test_rows_that_are_not_named_count() -> None:
    rows = Gap(kind=GapKind.UNREAD_ROWS, cases=(Case(name="cdr.csv:17"),), more=40, of=900)

    assert rows.count == 41


def test_a_call_that_never_was_leaves_no_trace() -> None:
    said = Coverage(files=3, gaps=(CUT, Gap(kind=GapKind.UNATTRIBUTED, cases=(Case(call_id="c1"),))))

    left = said.without({"c1"})

    assert [(gap.kind, gap.call_ids) for gap in left.gaps] == [(GapKind.UNREAD_AUDIO, {"c2"})]


def test_only_calls_of_the_day_are_told_and_what_is_about_none_stays() -> None:
    word = Gap(kind=GapKind.DIRECTION_WORDS, cases=(Case(name="外呼"),))

    assert Coverage(gaps=(CUT, word)).within({"c2"}).gaps == (CUT.without({"c1"}), word)


def test_one_kind_of_several_batches_is_one_gap() -> None:
    more = Gap(kind=GapKind.UNREAD_AUDIO, cases=(Case(call_id="c3", seconds=1.0),))
    said = combined([Coverage(files=2, gaps=(CUT,)), NO_GAPS, Coverage(rows=9, gaps=(more,))])

    assert (said.files, said.rows, [gap.count for gap in said.gaps]) == (2, 9, [3])


def test_recorders_are_kept_apart() -> None:
    pair = [Gap(kind=GapKind.SWAPPED_CHANNELS, about=name, more=1) for name in ("in", "out")]

    assert len(combined([Coverage(gaps=(gap,)) for gap in pair]).gaps) == 2


def test_a_note_makes_no_call_incomplete() -> None:
    note = Gap(kind=GapKind.SAME_CHANNELS, cases=(Case(call_id="c9"),))

    assert Coverage(gaps=(CUT, note)).call_ids == {"c1", "c2"}


@pytest.mark.parametrize("kind", GapKind)
def test_every_kind_says_how_much_it_means(kind: GapKind) -> None:
    assert kind.weight in Weight
