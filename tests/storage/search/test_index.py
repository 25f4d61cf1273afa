"""The index keeps the same promises on every database."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from callqa.model.access.account import Scope
from callqa.model.recording import Role
from callqa.storage.database import Database
from callqa.storage.search.index import FILE, Index, is_there, opened
from callqa.storage.search.model import Asked, Document
from callqa.text.phrases import Phrases, spaced
from tests.storage.conftest import new_url

__all__ = ["new_url"]
DAY, LATER = date(2026, 11, 21), date(2026, 11, 22)


@pytest.fixture
def index(new_url: Callable[[], str], tmp_path: Path) -> Iterator[Index]:
    database = Database(new_url())
    file = tmp_path / FILE
    assert not is_there(database, file)
    with opened(database, file) as made:
        assert is_there(database, file)
        yield made
    database.close()


def document(call_id: str, customer: str = "", reply: str = "", *, at: int = 0, **more: str) -> Document:
    words = {Role.CUSTOMER: tuple(spaced([customer])), Role.AGENT: tuple(spaced([reply]))}
    known = {"agent": "1001", "queue": "售后", "stamp": "s", **more}
    return Document(call_id=call_id, at=at, words=words, **known)


def found(index: Index, text: str, **more: object) -> list[str]:
    asked = Asked(phrases=Phrases.read(text), **{"first": DAY, "last": LATER, **more})  # type: ignore[arg-type]  # by name
    return [each.call_id for each in index.find(asked, "", 100)]


FOUND = {
    "我": ["c", "b", "a"],
    "投诉": ["b", "a"],
    "诉投": [],
    "投诉 退款": ["b"],
    "投诉 -退款": ["a"],
    "您好我": [],
    "12315": ["c"],
    "幺二三": ["c"],
    "x": [],
}


def test_phrases_of_any_length_are_found_and_never_over_a_border(index: Index) -> None:
    index.add(
        DAY,
        [
            document("a", "我要投诉", "您好", at=1),
            document("b", "我要投诉我要退款", "您好", at=2),
            document("c", "我打了一二三幺五", "您好", at=3),
        ],
    )

    assert {text: found(index, text) for text in FOUND} == FOUND


def test_only_what_a_role_says_and_what_somebody_sees_is_found(index: Index) -> None:
    index.add(DAY, [document("a", "投诉", "抱歉"), document("b", "抱歉", "投诉", agent="1002", queue="")])

    assert found(index, "投诉", role=Role.CUSTOMER) == ["a"]
    assert found(index, "投诉 -抱歉", role=Role.AGENT) == ["b"]
    assert found(index, "投诉", agent="1002") == ["b"]
    assert found(index, "投诉", queue="售后") == ["a"]
    assert found(index, "投诉", scope=Scope(agents=("1002",))) == ["b"]
    assert found(index, "投诉", scope=Scope(queues=("别处",))) == []
    assert found(index, "投诉", among=[(DAY, "a"), (LATER, "b")]) == ["a"]
    assert found(index, "投诉", among=[]) == []


def test_pages_follow_each_other_newest_first_and_leave_nothing_out(index: Index) -> None:
    index.add(DAY, [document(f"a{at}", "投诉", at=at // 2) for at in range(7)])
    index.add(LATER, [document("b", "投诉", at=0)])
    asked = Asked(phrases=Phrases.read("投诉"), first=DAY, last=LATER)

    seen, after = [], ""
    while page := index.find(asked, after, 3):
        seen += [each.call_id for each in page]
        after = page[-1].cursor

    assert seen[0] == "b"
    assert sorted(seen) == ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "b"]
    assert (index.count(asked), index.looked(asked)) == (8, 8)
    assert index.looked(Asked(phrases=asked.phrases, first=LATER, last=LATER)) == 1
    assert len(index.find(asked, "nonsense", 3)) == 3


def test_a_call_is_replaced_and_removed(index: Index) -> None:
    index.add(DAY, [document("a", "投诉"), document("b", "投诉")])
    index.stamp(DAY, "1")
    index.add(DAY, [document("a", "退款", stamp="new")])

    assert found(index, "投诉") == ["b"]
    assert index.known(DAY) == {"a": "new", "b": "s"}
    index.remove(DAY, ["b"])
    assert index.days() == {}
    assert found(index, "投诉") == []
    index.remove(DAY)
    assert index.known(DAY) == {}


def test_a_call_of_hours_is_found_to_its_last_word(index: Index) -> None:
    spoken = "我们的的的" * 4_000
    index.add(DAY, [document("a", spoken + "然后我要投诉")])

    assert found(index, "然后我要投诉") == ["a"]
    assert found(index, "的的的我们的的的我们的的的我们") == ["a"]
    assert found(index, "我要退款") == []
