"""YAML in, plain data with lines out; mistakes come back as one Chinese line with a cure."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.model.errors import BadInputError
from callqa.strict_yaml.loader import load, read

BOOK = """\
# a comment
categories:
  - name: 投诉
    rules:
      - id: complaint
        keywords: [我要投诉, 12315]
      - {id: other,
         keywords: [乙]}
"""


def test_every_piece_knows_its_line() -> None:
    book = load(BOOK, "book.yaml")
    lines = {
        ("categories",): 2,
        ("categories", 0): 3,
        ("categories", 0, "name"): 3,
        ("categories", 0, "rules"): 4,
        ("categories", 0, "rules", 0, "keywords", 1): 6,
        ("categories", 0, "rules", 1, "id"): 7,
        ("categories", 0, "rules", 1, "keywords"): 8,
    }
    assert lines == {path: book.line(path) for path in lines}


def test_a_value_may_start_on_a_later_line_than_its_key() -> None:
    book = load(BOOK, "book.yaml")
    assert (book.line(("categories",)), book.value_line(("categories",))) == (2, 3)


def test_a_piece_that_was_not_written_is_placed_at_what_surrounds_it() -> None:
    assert load(BOOK, "book.yaml").place(("categories", 0, "rules", 0, "role")) == "book.yaml:5"


def test_an_empty_file_is_none_on_line_one() -> None:
    assert (load("", "e.yaml").data, load("", "e.yaml").line(("a", 0))) == (None, 1)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("22:30", "22:30"),
        ("no", "no"),
        ("on", "on"),
        ("0711", "0711"),
        ("2026-03-01", "2026-03-01"),
        ("12315", 12315),
        ("-3", -3),
        ("1.5", 1.5),
        ("1234567890123456789", "1234567890123456789"),
        ("true", True),
        ("", None),
        ("'12315'", "12315"),
        ("“投诉”", "“投诉”"),
        ("=", "="),
    ],
)
def test_plain_words_keep_the_meaning_that_people_expect(written: str, expected: object) -> None:
    assert load(f"a: {written}", "w.yaml").data == {"a": expected}


MISTAKES = [
    ("a tab for indentation", "a:\n\tb: 1\n", 2, "制表符"),
    ("a tab after a space", "a:\n  b: 1\n \tc: 2\n", 3, "制表符"),
    ("a full-width colon", "- id: a\n  name：投诉\n  k: [a]\n", 2, "中文冒号"),
    ("a full-width colon above a list", "x: 1\nrules：\n  - a\n  - b: 1\n", 2, "中文冒号"),
    ("a full-width colon in braces", "- {id: a, name：投诉}\n", 1, "冒号不起作用"),
    ("no space after a colon", "- id: a\n  name:投诉\n  k: [a]\n", 2, "少一个空格"),
    ("no space after a colon in braces", "- {id: a, name:投诉}\n", 1, "冒号不起作用"),
    ("no colon at all", "a: 1\nb\nc: 2\n", 2, "缺少冒号"),
    ("an open double quote", 'a: 1\nb: "投诉\nc: 2\n', 2, "引号没有成对"),
    ("an open single quote", "a: 1\nb: '投诉\n", 2, "引号没有成对"),
    ("an open bracket", "a: 1\nb: [x, y\nc: 2\n", 2, "方括号"),
    ("an open brace", "b: {x: 1\nc: 2\n", 1, "花括号"),
    ("a missing comma between lines", "b: [投诉\n    退款]\n", 1, "连到了下一行"),
    ("a line that hangs below a text", "id: a\n name：投诉\n", 1, "连到了下一行"),
    ("ragged indentation", "a:\n   b: 1\n  c: 2\n", 3, "对不齐"),
    ("the same key twice", "a: 1\nb: 2\na: 3\n", 3, "第一次在第 1 行"),
    ("an anchor", "a: 1\nb: &x [1]\n", 2, "引用"),
    ("an alias", "a: 1\nb: *x\n", 2, "引用"),
    ("a tag", "a: 1\nb: !!python/object:os.system 1\n", 2, "标签"),
    ("a list for a key", "a: 1\n? [b]\n: 1\n", 2, "只能是一个词"),
    ("two documents", "a: 1\n---\nb: 2\n", 2, "第二个 ---"),
    ("a control character", "a: 1\nb: \x01\n", 2, "控制字符"),
    ("very deep nesting", "a: 1\nb: " + "[" * 500 + "]" * 500, 2, "20 层以上"),
    ("a bare @", "a: 1\nb: @x\n", 2, "引号括起来"),
]


@pytest.mark.parametrize(("text", "line", "said"), [row[1:] for row in MISTAKES], ids=lambda v: "")
def test_a_mistake_is_one_line_with_its_place_and_a_cure(text: str, line: int, said: str) -> None:
    with pytest.raises(BadInputError) as caught:
        load(text, "k.yaml")
    assert f"k.yaml:{line}" == caught.value.where
    assert said in str(caught.value)
    assert caught.value.cure
    assert "\n" not in str(caught.value)


def test_a_bomb_of_aliases_is_refused_before_it_is_built() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [{f'*a{n},' * 9}]\n" for n in range(30))
    with pytest.raises(BadInputError):
        load(bomb, "bomb.yaml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"none\.yaml.*读不到文件"):
        read(tmp_path / "none.yaml")


def test_a_file_in_another_encoding_is_told_how_to_be_saved(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("a: 投诉".encode("gbk"))
    with pytest.raises(BadInputError, match="UTF-8"):
        read(tmp_path / "gbk.yaml")


def test_the_mark_that_windows_puts_in_front_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_bytes("\ufeffa: 1".encode())
    assert read(tmp_path / "bom.yaml").data == {"a": 1}


@given(st.text(alphabet="a:：-[]{}\"'#&*!|>%@` \t\n,1投\x00\x85", max_size=60))
def test_no_text_brings_a_traceback(text: str) -> None:
    try:
        load(text, "any.yaml")
    except BadInputError as error:
        assert error.where.startswith("any.yaml:")
