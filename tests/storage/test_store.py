"""What is stored comes back equal, whole or not at all."""

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from callqa.model.annotations import Annotations, Correction, PlainReading, WrittenForm
from callqa.model.audit import AuditAction
from callqa.model.coverage import NO_GAPS, Case, Coverage, Gap, GapKind, Source
from callqa.model.errors import BadInputError, CallqaError, Failure
from callqa.model.finding import Certainty, Severity
from callqa.model.recording import Role
from callqa.model.remarks import REVISIONS, Remark, RemarkKind
from callqa.model.summaries import EngineSummary, RuleSummary
from callqa.operations.privacy.audit import entries
from callqa.rules.books import checked
from callqa.rules.publication import Origin
from callqa.rules.published import PublishedBooks
from callqa.storage import heard, redaction
from callqa.storage import store as store_module
from callqa.storage.database import Database
from callqa.storage.migrations import migrate
from callqa.storage.rows import StoredDay
from callqa.storage.store import Store
from tests.support.builders import (
    ENGINE_REVISION,
    evaluation,
    failed_transcript,
    finding,
    not_evaluated,
    recording,
    transcript,
    turn,
)
from tests.support.sites import site_over

DAY = date(2026, 11, 21)
OTHER = date(2026, 11, 20)


def test_recordings_transcripts_and_findings_come_back_equal(store: Store) -> None:
    spoken = transcript(turn("我要投诉"), turn("您好", Role.AGENT, 2000))
    judged = evaluation(finding(), not_evaluated=(not_evaluated("greeting"),))

    store.save_collection(DAY, [recording()], [], [])
    store.save_transcripts(DAY, [spoken], [recording()])
    store.save_evaluations(DAY, [judged])

    assert store.recordings(DAY) == [recording()]
    assert store.transcripts(DAY) == {"call-1": spoken}
    assert store.evaluations(DAY) == {"call-1": judged}
    assert store.stored(DAY)["call-1"].engine_revision == ENGINE_REVISION


def test_transcripts_are_read_a_few_at_a_time_in_order_of_call_id(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heard, "_READ_AT_ONCE", 2)
    names = ["b", "B", "call-10", "call-2", "a", "投诉", "_"]
    calls = [transcript(turn("您好"), call_id=name) for name in names]
    store.save_transcripts(DAY, calls, [recording(name) for name in names])

    assert [one.call_id for one in store.each_transcript(DAY)] == sorted(names)
    assert list(store.transcripts(DAY).values()) == sorted(calls, key=lambda one: one.call_id)
    assert list(store.each_transcript(OTHER)) == []


def test_days_do_not_see_each_other(store: Store) -> None:
    store.save_collection(DAY, [recording()], [], [])
    store.save_collection(OTHER, [recording(path="/inbox/other.wav")], [], [])
    store.save_transcripts(DAY, [transcript(turn())], [recording()])
    store.save_evaluations(DAY, [evaluation(finding())])

    store.save_evaluations(OTHER, [evaluation()])

    assert store.transcripts(OTHER) == {}
    assert len(store.evaluations(DAY)["call-1"].findings) == 1


def test_saving_twice_replaces(store: Store) -> None:
    store.save_collection(DAY, [recording()], [], [])
    for words in ("我要投诉", "我要退款"):
        store.save_transcripts(DAY, [transcript(turn(words))], [recording()])
        store.save_evaluations(DAY, [evaluation(finding())])

    assert store.transcripts(DAY)["call-1"].turns[0].text == "我要退款"
    assert len(store.evaluations(DAY)["call-1"].findings) == 1


def test_findings_go_with_the_transcript_that_they_point_into(store: Store) -> None:
    calls = [recording("call-1"), recording("call-2", path="/inbox/other.wav")]
    store.save_collection(DAY, calls, [], [])
    store.save_transcripts(DAY, [transcript(turn(), call_id=one.call_id) for one in calls], calls)
    judged = [evaluation(finding(call_id=one.call_id), call_id=one.call_id) for one in calls]
    store.save_evaluations(DAY, judged)

    store.save_transcripts(DAY, [transcript(turn("您好"))], calls)

    assert list(store.evaluations(DAY)) == ["call-2"]


def test_turns_that_were_stored_as_pairs_of_times_are_still_read(store: Store) -> None:
    store.save_transcripts(DAY, [transcript(turn("您好"))], [recording()])
    (kept,) = store.transcripts(DAY)["call-1"].turns
    plain = {field: [] for field in ("plain", "corrections", "written")}
    old = {**asdict(kept), "char_times": list(kept.char_times), "annotations": plain}

    with store.database.transaction() as connection:
        connection.execute(text("UPDATE transcripts SET turns = :turns"), {"turns": json.dumps([old])})

    assert store.transcripts(DAY)["call-1"].turns == (kept,)


