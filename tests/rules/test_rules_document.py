"""docs/rules.zh-CN.md: every example of the language is a book, and proves itself."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from flows.adapters.rule_books import checked
from flows.core.rules.book import RuleBook
from flows.core.rules.cautions import warnings
from flows.core.rules.given import parse_calls
from flows.core.rules.schema import RuleEntry
from flows.core.rules.written_parts import WindowEntry

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "rules.zh-CN.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
JSONS = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)


def book(block: str) -> RuleBook:
    """A block is a whole book, or rules of one category."""
    if not block.startswith("categories:"):
        indented = "".join(f"      {line}\n" for line in block.splitlines())
        block = f"categories:\n  - name: 例\n    severity: 一般\n    rules:\n{indented}"
    return checked(block, "rules.zh-CN.md")


@pytest.mark.parametrize("block", BLOCKS, ids=[block.splitlines()[-1].strip()[:30] for block in BLOCKS])
def test_every_example_is_a_good_book_whose_sentences_do_what_they_say(block: str) -> None:
    assert [str(caution) for caution in warnings(book(block))] == []


def test_nearly_every_example_is_proven_by_sentences() -> None:
    rules = [rule for block in BLOCKS for rule in book(block).rules]
    proven = [rule for rule in rules if rule.hit_examples and rule.miss_examples]

    assert len(rules) - len(proven) <= 2  # the very first, and one that another is anchored to
    assert len(proven) >= 25


def test_every_key_of_the_language_is_explained() -> None:
    keys = {*RuleEntry.model_fields, *WindowEntry.model_fields}

    assert {key for key in keys if not re.search(rf"\b{key}\b", TEXT)} == set()


def test_the_format_of_transcripts_is_as_described() -> None:
    line = next(text for text in JSONS if '"turns"' in text)

    (call,) = parse_calls(line, "calls.jsonl", date(2026, 2, 14))
    assert call.transcript.turns[0].text == "我要退款"
    assert all(json.loads(text) for text in JSONS)
