"""What a supervisor who never saw YAML gets wrong in the shipped book, and what is answered."""

from pathlib import Path

import pytest

from callqa.rules.books import checked
from callqa.strict_yaml.problems import ProblemsError

SHIPPED = Path(__file__).with_name("book_before_edits.yaml").read_text(encoding="utf-8")
"""A book that shipped once: plain lists, as most books are."""
NAME = "        name: 客户要给差评"
WORDS = "        keywords: [差评, 打一星, 给一星, 给你们零分, 给零分]"
SPARED = "          - 投诉热线"

# what is wrong: (from, to, column, the offending text, part of the cure)
WRONG = {
    "no colon": (NAME, "        name 客户要给差评", 9, "name 客户要给差评", "写成 键: 值"),
    "no colon before a list": (WORDS, "        keywords [差评]", 9, "keywords [差评]", "写成 键: 值"),
    "no space behind the colon": (NAME, "        name:客户要给差评", 9, "name:客户要给差评", "键: 值"),
    "a full-width colon": (NAME, "        name：客户要给差评", 9, "name：客户要给差评", "英文冒号"),
    "a colon in a phrase": (SPARED, "          - 投诉: 热线", 13, "键: 值", "冒号，也要加引号"),
    "a tab": (NAME, "\tname: 客户要给差评", 1, "name: 客户要给差评", "改成空格"),
    "a tab among spaces": (SPARED, "          \t- 投诉热线", 11, "- 投诉热线", "改成空格"),
    "a space too few": (NAME, "       name: 客户要给差评", 8, "name: 客户要给差评", "左边对齐"),
    "a space too many": (NAME, "         name: 客户要给差评", 10, "name: 客户要给差评", "上一行"),
    "an unknown key": ("        not_in: [不给差评", "        notin: [不给差评", 9, "notin", "not_in"),
    "a key in Chinese": ("        not_in: [不给差评", "        例外: [不给差评", 9, "例外", "not_in"),
    "one & for two": (WORDS, "        keywords: [差评&退款]", 20, "差评&退款", "差评&&退款"),
    "a plus": (WORDS, "        keywords: [差评 + 退款]", 20, "差评 + 退款", "差评&&退款"),
    "an English and": (WORDS, "        keywords: [差评 and 退款]", 20, "差评 and 退款", "差评&&退款"),
    "an English or": (WORDS, "        keywords: [差评 or 退款]", 20, "差评 or 退款", "差评||退款"),
    "nothing behind &&": (WORDS, "        keywords: [差评&&]", 20, "差评&&", "两边都要有词"),
    "an open parenthesis": (WORDS, "        keywords: [(差评||退款]", 20, "(差评||退款", "补上 )"),
    "the id of another rule": ("- id: bad_review", "- id: complaint", 13, "complaint", "换一个名字"),
    "no dash before a rule": ("      - id: bad_review", "        id: bad_review", 9, "id", "加“- ”"),
    "an unquoted *": (SPARED, "          - *投诉热线", 13, "*投诉热线", '"*投诉热线"'),
    "an unquoted !": (WORDS, "        keywords: [!差评]", 20, "!差评", '"!差评"'),
    "an unquoted &&": (WORDS, "        keywords: [&&差评]", 20, "&&差评", '"&&差评"'),
    "an unquoted %": (SPARED, "          - %投诉热线", 13, "%投诉热线", '"%投诉热线"'),
    "a # in a list": (WORDS, "        keywords: [差评, #一星]", 19, "keywords: [差评, #一星]", "引号"),
    "an open quote": (WORDS, '        keywords: ["差评, 一星]', 20, 'keywords: ["差评, 一星]', "引号"),
    "a day that is none": (NAME, f"{NAME}\n        until: 2026-02-30", 16, "2026-02-30", "年-月-日"),
    "a date with strokes": (NAME, f"{NAME}\n        until: 2026/3/1", 16, "2026/3/1", "年-月-日"),
    "an open regex": (WORDS, '        regex: ["差评("]', 17, "差评(", "补上 )"),
    "a switch in other words": (NAME, f"{NAME}\n        pinyin: 对", 17, "对", "开写 是，关写 否"),
    "two commas": (WORDS, "        keywords: [差评,, 一星]", 23, "keywords: [差评,, 一星]", "去掉多的逗号"),
    "a word behind a list": (
        WORDS,
        "        keywords: [差评] 一星",
        24,
        "keywords: [差评] 一星",
        "放进括号里",
    ),
    "a full-width #": (WORDS, "        keywords: [差评] ＃ 一星", 24, "keywords: [差评] ＃ 一星", "前面写 #"),
    "a dash without its space": (SPARED, "          -投诉热线", 11, "-投诉热线", "一个空格"),
    "a full-width space": (NAME, "        　name: 客户要给差评", 9, "name", "只用英文空格"),
    "a space that cannot be broken": (NAME, "        \xa0name: 客户要给差评", 9, "name", "只用英文空格"),
    "a merge key": (NAME, "        <<: {name: 客户要给差评}", 9, "<<", "直接写出来"),
    "an open quote that another one closes far below": (
        NAME,
        '        name: "客户：要给差评',
        15,
        'name: "客户：要给差评',
        "补上同样的引号",
    ),
    "a full-width comma": (WORDS, "        keywords: [差评，一星]", 20, "差评，一星", "[差评, 一星]"),
}


@pytest.mark.parametrize(("right", "wrong", "column", "shown", "cure"), WRONG.values(), ids=list(WRONG))
def test_a_wrong_edit_is_answered_with_line_column_text_and_cure(
    right: str, wrong: str, column: int, shown: str, cure: str
) -> None:
    assert SHIPPED.count(right) == 1
    before, after = SHIPPED.split(right)
    line = before.count("\n") + 1 + wrong.count("\n")

    with pytest.raises(ProblemsError) as caught:
        checked(before + wrong + after, "keywords.yaml")

    problem = caught.value.problems[0]
    assert (problem.line, problem.column) == (line, column), str(problem)
    assert f"“{shown}”" in problem.what
    assert cure in problem.cure
    assert str(problem).startswith(f"keywords.yaml:{line}:{column}：")


@pytest.mark.parametrize(
    "bullets",
    ["-投诉\n{}-举报", "— 投诉\n{}— 举报", "· 投诉\n{}· 举报", "1. 投诉\n{}2. 举报", "1、投诉\n{}2、举报"],
)
def test_a_list_with_other_bullets_is_told_to_use_a_dash_and_a_space(bullets: str) -> None:
    lines = bullets.format("    ")

    with pytest.raises(ProblemsError) as caught:
        checked(f"categories:\n  - 投诉:\n    {lines}\n", "k.yaml")

    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (3, 5)
    assert "英文的 - 和一个空格" in problem.cure


@pytest.mark.parametrize("brand", ["H&M", "AT&T", "C++", "Sony+"])
def test_a_brand_with_an_operators_sign_is_a_phrase(brand: str) -> None:
    assert checked(SHIPPED.replace("[差评, ", f"[差评, {brand}, "), "k.yaml")


def test_a_line_with_an_address_is_not_shown_because_it_may_hold_a_password() -> None:
    with pytest.raises(ProblemsError) as caught:
        checked("a: 1\nb postgresql://me:secret@host/db\nc: 2\n", "pipeline.yaml")

    assert "secret" not in str(caught.value)
