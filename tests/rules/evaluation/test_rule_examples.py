"""The examples of a rule are run as calls whenever the book is checked."""

from pathlib import Path

import pytest

from callqa.model.recording import Role
from callqa.rules.books import checked
from callqa.rules.evaluation.examples import as_transcript, broken_examples
from callqa.rules.language.schema import ExampleEntry
from callqa.strict_yaml.problems import ProblemsError
from tests.rules.rule_makers import book, must_say, rule


def with_examples(hit: str = "", miss: str = "", rest: str = "") -> str:
    examples = ", ".join(f"{key}: [{text}]" for key, text in (("hit", hit), ("miss", miss)) if text)
    return rule("投诉", f"not_in: [投诉电话], examples: {{{examples}}}{rest}")


def test_examples_that_hold_are_silent() -> None:
    assert broken_examples(book(with_examples(hit="我要投诉", miss="投诉电话是多少"))) == ()


def test_an_example_that_should_hit_and_does_not_is_a_problem_with_its_line_and_cure() -> None:
    (problem,) = broken_examples(book(rule("退款", rule_id="a"), with_examples(hit="投诉电话是多少")))

    assert problem.where == "book.yaml:3"
    assert problem.what == "规则 r 的例句“投诉电话是多少”写在 hit 里，却没有命中"
    assert "miss" in problem.cure


def test_an_example_that_should_miss_and_hits_names_the_words() -> None:
    (problem,) = broken_examples(book(with_examples(miss="我要投诉")))

    assert problem.what.endswith("写在 miss 里，却命中了“投诉”")
    assert "not_in" in problem.cure


@pytest.mark.parametrize("kind", ["hit", "miss"])
def test_an_example_that_cannot_be_evaluated_proves_nothing(kind: str) -> None:
    (problem,) = broken_examples(book(with_examples(**{kind: "未知：我要投诉"})))

    assert "却无法评估：" in problem.what


def test_a_plain_sentence_is_said_by_the_one_whom_the_rule_is_about() -> None:
    silent = must_say("您好", "role: 坐席, examples: {hit: [说吧], miss: [您好]}")

    assert broken_examples(book(silent, role="任意")) == ()


def test_examples_of_a_rule_that_is_switched_off_are_run_too() -> None:
    assert len(broken_examples(book(with_examples(hit="好的", rest=", enabled: 否")))) == 1


def test_examples_of_a_rule_with_dates_are_run_on_a_day_on_which_it_counts() -> None:
    dated = with_examples(hit="我要投诉", rest=", since: 2026-03-01, until: 2026-03-31")

    assert broken_examples(book(dated)) == ()


def test_turns_follow_each_other_unless_they_say_when() -> None:
    turns = ["客户：你好", "坐席@10：您好", "我要投诉"]
    transcript = as_transcript(ExampleEntry(turns=turns, duration_s=60.0), Role.CUSTOMER)

    assert [(turn.role, turn.start_ms, turn.text) for turn in transcript.turns] == [
        (Role.CUSTOMER, 0, "你好"),
        (Role.AGENT, 10_000, "您好"),
        (Role.CUSTOMER, 11_900, "我要投诉"),
    ]
    assert transcript.duration_ms == 60_000


def test_a_turn_that_says_until_when_is_spread_evenly() -> None:
    turns = ["坐席@2-4：一二三四", "客户@5秒到5.5秒：好", "坐席：您好"]
    transcript = as_transcript(ExampleEntry(turns=turns), Role.CUSTOMER)

    first, second, third = transcript.turns
    assert list(first.char_times) == [(2000, 2500), (2500, 3000), (3000, 3500), (3500, 4000)]
    assert (second.start_ms, second.end_ms, third.start_ms) == (5000, 5500, 7000)


def test_a_turn_that_ends_before_it_begins_is_a_problem() -> None:
    (problem,) = broken_examples(book(with_examples(hit="'客户@8-3：我要投诉'")))

    assert "“客户@8-3：我要投诉”结束的时间不比开始的晚" in problem.what
    assert "坐席@3-8" in problem.cure


def test_a_book_with_a_broken_example_is_a_broken_book(tmp_path: Path) -> None:
    text = """\
categories:
  - name: 投诉
    severity: 严重
    rules:
      - id: complaint
        name: 投诉
        keywords: 投诉
        examples: {hit: [我要退款]}
"""
    with pytest.raises(ProblemsError, match=r"k\.yaml:8.*没有命中"):
        checked(text, "k.yaml")
