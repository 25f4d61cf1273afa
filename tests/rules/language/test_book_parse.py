"""A correct rule book becomes complete rules and a revision that names their effect."""

import pytest

from callqa.model.finding import Severity
from callqa.model.recording import Role
from callqa.rules.language.parse import parse, phrases
from callqa.rules.language.rule import RuleBook
from callqa.strict_yaml.loader import load
from tests.rules.rule_makers import book, must_say, rule

TEXT = """\
categories:
  - name: 投诉
    severity: 严重
    role: 客户
    rules:
      - id: complaint
        name: 要投诉
        keywords:
          - 投诉
          - 12315
        not_in: 投诉电话
        note: 说明
      - {id: polite, name: 客气, keywords: [请], role: 坐席, severity: 提示, enabled: 否}
"""


def parsed(text: str) -> RuleBook:
    return parse(load(text, "book.yaml"))


def test_a_short_rule_inherits_from_its_category() -> None:
    [short] = parsed(TEXT).rules
    assert (short.category, short.severity, short.role) == ("投诉", Severity.HIGH, Role.CUSTOMER)


def test_a_rule_may_override_its_category() -> None:
    [polite] = parsed(TEXT).switched_off
    assert (polite.severity, polite.role) == (Severity.LOW, Role.AGENT)


def test_a_category_without_a_role_is_for_anybody() -> None:
    assert parsed(TEXT.replace("    role: 客户\n", "")).rules[0].role is None


def test_a_number_is_the_text_it_was_written_with() -> None:
    assert [phrase.text for phrase in parsed(TEXT).rules[0].keywords] == ["投诉", "12315"]


def test_phrases_know_their_lines() -> None:
    [complaint] = parsed(TEXT).rules
    lines = [phrase.line for phrase in complaint.keywords + complaint.not_in]
    assert (complaint.line, lines) == (6, [9, 10, 11])


def test_a_switched_off_rule_is_not_in_force() -> None:
    assert [rule.rule_id for rule in parsed(TEXT).rules] == ["complaint"]


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        ("致命", Severity.CRITICAL),
        ("严重", Severity.HIGH),
        ("一般", Severity.MEDIUM),
        ("提示", Severity.LOW),
    ],
)
def test_severities_are_written_in_chinese(word: str, severity: Severity) -> None:
    assert book(rule(), severity=word).rules[0].severity is severity


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("categories:", "# 新的说明\ncategories:"),
        ("note: 说明", "note: 别的说明"),
        ("keywords: [请]", "keywords: [请问]"),
        ("          - 投诉\n          - 12315\n", "          - 12315\n          - 投诉\n"),
        ("12315", "一二三一五"),
        ("not_in: 投诉电话", "not_in: [投诉电话]"),
    ],
    ids=["comment", "note", "switched off rule", "order of keywords", "digits", "list of one"],
)
def test_what_has_no_effect_keeps_the_revision(before: str, after: str) -> None:
    assert before in TEXT
    assert parsed(TEXT.replace(before, after)).revision == parsed(TEXT).revision


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("12315", "12345"),
        ("投诉电话", "投诉热线"),
        ("name: 要投诉", "name: 投诉了"),
        ("严重", "致命"),
        ("role: 客户", "role: 任意"),
        ("enabled: 否", "enabled: 是"),
        ("id: complaint", "id: complain"),
    ],
)
def test_what_has_an_effect_changes_the_revision(before: str, after: str) -> None:
    assert before in TEXT
    assert parsed(TEXT.replace(before, after)).revision != parsed(TEXT).revision


def test_hotword_phrases_go_round_the_rules_worst_first_and_name_each_once() -> None:
    mild = rule("退款, 投诉, 12315", "severity: 提示", "mild")
    bad = rule("投诉, 曝光", "severity: 致命", "bad")
    assert phrases(book(mild, bad)) == ("投诉", "退款", "曝光", "12315")


def test_what_must_be_said_is_no_hotword() -> None:
    assert phrases(book(must_say("您好"))) == ()
