"""What would have spared hits that were judged false, and loses none that was judged right."""

from collections.abc import Mapping

import pytest

from callqa.model.review.verdicts import HitKey, Standing
from callqa.rules.advice.proposals import HeardCall, RuleAdvice, advise
from callqa.rules.advice.spare import Around, exceptions
from callqa.rules.advice.variant import Change, Subject
from callqa.rules.evaluation.evaluate import evaluate_spoken
from callqa.rules.language.parse import parse
from callqa.rules.language.shorthand import written_out
from callqa.rules.search.speech import Spoken
from callqa.strict_yaml import loader
from tests.support.builders import DAY, transcript, turn

PLAIN = "categories: [{name: 投诉, severity: 严重, role: 客户, rules: [{id: a, name: 甲, keywords: [投诉]}]}]"
NAMED = """
categories:
  - name: 投诉
    severity: 严重
    role: 客户
    rules:
      - id: a
        name: 甲
        conditions: {直说: {keywords: [投诉], not_in: 投诉信}, 换说法: [曝光]}
        when: 直说 || 换说法
"""
ANCHORED = """
categories:
  - 问候: [您好]
  - name: 投诉
    severity: 严重
    rules: [{id: a, name: 甲, keywords: [投诉], anchor: {rule: wen_hou, side: 后}}]
"""

Standings = dict[HitKey, Standing]


def subject(text: str) -> Subject:
    located = written_out(loader.load(text, "book.yaml"))
    return Subject.of(located, parse(located), "a")


def heard(said: Mapping[str, Standing | None], book: Subject) -> tuple[list[HeardCall], Standings]:
    """Return a call a sentence, and what is said about the hits in it."""
    calls: list[HeardCall] = []
    standings: Standings = {}
    for number, (text, standing) in enumerate(said.items()):
        spoken = Spoken.of(transcript(turn(text), call_id=f"call-{number}"))
        calls.append(HeardCall(DAY, spoken, None))
        for finding in evaluate_spoken(spoken, book.book()).findings:
            if standing and finding.rule_id == "a":
                standings[DAY, finding.finding_id] = standing
    return calls, standings


def advice(text: str, said: Mapping[str, Standing | None]) -> RuleAdvice:
    book = subject(text)
    return advise(book, *heard(said, book))


SAID = {
    "请问投诉电话是几号": Standing.FALSE,
    "你们投诉电话给我一下": Standing.FALSE,
    "我要投诉你们": Standing.TRUE,
    "那个投诉电话打不通": None,
    "我就是要投诉": None,
}


