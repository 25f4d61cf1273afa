"""A broken rule book: every problem at once, each with its line and what to write instead."""

import pickle
from pathlib import Path

import pytest

from callqa.model.errors import BadInputError
from callqa.operations.flag import load_book
from callqa.rules.books import load_text
from callqa.rules.language.parse import parse
from callqa.strict_yaml.loader import load
from callqa.strict_yaml.problems import ProblemsError

TEXT = """\
categories:
  - name: 投诉
    severity: 严重
    role: 客户
    rules:
      - id: complaint
        name: 要投诉
        keywords: [投诉, 举报]
        not_in: [投诉电话]
      - id: greeting
        name: 开场白
        role: 坐席
        must_say:
          - 您好
          - 你好
        within_s: 30
"""

# what is broken: (from, to, line, part of what is said, part of the cure)
BROKEN = {
    "an unknown key of a rule": ("keywords:", "keyword:", 8, "“keyword”", "keywords"),
    "an unknown key of a category": ("    rules:", "    rule:", 5, "“rule”", "rules"),
    "an unknown key of the book": ("categories:", "category:", 1, "“category”", "categories"),
    "a key far from any": ("within_s:", "zzzz:", 16, "“zzzz”", "这里可以写"),
    "an unknown severity": ("严重", "很严重", 3, "“很严重”", "致命、严重、一般"),
    "an unknown role": ("role: 坐席", "role: 客服", 12, "“客服”", "客户、坐席"),
    "no name": ("        name: 要投诉\n", "", 6, "缺少 name", "规则的名称"),
    "no severity": ("    severity: 严重\n", "", 2, "缺少 severity", "致命"),
    "an empty name": ("name: 要投诉", "name: ' '", 7, "名称是空的", "中文名称"),
    "a name left out": ("name: 要投诉", "name:", 7, "空的", "写一段文字"),
    "an id in Chinese": ("id: complaint", "id: 投诉", 6, "“投诉”", "小写英文"),
    "an id with capitals": ("id: complaint", "id: Complaint", 6, "“Complaint”", "小写英文"),
    "an id twice": ("id: greeting", "id: complaint", 10, "和第 6 行的重复", "换一个名字"),
    "full-width commas": ("[投诉, 举报]", "[投诉，举报]", 8, "“投诉，举报”", "[投诉, 举报]"),
    "an ideographic comma": ("[投诉, 举报]", "[投诉、举报]", 8, "“投诉、举报”", "[投诉, 举报]"),
    "full-width brackets": ("[投诉, 举报]", "【投诉，举报】", 8, "当成了一个词", "[投诉, 举报]"),
    "spaces for commas": ("[投诉, 举报]", "[投诉 举报]", 8, "“投诉 举报”", "[投诉, 举报]"),
    "no letter in a phrase": ("举报", "'？！'", 8, "“？！”", "要找的话"),
    "an empty list": ("[投诉, 举报]", "[]", 8, "keywords", "至少写 1 项"),
    "nothing in the list": ("          - 您好\n", "          -\n", 14, "第 1 项", "写一段文字"),
    "a very long phrase": ("举报", "举报" * 20, 8, "太长", "最多 30 个字"),
    "true for a phrase": ("举报", "true", 8, "“true”", "加引号"),
    "a mapping for a phrase": ("举报", "{a: 1}", 8, "“键: 值”", "写一段文字"),
    "both kinds at once": ("        role: 坐席", "        keywords: 好", 13, "两样都写了", "其中一个"),
    "neither kind": ("        keywords: [投诉, 举报]\n", "", 6, "既没有 keywords", "其中一个"),
    "a window without must_say": ("not_in: [投诉电话]", "within_s: 9", 9, "within_s", "must_say"),
    "exceptions without keywords": ("within_s: 30", "not_in: 好", 16, "not_in", "keywords"),
    "a window in words": ("within_s: 30", "within_s: 三十", 16, "“三十”", "阿拉伯数字"),
    "a window of zero": ("within_s: 30", "within_s: 0", 16, "“0”", "大于 0"),
    "a window of years": ("within_s: 30", "within_s: 99999999", 16, "within_s", "不大于 86400"),
    "a word for a switch": ("within_s: 30", "enabled: 也许", 16, "“也许”", "开写 是"),
    "text for the rules": ("    rules:\n", "    rules: 无\n    x:\n", 5, "一个列表", "前面加 - "),
    "a word for a rule": ("      - id: greeting", "      - 好\n      - id: greeting", 10, "键", "冒号"),
}


@pytest.mark.parametrize(("before", "after", "line", "said", "cure"), BROKEN.values(), ids=list(BROKEN))
def test_a_problem_names_its_line_the_text_and_the_cure(
    before: str, after: str, line: int, said: str, cure: str
) -> None:
    assert TEXT.count(before) >= 1
    with pytest.raises(ProblemsError) as caught:
        parse(load(TEXT.replace(before, after, 1), "k.yaml"))
    here = [problem for problem in caught.value.problems if problem.where == f"k.yaml:{line}"]
    assert any(said in problem.what and cure in problem.cure for problem in here), str(caught.value)


