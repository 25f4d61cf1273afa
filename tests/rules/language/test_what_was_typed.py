"""What was typed is what counts: no sign is dropped in silence, and no cure leads into the next mistake."""

import pytest
from typer.testing import CliRunner

from callqa.cli.app import app
from callqa.model.errors import BadInputError
from callqa.rules.advice.caution import CautionKind
from callqa.rules.advice.lint import warnings
from callqa.rules.books import checked
from callqa.strict_yaml.problems import ProblemsError

HEAD = "categories:\n  - name: 例\n    severity: 一般\n    rules:\n      - id: r\n        name: 规则\n"
KEYS = (
    "keywords: [{}]",
    "keywords: [投诉], not_in: [{}]",
    "must_say: [{}]",
    "keywords: [投诉], near: {{words: [{}]}}",
)


def in_short(rule: str) -> str:
    return f"categories: [{{name: 例, severity: 一般, rules: [{{id: r, name: 规则, {rule}}}]}}]"


def told(text: str) -> str:
    with pytest.raises(BadInputError) as caught:
        checked(text, "k.yaml")
    return str(caught.value)


GLUED = {
    # what is glued to a phrase, part of the cure
    "'投诉#重点'": "投诉  # 重点",
    "投诉＃重点": "投诉  # 重点",
    "'投诉# 重点'": "投诉  # 重点",
    "'投诉 <!-- 重点 -->'": "投诉  # 重点",
    "投诉 --重点": "投诉  # 重点",
    "投诉——重点": "投诉  # 重点",
    "投诉//重点": "投诉  # 重点",
    "投诉（重点）": "投诉  # 重点",
    "退款(含退费)": "[退款, 退款含退费]",
    "投诉 (王主管加的)": "投诉  # 王主管加的",
    "您好〔开头〕": "您好  # 开头",
    "1.投诉": "去掉编号：投诉",
    "12、投诉": "去掉编号：投诉",
    "①曝光": "去掉编号：曝光",
    "(1)起诉": "去掉编号：起诉",
    "（2）起诉": "去掉编号：起诉",
    "一、起诉": "去掉编号：起诉",
    "坐席：我不管": "只写说的话：我不管；谁说才算，写 role: 坐席",
    "'客户:投诉'": "role: 客户",
    "顾客：投诉": "role: 客户",
    "投诉：经理": "[投诉, 经理]",
    "投诉XX": "只写固定的字：投诉",
    "找××经理": "regex: '找.{0,10}经理'",
    "投诉某某": "只写固定的字：投诉",
    "我要投诉……到底": "regex: '我要投诉.{0,10}到底'",
    "找…经理": "regex",
    "投诉-经理": "写成 投诉经理",
    "投诉=重点": "[投诉, 重点]",
    "投诉★重点": "投诉重点",
}


@pytest.mark.parametrize("key", KEYS, ids=["keywords", "not_in", "must_say", "near"])
@pytest.mark.parametrize(("text", "cure"), GLUED.items(), ids=list(GLUED))
def test_a_note_number_role_or_placeholder_in_a_phrase_is_refused_with_the_cure(
    key: str, text: str, cure: str
) -> None:
    assert cure in told(in_short(key.format(text)))


@pytest.mark.parametrize(
    "text",
    [
        "400-800-1234",
        "H&M",
        "Wi-Fi密码",
        "怎么还不退？",
        "我要投诉...",
        "《退款》",
        "“投诉”",
        "1.5倍",
        "100%退款",
    ],
)
def test_signs_that_do_no_harm_are_left_alone(text: str) -> None:
    checked(in_short(f"keywords: ['{text}']"), "k.yaml")


@pytest.mark.parametrize(("text", "bare"), [("投诉等", "投诉"), ("退款等等", "退款"), ("骗子之类", "骗子")])
def test_and_so_on_is_told(text: str, bare: str) -> None:
    (caution,) = warnings(checked(in_short(f"keywords: [{text}]"), "k.yaml"))

    assert (caution.kind, f"去掉它：{bare}" in str(caution)) == (CautionKind.AND_SO_ON, True)


@pytest.mark.parametrize("text", ["您稍等", "让您久等", "请等等", "麻烦您等等", "我要平等"])
def test_waiting_is_not_and_so_on(text: str) -> None:
    assert warnings(checked(in_short(f"keywords: [{text}]"), "k.yaml")) == ()


def test_words_that_all_say_are_told_where_they_must_be_said() -> None:
    found = warnings(checked(in_short("must_say: [好的, 请问有什么可以帮您]"), "k.yaml"))

    assert [caution.kind for caution in found] == [CautionKind.NEVER_HITS]
    assert "“好的”几乎每通电话都有人说" in str(found[0])
    assert warnings(checked(in_short("must_say: [好的], within_s: 10"), "k.yaml")) == ()


