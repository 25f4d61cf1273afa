"""A hit about what was not said shows what was said in that time."""

from dataclasses import replace
from datetime import UTC, datetime

from callqa.model.recording import Role
from callqa.model.transcript import Turn
from reports.view.format import Clock
from reports.view.lines import Speech
from tests.support.builders import finding


def _turn(role: Role, text: str, at_ms: int) -> Turn:
    return Turn(role=role, channel=0, start_ms=at_ms, end_ms=at_ms + 1000, text=text, char_times=())


SPEECH = Speech(
    anchor="c1",
    started_at=datetime(2026, 3, 1, 10, tzinfo=UTC),
    turns=(
        _turn(Role.AGENT, "喂", 0),
        _turn(Role.CUSTOMER, "气死我了", 20_000),
        _turn(Role.AGENT, "哦", 22_000),
        _turn(Role.CUSTOMER, "再见", 60_000),
    ),
    clock=Clock(zone=UTC),
)


def shown(start_ms: int, end_ms: int) -> list[str]:
    hit = replace(finding("C1"), turn=None, start=0, end=0, evidence="", start_ms=start_ms, end_ms=end_ms)
    return ["".join(part.text for part in line.segments) for line in SPEECH.context(hit)]


def test_the_first_seconds_of_a_missing_greeting() -> None:
    assert shown(0, 15_000) == ["喂"]


def test_the_customers_sentence_and_what_follows_a_missing_apology() -> None:
    assert shown(20_000, 40_000) == ["气死我了", "哦"]


def test_nothing_of_a_hit_about_the_whole_call() -> None:
    assert shown(0, 61_000) == []
