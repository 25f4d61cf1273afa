"""The plan of a day: decided by its seed alone."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from callqa.model.recording import Direction, Role
from scripts.sample_day.command import options, plans
from scripts.sample_day.plan import Content, Metadata, customer_number, normal_calls, quotas
from scripts.sample_day.produce import channel_roles
from scripts.sample_day.specials import second_name, twice
from scripts.sample_day.voices import Cast, voices
from scripts.synth import kokoro_voices
from scripts.synth.espeak import Voice
from scripts.synth.kokoro_voices import KokoroVoice
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
    cast = Cast(seed=3)

    def test_an_agent_sounds_the_same_all_day_and_unlike_the_others(self) -> None:
        calls = list(normal_calls(DAY, 60, 3))
        heard = {(call.agent, str(voices(call, self.cast)[Role.AGENT])) for call in calls}
        assert len({agent for agent, _ in heard}) == len(heard) == len({voice for _, voice in heard})

    def test_the_two_speakers_of_a_call_differ(self) -> None:
        cast = replace(self.cast, unseen=True)
        for call in normal_calls(DAY, 60, 3):
            both = [one for one in voices(call, cast).values() if isinstance(one, Voice)]
            assert len({one.variant for one in both}) == 2

    def test_unseen_voices_are_those_that_training_leaves_out(self) -> None:
        unseen = replace(self.cast, unseen=True)
        assert set(unseen.variants) == set(UNSEEN_VARIANTS)
        assert not set(self.cast.variants) & set(UNSEEN_VARIANTS)
        assert unseen.mandarin == kokoro_voices.UNSEEN

    def test_a_second_synthesiser_speaks_for_about_half_of_the_people(self) -> None:
        both = replace(self.cast, kokoro=Path("model"))
        spoken = [voices(call, both) for call in normal_calls(DAY, 60, 3)]

        for role in (Role.AGENT, Role.CUSTOMER):
            neural = [each[role] for each in spoken if isinstance(each[role], KokoroVoice)]
            assert 0.2 < len(neural) / len(spoken) < 0.8
            assert all(set(one.timbre) <= set(kokoro_voices.TRAINING) for one in neural)


def test_shares_add_up_and_the_largest_fractions_get_what_is_left() -> None:
    assert quotas(10, {"a": 1, "b": 1, "c": 2}) == {"a": 3, "b": 2, "c": 5}


def test_the_agent_is_on_the_second_channel_of_a_call_that_the_agent_made() -> None:
    for call in normal_calls(DAY, 60, 3):
        outbound = call.direction is Direction.OUTBOUND
        wanted = (Role.CUSTOMER, Role.AGENT) if outbound else (Role.AGENT, Role.CUSTOMER)
        assert channel_roles(call) == wanted
