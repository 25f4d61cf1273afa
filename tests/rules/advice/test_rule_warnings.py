"""What is legal in a rule book but looks like a mistake."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callqa.cli.app import app
from callqa.rules.advice.caution import CautionKind
from callqa.rules.advice.diff import describe
from callqa.rules.advice.lint import warnings
from tests.rules.rule_makers import book, must_say, rule

DUPLICATE, FLOOD = CautionKind.DUPLICATE, CautionKind.FLOOD
SHADOWED = CautionKind.SHADOWED
USELESS, NEVER = CautionKind.USELESS_NOT_IN, CautionKind.NEVER_HITS
RULE_ID, SAME_NAME = CautionKind.RULE_ID, CautionKind.SAME_NAME

SUSPECTS = {
    # rules (the first is on line 2), what is expected: kind and line
    "nothing": ([rule("投诉, 退款", "not_in: [投诉电话]")], []),
    "the same word twice in a rule": ([rule("投诉, 投诉")], [(DUPLICATE, 2)]),
    "the same number in two spellings": ([rule("12315, 幺二三幺五")], [(DUPLICATE, 2)]),
    "the same word in two rules": ([rule(), rule(rule_id="s", name="另一条")], [(DUPLICATE, 3)]),
    "the same word of two roles": ([rule(), rule("投诉", "role: 坐席", "s", "另一条")], []),
    "the same word required and searched": ([rule("欢迎致电", name="另一条"), must_say("欢迎致电")], []),
    "the same word required twice": ([must_say("您好, 您好")], [(DUPLICATE, 2)]),
    "a single character": ([rule("骂")], [(FLOOD, 2)]),
    "a single digit": ([rule("1")], [(FLOOD, 2)]),
    "a number that stands in phone numbers": ([rule("110")], [(FLOOD, 2)]),
    "a number with a word": ([rule("打110")], []),
    "a long number": ([rule("12315")], []),
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
    "something or nothing": ([rule("'投诉||!退款'")], [(FLOOD, 2)]),
    "something, or a word that is not said": ([rule("退款, '!逾期'")], [(FLOOD, 2)]),
    "only a word that is not said": ([rule("'!逾期'")], []),
    "the same word at different times": (
        [rule(rest="until: 2026-03-31"), rule(rest="since: 2026-04-01", rule_id="s", name="另一条")],
        [],
    ),
    "the same word at overlapping times": (
        [rule(rest="until: 2026-04-01"), rule(rest="since: 2026-04-01", rule_id="s", name="另一条")],
        [(DUPLICATE, 3)],
    ),
    "the same name twice": ([rule(), rule("退款", rule_id="s", name="规则")], [(SAME_NAME, 3)]),
    "words that are all said in one": (["id: r, name: 规则, all: [投诉, 我要投诉]"], [(SHADOWED, 2)]),
    "two of a few said in one": ([rule("太慢, 太慢了, 太贵", "at_least: 2")], [(SHADOWED, 2)]),
    "a pattern of anything": (["id: r, name: 规则, regex: '.*'"], [(FLOOD, 2)]),
    "a pattern of what everybody says": (["id: r, name: 规则, regex: '[好行]'"], [(FLOOD, 2)]),
    "a pattern of what everybody says, close to something": (
        ["id: r, name: 规则, regex: '[好行]', near: {words: 退款}"],
        [],
    ),
    "a pattern that some calls cannot be put to": (
        ["id: r, name: 规则, regex: '好.{900}退|好', near: {words: 退款}"],
        [(CautionKind.COSTLY, 2)],
    ),
    "a speed that everybody has": (["id: r, name: 规则, speed: {over: 5}"], [(FLOOD, 2)]),
    "a speed": (["id: r, name: 规则, speed: {over: 360}"], []),
    "a silence in every call": (["id: r, name: 规则, silence: {over_s: 0.5}"], [(FLOOD, 2)]),
    "a silence": (["id: r, name: 规则, silence: {over_s: 5}"], []),
    "another rule's id for a word": (
        [rule(rule_id="ask_refund"), "id: s, name: 另一条, when: ask_refund && 退款"],
        [(RULE_ID, 3)],
    ),
    "a brand that is an id": ([rule(rule_id="vip"), rule("VIP", rule_id="s", name="另一条")], []),
    "a word that is the id of its own rule": ([rule("微信, wechat", rule_id="wechat")], []),
    "behind a rule about the whole call": (
        ["id: l, name: 长, duration: {over_s: 60}", rule(rest="anchor: {rule: l}")],
        [(NEVER, 3)],
    ),
    "behind what was not said": ([must_say(), rule(rest="anchor: {rule: m}", name="另一条")], [(NEVER, 3)]),
    "behind what was not said in time": (
        [must_say(rest="within_s: 9"), rule(rest="anchor: {rule: m}", name="另一条")],
        [],
    ),
    "behind a silence": (
        ["id: l, name: 静, silence: {over_s: 9}", rule(rest="anchor: {rule: l}")],
        [],
    ),
    "long and short": (
        ["id: r, name: 规则, conditions: {a: {duration: {over_s: 9}}, b: {duration: {under_s: 9}}}"],
        [(NEVER, 2)],
    ),
    "longer than one limit and shorter than another": (
        ["id: r, name: 规则, conditions: {a: {duration: {over_s: 9}}, b: {duration: {under_s: 99}}}"],
        [],
    ),
    "in and out": (
        ["id: r, name: 规则, conditions: {a: {meta: {direction: 呼入}}, b: {meta: {direction: 呼出}}}"],
        [(NEVER, 2)],
    ),
    "the same word in other surroundings": (
        [rule("退款", "near: {words: 马上}"), rule("退款", "window: {first_s: 30}", "s", "另一条")],
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

    lines = [line for line in shown.output.splitlines() if not line.startswith("    ")]
    assert lines[0].startswith(f"注意：{path}:2:10：“骂”只有一个字")
    assert lines[1].startswith(f"注意：{path}:9:16：规则 old 的 until “2001-03-31”已经过了")
    assert lines[2].startswith(f"说明：{path}:13:16：规则 new 的 since “2999-03-31”还没有到")
    assert lines[3] == f"{path}：可以使用"


def test_a_warning_reads_as_place_mistake_and_cure() -> None:
    [caution] = warnings(book(rule(), rule(rule_id="s", name="另一条")))
    expected = "book.yaml:3：“投诉”和第 2 行的“投诉”重复　→ 删掉一个：规则 r 里已经有了"
    assert str(caution) == expected


def test_the_description_counts_what_is_in_force() -> None:
    summary = describe(book(rule("投诉, 退款"), must_say(), rule("骂", "enabled: 否", "off")))
    assert [one.rule_id for one in summary.rules] == ["r", "m"]
    assert (summary.switched_off, summary.categories, summary.phrases) == (("off",), (("测试", 2),), 3)
