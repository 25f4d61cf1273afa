"""What the database counts by itself, without reading a transcript."""

from dataclasses import replace
from datetime import date, timedelta

from callqa.model.errors import Failure
from callqa.model.retention import Kind
from callqa.storage import counts, manifests, purges
from callqa.storage.store import Store
from tests.support.builders import (
    DAY,
    RULES_REVISION,
    evaluation,
    failed_transcript,
    finding,
    not_evaluated,
    recording,
    transcript,
    turn,
)

BEFORE = DAY - timedelta(days=1)
REPORTED = {("content", ""): "0" * 64}


def receive(store: Store, day: date, *call_ids: str) -> None:
    found = [replace(recording(each), path=f"/{day}/{each}.wav") for each in call_ids]
    store.save_collection(day, found, [], [])


def test_a_day_is_unfinished_without_a_result_or_without_a_report(store: Store) -> None:
    for day in (BEFORE, DAY, DAY + timedelta(days=1)):
        receive(store, day, "a")
    store.save_transcripts(BEFORE, [transcript(turn(), call_id="a")], [recording("a")])
    manifests.save(store.database, BEFORE, REPORTED)
    store.save_transcripts(DAY, [transcript(turn(), call_id="a")], [recording("a")])

    assert counts.unfinished(store.database, BEFORE, DAY) == {DAY}
    manifests.save(store.database, DAY, REPORTED)
    assert counts.unfinished(store.database, BEFORE, DAY) == set()


def test_a_purged_day_is_not_unfinished(store: Store) -> None:
    receive(store, DAY, "a")
    with store.database.transaction() as connection:
        purges.remove_rows(connection, DAY, [Kind.TRANSCRIPTS])

    assert counts.unfinished(store.database, DAY, DAY) == set()


def test_quarantined_are_calls_that_no_night_tries_again_by_itself(store: Store) -> None:
    failed = {
        "never again": Failure.EMPTY,
        "too often": Failure.READER_DIED,
        "worth another try": Failure.READER_DIED,
    }
    transcripts = [
        failed_transcript("", name, kind, retryable=kind.retryable) for name, kind in failed.items()
    ]
    receive(store, DAY, *failed, "fine")
    calls = [recording(name) for name in (*failed, "fine")]
    store.save_transcripts(DAY, [*transcripts, transcript(turn(), call_id="fine")], calls)
    for _ in range(2):
        store.save_transcripts(DAY, [transcripts[1]], calls)

    assert counts.quarantined(store.database, DAY, DAY, 3) == 2
    assert counts.quarantined(store.database, BEFORE, BEFORE, 3) == 0


def test_what_a_book_found_is_known_only_where_every_call_was_put_to_it(store: Store) -> None:
    calls = [recording("a"), recording("b")]
    receive(store, DAY, "a", "b")
    store.save_transcripts(DAY, [transcript(turn(), call_id=each.call_id) for each in calls], calls)
    first = evaluation(finding(call_id="a"), finding(call_id="a", finding_id="second"), call_id="a")
    second = evaluation(call_id="b", not_evaluated=(not_evaluated("greeting"),))

    store.save_evaluations(DAY, [first])
    assert counts.of_day(store.database, DAY, RULES_REVISION) is None
    store.save_evaluations(DAY, [first, second])
    found = counts.of_day(store.database, DAY, RULES_REVISION)

    assert found
    assert (dict(found.hits), dict(found.unknown)) == ({"complaint": 2}, {"greeting": 1})
    assert counts.of_day(store.database, DAY, "rules-other") is None
    assert counts.of_day(store.database, DAY, "") is None


def test_devices_are_counted_by_day(store: Store) -> None:
    for day, device in ((BEFORE, "cuda:0"), (DAY, "cpu")):
        receive(store, day, "a")
        store.save_transcripts(day, [transcript(turn(), call_id="a")], [recording("a")], "run", device)

    assert counts.load_devices(store, DAY) == {BEFORE: {"cuda:0": 1}, DAY: {"cpu": 1}}