def test_the_engine_and_the_rules_of_a_day_are_kept_apart(store: Store) -> None:
    engine = EngineSummary(model="m", device="cpu", revision="engine-1", hotwords=3)
    rule = RuleSummary(rule_id="complaint", name="投诉", category="投诉", severity=Severity.HIGH)

    store.save_engine(DAY, engine)
    store.save_rules(DAY, "rules-1", [rule])

    assert store.day(DAY) == StoredDay(engine=engine, rules_revision="rules-1", rules=(rule,))


LOST = Remark(kind=RemarkKind.DEVICE_LOST)


def late(*call_ids: str) -> Remark:
    return Remark(kind=RemarkKind.LATE, call_ids=call_ids)


def test_remarks_of_a_day_are_replaced_kind_by_kind(store: Store) -> None:
    store.save_remarks(DAY, REVISIONS, [late("c1"), Remark(kind=RemarkKind.AGAIN, call_ids=("c9",))])
    store.save_remarks(DAY, [RemarkKind.DEVICE_LOST], [LOST])
    store.save_remarks(DAY, REVISIONS, [late("c2")])

    assert store.day(DAY).remarks == (late("c2"), LOST)

    store.save_remarks(DAY, [RemarkKind.DEVICE_LOST], [])
    assert store.day(DAY).remarks == (late("c2"),)


def test_the_rules_of_the_day_before_are_those_of_the_nearest_day_that_was_flagged(store: Store) -> None:
    store.save_rules(OTHER - timedelta(days=3), "rules-1", [])
    store.save_rules(OTHER - timedelta(days=2), "rules-2", [])
    store.save_remarks(OTHER, [RemarkKind.DEVICE_LOST], [LOST])
    store.save_rules(DAY, "rules-3", [])

    assert store.rules_before(DAY) == "rules-2"
    assert store.rules_before(OTHER - timedelta(days=3)) == ""


def test_a_batch_that_fails_half_way_leaves_nothing(store: Store) -> None:
    store.save_collection(DAY, [recording()], [], [])
    same_twice = [transcript(turn()), transcript(turn())]

    with pytest.raises(CallqaError):
        store.save_transcripts(DAY, same_twice, [recording()])

    assert store.transcripts(DAY) == {}


def test_an_error_of_the_database_holds_no_customer_speech(store: Store) -> None:
    store.save_collection(DAY, [recording()], [], [])

    with pytest.raises(CallqaError) as error:
        store.save_transcripts(DAY, [transcript(turn("秘密"))] * 2, [recording()])

    chain = [error.value, error.value.__cause__]
    assert "秘密" not in "".join(map(repr, chain))
    assert error.value.__suppress_context__


def test_a_file_that_is_no_database_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "qa.sqlite3").write_bytes(b"this is no database" * 100)

    with pytest.raises(BadInputError, match=r"qa\.sqlite3"):
        Database(f"sqlite:///{tmp_path}/qa.sqlite3")


@pytest.mark.parametrize("url", ["nonsense", "sqlight:///x", "postgresql+nodriver://u:secret@host/x"])
def test_a_wrong_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadInputError) as error:
        Database(url)

    assert "secret" not in str(error.value)


