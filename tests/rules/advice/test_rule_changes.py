"""What a rule book has gained and lost, in words."""

from dataclasses import replace

import pytest

from callqa.days.rule_changes import ChangeKind, RuleChange
from callqa.rules.advice.diff import compare
from callqa.storage.migrations.sentences import change_of
from reports.words.chinese.rules import change as told_in_chinese
from reports.words.english import rules as english
from tests.rules.rule_makers import book, must_say, rule

# name: (rules before, rules after, what is told)
CHANGES: dict[str, tuple[list[str], list[str], list[str]]] = {
    "nothing": ([rule()], [rule()], []),
    "the order of words": ([rule("投诉, 举报")], [rule("举报, 投诉")], []),
    "the width of a word": ([rule("12315")], [rule("一二三一五")], []),
    "a note": ([rule()], [rule(rest="note: 说明")], []),
    "the order of rules": (
        [rule(rule_id="a"), rule("退款", rule_id="b")],
        [rule("退款", rule_id="b"), rule(rule_id="a")],
        [],
    ),
    "a new rule": ([rule()], [rule(), rule("退款", rule_id="b")], ["新增规则 测试·规则（b）"]),
    "a rule that is gone": ([rule(), rule("退款", rule_id="b")], [rule()], ["删除规则 测试·规则（b）"]),
    "a rule switched off": ([rule()], [rule(rest="enabled: 否")], ["停用规则 测试·规则（r）"]),
    "a rule switched on": ([rule(rest="enabled: 否")], [rule()], ["启用规则 测试·规则（r）"]),
    "a rule that was off and is gone": (
        [rule(rest="enabled: 否")],
        [must_say()],
        ["新增规则 测试·规则（m）"],
    ),
    "words more": ([rule()], [rule("投诉, 举报")], ["修改规则 测试·规则（r）：关键词增加 举报"]),
    "words less": ([rule("投诉, 举报")], [rule()], ["修改规则 测试·规则（r）：关键词去掉 举报"]),
    "words changed": (
        [rule(rest="not_in: [投诉电话]")],
        [rule(rest="not_in: [投诉热线]")],
        ["修改规则 测试·规则（r）：例外增加 投诉热线；例外去掉 投诉电话"],
    ),
    "the severity": (
        [rule()],
        [rule(rest="severity: 致命")],
        ["修改规则 测试·规则（r）：级别从 严重 改为 致命"],
    ),
    "the speaker": ([rule()], [rule(rest="role: 任意")], ["修改规则 测试·规则（r）：谁说从 客户 改为 任意"]),
    "the time limit": (
        [must_say()],
        [must_say(rest="within_s: 30")],
        ["修改规则 测试·规则（m）：条件增加：只看开头 30 秒"],
    ),
    "the points": ([rule()], [rule(rest="score: 5")], ["修改规则 测试·规则（r）：扣分从 0 改为 5"]),
    "the dates": (
        [rule()],
        [rule(rest="since: 2026-03-01")],
        ["修改规则 测试·规则（r）：生效日期从 不限 改为 2026-03-01"],
    ),
    "sounds": ([rule()], [rule(rest="pinyin: 是")], ["修改规则 测试·规则（r）：条件增加：近音也算"]),
    "words close by": (
        [rule(rest="near: {words: [你们], chars: 5}")],
        [rule(rest="near: {words: [你们, 客服], chars: 8, side: 前}")],
        ["修改规则 测试·规则（r）：条件增加：前面 8 个字以内有 你们、客服；条件去掉：前后 5 个字以内有 你们"],
    ),
    "another kind": (
        [rule()],
        ["id: r, name: 规则, silence: {over_s: 10, unless: [您稍等]}"],
        ["修改规则 测试·规则（r）：关键词去掉 投诉；条件增加：静音 10 秒以上（说了 您稍等 不算）"],
    ),
    "how words are joined": (
        [rule("'投诉&&举报'")],
        [rule("'投诉||举报'")],
        ["修改规则 测试·规则（r）：条件的组合方式改了"],
    ),
    "examples": ([rule()], [rule(rest="examples: {hit: [我要投诉]}")], []),
    "many words": (
        [rule("甲乙")],
        [rule("甲乙, " + ", ".join(f"词{n}" for n in "一二三四五六七八九十"))],
        ["修改规则 测试·规则（r）：关键词增加 词一、词二、词三、词四、词五、词六、词七、词八 等 10 个"],
    ),
}


