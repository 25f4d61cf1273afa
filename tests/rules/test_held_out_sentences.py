"""The shipped book on sentences that it was not made from: shares of them, for each category."""

from pathlib import Path

import pytest

from callqa.rules.evaluation.evaluate import evaluate
from callqa.strict_yaml.loader import read
from tests.rules.rule_makers import ROLES, says
from tests.support.shipped import shipped_book, shipped_rules

pytestmark = pytest.mark.usefixtures("shipped_book")

SENTENCES = read(Path(__file__).with_name("held_out.yaml")).data
SPEAKERS = {role: name for name, role in ROLES.items()}
CATEGORIES = sorted({category for category, rule_id in shipped_rules() if rule_id in SENTENCES})
FOUND, SPARED = 0.88, 0.85
"""Shares of a category's sentences that should hit, and that should not."""


def hits(rule_id: str, sentence: str) -> bool:
    (rule,) = (rule for rule in shipped_book().rules if rule.rule_id == rule_id)
    call = says(SPEAKERS[rule.role] if rule.role else "客户", sentence)
    return any(one.rule_id == rule_id for one in evaluate(call, shipped_book()).findings)


def share(category: str, kind: str, *, hit: bool) -> float:
    rules = [
        rule.rule_id
        for rule in shipped_book().rules
        if rule.category == category and rule.rule_id in SENTENCES
    ]
    answers = [hits(rule, sentence) is hit for rule in rules for sentence in SENTENCES[rule][kind]]
    return sum(answers) / len(answers)


def test_every_sentence_belongs_to_a_rule() -> None:
    assert {*SENTENCES} <= {rule.rule_id for rule in shipped_book().rules}


@pytest.mark.parametrize("category", CATEGORIES)
def test_most_sentences_that_should_hit_do(category: str) -> None:
    assert share(category, "hit", hit=True) >= FOUND


@pytest.mark.parametrize("category", CATEGORIES)
def test_nearly_no_sentence_hits_that_should_not(category: str) -> None:
    assert share(category, "miss", hit=False) >= SPARED
