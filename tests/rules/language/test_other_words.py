"""Supervisors who come from another system write its words: some work, the others are answered with ours."""

import pytest

from callqa.rules.books import checked
from callqa.rules.language.condition import ConditionEntry
from callqa.rules.language.schema import RuleEntry
from callqa.strict_yaml.problems import ProblemsError

HEAD = "categories:\n  - name: 例\n    severity: 一般\n    rules:\n      - id: r\n        name: 规则\n"


def written(lines: str) -> str:
    return HEAD + "".join(f"        {line}\n" for line in lines.splitlines())


def told(lines: str) -> str:
    """Return the first problem of a rule."""
    with pytest.raises(ProblemsError) as caught:
        checked(written(lines), "k.yaml")
    return str(caught.value.problems[0])


SAME = {
    # what is written, what it means
    "any": ("any: [投诉, 举报]", "keywords: [投诉, 举报]"),
    "any with at_least": ("any: [投诉, 举报]\nat_least: 2", "keywords: [投诉, 举报]\nat_least: 2"),
    "roles in English": ("keywords: 投诉\nrole: customer", "keywords: 投诉\nrole: 客户"),
    "anybody in English": ("keywords: 投诉\nrole: any", "keywords: 投诉\nrole: 任意"),
    "another spelling of the agent": ("keywords: 投诉\nrole: 座席", "keywords: 投诉\nrole: 坐席"),
    "a severity of our own JSON": ("keywords: 投诉\nseverity: critical", "keywords: 投诉\nseverity: 致命"),
    "a side in English": (
        "keywords: 坏了\nnear: {words: 收到, side: before}",
        "keywords: 坏了\nnear: {words: 收到, side: 前}",
    ),
    "a direction in English": ("meta: {direction: outbound}", "meta: {direction: 呼出}"),
    "one example without brackets": (
        "keywords: 投诉\nexamples: {hit: 我要投诉}",
        "keywords: 投诉\nexamples: {hit: [我要投诉]}",
    ),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=list(SAME))
def test_words_that_mean_the_same_make_the_same_book(one: str, other: str) -> None:
    assert checked(written(one), "k.yaml").revision == checked(written(other), "k.yaml").revision


MEANT = {
    # what is written, the column of it, part of the cure
    "关键词: [投诉]": (9, "是不是想写 keywords？"),
    "关键字: [投诉]": (9, "是不是想写 keywords？"),
    "phrases: [投诉]": (9, "是不是想写 keywords？"),
    "any_of: [投诉]": (9, "是不是想写 keywords？"),
    "正则: 投诉": (9, "是不是想写 regex？"),
    "静音: {over_s: 10}": (9, "是不是想写 silence？"),
    "keywords: [投诉]\n扣分: 5": (9, "是不是想写 score？"),
    "keywords: [投诉]\npoints: 5": (9, "是不是想写 score？"),
    "keywords: [投诉]\n严重程度: 高": (9, "是不是想写 severity？"),
    "keywords: [投诉]\n例外: [投诉电话]": (9, "是不是想写 not_in？"),
    "keywords: [投诉]\neffective_from: 2026-03-01": (9, "是不是想写 since？"),
    "keywords: [投诉]\n一票否决: 是": (9, "是不是想写 fatal？"),
    "keywords: [投诉]\nexamples: {positive: 投诉}": (20, "是不是想写 hit？"),
    "keywords: [投诉]\nexamples: {不命中: 你好}": (20, "是不是想写 miss？"),
    "keywords: [坏了]\nnear: {words: [收到], within: 8}": (29, "是不是想写 chars？"),
    "silence: {over_s: 10, except: 您稍等}": (31, "是不是想写 unless？"),
    "silence: {over_s: 10, seconds: 10}": (31, "是不是想写 over_s？"),
    "repeat: {similarity: 80}": (18, "是不是想写 alike？"),
    "duration: {gt: 600}": (20, "是不是想写 over_s？"),
    "meta: {duration: 600}": (16, "是不是想写 over_s？"),
    "conditions: {甲: {keyword: 投诉}}": (26, "是不是想写 keywords？"),
    "conditions: {甲: {keywords: 投诉, near: {word: 电话}}}": (47, "是不是想写 words？"),
}


@pytest.mark.parametrize(("lines", "expected"), MEANT.items(), ids=list(MEANT))
def test_the_words_of_others_are_answered_with_ours(lines: str, expected: tuple[int, str]) -> None:
    column, cure = expected
    line = 6 + len(lines.splitlines())

    problem = told(lines)

    assert problem.startswith(f"k.yaml:{line}:{column}：不认识“"), problem
    assert cure in problem


