"""What a changed book gains and loses, call by call."""

from collections import Counter

import pytest

from callqa.model.summaries import RuleCounts
from callqa.model.transcript import Transcript
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.evaluation.parts import Parts, changed_part, with_unchanged
from callqa.rules.evaluation.trial import Tally, Trial
from callqa.rules.language.rule import RuleBook
from tests.rules.rule_makers import book, call, rule, turn

CALLS = [
    call(turn("坐席", "您好"), turn("客户", "我要投诉", 2000), turn("坐席", "好的", 4000), call_id="A"),
    call(turn("客户", "给我退款"), call_id="B"),
    call(turn("未知", "我要投诉"), call_id="C"),
]


def tried(old: RuleBook, new: RuleBook, calls: list[Transcript] = CALLS) -> Trial:
    tally = Tally(old, new)
    for one in calls:
        tally.add(one.turns, evaluate(one, old), evaluate(one, new))
    return tally.result()


def test_a_new_word_gains_its_hits() -> None:
    found = tried(book(rule("投诉")), book(rule("投诉, 退款")))

    assert [(hit.finding.call_id, hit.said) for hit in found.gained] == [("B", ("给我", "退款", ""))]
    assert found.lost == ()
    assert [(each.old, each.new, each.gained, each.lost) for each in found.rules] == [(1, 2, 1, 0)]


def test_a_word_that_is_gone_loses_its_hits() -> None:
    found = tried(book(rule("投诉, 退款")), book(rule("退款")))

    assert [hit.finding.call_id for hit in found.lost] == ["A"]
    assert [each.lost for each in found.rules] == [1]


def test_a_longer_word_over_the_same_place_is_the_same_hit() -> None:
    found = tried(book(rule("投诉")), book(rule("我要投诉")))

    assert (found.gained, found.lost) == ((), ())


def test_a_hit_comes_with_the_turns_around_it() -> None:
    (hit,) = tried(book(rule("退款")), book(rule("投诉"))).gained

    assert [each.text for each in hit.context] == ["您好", "我要投诉", "好的"]
    assert hit.context[hit.centre].text == "我要投诉"


def test_rules_that_only_one_book_has_are_told_apart_from_rules_without_a_hit() -> None:
    found = tried(book(rule(rule_id="a")), book(rule("退货", rule_id="b")))

    assert [(each.rule_id, each.old, each.new) for each in found.rules] == [("b", None, 0), ("a", 1, None)]


def test_calls_that_could_not_be_evaluated_are_counted_for_each_book() -> None:
    found = tried(book(rule(rest="role: 任意")), book(rule()))

    assert [(each.old_unknown, each.new_unknown) for each in found.rules] == [(0, 1)]
    assert found.rules[0].differs


@pytest.mark.parametrize("text", ["投诉", "投诉, 退款"])
def test_a_book_tried_against_itself_changes_nothing(text: str) -> None:
    found = tried(book(rule(text)), book(rule(text)))

    assert (found.gained, found.lost, found.calls) == ((), (), 3)
    assert not any(each.differs for each in found.rules)


BEFORE = book(rule("投诉"), rule("退款", rule_id="b"), rule("您好", "role: 坐席", "c"))
AFTER = {
    "nothing": BEFORE,
    "a word more": book(rule("投诉, 退款"), rule("退款", rule_id="b"), rule("您好", "role: 坐席", "c")),
    "another order": book(rule("您好", "role: 坐席", "c"), rule("退款", rule_id="b"), rule("投诉")),
    "one less and one more": book(rule("投诉"), rule("好的", "role: 坐席", "d")),
    "another name": book(
        rule("投诉"), rule("退款", rule_id="b"), rule("您好", "role: 坐席, severity: 致命", "c")
    ),
    "an anchor to one that stays": book(rule("退款", rule_id="b"), rule("投诉", "anchor: {rule: b}", "e")),
}


@pytest.mark.parametrize("after", AFTER.values(), ids=list(AFTER))
def test_only_changed_rules_are_evaluated_again_and_the_whole_is_the_same(after: RuleBook) -> None:
    part = changed_part(BEFORE, after)

    for one in CALLS:
        joined = with_unchanged(evaluate(one, part), evaluate(one, BEFORE), part, after)
        assert joined == evaluate(one, after)


def stored(flagged: RuleBook) -> RuleCounts:
    """As the night counts them."""
    evaluations = [evaluate(one, flagged) for one in CALLS]
    return RuleCounts(
        hits=Counter(finding.rule_id for each in evaluations for finding in each.findings),
        unknown=Counter(skipped.rule_id for each in evaluations for skipped in each.not_evaluated),
    )


@pytest.mark.parametrize("flagged", AFTER.values(), ids=[f"flagged with {name}" for name in AFTER])
@pytest.mark.parametrize("after", AFTER.values(), ids=list(AFTER))
def test_what_is_stored_of_the_other_rules_makes_the_whole_trial(flagged: RuleBook, after: RuleBook) -> None:
    parts = Parts.of(BEFORE, after, flagged)
    tally = Tally(BEFORE, after)

    for one in CALLS:
        old = evaluate(one, parts.old)
        tally.add(one.turns, old, with_unchanged(evaluate(one, parts.new), old, parts.new, after))
    tally.add_stored(stored(flagged), parts.old)

    assert tally.result() == tried(BEFORE, after)


def test_what_is_stored_spares_the_rules_that_stay() -> None:
    parts = Parts.of(BEFORE, AFTER["a word more"], flagged=BEFORE)

    assert [[rule.rule_id for rule in part.rules] for part in (parts.old, parts.new)] == [["r"], ["r"]]


def test_a_rule_that_is_anchored_to_a_changed_one_has_changed() -> None:
    old = book(rule("退款", rule_id="b"), rule("投诉", "anchor: {rule: b}", "e"), rule("好的", rule_id="f"))
    new = book(rule("退货", rule_id="b"), rule("投诉", "anchor: {rule: b}", "e"), rule("好的", rule_id="f"))

    assert [one.rule_id for one in changed_part(old, new).rules] == ["b", "e"]
