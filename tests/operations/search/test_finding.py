"""Finding what was said: as it may be shown, as it is now, and gone where it was forgotten."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from callqa.model.access.account import Scope
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.model.recording import Role
from callqa.model.retention import Kind
from callqa.model.review.verdicts import Verdict
from callqa.operations.privacy import forget, purge
from callqa.operations.search import indexing
from callqa.operations.search.finding import Found, Wish, find
from callqa.operations.verdicts.judging import judge_hit
from callqa.storage.audit import noted
from callqa.storage.search.index import FILE
from tests.console.calls.days import HIDDEN, NUMBER, store_whole_day
from tests.support.builders import DAY, transcript, turn
from tests.support.consoles import Console, console_in

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    with console_in(tmp_path, NOW) as made:
        store_whole_day(made, tmp_path)
        yield made


def look(console: Console, words: str, **more: Any) -> Found:
    indexing.bring_up_to_date(console.site)
    return find(console.site, Wish(text=words, **more))


def ids(found: Found) -> set[str]:
    return {each.call_id for each in found.matches}


def everything_in(console: Console) -> bytes:
    """Return the bytes of the index, log included."""
    file = console.site.configuration.resolve(FILE)
    return b"".join(each.read_bytes() for each in sorted(file.parent.glob(file.name + "*")))


def test_a_call_is_found_with_the_words_around_and_the_moment(console: Console) -> None:
    found = look(console, "电话是")

    (match,) = found.matches
    assert (match.call_id, match.agent, match.day, match.rules) == ("a", "1001", DAY, ("投诉",))
    (place,) = match.places
    assert (place.role, place.before, place.words) == (Role.CUSTOMER, "我要投诉我的", "电话是")
    assert place.after == HIDDEN
    assert place.start_ms == 9_200
    assert (found.total, found.looked) == (1, 74)


def test_a_hidden_number_cannot_be_confirmed_by_looking_for_it(console: Console) -> None:
    assert look(console, NUMBER).total == 0
    assert look(console, NUMBER[3:7]).total == 0
    assert ids(look(console, HIDDEN)) == {"a"}
    assert "一 三 八 一".encode() not in everything_in(console)


def test_fields_narrow_what_is_found(console: Console) -> None:
    assert ids(look(console, "投诉", agent="1002")) == {"b"}
    assert ids(look(console, "投诉 坐席:1002")) == {"b"}
    assert ids(look(console, "投诉 queue:售前")) == {"b"}
    assert look(console, "投诉 角色:坐席").total == 0
    assert look(console, "投诉", first=date(2026, 11, 22)).looked == 0
    assert ids(look(console, "投诉", scope=Scope(queues=("售前",)))) == {"b"}
    assert look(console, "投诉", rule="no-such-rule").total == 0


def test_verdicts_narrow_what_is_found(console: Console) -> None:
    everything = Scope()
    (hit,) = [each.finding_id for each in console.site.store.evaluations(DAY)["b"].findings]
    judge_hit(console.site, "ann", everything, day=DAY, finding_id=hit, verdict=Verdict.TRUE, note="", seen=0)

    assert ids(look(console, "投诉 verdict:true")) == {"b"}
    assert look(console, "投诉 结论:误命中").total == 0
    assert look(console, "投诉", verdict="none", agent="1002").total == 0
    assert ids(look(console, "投诉", verdict="none", agent="1001")) >= {"a"}


def test_a_zero_says_over_how_many_calls_it_looked(console: Console) -> None:
    found = look(console, "不存在的话", agent="1002")

    assert (found.total, found.looked, found.matches) == (0, 1, ())


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("", {}),
        ("，。", {}),
        ("-投诉", {}),
        ("投" * 41, {}),
        (" ".join("投诉退款快递电话客"), {}),
        ("投诉", {"role": "boss"}),
        ("投诉", {"verdict": "maybe"}),
        ("投诉", {"first": date(2026, 11, 22), "last": DAY}),
    ],
)
def test_what_cannot_be_looked_for_is_refused(console: Console, words: str, more: dict[str, Any]) -> None:
    with pytest.raises(BadInputError):
        find(console.site, Wish(text=words, **more))


def test_who_found_speech_is_noted_without_the_words(console: Console) -> None:
    look(console, "投诉")
    look(console, "没有这句话")

    line = noted(console.site.database)[-1]
    assert line.action is AuditAction.SEARCHED
    assert line.about.keys() == {"words", "calls"}
    assert "投诉" not in str(line.about)


def test_what_was_recognised_again_is_found_as_it_is_now(console: Console) -> None:
    assert look(console, "快递", agent="1002").total == 1
    store = console.site.store
    (recording,) = [each for each in store.recordings(DAY) if each.call_id == "b"]
    new = transcript(
        turn("我要表扬"), call_id="b", audio_sha256=recording.audio_sha256, engine_revision="another"
    )
    store.save_transcripts(DAY, [new], [recording])

    assert look(console, "快递", agent="1002").total == 0
    assert ids(look(console, "表扬")) == {"b"}


def test_what_was_forgotten_is_in_no_byte_of_the_index(console: Console) -> None:
    assert ids(look(console, "电话是")) == {"a"}
    assert "电 话 是".encode() in everything_in(console)
    forget.forget(console.site, forget.find(console.site, call_id="a", customer=None))

    assert "电 话 是".encode() not in everything_in(console)
    assert "投 诉".encode() in everything_in(console)
    assert look(console, "电话是").total == 0


def test_what_was_purged_is_in_no_byte_of_the_index(console: Console) -> None:
    look(console, "投诉")
    purge.purge(console.site, [purge.Due(day=DAY, kind=Kind.TRANSCRIPTS)])

    assert "投 诉".encode() not in everything_in(console)
    found = look(console, "投诉")
    assert (found.total, found.looked) == (0, 0)


def test_a_call_that_left_its_day_leaves_the_index_with_the_next_reading(console: Console) -> None:
    look(console, "投诉")
    with console.site.database.transaction() as connection:
        connection.execute(text("DELETE FROM transcripts WHERE call_id = 'a'"))
    assert look(console, "电话是").total == 0
    assert "电 话 是".encode() not in everything_in(console)


def test_the_index_is_its_owners_only(console: Console) -> None:
    look(console, "投诉")
    file = console.site.configuration.resolve(FILE)

    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_night_reads_its_day_only_where_somebody_searches(console: Console) -> None:
    file = console.site.configuration.resolve(FILE)
    indexing.after_night(console.site, [DAY])
    assert not file.exists()

    look(console, "投诉")
    with indexing.index_of(console.site) as index:
        index.remove(DAY)
    indexing.after_night(console.site, [DAY])
    assert find(console.site, Wish(text="电话是")).total == 1


def test_shown_numbers_are_found_where_the_settings_show_them(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look(console, NUMBER).total == 0
    settings = console.site.settings
    privacy = settings.privacy.model_copy(update={"mask": False})
    monkeypatch.setitem(settings.__dict__, "privacy", privacy)

    assert ids(look(console, NUMBER)) == {"a"}