@pytest.mark.parametrize(("before", "after", "told"), CHANGES.values(), ids=list(CHANGES))
def test_a_change_is_told_in_words(before: list[str], after: list[str], told: list[str]) -> None:
    changes = compare(book(*before), book(*after))

    assert [told_in_chinese(change) for change in changes] == told


KINDS = [
    "all: [甲乙, 丙丁], window: {last_percent: 20}",
    "none: [甲乙], window: {first_sentences: 3}",
    "regex: 甲.乙, not_regex: [甲二乙], count_gte: 2",
    "keywords: [甲乙, 丙丁], at_least: 2, not_near: {words: 丙丁}",
    "sequence: {steps: [甲乙, 丙丁], within_turns: 3, within_s: 10}",
    "repeat: {times: 3}",
    "silence: {over_s: 9, after: 坐席}",
    "overlap: {over_s: 1.5}",
    "speed: {over: 300, under: 100}",
    "duration: {over_s: 600}",
    "turns: {under: 4}",
    "abnormal_end: {unless: 再见}",
    "meta: {queue: 售后*, agent: '1001', direction: 呼入, over_s: 30}",
    "must_say: 您好, anchor: {rule: a, hit: -1, within_turns: 2}",
]


@pytest.mark.parametrize("condition", KINDS)
def test_every_kind_of_condition_can_be_told(condition: str) -> None:
    before = book(rule("甲甲", rule_id="a"), rule("乙乙"))
    after = book(rule("甲甲", rule_id="a"), f"id: r, name: 规则, {condition}")

    (change,) = compare(before, after)

    told = told_in_chinese(change)
    assert "组合方式" not in told
    assert "(" not in told
    assert "=" not in told
    assert not told.isascii()


NAMED = {
    "甲": "a",
    "乙": "b",
    "丙": "c",
    "丁": "d",
    "二": "e",
    "您好": "hello",
    "再见": "bye",
    "售后": "sales",
}


def in_ascii(condition: str) -> str:
    """Return a condition in which everything that somebody named is English."""
    for word, other in NAMED.items():
        condition = condition.replace(word, other)
    return condition


@pytest.mark.parametrize(
    "condition",
    [
        *map(in_ascii, KINDS),
        "keywords: ab, forms: 原样, pinyin: 是, not_when: [否定, 询问渠道, 过去, 别人的事, 假设, 转述, 疑问]",
        "keywords: ab, near: {words: cd, chars: 3, side: 后}, not_near: {words: ef, side: 前后}",
        "keywords: ab, severity: 致命, role: 任意, score: 5, since: 2026-03-01, needs_review: 是",
        "keywords: ab, not_in: [abc], anchor: {rule: a, side: 前, within_s: 3}",
    ],
)
def test_every_kind_of_change_can_be_told_in_english(condition: str) -> None:
    before = book(rule("foo", rule_id="a"), "id: r, name: rule, keywords: [bar]")
    after = book(rule("foo", rule_id="a"), f"id: r, name: rule, {condition}")

    for changes in (compare(before, after), compare(after, before)):
        (change,) = changes
        told = english.change(replace(change, category="test"))
        assert told.replace("→", "").replace("·", "").isascii(), told
        assert "=" not in told


@pytest.mark.parametrize("kind", [kind for kind in ChangeKind if kind is not ChangeKind.AS_WRITTEN])
def test_what_happened_to_a_rule_is_told_in_both_languages(kind: ChangeKind) -> None:
    change = RuleChange(kind=kind, rule_id="r", name="rule", category="test")

    assert english.change(change).replace("·", "").isascii()
    assert not told_in_chinese(change).isascii()


@pytest.mark.parametrize(
    "line",
    [
        "修改规则 投诉·客户要投诉（complaint）：关键词增加 举报",
        "新增规则 测试·规则（b）",
        "停用规则 测试·规（则）（r-1）",
        "规则手册换过版本，但前一天用的版本没有保存，列不出改动",
        "不认识的一行",
    ],
)
def test_a_line_that_an_older_version_stored_reads_the_same_in_chinese(line: str) -> None:
    assert told_in_chinese(change_of(line)) == line


def test_of_a_line_that_an_older_version_stored_only_the_details_keep_their_words() -> None:
    line = "修改规则 complaints·refund（complaint）：关键词增加 举报"

    assert english.change(change_of(line)) == (
        "Changed rule complaints · refund (complaint): 关键词增加 举报"
    )
