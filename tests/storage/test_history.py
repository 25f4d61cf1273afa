"""The days before a report's own, in counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from callqa.days.day import CallResult, DayResult
from callqa.days.summary import calendar
from callqa.model.finding import Severity
from callqa.operations.load import load_day
from callqa.storage.counts import load_history
from callqa.storage.store import Store
from tests.support.builders import (
    COMPLAINT,
    DAY,
    MORNING,
    RULES_REVISION,
    call,
    failed_call,
    finding,
    flagged_call,
    not_evaluated,
    silent_call,
)
from tests.support.sites import site_over

TOMORROW = DAY + timedelta(days=1)


def keep(store: Store, day: date, *calls: CallResult) -> None:
    recordings = [replace(c.recording, path=f"/{day}/{c.recording.call_id}") for c in calls]
    store.save_collection(day, recordings, [], [])
    store.save_transcripts(day, [c.transcript for c in calls], recordings)
    store.save_evaluations(day, [c.evaluation for c in calls])
    store.save_rules(day, RULES_REVISION, [COMPLAINT])


def loaded(store: Store, day: date) -> DayResult:
    return load_day(site_over(store, now=datetime(2026, 11, 23, tzinfo=UTC)), day)


@pytest.mark.parametrize(
    "calls",
    [
        [call("a"), silent_call("b")],
        [flagged_call("a"), flagged_call("b"), call("c"), failed_call("d")],
        [
            call(
                "a",
                finding(severity=Severity.CRITICAL, category="辱骂", finding_id="x", call_id="a"),
                finding(call_id="a"),
            )
        ],
        [call("a", not_evaluated=(not_evaluated(),))],
        [call("a", finding(severity=Severity.LOW, call_id="a"))],
    ],
    ids=["clean", "some of everything", "two categories", "not evaluated", "low"],
)
def test_tomorrow_sees_of_a_day_what_the_day_said_of_itself(store: Store, calls: list[CallResult]) -> None:
    keep(store, DAY, *calls)

    assert load_history(store, TOMORROW) == (loaded(store, DAY).summary(),)


def test_a_call_judged_by_older_rules_or_by_none_is_not_evaluated(store: Store) -> None:
    keep(store, DAY, call("a"))
    store.save_rules(DAY, "rules-newer", [COMPLAINT])
    older = load_history(store, TOMORROW)[0]
    store.save_rules(DAY, RULES_REVISION, [])
    ruleless = load_history(store, TOMORROW)[0]

    assert (older.evaluated, ruleless.evaluated) == (0, 0)
    assert not loaded(store, DAY).summary().complete


def test_a_recording_that_was_never_tried_counts_as_failed(store: Store) -> None:
    store.save_collection(DAY, [call("a").recording], [], [])

    assert load_history(store, TOMORROW)[0].failed == 1


def test_history_ends_the_day_before_and_begins_a_month_back(store: Store) -> None:
    for back in (0, 1, 29, 30):
        keep(store, DAY - timedelta(days=back), call("a"))

    days = [summary.day for summary in loaded(store, DAY).history]

    assert days == [DAY - timedelta(days=29), DAY - timedelta(days=1)]


def test_a_day_without_a_run_is_a_gap_and_not_a_zero(store: Store) -> None:
    keep(store, DAY - timedelta(days=2), flagged_call("a", started_at=MORNING))

    week = calendar(load_history(store, DAY), DAY, 3)

    assert [known.hits if known else None for _, known in week] == [1, None, None]
