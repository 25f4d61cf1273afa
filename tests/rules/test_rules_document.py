"""docs/rules.zh-CN.md: every example of the language is a book, and proves itself."""

import json
import re
from datetime import date
from typing import get_args

import pytest

from callqa.rules.advice.lint import warnings
from callqa.rules.books import checked
from callqa.rules.conditions.operator import operators
from callqa.rules.constraints.near import NearEntry
from callqa.rules.constraints.window import WindowEntry
from callqa.rules.evaluation.given import parse_calls
from callqa.rules.language.condition import ConditionEntry
from callqa.rules.language.rule import RuleBook
from callqa.rules.language.schema import CategoryEntry, RuleEntry
from callqa.strict_yaml.models import Strict
from callqa.strict_yaml.problems import ProblemsError
from tests.support.places import ROOT

TEXT = (ROOT / "docs" / "rules.zh-CN.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
JSONS = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)


def _inner(key: str) -> type[Strict] | None:
    """Return the model behind a key of a condition, where it has one."""
    models = get_args(ConditionEntry.model_fields[key].annotation)
    return next((one for one in models if isinstance(one, type) and issubclass(one, Strict)), None)


def book(block: str) -> RuleBook:
    """Return a block is a whole book, or rules of one category."""
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
    keys = {*RuleEntry.model_fields, *WindowEntry.model_fields, *CategoryEntry.model_fields}

    assert {key for key in keys if not re.search(rf"\b{key}\b", TEXT)} == set()


INNER = {"near": NearEntry, **{key: _inner(key) for key in ConditionEntry.model_fields if _inner(key)}}


@pytest.mark.parametrize(("key", "entry"), INNER.items(), ids=list(INNER))
def test_the_table_of_inner_keys_has_every_key_and_every_default(key: str, entry: type[Strict]) -> None:
    table = TEXT.split("花括号里能写的：")[1].split("\n\n")[1]
    row = next(line for line in table.splitlines() if f"`{key}`" in line.split("|")[1])

    for name, field in entry.model_fields.items():
        assert f"`{name}`" in row
        if isinstance(field.default, int | float):
            assert f"不写是 {field.default:g}" in row


def test_the_table_of_what_goes_together_is_what_is_taken() -> None:
    rows = [
        line.split("|") for line in TEXT.splitlines() if re.match(r"\| `(keywords|all|regex|must_say)`", line)
    ]
    told = {kind: re.findall(r"`(\w+)`", row[2]) for row in rows for kind in re.findall(r"`(\w+)`", row[1])}

    assert {*told} == {"keywords", "any", "all", "none", "regex", "must_say"}
    for kind, keys in told.items():
        taken = {*operators()[kind].narrowed_by}
        assert {*keys} - {"role", "pinyin", "forms"} == taken, kind


SLIPS = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| [^|]+ \|$", TEXT, re.MULTILINE)


def test_the_document_has_slips() -> None:
    assert len(SLIPS) >= 10


@pytest.mark.parametrize(("wrong", "right"), SLIPS, ids=[wrong for wrong, _ in SLIPS])
def test_a_slip_of_the_document_is_refused_and_its_cure_is_taken(wrong: str, right: str) -> None:
    with pytest.raises(ProblemsError):
        book(f"- id: r\n  name: 规则\n  {wrong}\n")

    assert book(f"- id: r\n  name: 规则\n  {right}\n").rules


def test_the_format_of_transcripts_is_as_described() -> None:
    line = next(text for text in JSONS if '"turns"' in text)

    (call,) = parse_calls(line, "calls.jsonl", date(2026, 2, 14))
    assert call.transcript.turns[0].text == "我要退款"
    assert all(json.loads(text) for text in JSONS)
