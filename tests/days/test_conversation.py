"""How a call is measured, and how chance draws calls."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.days.conversation import Conversation
from callqa.model.recording import Role
from callqa.model.transcript import Turn
from reports.view.pages import draw
from tests.support.builders import transcript, turn

AGENT, CUSTOMER = Role.AGENT, Role.CUSTOMER


def said(role: Role, start_ms: int, end_ms: int, text: str = "好的") -> Turn:
    return turn(text, role, start_ms, end_ms=end_ms)


def talk(*turns: Turn, duration_ms: int = 60_000) -> Conversation:
    return Conversation.of(transcript(*turns, duration_ms=duration_ms))


@pytest.mark.parametrize(
    ("turns", "silences", "overlaps"),
    [
        ([], [(0, 60_000)], []),
        ([(AGENT, 0, 60_000)], [], []),
        ([(AGENT, 2_000, 30_000), (CUSTOMER, 32_999, 58_000)], [], []),
        ([(AGENT, 0, 20_000), (CUSTOMER, 23_000, 60_000)], [(20_000, 23_000)], []),
        ([(AGENT, 0, 30_000), (CUSTOMER, 29_000, 60_000)], [], [(29_000, 30_000)]),
        ([(AGENT, 0, 30_000), (CUSTOMER, 29_800, 60_000)], [], []),
        (
            [(AGENT, 0, 60_000), (CUSTOMER, 5_000, 6_000), (CUSTOMER, 9_000, 9_500)],
            [],
            [(5_000, 6_000), (9_000, 9_500)],
        ),
        ([(AGENT, 0, 30_000), (AGENT, 20_000, 60_000)], [], []),
    ],
    ids=[
        "nobody speaks",
        "one speaks all the time",
        "short pauses",
        "a long pause",
        "two at once",
        "too short to be an interruption",
        "twice at once",
        "one voice does not interrupt itself",
    ],
)
def test_silence_and_overlap(turns: list, silences: list, overlaps: list) -> None:
    measured = talk(*(said(*each) for each in turns))

    assert list(measured.silences) == silences
    assert list(measured.overlaps) == overlaps


def test_talking_is_shared_out_and_speed_counts_characters_a_minute() -> None:
    measured = talk(said(AGENT, 0, 30_000, "一二三，四五六"), said(CUSTOMER, 30_000, 40_000))

    agent, customer = measured.speakers
    assert (measured.share(agent), measured.share(customer)) == (0.75, 0.25)
    assert agent.rate == 12
    assert customer.rate == 12


SPANS = st.lists(
    st.tuples(st.sampled_from([AGENT, CUSTOMER]), st.integers(0, 50_000), st.integers(1, 9_999)), max_size=12
)


@given(SPANS)
def test_no_silence_is_an_overlap_and_no_moment_is_counted_twice(
    spans: Sequence[tuple[Role, int, int]],
) -> None:
    measured = talk(*(said(role, start, start + length) for role, start, length in spans))

    stretches = sorted([*measured.silences, *measured.overlaps])
    borders = [border for stretch in stretches for border in stretch]
    assert borders == sorted(borders)
    assert all(0 <= border <= measured.duration_ms for border in borders)
    assert all(speaker.talk_ms <= measured.duration_ms for speaker in measured.speakers)


CALLS = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=40, unique=True)


class TestRandomSample:
    @given(CALLS, st.randoms())
    def test_is_the_same_in_whatever_order_the_calls_come(self, calls: list, chance) -> None:  # type: ignore[no-untyped-def]
        drawn = draw(calls, date(2026, 2, 14), 3)
        chance.shuffle(calls)

        assert draw(calls, date(2026, 2, 14), 3) == drawn
        assert len(drawn) == min(3, len(calls))

    @given(CALLS)
    def test_changes_at_most_one_place_when_a_call_comes_late(self, calls: list) -> None:
        before = set(draw(calls[:-1], date(2026, 2, 14), 3))
        after = set(draw(calls, date(2026, 2, 14), 3))

        assert len(before - after) <= 1

    def test_gives_every_call_the_same_chance(self) -> None:
        calls = [f"call-{n}" for n in range(10)]
        days = [date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(2_000)]
        times = {call: sum(call in draw(calls, day, 2) for day in days) for call in calls}

        # 400 expected of each, standard deviation 18: five of them
        assert all(310 < count < 490 for count in times.values())
