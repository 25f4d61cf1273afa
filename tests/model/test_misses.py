"""What supervisors heard that no rule has marked: where it stands, and the recall that is measured by it."""

from datetime import timedelta

import pytest

from callqa.model.review.misses import Heard, HitPlace, Miss, Sampled, standing, still_missed
from callqa.model.review.precision import precisions
from callqa.model.review.verdicts import Verdict
from tests.support.builders import COMPLAINT, DAY, MORNING, miss, review

LATER = MORNING + timedelta(minutes=1)
HIT = HitPlace(DAY, "call-1", COMPLAINT.rule_id, COMPLAINT.category, 3)


class TestStillMissed:
    def test_what_two_reviewers_record_is_missed_once(self) -> None:
        assert still_missed([miss(), miss(reviewer="李四", at=LATER)], []) == (miss(),)

    def test_what_is_taken_back_is_not_missed(self) -> None:
        taken_back = miss(Heard.WITHDRAWN, rule_id=COMPLAINT.rule_id, category=COMPLAINT.category,
                          text="要去告你们", at=LATER)  # fmt: skip

        assert still_missed([miss(), taken_back], []) == ()
        assert standing([miss(), taken_back]) == ()

    @pytest.mark.parametrize(
        ("heard", "found"),
        [
            (miss(turn=3), True),
            (miss(turn=None), True),
            (miss(turn=4), False),
            (miss(rule_id="", turn=3), True),
            (miss(rule_id="", category="别的", turn=3), False),
            (miss(rule_id="other", turn=3), False),
            (miss(call_id="call-2", turn=3), False),
        ],
    )
    def test_a_place_where_the_rule_hits_now_is_missed_no_more(self, heard: Miss, found: bool) -> None:
        assert (still_missed([heard], [HIT]) == ()) is found

    def test_a_call_in_which_nothing_was_missed_is_no_miss(self) -> None:
        assert still_missed([miss(Heard.CLEAN)], []) == ()


class TestRecall:
    def test_stands_beside_the_precision_with_its_denominator(self) -> None:
        hits = {(DAY, "h1"): COMPLAINT.rule_id, (DAY, "h2"): COMPLAINT.rule_id}
        said = [review(finding_id="h1"), review(Verdict.FALSE, finding_id="h2")]

        (found,) = precisions(hits, said, [miss(), miss(text="告到底"), miss(text="走着瞧")])

        assert (found.share, found.recall, found.due) == (0.5, 0.25, 4)

    def test_a_rule_that_only_missed_is_among_them(self) -> None:
        (found,) = precisions({}, [], [miss()])

        assert (found.rule_id, found.hits, found.share, found.recall) == (COMPLAINT.rule_id, 0, None, 0.0)

    def test_is_unknown_where_nobody_recorded_a_miss(self) -> None:
        (found,) = precisions({(DAY, "h1"): COMPLAINT.rule_id}, [review(finding_id="h1")])

        assert found.recall is None


class TestSampled:
    def test_counts_calls_that_were_drawn_and_heard(self) -> None:
        heard = [
            miss(drawn=True),
            miss(drawn=True, text="走着瞧"),
            miss(Heard.CLEAN, call_id="call-2", drawn=True),
            miss(call_id="call-3", drawn=False),
        ]

        found = Sampled.of(heard, still_missed(heard, []))

        assert (found.calls, found.missed, found.share) == (2, 1, 0.5)
        assert found.categories[COMPLAINT.category] == 1

    def test_has_no_share_where_nobody_listened(self) -> None:
        assert Sampled.of([miss()], [miss()]).share is None