def test_opening_again_migrates_nothing_twice(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/qa.sqlite3"
    Database(url).close()

    database = Database(url)

    with database.transaction() as connection:
        steps = connection.execute(text("SELECT step FROM migrations")).scalars().all()
    assert steps == list(range(1, len(steps) + 1))  # every number once


def test_what_is_known_about_a_text_comes_back_equal(store: Store) -> None:
    known = Annotations(
        plain=(PlainReading(start=0, end=4, text="我要头数"),),
        corrections=(Correction(start=2, end=4, original="头数", score=0.75),),
        written=(WrittenForm(start=0, end=1, text="1"),),
    )
    spoken = transcript(turn("我要投诉", annotations=known, role_inferred=True))
    judged = evaluation(finding(certainty=Certainty.DOUBTFUL, other_reading="头数"))

    store.save_collection(DAY, [recording()], [], [])
    store.save_transcripts(DAY, [spoken], [recording()])
    store.save_evaluations(DAY, [judged])

    assert store.transcripts(DAY) == {"call-1": spoken}
    assert store.evaluations(DAY) == {"call-1": judged}


def test_a_transcript_that_was_stored_before_texts_had_annotations_still_loads(store: Store) -> None:
    stored = '[{"role":"customer","channel":1,"start_ms":0,"end_ms":200,"text":"好","char_times":[[0,200]]}]'
    store.save_collection(DAY, [recording()], [], [])
    store.save_transcripts(DAY, [transcript(turn("好"))], [recording()])
    with store.database.transaction() as connection:
        connection.execute(text("UPDATE transcripts SET turns = :turns"), {"turns": stored})

    assert store.transcripts(DAY) == {"call-1": transcript(turn("好"))}


def test_a_failure_keeps_its_code_and_one_that_was_stored_without_keeps_its_words(store: Store) -> None:
    failed = [failed_transcript("空文件", f"call-{n}", Failure.EMPTY) for n in (1, 2, 3)]
    store.save_transcripts(DAY, failed, [recording(one.call_id) for one in failed])
    with store.database.transaction() as connection:
        for call_id, code in (("call-2", ""), ("call-3", "from_the_future")):
            old = text("UPDATE transcripts SET failure = :code WHERE call_id = :call_id")
            connection.execute(old, {"call_id": call_id, "code": code})

    found = [(one.failure, one.reason) for one in store.each_transcript(DAY)]
    assert found == [(Failure.EMPTY, "空文件"), (Failure.OTHER, "空文件"), (Failure.OTHER, "空文件")]


def test_a_part_of_a_day_is_asked_for_without_the_rest_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_IDS_AT_ONCE", 2)
    calls = [recording(f"call-{n}", path=f"/r/{n}.wav") for n in range(5)]
    store.save_collection(DAY, calls, [], [])
    store.save_transcripts(DAY, [transcript(call_id=one.call_id) for one in calls[:4]], calls, "run-1")
    lost = failed_transcript("连不上", "call-4", Failure.UNREACHABLE)
    store.save_transcripts(DAY, [lost], calls, "run-1")
    some = {"call-1", "call-2", "call-4", "call-9"}

    assert [each.call_id for each in store.recordings(DAY, some)] == ["call-1", "call-2", "call-4"]
    assert store.recordings(DAY, ()) == []
    assert set(store.recognised_by(DAY, "run-1", some)) == {"call-1", "call-2", "call-4"}
    assert store.recognised_by(DAY, "run-0", some) == {}
    assert store.count_recognised_by(DAY, "run-1") == len(store.recognised_by(DAY, "run-1")) == 5
    assert store.failed_with(DAY, Failure.UNREACHABLE) == {"call-4"}
    assert store.failed_with(DAY, Failure.EMPTY) == set()


def test_what_was_not_read_whole_is_stored_with_the_transcripts_or_not_at_all(store: Store) -> None:
    gap = Coverage(gaps=(Gap(kind=GapKind.RUNAWAY_TEXT, cases=(Case(call_id="call-1", seconds=2.0),)),))
    twice = [transcript(turn("好"))] * 2
    with pytest.raises(CallqaError):
        store.save_transcripts(DAY, twice, [recording()], coverage=gap)
    assert store.day(DAY).coverage == {}

    store.save_transcripts(DAY, twice[:1], [recording()], coverage=gap)
    assert store.day(DAY).coverage == {Source.TRANSCRIBE: gap}
    store.save_transcripts(DAY, twice[:1], [recording()])  # of another part of the night: nothing is said
    assert store.day(DAY).coverage == {Source.TRANSCRIBE: gap}
    store.save_transcripts(DAY, twice[:1], [recording()], coverage=NO_GAPS)
    assert store.day(DAY).coverage == {}


def test_a_database_without_codes_gets_a_place_for_them(store: Store) -> None:
    failed = failed_transcript("空文件", failure=Failure.EMPTY)
    store.save_transcripts(DAY, [failed], [recording()])
    with store.database.transaction() as connection:
        connection.execute(text("ALTER TABLE transcripts DROP COLUMN failure"))
        connection.execute(text("DELETE FROM migrations WHERE step = 15"))

    with store.database.transaction() as connection:
        migrate(connection)

    assert store.transcripts(DAY) == {"call-1": replace(failed, failure=Failure.OTHER)}


def test_numbers_that_were_stored_are_hidden_and_the_audit_log_says_so(store: Store) -> None:
    stored = {"call-1": transcript(turn("电话一三八零零一三八零零零")), "call-2": transcript(turn("好"))}
    calls = [recording(), recording("call-2")]
    store.save_collection(DAY, calls, [], [])
    store.save_transcripts(DAY, [replace(stored[c.call_id], call_id=c.call_id) for c in calls], calls)
    store.save_evaluations(DAY, [evaluation(finding())])

    assert redaction.redact_numbers(site_over(store), DAY, store.each_transcript(DAY)) == 1

    assert store.transcripts(DAY)["call-1"].turns[0].text == "电话一三八****八零零零"
    assert store.transcripts(DAY)["call-2"].turns == stored["call-2"].turns
    assert redaction.redact_numbers(site_over(store), DAY, store.each_transcript(DAY)) == 0
    assert store.evaluations(DAY) == {}
    (entry,) = entries(site_over(store))
    assert (entry.action, entry.about) == (AuditAction.MASKED, {"day": f"{DAY}", "calls": "1"})


def test_who_published_is_kept_beside_the_author(store: Store) -> None:
    text_of = "categories: [{name: 投诉, severity: 严重, rules: [{id: a, name: 甲, keywords: [投诉]}]}]"
    book, moment = checked(text_of, "book.yaml"), datetime(2026, 11, 21, tzinfo=UTC)

    PublishedBooks(store.database).publish(
        text_of, book, author="王芳", origin=Origin.COMMAND, now=moment, actor="callqa"
    )

    (entry,) = entries(site_over(store))
    assert (entry.who, entry.about["author"]) == ("callqa", "王芳")
