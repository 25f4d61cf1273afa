"""The rule book on live speech: what hits is said once, and taken back where later words take it back."""

from datetime import UTC, datetime

import pytest

from callqa.model.recording import Role
from callqa.operations.studio.live_rules import LiveRules
from callqa.recognition.turns import Utterance
from callqa.rules.books import checked

NOW = datetime(2026, 11, 30, tzinfo=UTC)
BOOK = checked(
    """
categories:
  - name: 红线
    severity: 致命
    role: 坐席
    rules:
      - {id: threat, name: 威胁客户, keywords: [找人收拾你]}
      - {id: expired, name: 过期的规则, keywords: [收拾], until: 2026-01-01}
  - name: 流程
    severity: 一般
    role: 坐席
    rules:
      - {id: closing, name: 没有结束语, must_say: [感谢来电]}
  - name: 服务
    severity: 一般
    role: 坐席
    rules:
      - {id: refuse, name: 拒绝, keywords: [不管你], not_when: [玩笑]}
""",
    "book",
)


def said(text: str, start_ms: int = 0) -> Utterance:
    times = tuple((start_ms + 100 * at, start_ms + 100 * (at + 1)) for at in range(len(text)))
    return Utterance(
        channel=0, start_ms=start_ms, end_ms=start_ms + 100 * len(text), text=text, char_times=times
    )


def rules(role: Role = Role.AGENT) -> LiveRules:
    return LiveRules(BOOK, role, NOW)


def test_a_critical_hit_is_told_with_its_words_and_time_and_only_once() -> None:
    live = rules()
    first = live.hear(said("你再打来我就找人收拾你"))
    second = live.hear(said("听见没有", 5_000))

    (hit,) = first.found
    assert (hit.rule_name, hit.severity.value, hit.evidence, hit.start_ms) == (
        "威胁客户",
        "critical",
        "找人收拾你",
        600,
    )
    assert (second.found, second.gone) == ([], [])


def test_words_on_both_sides_of_a_short_pause_are_one_turn_as_in_a_file() -> None:
    live = rules()
    assert live.hear(said("我找人收")).found == []

    (hit,) = live.hear(said("拾你", 900)).found
    assert hit.evidence == "找人收拾你"


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.UNKNOWN])
def test_a_rule_for_somebody_else_finds_nothing(role: Role) -> None:
    assert rules(role).hear(said("找人收拾你")).found == []


def test_a_hit_that_the_next_words_take_back_is_gone() -> None:
    live = rules()
    (hit,) = live.hear(said("我不管你了")).found
    after = live.hear(said("哈哈开玩笑的", 900))

    assert (after.found, after.gone) == ([], [hit.finding_id])


def test_what_was_not_said_yet_is_no_hit() -> None:
    assert rules().hear(said("您好请讲")).found == []


def test_a_hit_that_was_there_is_told_even_when_its_words_are_long_past() -> None:
    live = rules()
    live.hear(said("找人收拾你"))
    for number in range(1, 250):
        told = live.hear(said("嗯", 10_000 * number))
        assert (told.found, told.gone) == ([], [])