class TestProposals:
    def test_a_phrase_around_the_false_hits_is_proposed_with_its_effect(self) -> None:
        found = advice(PLAIN, SAID)

        best = next(one for one in found.proposals if one.changes[0].key == "not_in")
        assert best.changes == (Change(condition="", key="not_in", words=("投诉电话",)),)
        assert best.lines == ("# 规则 a：加上 not_in", "not_in: [投诉电话]")
        effect = best.effect
        assert (effect.before, effect.after, effect.gained) == (5, 2, 0)
        assert (effect.spared, effect.lost, effect.unjudged) == (2, 0, 1)

    def test_contexts_of_the_language_are_tried_as_well(self) -> None:
        found = advice(PLAIN, SAID)

        assert Change(condition="", key="not_when", words=("询问渠道",)) in [
            one.changes[0] for one in found.proposals
        ]

    def test_a_context_that_loses_a_right_hit_is_refused_and_told(self) -> None:
        found = advice(PLAIN, {"我不是来投诉的": Standing.FALSE, "我没说不是来投诉的": None,
                               "我不想投诉都不行": None, "他说不用投诉": Standing.TRUE})  # fmt: skip

        assert all(one.effect.lost == 0 for one in found.proposals)
        assert [one.changes[0].words for one in found.refused] == [("否定",)]
        assert found.refused[0].effect.lost == 1

    @pytest.mark.parametrize("standing", [Standing.TRUE, Standing.DISPUTED])
    def test_no_proposal_loses_a_hit_that_somebody_says_is_right(self, standing: Standing) -> None:
        found = advice(PLAIN, {"投诉电话是几号": Standing.FALSE, "我要打投诉电话是因为你们": standing})

        assert all(one.effect.lost == 0 for one in found.proposals)
        assert "投诉电话" not in [word for one in found.proposals for word in one.changes[0].words]

    def test_complementing_proposals_are_put_together(self) -> None:
        said = {"投诉电话几号": Standing.FALSE, "我可不是来投诉": Standing.FALSE, "我要投诉": Standing.TRUE}
        found = advice(PLAIN, said)

        assert [one.effect.spared for one in found.proposals[:2]] == [1, 1]
        assert found.together is not None
        assert (found.together.effect.spared, found.together.effect.lost) == (2, 0)

    def test_only_the_condition_that_is_at_fault_is_changed_and_what_it_has_stays(self) -> None:
        found = advice(NAMED, {"投诉电话是几号": Standing.FALSE, "我要投诉": Standing.TRUE, "给你曝光": None})

        assert {one.changes[0].condition for one in found.proposals} == {"直说"}
        lines = [line for one in found.proposals for line in one.lines]
        assert "# 规则 a，条件“直说”：代替原来的 not_in" in lines
        assert any(line.startswith("not_in: [投诉信, ") for line in lines)

    def test_a_rule_is_tried_with_what_it_is_anchored_to(self) -> None:
        book = subject(ANCHORED)
        calls, standings = heard({"您好投诉电话是几号": Standing.FALSE, "您好我要投诉": Standing.TRUE}, book)

        assert advise(book, calls, standings).proposals

    def test_a_hit_that_is_not_found_any_more_is_only_counted(self) -> None:
        book = subject(PLAIN)
        calls, standings = heard({"我要投诉": Standing.TRUE}, book)

        found = advise(book, calls, {**standings, (DAY, "hit-gone"): Standing.FALSE})

        assert (found.false, found.gone, found.proposals) == (0, 1, ())

    def test_an_exception_that_breaks_an_example_is_not_proposed(self) -> None:
        with_example = PLAIN.replace(
            "keywords: [投诉]", "keywords: [投诉], examples: {hit: [投诉电话打不通]}"
        )

        found = advice(with_example, SAID)

        assert "投诉电话" not in [word for one in found.proposals for word in one.changes[0].words]


def test_bug_rules_around_it_are_left_out_with_what_is_known_of_their_places() -> None:
    """An anchor of a rule that is left out was looked for at its old place, which was not there any more."""
    others = """
  - name: 别的
    severity: 一般
    rules:
      - {id: b, name: 乙, keywords: [再见]}
      - {id: c, name: 丙, keywords: [谢谢], anchor: {category: 别的}}
      - {id: d, name: 丁, keywords: [麻烦], anchor: {rule: c}}
"""
    book = subject(f"categories:{others}{NAMED.partition('categories:')[2]}")

    assert [rule.rule_id for rule in book.book().rules] == ["a"]
    assert book.book().rules[0].line == 13


class TestExceptions:
    def test_phrases_that_end_where_words_end_come_first(self) -> None:
        false = [Around(before="", said="投诉", behind=each) for each in ("电话是几号", "电话给我")]

        assert exceptions(false, [])[0] == "投诉电话"

    def test_nothing_that_is_said_around_a_right_hit_is_one(self) -> None:
        around = Around(before="", said="投诉", behind="电话")

        assert exceptions([around], [around]) == []

    def test_no_number_of_a_customer_becomes_one(self) -> None:
        false = [Around(before="一三八零零", said="投诉", behind="")]

        assert exceptions(false, []) == ["零投诉", "零零投诉"]

    def test_marks_end_what_is_said_around_a_hit(self) -> None:
        spoken = Spoken.of(transcript(turn("好的，投诉电话。几号")))
        (finding,) = evaluate_spoken(spoken, subject(PLAIN).book()).findings

        assert Around.of(finding, spoken.transcript.turns) == Around(before="", said="投诉", behind="电话")
