"""Verdicts in the database: added, never changed, and still there after a re-run of the day."""

from datetime import UTC, datetime, timedelta

import pytest

from callqa.model.errors import CallqaError
from callqa.model.review.verdicts import Review, Standing, Verdict
from callqa.operations.load import load_day
from callqa.storage.reviews import Reviews
from callqa.storage.store import Store
from tests.support import builders
from tests.support.builders import DAY, evaluation, finding, recording, transcript, turn
from tests.support.sites import site_over

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def review(reviewer: str = "张三", verdict: Verdict = Verdict.TRUE, **changes: object) -> Review:
    return builders.review(verdict, reviewer, **changes)


def analyse(store: Store) -> None:
    store.save_collection(DAY, [recording()], [], [])
    store.save_transcripts(DAY, [transcript(turn())], [recording()])
    store.save_evaluations(DAY, [evaluation(finding())])


def test_reviews_come_back_equal_in_the_order_in_which_they_came(store: Store) -> None:
    reviews = Reviews(store.database)
    reviews.add(site_over(store, now=NOW), [review(), review("李四", Verdict.FALSE)])
    reviews.add(site_over(store, now=NOW), [review(verdict=Verdict.PENDING, note="=1+1")])

    found = reviews.between(DAY, DAY)

    assert found == [review(), review("李四", Verdict.FALSE), review(verdict=Verdict.PENDING, note="=1+1")]


def test_a_batch_of_reviews_is_added_whole_or_not_at_all(store: Store) -> None:
    broken = review(note=object())

    with pytest.raises(CallqaError):
        Reviews(store.database).add(site_over(store, now=NOW), [review(), broken])

    assert Reviews(store.database).between(DAY, DAY) == []


def test_verdicts_survive_a_new_analysis_of_the_day(store: Store) -> None:
    analyse(store)
    Reviews(store.database).add(site_over(store, now=NOW), [review(), review("李四", Verdict.FALSE)])
    analyse(store)

    result = load_day(site_over(store, now=NOW), DAY)

    assert result.judgements[finding().finding_id].standing is Standing.DISPUTED
    assert [(each.rule_id, each.hits, each.disputed) for each in result.precisions] == [("complaint", 1, 1)]


def test_precision_looks_back_thirty_days_and_never_ahead(store: Store) -> None:
    analyse(store)
    Reviews(store.database).add(site_over(store, now=NOW), [review()])

    decided = {
        shift: sum(
            each.decided
            for each in load_day(site_over(store, now=NOW), DAY + timedelta(days=shift)).precisions
        )
        for shift in (-1, 0, 29, 30)
    }

    assert decided == {-1: 0, 0: 1, 29: 1, 30: 0}
