"""A rule of selected words is put behind the last rule of a category, whatever that is written like."""

import pytest

from callqa.model.errors import BadInputError
from callqa.operations.books.from_words import _end_of
from callqa.rules.books import checked
from tests.support.places import ROOT

BLOCKS = """categories:
  - name: 一
    severity: 严重
    role: 客户
    rules:
      - id: a
        name: 甲
        keywords: [退款]
        not_regex:
          - '不退款'   # 说明
      # 说明下一条

  - name: 二
    severity: 严重
    role: 客户
    rules:
      - id: b
        name: >
          乙
        keywords:
          - 投诉
"""


@pytest.mark.parametrize(
    ("category", "before"), [("一", "          - '不退款'   # 说明"), ("二", "          - 投诉")]
)
def test_the_place_is_behind_the_last_rule(category: str, before: str) -> None:
    place = _end_of(BLOCKS, category)

    assert (BLOCKS.split("\n")[place.line - 1], place.indent) == (before, 6)


@pytest.mark.parametrize(
    "text", ["", "categories: [{name: 一, rules: [{id: a}]}]", "categories: [{name: 二}]"]
)
def test_a_category_that_cannot_take_it_is_told(text: str) -> None:
    with pytest.raises(BadInputError):
        _end_of(text, "一")


def test_every_category_of_the_shipped_book_takes_one() -> None:
    text = (ROOT / "config" / "keywords.yaml").read_text(encoding="utf-8")
    before = checked(text, "x").rules
    lines = text.split("\n")
    for category in dict.fromkeys(rule.category for rule in reversed(before)):
        place = _end_of("\n".join(lines), category)
        pad = " " * place.indent
        lines[place.line : place.line] = [
            f"{pad}- id: new_{place.line}",
            f"{pad}  name: 新",
            f"{pad}  keywords: [从来没有人说过的话{place.line}]",
        ]
    after = checked("\n".join(lines), "x").rules

    assert len(after) == len(before) + len({rule.category for rule in before})
    assert {rule.rule_id for rule in before} < {rule.rule_id for rule in after}
