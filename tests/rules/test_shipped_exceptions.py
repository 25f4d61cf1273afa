"""Every exception of the shipped book shows in an example what it must not swallow."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from callqa.strict_yaml.loader import read
from tests.support.places import CONFIG

SPEAKER = re.compile(r"^(?:客户|坐席)[^：]*：")


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def spoken(example: Any) -> str:
    """Return what is said in an example, a line a turn."""
    turns = example["turns"] if isinstance(example, Mapping) else listed(example)
    return "\n".join(SPEAKER.sub("", turn) for turn in turns)


def exceptions() -> Iterator[tuple[str, str, list[str]]]:
    """Yield every exception as a regular expression, with its rule and the rule's examples that hit."""
    for category in read(CONFIG / "keywords.yaml").data["categories"]:
        for rule in category["rules"]:
            hits = [spoken(example) for example in listed(rule.get("examples", {}).get("hit"))]
            parts = [rule, *rule.get("conditions", {}).values()]
            for part in (each for each in parts if isinstance(each, Mapping)):
                for words in listed(part.get("not_in")):
                    yield rule["id"], re.escape(words), hits
                for pattern in listed(part.get("not_regex")):
                    yield rule["id"], pattern, hits


EXCEPTIONS = list(exceptions())


def test_the_book_has_exceptions_to_look_at() -> None:
    assert len(EXCEPTIONS) > 100


@pytest.mark.parametrize("rule_id", sorted({rule_id for rule_id, _, _ in EXCEPTIONS}))
def test_a_hit_stands_beside_each_exception(rule_id: str) -> None:
    """`rules check` runs the examples: a rule hits in each although the exception is said in it."""
    bare = [
        pattern
        for rule, pattern, hits in EXCEPTIONS
        if rule == rule_id and not any(re.search(pattern, hit) for hit in hits)
    ]

    assert bare == []