CURED = {
    # what is written, part of the answer
    "silence: 10": "写成 silence: {over_s: 10",
    "abnormal_end: 是": "写成 abnormal_end: {within_s: 0.5",
    "sequence: [可以退, 退不了]": "写成 sequence: {steps: [[可以退], [退不了]], within_turns: 6}",
    "keywords: 坏了\nnear: [收到]": "写成 near: {words: [收到",
    "keywords: 投诉\nwindow: 前30秒": "写成 window: {first_s: 30}",
    "keywords: 投诉\nexamples: [我要投诉]": "写成 examples: {hit: [我要投诉]",
    "keywords: 投诉\nwindow: {first_s: 30秒}": "只写数字，不写单位：30",
    "duration: {over_s: 10分钟}": "按秒写，不写单位：600",
    "silence: {over_s: 1500ms}": "按秒写，不写单位：1.5",
    "keywords: 投诉\nscore: 5分": "只写数字，不写单位：5",
    "keywords: 投诉\nwindow: {first_percent: 50%}": "只写数字，不写单位：50",
    "keywords: 投诉\nwindow: {first_percent: 0.5}": "写百分之几：50",
    "keywords: 投诉\nscore: '5'": "不带引号，用半角数字：5",
    "keywords: 投诉\nscore: ５": "不带引号，用半角数字：5",
    "keywords: 投诉\nsince: 2026/3/1": "写成 年-月-日，例如 2026-03-01",
    "keywords: 投诉\nsince: 20260315": "写成 年-月-日，例如 2026-03-15",
    "keywords: 投诉\nsince: 2026年3月15日": "写成 年-月-日，例如 2026-03-15",
    "keywords: 投诉\nsince: [2026-02-30]": "写成 年-月-日，例如 2026-03-01",
    "keywords: 投诉\nsince: 2026-02-30": "写成 年-月-日，例如 2026-03-01",
    "keywords: 缺货 或 退款": "缺货||退款",
    "keywords: 缺货 NOT 退款": "缺货&&!退款",
    "keywords: 缺货!退款": "缺货&&!退款",
    "must_say: 您好！为您服务": "标点不用写：您好为您服务",
    "keywords: 退*款": "regex: 退.*款",
    "must_say: 您好||欢迎": "分开写，说一个就行的写成",
    "must_say: 您好&&工号": "这里只能写词",
    "keywords: 投诉\nnot_in: 投诉&&电话": "这里只能写词",
    "keywords: 投诉\nnear: {words: 电话&&号码}": "这里只能写词",
    "sequence: {steps: ['!可以退', 退不了]}": "这里只能写词",
    "conditions: {甲: 投诉}\nnot_in: 投诉电话": "写到 conditions 的条件里",
    "when: 投诉 && 退款\nwindow: {first_s: 9}": "写到 conditions 的条件里",
    "conditions: {甲: 挂失, 乙: 核实}\nwhen: 甲，乙": "甲 || 乙",
    "regex: ''": "正则表达式是空的",
    "regex: 投诉\npinyin: 是": "要找读音相近的，写 keywords",
    "silence: {over_s: 10}\nrole: 坐席": "在 silence 里写 after: 坐席",
    "meta: {over_s: 600, under_s: 60}": "永远不会命中",
    "keywords: 投诉\nany: 举报": "keywords 和 any 是一回事",
    "keywords: 投诉\nmeta: {queue: 售后}": "放进 conditions，用 when 组合",
    "sequence: {steps: [可以退]}": "steps 只写了 1 项",
    "conditions: [挂失, 核实]\nwhen: 挂失": "条件没有名字",
    "conditions:\n  - 甲: 挂失\n  - 乙: 核实\nwhen: 甲": "去掉短横",
    "conditions: {甲: {when: 投诉}}": "条件里不能再写 when",
    "conditions: {甲: {keywords: 投诉, score: 5}}": "score 写在了条件里",
    "conditions: {甲: 挂失, 乙: 核实}\nwhen: 甲 and not 乙": "甲 && !乙",
    "conditions: {甲: 挂失, 乙: 核实}\nwhen: 甲 且 非乙": "甲 && !乙",
    "conditions: {甲: 挂失, 乙: 核实}\nwhen: 甲或者乙": "甲 || 乙",
    "conditions: {甲: 挂失, 乙: 核实}\nwhen: 甲 && 己": "这里可以写：甲、乙",
}


@pytest.mark.parametrize(("lines", "answer"), CURED.items(), ids=list(CURED))
def test_what_people_try_first_is_answered_with_what_to_write(lines: str, answer: str) -> None:
    problem = told(lines)

    assert answer in problem
    assert not problem.endswith("：")  # a cure with nothing in it


