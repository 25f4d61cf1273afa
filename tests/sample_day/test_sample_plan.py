"""The plan of a day: decided by its seed alone."""

from collections import Counter
from datetime import date

import pytest

from callqa.model.recording import Direction, Role
from scripts.sample_day.command import options, plans
from scripts.sample_day.plan import Content, Metadata, customer_number, normal_calls, quotas
from scripts.sample_day.produce import channel_roles
from scripts.sample_day.specials import second_name, twice
from scripts.sample_day.voices import agent_voice, variants, voices
from scripts.synth.voices import UNSEEN_VARIANTS

DAY = date(2026, 2, 14)


class TestThePlan:
    def test_is_the_same_for_the_same_seed(self) -> None:
        assert list(normal_calls(DAY, 50, 7)) == list(normal_calls(DAY, 50, 7))

    def test_differs_with_the_seed(self) -> None:
        assert list(normal_calls(DAY, 50, 7)) != list(normal_calls(DAY, 50, 8))

    @pytest.mark.parametrize("count", [1, 30, 77])
    def test_has_as_many_calls_as_asked_for_each_with_an_id_of_its_own(self, count: int) -> None:
        calls = plans(options(["--calls", str(count), "--plain"]))
        assert len({call.call_id for call in calls}) == count

    def test_stays_within_the_day(self) -> None:
        assert {call.started_at.date() for call in normal_calls(DAY, 500, 1)} == {DAY}

    def test_has_one_of_each_special_case(self) -> None:
        contents = Counter(call.content for call in plans(options([])))
        broken = [content for content in Content if content is not Content.TALK]
        assert [contents[content] for content in broken] == [1] * len(broken)

    def test_is_plain_when_asked(self) -> None:
        calls = plans(options(["--plain"]))
        assert {call.content for call in calls} == {Content.TALK}
        assert twice(calls) is None

    def test_lets_three_calls_carry_a_sidecar(self) -> None:
        calls = [call for call in plans(options([])) if call.metadata is Metadata.SIDECAR]
        assert len(calls) == 3
        assert [call.stem for call in calls if call.file_stem] == ["voicelog_000731"]

    def test_gives_the_second_name_another_id_and_the_same_start(self) -> None:
        call = plans(options([]))[2]
        again = second_name(call)
        assert again.call_id != call.call_id
        assert again.started_at == call.started_at


class TestNames:
    def test_follow_a_pbx(self) -> None:
        call = next(iter(normal_calls(DAY, 1, 1)))
        way = "in" if call.direction is Direction.INBOUND else "out"
        assert call.stem.startswith(f"{call.started_at:%Y%m%d-%H%M%S}_{way}_{call.agent}_120")
        assert call.stem.endswith(f"_{call.call_id}")

    def test_hold_customer_numbers_that_cannot_exist(self) -> None:
        assert customer_number(17) == "12000000017"


class TestVoices:
    def test_an_agent_sounds_the_same_all_day_and_unlike_the_others(self) -> None:
        pool = variants(unseen=False)
        calls = list(normal_calls(DAY, 60, 3))
        heard = {(call.agent, voices(call, pool, 3)[Role.AGENT].variant) for call in calls}
        assert len({agent for agent, _ in heard}) == len(heard) == len({voice for _, voice in heard})

    def test_the_two_speakers_of_a_call_differ(self) -> None:
        pool = variants(unseen=True)
        for call in normal_calls(DAY, 60, 3):
            both = voices(call, pool, 3)
            assert both[Role.AGENT].variant != both[Role.CUSTOMER].variant

    def test_unseen_voices_are_those_that_training_leaves_out(self) -> None:
        assert set(variants(unseen=True)) == set(UNSEEN_VARIANTS)
        assert not set(variants(unseen=False)) & set(UNSEEN_VARIANTS)
        assert agent_voice("8001", variants(unseen=True), 1).variant in UNSEEN_VARIANTS


def test_shares_add_up_and_the_largest_fractions_get_what_is_left() -> None:
    assert quotas(10, {"a": 1, "b": 1, "c": 2}) == {"a": 3, "b": 2, "c": 5}


def test_the_agent_is_on_the_second_channel_of_a_call_that_the_agent_made() -> None:
    for call in normal_calls(DAY, 60, 3):
        outbound = call.direction is Direction.OUTBOUND
        wanted = (Role.CUSTOMER, Role.AGENT) if outbound else (Role.AGENT, Role.CUSTOMER)
        assert channel_roles(call) == wanted
