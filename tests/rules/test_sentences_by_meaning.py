"""The shipped book on sentences by what each category means: shares of them, category by category."""

from functools import cache
from pathlib import Path

import pytest

from benchmarks.book import whole
from callqa.model.transcript import Transcript
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.rule import RuleBook
from callqa.strict_yaml.loader import read
from tests.rules.rule_makers import ROLES, says
from tests.support.shipped import shipped_book

pytestmark = pytest.mark.usefixtures("shipped_book")

SENTENCES = read(Path(__file__).with_name("by_meaning.yaml")).data
OF_AGENTS = {"服务禁语", "未报开场白", "未报结束语"}
SHARES = {"plain": 0.95, "indirect": 0.8, "tempting": 0.85}
"""Of a category's sentences: what must be reported, and for tempting ones what must not."""


@cache
def every_rule() -> RuleBook:
    """Return the shipped book with the rules that are switched off until somebody wants them."""
    return whole(shipped_book())


def call(category: str, line: str) -> Transcript:
    """Return the sentence as a call of its own, in the role it names, or the category's."""
    name, colon, words = line.partition("：")
    speaker, said = (name, words) if colon and name in ROLES else ("", line)
    return says(speaker or ("坐席" if category in OF_AGENTS else "客户"), said)


def reported(category: str, line: str) -> bool:
    findings = evaluate(call(category, line), every_rule()).findings
    return any(one.category == category for one in findings)


@pytest.mark.parametrize("kind", SHARES)
@pytest.mark.parametrize("category", SENTENCES)
def test_what_a_category_means_is_heard(category: str, kind: str) -> None:
    lines = SENTENCES[category].get(kind, [])
    wrong = [line for line in lines if reported(category, line) is (kind == "tempting")]

    assert len(wrong) <= (1 - SHARES[kind]) * len(lines), wrong