@pytest.mark.parametrize(
    ("lines", "line", "column"),
    [
        ("keywords: 投诉\nsince: 2026-03-02\nuntil: 2026-03-01", 8, 16),
        ("keywords: 投诉\nnot_in: 投诉电话\nwithin_s: 9", 9, 19),
        ("conditions: {甲: 挂失}\nwhen: 乙", 8, 15),
        ("regex: (投诉", 7, 16),
    ],
    ids=["dates in the wrong order", "a key without effect", "an unknown name", "a pattern outside a list"],
)
def test_a_problem_stands_where_the_text_is_and_not_where_the_rule_begins(
    lines: str, line: int, column: int
) -> None:
    assert told(lines).startswith(f"k.yaml:{line}:{column}：")


SHORT = {
    "- 投诉: {keywords: [投诉], role: 客户}": "“投诉”下面写的不是一串词",
    "- 投诉: [投诉]\n    退款: [退款]": "“退款”前面没有短横",
    "- 投诉:": "“投诉”后面没有写词",
}


@pytest.mark.parametrize(("lines", "answer"), SHORT.items(), ids=list(SHORT))
def test_a_short_category_that_is_not_just_words_is_one_problem(lines: str, answer: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        checked(f"categories:\n  {lines}\n", "k.yaml")

    (problem,) = caught.value.problems
    assert answer in problem.what


@pytest.mark.parametrize("text", ["- 投诉: [投诉]\n", "rules:\n  - {id: r, name: 规则, keywords: 投诉}\n"])
def test_a_book_without_its_first_line_is_told_to_write_it(text: str) -> None:
    with pytest.raises(ProblemsError, match="第一行写 categories:"):
        checked(text, "k.yaml")


def test_no_word_of_others_is_one_of_ours_for_something_else() -> None:
    for model in (RuleEntry, ConditionEntry):
        assert not {*model.OTHER_NAMES} & {*model.model_fields}
        assert {*model.OTHER_NAMES.values()} <= {*model.model_fields}


def test_a_misspelt_key_is_one_problem_and_not_also_a_missing_one() -> None:
    with pytest.raises(ProblemsError) as caught:
        checked(written("silence: {over: 10}"), "k.yaml")

    (problem,) = caught.value.problems
    assert "是不是想写 over_s？" in problem.cure


ANCHORED = """\
categories:
  - name: 例
    severity: 一般
    rules:
      - {id: complaint, name: 客户投诉, keywords: 投诉}
      - id: comfort
        name: 安抚
        conditions:
          谢: [谢谢您]
          歉: {keywords: 抱歉, anchor: {rule: RULE}}
"""


@pytest.mark.parametrize("named", ["客户投诉", "complant"], ids=["its name", "a slip"])
def test_an_anchor_that_leads_nowhere_is_shown_where_it_stands_with_the_id_that_was_meant(named: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        checked(ANCHORED.replace("RULE", named), "k.yaml")

    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (10, 44)
    assert problem.cure == "是不是想写 complaint？"


def test_the_same_short_category_twice_is_one_problem() -> None:
    with pytest.raises(ProblemsError) as caught:
        checked("categories:\n  - 投诉: 投诉\n  - 投诉: 举报\n", "k.yaml")

    (problem,) = caught.value.problems
    assert problem.what == "类别“投诉”和第 2 行的重复"


def test_two_short_categories_that_read_alike_are_told_so_without_speaking_of_an_id_first() -> None:
    with pytest.raises(ProblemsError) as caught:
        checked("categories:\n  - 售后: 退货\n  - 受后: 换货\n", "k.yaml")

    (problem,) = caught.value.problems
    assert problem.what.startswith("类别“受后”读起来和第 2 行的一样")


SPOKEN = {
    # an example, part of the answer
    "顾客：我要投诉": "里不认识说话的人“顾客”　→ 写成 客户：…",
    "agent: 我要投诉": "里不认识说话的人“agent”　→ 写成 坐席：…",
    "客户@一分钟：我要投诉": "里的时间看不懂",
    "客户@1:30：我要投诉": "1 分 30 秒写 90",
}


@pytest.mark.parametrize(("said", "answer"), SPOKEN.items(), ids=list(SPOKEN))
def test_an_example_whose_speaker_or_time_is_not_read_is_not_taken_for_speech(said: str, answer: str) -> None:
    assert answer in told(f'keywords: 投诉\nexamples: {{hit: ["{said}"]}}')


@pytest.mark.parametrize("said", ["退款：我要投诉", "订单号12：30投诉", "座席：我要投诉", "坐席@3：我要投诉"])
def test_a_colon_in_speech_is_speech(said: str) -> None:
    assert checked(written(f'keywords: 投诉\nrole: 任意\nexamples: {{hit: ["{said}"]}}'), "k.yaml")


def test_the_cure_of_a_broken_example_fits_what_the_rule_looks_for() -> None:
    silent = "silence: {over_s: 10}\nexamples: {miss: [{turns: ['客户@0：查', '坐席@30：好']}]}"

    assert "收紧条件" in told(silent)
    assert "用 not_in 写明例外" in told("keywords: 投诉\nexamples: {miss: [我要投诉]}")
