"""Random books over random calls: the same findings as a slow and obvious evaluator."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from callqa.model.transcript import Transcript
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.parse import parse
from callqa.rules.language.rule import RuleBook
from callqa.strict_yaml.located import Located
from tests.rules.reference import outcome
from tests.rules.rule_makers import call, turn

TURN_APART_MS = 20_000

WORDS = st.text("甲乙丙", min_size=1, max_size=3)
WORD_LISTS = st.lists(WORDS, min_size=1, max_size=3)
EXPRESSIONS = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.tuples(st.just("&&"), inner, inner),
        st.tuples(st.just("||"), inner, inner),
        st.tuples(st.just("!"), inner),
    ),
    max_leaves=4,
)
NEAR = st.fixed_dictionaries({"words": WORD_LISTS, "chars": st.integers(1, 3)})
WINDOW = st.one_of(
    st.fixed_dictionaries({"first_s": st.integers(1, 60)}),
    st.fixed_dictionaries({"last_s": st.integers(540, 600)}),
)
PLACES = {"not_in": WORD_LISTS, "near": NEAR, "not_near": NEAR, "window": WINDOW}
ROLES = st.sampled_from(["客户", "坐席", "任意"])


def rules_of(kind: dict[str, Any], narrowed: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({**kind, "role": ROLES}, optional=narrowed)


RULES = st.one_of(
    rules_of({"keywords": st.lists(EXPRESSIONS, min_size=1, max_size=3)}, PLACES),
    rules_of({"keywords": WORD_LISTS, "count_gte": st.integers(1, 3)}, PLACES),
    rules_of(
        {"keywords": st.lists(WORDS, min_size=2, max_size=3, unique=True), "at_least": st.just(2)}, PLACES
    ),
    rules_of({"all": st.lists(EXPRESSIONS, min_size=1, max_size=3)}, PLACES),
    rules_of({"none": WORD_LISTS}, PLACES),
    rules_of({"must_say": WORD_LISTS}, {"window": WINDOW}),
    rules_of(
        {
            "sequence": st.fixed_dictionaries(
                {"steps": st.lists(WORDS, min_size=2, max_size=3)},
                optional={"within_turns": st.integers(1, 3)},
            )
        },
        {},
    ),
)


@st.composite
def calls(draw: st.DrawFn) -> Transcript:
    said = draw(
        st.lists(
            st.tuples(st.sampled_from(["客户", "坐席", "未知"]), st.text("甲乙丙丁", max_size=8)), max_size=4
        )
    )
    return call(*(turn(who, text, n * TURN_APART_MS) for n, (who, text) in enumerate(said)))


def written(term: Any) -> str:
    """Return an expression as a supervisor writes it."""
    if isinstance(term, str):
        return term
    if term[0] == "!":
        return f"!({written(term[1])})"
    return f"({written(term[1])}){term[0]}({written(term[2])})"


def book_of(rules: list[dict[str, Any]]) -> RuleBook:
    entries: list[Any] = []
    for number, rule in enumerate(rules):
        terms = {key: [written(term) for term in rule[key]] for key in ("keywords", "all") if key in rule}
        entries.append({**rule, **terms, "id": f"r{number}", "name": "规则"})
    category: Any = {"name": "类别", "severity": "一般", "rules": entries}
    return parse(Located(data={"categories": [category]}, where="book.yaml"))


@given(st.lists(RULES, min_size=1, max_size=4), calls())
def test_findings_are_those_of_the_reference(rules: list[dict[str, Any]], transcript: Transcript) -> None:
    evaluation = evaluate(transcript, book_of(rules))
    skipped = {one.rule_id for one in evaluation.not_evaluated}
    for number, rule in enumerate(rules):
        found = frozenset(
            (one.turn, one.start, one.end) for one in evaluation.findings if one.rule_id == f"r{number}"
        )
        truth = "unknown" if f"r{number}" in skipped else "hit" if found else "miss"
        assert (truth, found) == outcome(transcript, rule), rule


@given(st.lists(RULES, min_size=1, max_size=4), calls(), st.randoms(use_true_random=False))
def test_the_order_of_rules_changes_no_finding(
    rules: list[dict[str, Any]], transcript: Transcript, chance: Any
) -> None:
    book = book_of(rules)
    shuffled = list(book.rules)
    chance.shuffle(shuffled)
    other = RuleBook(where="book.yaml", rules=tuple(shuffled), switched_off=(), revision="rules-shuffled")
    first, second = evaluate(transcript, book), evaluate(transcript, other)
    assert first.findings == second.findings
    assert set(first.not_evaluated) == set(second.not_evaluated)
