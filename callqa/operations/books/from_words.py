"""A rule of words that somebody has selected in a transcript: added to their draft, comments left alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import yaml

from callqa.model.errors import BadInputError
from callqa.operations.books import draft as drafts
from callqa.rules.advice.variant import quoted
from callqa.rules.books import checked
from callqa.rules.language.rule import Rule
from callqa.storage.accounts.drafts import Draft
from callqa.storage.session import Site

MOST_WORDS = 60
"""Characters: a longer keyword is never said again."""
_HIDDEN = "*"
_AROUND_HANZI = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
"""Blanks that a page shows between words, and nobody says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRule:
    """A draft with a rule more.

    Args:
        line: of the rule's first line, from 1.
    """

    draft: Draft
    rule_id: str
    line: int


def add_rule(site: Site, account: str, words: str, category: str) -> NewRule:
    """Add a rule to somebody's draft that hits where the words are said, with them as its example.

    Args:
        words: as they stand in the transcript.
        category: in which it is put.

    Raises:
        BadInputError: the words make no rule, the draft has mistakes, or it has no such category.
    """
    told = _AROUND_HANZI.sub("", " ".join(words.split()))
    _refuse(told)
    draft = drafts.draft_of(site, account)
    before = drafts.check(site, draft.text)
    if not before.is_good:
        raise BadInputError("您的规则草稿有错，先改好再添加", "规则草稿", "打开“规则 → 修改规则”")
    rule_id = _free_id(draft.text, site.now().astimezone(site.zone))
    place = _end_of(draft.text, category)
    lines = draft.text.split("\n")
    lines[place.line : place.line] = _written(rule_id, told, place.indent)
    text = "\n".join(lines)
    after = drafts.check(site, text)
    if not after.is_good:
        why = after.problems[0].what if after.problems else after.message
        raise BadInputError(f"这些字写不成规则：{why}", "规则草稿", "换几个字，或自己在草稿里写")
    saved = drafts.save(site, account, text, draft.based_on)
    return NewRule(draft=saved, rule_id=rule_id, line=place.line + 1)


def _refuse(words: str) -> None:
    if not words:
        raise BadInputError("没有选字", "新规则", "在对话里选中几个字")
    if len(words) > MOST_WORDS:
        raise BadInputError(f"选了 {len(words)} 个字，太长", "新规则", f"选 {MOST_WORDS} 个字以内的一句")
    if _HIDDEN in words:
        raise BadInputError("选的字里有隐去的号码", "新规则", "号码不能当关键词，换几个字")


def _written(rule_id: str, words: str, indent: int) -> list[str]:
    """Return the lines of the rule; a word is quoted where YAML would read it otherwise."""
    pad, word = " " * indent, quoted(words)
    return [
        f"{pad}- id: {rule_id}",
        f"{pad}  name: {quoted('说到：' + words[:20])}",
        f"{pad}  keywords: [{word}]",
        f"{pad}  examples:",
        f"{pad}    hit: [{word}]",
    ]


def checked_rules(text: str) -> Sequence[Rule]:
    """Return the rules of a draft; none where it has mistakes."""
    try:
        return checked(text, drafts.NAME).rules
    except BadInputError:  # which the check of the draft tells, line by line
        return ()


def _free_id(text: str, now: datetime) -> str:
    taken = {rule.rule_id for rule in checked_rules(text)}
    stem = f"words_{now:%Y%m%d}"
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """Where lines are put into a text.

    Args:
        line: in front of which, from 0.
        indent: blanks in front of each.
    """

    line: int
    indent: int


def _end_of(text: str, category: str) -> _Place:
    """Return the place behind the last rule of a category."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for each in _items(_value(root, "categories")):
        if _scalar(_value(each, "name")) == category:
            rules = _value(each, "rules")
            if not isinstance(rules, yaml.SequenceNode) or rules.flow_style or not rules.value:
                raise BadInputError(
                    f"“{category}”的 rules 不是一行一条地写的", "规则草稿", "自己在草稿里写这条规则"
                )
            return _Place(line=_last_line(rules) + 1, indent=rules.start_mark.column)
    raise BadInputError(f"草稿里没有“{category}”这一类", "新规则", "选草稿里有的类别")


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _items(node: yaml.Node | None) -> Iterator[yaml.Node]:
    yield from node.value if isinstance(node, yaml.SequenceNode) else ()


def _scalar(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _last_line(node: yaml.Node) -> int:
    """Return the last line of a node, from 0; YAML lets one in blocks end only where the next begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    end = node.end_mark
    return int(end.line) - (1 if end.column == 0 and end.line > node.start_mark.line else 0)
