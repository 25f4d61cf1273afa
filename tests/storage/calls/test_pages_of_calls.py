"""Pages of calls and the queue of hits keep their promises on every database."""

from datetime import timedelta

import pytest

from callqa.model.access.account import Scope
from callqa.model.finding import Severity
from callqa.model.review.verdicts import Verdict
from callqa.storage.calls import browse, queue
from callqa.storage.calls.counted import counted
from callqa.storage.calls.order import Order, Wanted
from callqa.storage.calls.queue import Queue, Source
from callqa.storage.reviews import Reviews
from callqa.storage.store import Store
from tests.storage.conftest import store  # noqa: F401  # a fixture
from tests.support.builders import DAY, MORNING, evaluation, finding, recording, review, transcript, turn
from tests.support.sites import site_over

SEVERITIES = [Severity.LOW, Severity.CRITICAL, Severity.HIGH, Severity.LOW, Severity.LOW, Severity.MEDIUM]


@pytest.fixture
def filled(store: Store) -> Store:  # noqa: F811  # a fixture
    """Provide seven calls: a to f with a hit each, g without."""
    names = "abcdefg"
    recordings = [
        recording(
            name,
            audio_sha256=name.encode().hex() * 32,
            started_at=MORNING + timedelta(minutes=place),
            agent=str(place % 2),
        )
        for place, name in enumerate(names)
    ]
    store.save_collection(DAY, recordings, [], [])
    heard = [transcript(turn(), call_id=each.call_id, audio_sha256=each.audio_sha256) for each in recordings]
    store.save_transcripts(DAY, heard, recordings)
    hits = [
        finding(call_id=name, finding_id=f"hit-{name}", severity=severity)
        for name, severity in zip(names, SEVERITIES, strict=False)
    ]
    judged = [evaluation(hit, call_id=hit.call_id) for hit in hits] + [evaluation(call_id="g")]
    store.save_evaluations(DAY, judged)
    store.save_rules(DAY, "rules-1", ())
    return store


def walked(filled: Store, wanted: Wanted, size: int = 2) -> list[str]:
    """Return the calls of all pages."""
    names: list[str] = []
    after, more = "", True
    while more:
        page = browse.page(filled.database, wanted, after, size)
        names += [each.recording.call_id for each in page.calls]
        after, more = page.calls[-1].recording.ref if page.calls else "", page.more
    return names


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(day=DAY), "bcfadeg"),
        (Wanted(day=DAY, order=Order.TIME), "abcdefg"),
        (Wanted(day=DAY, only_flagged=True), "bcfade"),
        (Wanted(day=DAY, severity="low", only_flagged=True), "ade"),
        (Wanted(day=DAY, agent="1"), "bfd"),
        (Wanted(day=DAY, outcome="failed"), ""),
        (Wanted(day=DAY, scope=Scope(agents=("0",))), "caeg"),
        (Wanted(day=DAY, scope=Scope(queues=("没有",))), ""),
    ],
)
def test_every_call_comes_once_in_its_order(filled: Store, wanted: Wanted, names: str) -> None:
    assert walked(filled, wanted) == list(names)
    assert browse.count(filled.database, wanted) == len(names)


def test_a_call_has_its_neighbours_its_words_and_its_verdicts(filled: Store) -> None:
    Reviews(filled.database).add(site_over(filled), [review(finding_id="hit-f")])
    ref = (b"f".hex() * 32)[:24]
    found = browse.one(filled.database, Wanted(day=DAY), ref)

    assert found
    assert found.calls[0].transcript
    assert found.calls[0].transcript.turns[0].text == "我要投诉"
    assert list(found.judgements) == ["hit-f"]
    before, after = browse.neighbours(filled.database, Wanted(day=DAY), ref)
    assert (before, after) == ((b"c".hex() * 32)[:24], (b"a".hex() * 32)[:24])
    assert browse.one(filled.database, Wanted(day=DAY, scope=Scope(agents=("0",))), ref) is None


def test_the_queue_asks_for_what_is_not_decided_or_contradicts(filled: Store) -> None:
    reviews = Reviews(filled.database)
    reviews.add(
        site_over(filled),
        [
            review(Verdict.TRUE, "李四", finding_id="hit-b"),
            review(Verdict.TRUE, "李四", finding_id="hit-c"),
            review(Verdict.FALSE, "王五", finding_id="hit-c"),
            review(Verdict.TRUE, "李四", finding_id="hit-f"),
            review(Verdict.PENDING, "李四", finding_id="hit-f"),
        ],
    )
    asked = Queue(day=DAY, scope=Scope())
    order, after = [], ""
    while found := queue.next_hit(filled.database, asked, after):
        order.append(found.finding_id)
        after = found.finding_id

    assert order == ["hit-f", "hit-a", "hit-d", "hit-e"]
    assert queue.waiting(filled.database, asked) == 4
    disputed = Queue(day=DAY, scope=Scope(), source=Source.DISPUTED)
    first = queue.next_hit(filled.database, disputed)
    assert first
    assert first.finding_id == "hit-c"
    told = queue.progress(filled.database, asked)
    assert (told.hits, told.judged, told.disputed) == (6, 1, 1)
    assert told.by_reviewer == {"李四": 3, "王五": 1}


def test_a_day_in_counts_reads_only_calls_of_which_something_is_told(filled: Store) -> None:
    def ask(revision: str, *named: str) -> tuple[str, int]:
        known = counted(filled.database, DAY, Scope(), revision, named)
        assert all(not each.transcript or not each.transcript.turns for each in known.told)
        return "".join(each.recording.call_id for each in known.told), sum(known.plain.values())

    revision = filled.evaluations(DAY)["a"].rules_revision
    whole = ask("another book")
    some = ask(revision)

    assert whole == ("abcdefg", 0)
    assert len(some[0]) + some[1] == 7
    assert some[1] > 0
    assert ask(revision, "a", "b", "nobody") == ("".join(sorted({*some[0], "a", "b"})), some[1] - 2)


def test_days_are_listed(filled: Store) -> None:
    assert browse.recent_days(filled.database, None, 5) == [DAY]
    assert browse.recent_days(filled.database, DAY, 5) == []
    assert browse.content_seal(filled.database, DAY) == ""
    assert browse.choices(filled.database, Wanted(day=DAY)) == (["0", "1"], ["售后"])
