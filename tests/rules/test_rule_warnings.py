"""What is legal in a rule book but looks like a mistake."""

from datetime import date
from pathlib import Path

import pytest
from rule_makers import book, must_say, rule
from typer.testing import CliRunner

from flows.cli import app
from flows.core.rules.cautions import CautionKind, warnings
from flows.core.rules.check import describe

DUPLICATE, FLOOD = CautionKind.DUPLICATE, CautionKind.FLOOD
SHADOWED = CautionKind.SHADOWED
USELESS, NEVER = CautionKind.USELESS_NOT_IN, CautionKind.NEVER_HITS

SUSPECTS = {
    # rules (the first is on line 2), what is expected: kind and line
    "nothing": ([rule("投诉, 退款", "not_in: [投诉电话]")], []),
    "the same word twice in a rule": ([rule("投诉, 投诉")], [(DUPLICATE, 2)]),
    "the same number in two spellings": ([rule("12315, 幺二三幺五")], [(DUPLICATE, 2)]),
    "the same word in two rules": ([rule(), rule(rule_id="s")], [(DUPLICATE, 3)]),
    "the same word of two roles": ([rule(), rule("投诉", "role: 坐席", "s")], []),
    "the same word required and searched": ([rule("欢迎致电"), must_say("欢迎致电")], []),
    "the same word required twice": ([must_say("您好, 您好")], [(DUPLICATE, 2)]),
    "a single character": ([rule("骂")], [(FLOOD, 2)]),
    "a single digit": ([rule("1")], [(FLOOD, 2)]),
    "an exception for nothing": ([rule("投诉", "not_in: [很满意]")], [(USELESS, 2)]),
    "an exception smaller than the word": ([rule("投诉你", "not_in: [投诉]")], [(USELESS, 2)]),
    "an exception equal to the word": ([rule("投诉, 退款", "not_in: [投诉]")], [(NEVER, 2)]),
    "what everybody says": ([rule("你好")], [(FLOOD, 2)]),
    "what everybody has to say": ([must_say("你好")], []),
    "what everybody says, close to something": ([rule("没有", "near: {words: 退款}")], []),
    "a longer phrase over a shorter one": ([rule("投诉, 我要投诉")], [(SHADOWED, 2)]),
    "a longer phrase that an exception makes useful": (
        [rule("投诉, 是不是投诉", "not_in: [不是投诉]")],
        [],
    ),
    "a longer phrase that an exception could cover": (
        [rule("投诉, 我要投诉", "not_in: [投诉电话]")],
        [],
    ),
    "fewer different words than it needs": (
        [rule("12315, 一二三一五", "at_least: 2")],
        [(NEVER, 2)],
    ),
    "something and its opposite": ([rule("'投诉&&!投诉'")], [(NEVER, 2)]),
    "one of two opposites": ([rule("'投诉||!退款'")], []),
    "the same word in other surroundings": (
        [rule("退款", "near: {words: 马上}"), rule("退款", "window: {first_s: 30}", "s")],
        [],
    ),
    "an exception of words that must all be said": (
        ["id: r, name: 规则, all: [投诉, 退款], not_in: [投诉电话]"],
        [],
    ),
    "a rule that is switched off": ([rule("骂", "enabled: 否")], []),
}


@pytest.mark.parametrize(("rules", "expected"), SUSPECTS.values(), ids=list(SUSPECTS))
def test_suspects(rules: list[str], expected: list[tuple[CautionKind, int]]) -> None:
    found = warnings(book(*rules))
    assert [(caution.kind, caution.problem.line) for caution in found] == expected


DATED = {
    # dates of a rule, what is told on 1 March, whether it is only a remark
    "no dates": ("", None, False),
    "its last day": ("until: 2026-03-01", None, False),
    "the day after its last": ("until: 2026-02-28", CautionKind.EXPIRED, False),
    "its first day": ("since: 2026-03-01", None, False),
    "the day before its first": ("since: 2026-03-02", CautionKind.NOT_YET, True),
    "switched off": ("until: 2026-02-28, enabled: 否", None, False),
}


@pytest.mark.parametrize(("dates", "kind", "remark"), DATED.values(), ids=list(DATED))
def test_a_rule_outside_its_days_is_named(dates: str, kind: CautionKind | None, remark: bool) -> None:
    told = warnings(book(rule("投诉", dates)), date(2026, 3, 1))

    assert [one.kind for one in told] == ([kind] if kind else [])
    assert any(one.is_remark for one in told) is remark


def test_the_command_tells_line_and_column_of_what_looks_wrong(tmp_path: Path) -> None:
    text = "categories:\n  - 投诉: [骂]\n  - name: 例\n    severity: 一般\n    rules:\n" + (
        "      - id: old\n        name: 过期\n        keywords: [买一送三]\n        until: 2001-03-31\n"
        "      - id: new\n        name: 未到\n        keywords: [买一送四]\n        since: 2999-03-31\n"
    )
    path = tmp_path / "k.yaml"
    path.write_text(text, encoding="utf-8")

    shown = CliRunner().invoke(app, ["rules", "check", str(path)])

    lines = shown.output.splitlines()
    assert lines[0].startswith(f"注意：{path}:2:10：“骂”只有一个字")
    assert lines[1].startswith(f"注意：{path}:9:16：规则 old 的 until “2001-03-31”已经过了")
    assert lines[2].startswith(f"说明：{path}:13:16：规则 new 的 since “2999-03-31”还没有到")
    assert lines[3] == f"{path}：可以使用"


def test_a_warning_reads_as_place_mistake_and_cure() -> None:
    [caution] = warnings(book(rule(), rule(rule_id="s")))
    expected = "book.yaml:3：“投诉”和第 2 行的“投诉”重复　→ 删掉一个：规则 r 里已经有了"
    assert str(caution) == expected


def test_the_description_counts_what_is_in_force() -> None:
    summary = describe(book(rule("投诉, 退款"), must_say(), rule("骂", "enabled: 否", "off")))
    assert [one.rule_id for one in summary.rules] == ["r", "m"]
    assert (summary.switched_off, summary.categories, summary.phrases) == (("off",), (("测试", 2),), 3)