@pytest.mark.parametrize("text", ["", "投诉", "[1, 2]", "12", "categories:", "categories: []"])
def test_a_file_that_is_no_book_is_a_problem(text: str) -> None:
    with pytest.raises(ProblemsError, match=r"k\.yaml:1"):
        parse(load(text, "k.yaml"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("投诉: [投诉, 举报]\n退款: [退款]", "k.yaml:1"),
        ("categories:\n  投诉: [投诉, 举报]", "k.yaml:1"),
        ("categories:\n  - 退款: [退款]\n  - name: 投诉\n    keywords: [投诉]", "k.yaml:4"),
    ],
    ids=["no first line", "no dash", "keywords beside the name"],
)
def test_a_short_category_that_is_almost_right_is_shown_how_it_is_written(text: str, place: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        parse(load(text, "k.yaml"))

    [problem] = caught.value.problems
    assert problem.where == place
    assert "- 投诉: [投诉, 举报]" in problem.cure


def test_a_short_category_is_numbered_by_how_its_name_is_written_in_pinyin() -> None:
    book = parse(load("categories:\n  - 退款: [退款]\n  - 旅游VIP: [旅游]\n  - 12315: [投诉]", "k.yaml"))

    assert [rule.rule_id for rule in book.rules] == ["tui_kuan", "lv_you_vip", "c_12315"]


def test_a_category_twice_is_a_problem() -> None:
    twice = TEXT + TEXT.removeprefix("categories:\n").replace("complaint", "c").replace("greeting", "g")
    with pytest.raises(ProblemsError, match=r"k\.yaml:17：类别“投诉”和第 2 行的重复"):
        parse(load(twice, "k.yaml"))


def test_an_id_three_times_refers_to_its_first_place() -> None:
    short = "      - {id: complaint, name: 又, keywords: [好的]}\n"
    with pytest.raises(ProblemsError) as caught:
        parse(load(TEXT + short + short, "k.yaml"))
    assert ["第 6 行" in problem.what for problem in caught.value.problems] == [True, True]


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    broken = TEXT.replace("严重", "很严重").replace("keywords:", "keyword:")
    broken = broken.replace("greeting", "complaint").replace("30", "三十")
    with pytest.raises(ProblemsError) as caught:
        parse(load(broken, "k.yaml"))
    assert [problem.line for problem in caught.value.problems] == [3, 8, 10, 16]
    assert len(str(caught.value).splitlines()) == 4


def test_the_error_survives_pickling() -> None:
    with pytest.raises(ProblemsError) as caught:
        parse(load("a: 1", "k.yaml"))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_loading_a_broken_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "keywords.yaml"
    path.write_text(TEXT.replace("keywords:", "keyword:"), encoding="utf-8")
    with pytest.raises(BadInputError, match=r"keywords\.yaml:8:9：不认识“keyword”　→ 是不是想写 keywords？"):
        load_book(path)


# what is broken: (from, to, line, column)
PLACES = {
    "an unknown key": ("keywords:", "keyword:", 8, 9),
    "an unknown word for a value": ("role: 坐席", "role: 客服", 12, 15),
    "a phrase in a list": ("[投诉, 举报]", "[投诉, 举报、上告]", 8, 24),
    "a phrase on a line of its own": ("          - 你好", "          - true", 15, 13),
    "a missing key": ("        name: 要投诉\n", "", 6, 9),
    "an id twice": ("id: greeting", "id: complaint", 10, 13),
    "a full-width colon": ("        name: 要投诉", "        name：要投诉", 7, 9),
    "a bracket that is left open": ("[投诉电话]", "[投诉电话", 9, 17),
    "a key twice": ("        must_say:", "        role: 客户\n        must_say:", 13, 9),
}


@pytest.mark.parametrize(("before", "after", "line", "column"), PLACES.values(), ids=list(PLACES))
def test_a_problem_has_a_line_and_a_column(before: str, after: str, line: int, column: int) -> None:
    with pytest.raises(ProblemsError) as caught:
        load_text(TEXT.replace(before, after, 1), "k.yaml")

    problem = caught.value.problems[0]
    assert (problem.line, problem.column) == (line, column), str(problem)
    assert f"k.yaml:{line}:{column}：" in str(caught.value)


def test_a_file_of_millions_of_characters_is_refused_before_it_takes_minutes() -> None:
    with pytest.raises(BadInputError, match="太大（1000 万字）"):
        load_text("# " + "说明" * 5_000_000, "k.yaml")


def test_a_phrase_of_thousands_of_characters_is_shown_by_its_beginning() -> None:
    with pytest.raises(BadInputError) as caught:
        parse(load(TEXT.replace("举报", "举报" * 5000), "k.yaml"))

    assert "“举报举报" in str(caught.value)
    assert len(str(caught.value)) < 200
