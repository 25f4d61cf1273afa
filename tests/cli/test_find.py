"""`callqa find`: the search from the command line, with what the console finds."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from callqa.storage.search.index import FILE
from tests.console.calls.days import HIDDEN, NUMBER, store_whole_day
from tests.console.conftest import NOW
from tests.support.builders import DAY
from tests.support.consoles import Console, console_in


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder = tmp_path_factory.mktemp("find")
    with console_in(folder, NOW) as made:
        store_whole_day(made, folder)
        yield made


@pytest.fixture
def find(console: Console, callqa: Any) -> Any:
    path = str(console.site.configuration.path)
    return lambda *arguments: callqa("find", *arguments, "--config", path)


def test_it_says_where_and_what_stands_around(find: Any, console: Console) -> None:
    code, out, _ = find("电话是")

    assert code == 0
    assert f"0:09 客户：我要投诉我的【电话是】{HIDDEN}" in out
    assert out.strip().endswith("在 74 通里找到 1 通")
    assert console.site.configuration.resolve(FILE).is_file()


def test_options_narrow_it_and_a_zero_says_over_how_many_calls(find: Any) -> None:
    assert "在 1 通里找到 1 通" in find("投诉", "--agent", "1002", "--from", str(DAY), "--to", str(DAY))[1]
    assert "在 0 通里找到 0 通" in find("投诉", "--from", "2026-11-22")[1]
    assert "在 74 通里找到 0 通" in find("投诉", "--role", "agent")[1]
    assert "列出最近的 3 通" in find("投诉", "--limit", "3")[1]
    assert "在 74 通里找到 0 通" in find(NUMBER)[1]


def test_a_program_reads_the_same(find: Any) -> None:
    found = json.loads(find("电话是", "--json")[1])

    assert (found["total"], found["looked"], found["waiting"]) == (1, 74, [])
    assert found["calls"][0]["places"][0]["start_s"] == 9.2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["，"], "没有要找的词"),
        (["投诉", "--role", "boss"], "没有“boss”"),
        (["投诉", "--from", "x"], "不是日期"),
    ],
)
def test_what_cannot_be_looked_for_is_said(find: Any, arguments: list[str], told: str) -> None:
    code, _, err = find(*arguments)

    assert code == 2
    assert told in err
