"""Verdicts: who says what now, where people disagree, and how right a rule is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.model.review.precision import precisions
from callqa.model.review.verdicts import Review, Standing, Verdict, judge
from callqa.reviews.changes import changes
from tests.support import builders
from tests.support.builders import DAY, MORNING

TRUE, FALSE, PENDING = Verdict


def review(
    verdict: Verdict = TRUE, reviewer: str = "张三", hit: str = "h1", minute: int = 0, note: str = ""
) -> Review:
    at = MORNING + timedelta(minutes=minute)
    return builders.review(verdict, reviewer, finding_id=hit, note=note, at=at)


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ([("张三", TRUE)], Standing.TRUE),
        ([("张三", FALSE)], Standing.FALSE),
        ([("张三", PENDING)], Standing.PENDING),
        ([("张三", TRUE), ("张三", FALSE)], Standing.FALSE),
        ([("张三", TRUE), ("李四", TRUE)], Standing.TRUE),
        ([("张三", TRUE), ("李四", FALSE)], Standing.DISPUTED),
        ([("张三", TRUE), ("李四", FALSE), ("张三", FALSE)], Standing.FALSE),
        ([("张三", TRUE), ("李四", PENDING)], Standing.TRUE),
        ([("张三", TRUE), ("张三", PENDING)], Standing.PENDING),
    ],
)
def test_a_hit_stands_where_its_reviewers_last_words_agree(
    said: list[tuple[str, Verdict]], standing: Standing
) -> None:
    history = [review(verdict, who, minute=at) for at, (who, verdict) in enumerate(said)]

    judgement = judge(history)[DAY, "h1"]

    assert judgement.standing is standing
    assert judgement.history == tuple(history)
    assert (judgement.verdict is None) == (standing is Standing.DISPUTED)


def test_notes_name_their_authors_when_there_are_several() -> None:
    one, two = review(note="是玩笑"), review(FALSE, "李四", minute=1, note="不是")

    assert judge([one])[DAY, "h1"].note == "是玩笑"
    assert judge([one, two])[DAY, "h1"].note == "张三：是玩笑；李四：不是"


def test_precision_counts_decided_hits_only_and_names_the_rest() -> None:
    hits = {(DAY, f"h{n}"): "complaint" for n in range(1, 7)} | {(DAY, "g"): "greeting"}
    reviews = [
        review(hit="h1"),
        review(hit="h2"),
        review(FALSE, hit="h3"),
        review(PENDING, hit="h4"),
        review(hit="h5"),
        review(FALSE, "李四", hit="h5"),
        review(FALSE, hit="gone"),
    ]

    complaint, greeting = precisions(hits, reviews)

    assert (complaint.hits, complaint.confirmed, complaint.refuted) == (6, 2, 1)
    assert (complaint.pending, complaint.disputed, complaint.decided) == (1, 1, 3)
    assert complaint.share == 2 / 3
    assert greeting.share is None


def test_the_same_id_on_another_day_is_another_hit() -> None:
    hits = {(date(2026, 11, 20), "h1"): "complaint"}

    assert precisions(hits, [review()])[0].decided == 0


def test_an_older_file_does_not_undo_a_changed_mind() -> None:
    first, second = review(TRUE, minute=0), review(FALSE, minute=1)

    found = changes([first, second], [first])

    assert (found.new, found.unchanged, found.outdated) == ((), 0, 1)


def test_a_changed_note_is_a_new_review() -> None:
    assert len(changes([review()], [review(minute=1, note="改")]).new) == 1


reviews_of_files = st.lists(
    st.builds(
        review,
        st.sampled_from(list(Verdict)),
        st.sampled_from(["张三", "李四"]),
        st.sampled_from(["h1", "h2"]),
        st.integers(0, 3),
        st.sampled_from(["", "备注"]),
    ),
    max_size=8,
)


@given(reviews_of_files, reviews_of_files)
def test_taking_a_file_twice_changes_nothing(known: list[Review], file: list[Review]) -> None:
    # a file of ours is in order of time; an entry that another of its own contradicts at once has none
    file = list(
        {(each.reviewer, each.finding_id): each for each in sorted(file, key=lambda r: r.at)}.values()
    )
    after = [*known, *changes(known, file).new]

    assert changes(after, file).new == ()
