"""What a rule book has gained and lost, in words."""

import pytest
from rule_makers import book, must_say, rule

from flows.core.rules.diff import compare

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
        ["修改规则 测试·规则（m）：时限从 无 改为 30 秒"],
    ),
    "many words": (
        [rule("甲乙")],
        [rule("甲乙, " + ", ".join(f"词{n}" for n in "一二三四五六七八九十"))],
        ["修改规则 测试·规则（r）：关键词增加 词一、词二、词三、词四、词五、词六、词七、词八 等 10 个"],
    ),
}


@pytest.mark.parametrize(("before", "after", "told"), CHANGES.values(), ids=list(CHANGES))
def test_a_change_is_told_in_words(before: list[str], after: list[str], told: list[str]) -> None:
    changes = compare(book(*before), book(*after))

    assert [str(change) for change in changes] == told
