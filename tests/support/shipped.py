"""The rule book that ships: read and proven once a process, by the first test that asks for it."""

from functools import cache

import yaml

from callqa.rules.books import load_book
from callqa.rules.language.rule import RuleBook
from tests.support.places import CONFIG

_BOOK = CONFIG / "keywords.yaml"


@cache
def shipped_book() -> RuleBook:
    """Return the book; it takes seconds."""
    book = load_book(_BOOK)
    assert [(rule.category, rule.rule_id) for rule in book.rules] == shipped_rules()
    return book


@cache
def shipped_rules() -> list[tuple[str, str]]:
    """Return category and id of every rule that is switched on; read without proving it, in no time."""
    written = yaml.load(_BOOK.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return [
        (category["name"], rule["id"])
        for category in written["categories"]
        for rule in category["rules"]
        if rule.get("enabled") != "否"
    ]