PATTERNS = {
    # what a Chinese input method types, and the half-width form
    "‘退.{0,3}款’": "'退.{0,3}款'",
    "“退.{0,3}款”": "'退.{0,3}款'",
    "（还|一直）没发货": "'(还|一直)没发货'",
    "退.{0，3}款": "'退.{0,3}款'",
    "退.｛0,3｝款": "'退.{0,3}款'",
    "退个？款": "'退个?款'",
    "退款｜退钱": "'退款|退钱'",
    "退.＊款": "'退.*款'",
    "退。{0,3}款": "'退.{0,3}款'",
    "打【两三四】次": "'打[两三四]次'",
    "打［两三四］次": "'打[两三四]次'",
    "退．*款": "'退.*款'",
}


@pytest.mark.parametrize(
    "key", ["regex: '{}'", "keywords: [投诉], not_regex: '{}'"], ids=["regex", "not_regex"]
)
@pytest.mark.parametrize(("text", "half"), PATTERNS.items(), ids=list(PATTERNS))
def test_a_pattern_of_full_width_signs_is_refused_with_the_half_width_form(
    key: str, text: str, half: str
) -> None:
    assert half in told(in_short(key.format(text)))


@pytest.mark.parametrize("text", ["可以退吗[？]", "退款[，。]", "退款，谢谢"])
def test_marks_that_are_looked_for_themselves_are_taken(text: str) -> None:
    checked(in_short(f"regex: '{text}'"), "k.yaml")


CONFLICTS = {
    "git": """\
        keywords:
<<<<<<< HEAD
          - 投诉
=======
          - 举报
>>>>>>> other
""",
    "svn": """\
        keywords:
<<<<<<< .mine
          - 投诉
||||||| .r12
=======
          - 举报
>>>>>>> .r13
""",
    "after a wrong cure": """\
        keywords:
          - <<<<<<< HEAD
          - 投诉
          - =======
          - 举报
          - '>>>>>>> other'
""",
}


@pytest.mark.parametrize("lines", CONFLICTS.values(), ids=list(CONFLICTS))
def test_two_changes_that_were_not_merged_are_named_as_such(lines: str) -> None:
    message = told(HEAD + lines)

    assert message.startswith("k.yaml:8:1：两个人的修改没有合并：第 8、10、")
    assert "把 <<<<<<<、=======、>>>>>>> 这几行都删掉" in message


@pytest.mark.parametrize("blank", ["\xa0", "\u3000", "\u2003", "\u200b"])
@pytest.mark.parametrize(
    ("lines", "part"),
    [
        ("        keywords:\n{}         - 投诉\n", "缩进里有全角空格或者看不见的字符"),
        ("        keywords:\n          -{}投诉\n          - 举报\n", "短横后面是全角空格或者看不见的字符"),
        ("        keywords:{}[投诉]\n", "冒号后面是全角空格或者看不见的字符"),
    ],
    ids=["indent", "dash", "colon"],
)
def test_blanks_that_look_like_spaces_are_named(lines: str, part: str, blank: str) -> None:
    assert part in told(HEAD + lines.format(blank))


@pytest.mark.parametrize(
    ("lines", "quoted"),
    [
        ("keywords: [怎么还不退?, 投诉]", '"怎么还不退?"'),
        ("keywords: [投诉, 退?款]", '"退?款"'),
        ("keywords: [投诉]\n        examples: {hit: [你们管不管?我要投诉]}", '"你们管不管?我要投诉"'),
    ],
)
def test_a_question_mark_in_a_list_has_to_be_quoted(lines: str, quoted: str) -> None:
    assert f"用引号括起来：{quoted}" in told(f"{HEAD}        {lines}\n")


def test_the_short_form_of_a_category_among_rules_is_written_out() -> None:
    text = "categories:\n  - name: 例\n    severity: 一般\n    rules:\n      - 投诉: [投诉, 举报]\n"

    assert "- {id: tou_su, name: 投诉, keywords: [投诉, 举报]}" in told(text)


def test_categories_within_a_category_are_written_beside_each_other() -> None:
    text = "categories:\n  - 投诉:\n      - 退款: [退款, 退钱]\n      - 骗子: 骗子\n"

    assert "- 退款: [退款, 退钱]；- 骗子: [骗子]" in told(text)


def test_an_error_shows_its_line_with_a_mark_under_the_place() -> None:
    text = f"{HEAD}        keywords: [举报, '投诉（重点）']\n"
    with pytest.raises(ProblemsError) as caught:
        checked(text, "k.yaml")

    _, line, mark = caught.value.pictured().split("\n")

    assert line == "            keywords: [举报, '投诉（重点）']"
    assert mark == f"{' ' * 23}\u3000\u3000  ^"


def test_a_line_that_may_hold_a_password_is_not_shown() -> None:
    with pytest.raises(BadInputError) as caught:
        checked(f"{HEAD}        note: [mailto://user:secret@host, ?\n", "k.yaml")

    assert isinstance(caught.value, ProblemsError)
    assert "secret" not in caught.value.pictured()


def test_the_command_shows_the_line_of_a_caution(tmp_path) -> None:
    file = tmp_path / "k.yaml"
    file.write_text(f"{HEAD}        keywords: [投诉等]\n", encoding="utf-8")

    done = CliRunner().invoke(app, ["rules", "check", str(file)])

    assert "        keywords: [投诉等]\n" in done.stdout
    assert "^" in done.stdout
