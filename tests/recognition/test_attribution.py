"""Who is speaking is checked against what is said."""

from dataclasses import replace
from pathlib import Path

import pytest

from callqa.model.coverage import Gap, GapKind, Weight
from callqa.model.recording import Direction, Recording, Role
from callqa.model.speech import Heard, Recognition, Segment
from callqa.model.transcript import Transcript
from callqa.recognition.attribution import Attribution
from callqa.recognition.outcome import conclude
from callqa.settings.recognition import TranscribeSettings
from tests.support.builders import recording

GREETING = "您好很高兴为您服务我的工号是八零零一"
REQUEST = "我要退款"
PHRASES = ("为您服务", "工号")
SETTINGS = TranscribeSettings(
    channel_roles={"default": ("agent", "customer"), "outbound": ("customer", "agent")}, agent_phrases=PHRASES
)


def spoken(*texts: str, of: Recording | None = None, channels: int = 2) -> Transcript:
    """Return a call in which each channel says its text."""
    said = [(channel, text) for channel, text in enumerate(texts) if text]
    segments = tuple(
        (channel, Segment(start=channel * 32_000, end=channel * 32_000 + 16_000)) for channel, _ in said
    )
    heard = Heard(duration_ms=9000, channels=channels, found=segments)
    recognised = [Recognition(text=text, char_times=((0, 10),) * len(text)) for _, text in said]
    return conclude(of or recording(), heard, recognised, SETTINGS, "engine-1")


def roles(transcript: Transcript) -> list[Role]:
    return [turn.role for turn in transcript.turns]


def test_roles_follow_the_channels_where_nothing_speaks_against_it() -> None:
    assert roles(spoken(GREETING, REQUEST)) == [Role.AGENT, Role.CUSTOMER]
    assert roles(spoken("你好", REQUEST)) == [Role.AGENT, Role.CUSTOMER]
    assert roles(spoken("你好", "您的工号多少")) == [Role.AGENT, Role.CUSTOMER]


def test_the_agents_words_on_the_customers_channel_make_both_roles_unknown() -> None:
    assert roles(spoken(REQUEST, GREETING)) == [Role.UNKNOWN, Role.UNKNOWN]


def test_both_voices_on_one_channel_are_nobodys() -> None:
    assert roles(spoken(GREETING + REQUEST, "")) == [Role.UNKNOWN]


def test_an_unknown_direction_gives_no_roles_where_it_matters() -> None:
    call = recording(direction=Direction.UNKNOWN)
    assert roles(spoken(GREETING, REQUEST, of=call)) == [Role.UNKNOWN, Role.UNKNOWN]


SAID = "麻烦帮我查一下昨天下单的那个净水器"


@pytest.mark.parametrize("share", [1.0, 0.6])
def test_words_that_both_channels_say_at_once_are_nobodys(share: float) -> None:
    answer = "好的请您稍等一下我看看订单现在到哪里了"
    leaked = SAID[: round(len(SAID) * share)]

    assert roles(at_once(answer + SAID, leaked)) == [Role.UNKNOWN] * 2
    assert roles(at_once(answer, SAID)) == [Role.AGENT, Role.CUSTOMER]
    assert roles(at_once("好的没有问题", "好的没有问题")) == [Role.AGENT, Role.CUSTOMER]


def test_what_one_repeats_after_the_other_is_no_crosstalk() -> None:
    assert roles(spoken(SAID, SAID)) == [Role.AGENT, Role.CUSTOMER]


def at_once(*texts: str, of: Recording | None = None) -> Transcript:
    """Return a call in which both channels speak at one time."""
    segments = tuple((channel, Segment(start=0, end=96_000)) for channel in range(len(texts)))
    heard = Heard(duration_ms=9000, channels=2, found=segments)
    recognised = [Recognition(text=text, char_times=((0, 6000),) * len(text)) for text in texts]
    return conclude(of or recording(), heard, recognised, SETTINGS, "engine-1")


def checked(calls: list[tuple[Recording, Transcript]]) -> Attribution:
    seen = Attribution(SETTINGS.channel_roles, PHRASES, [Path("/inbox")])
    for call, transcript in calls:
        seen.attributed(call, transcript)
    return seen


def gaps(calls: list[tuple[Recording, Transcript]]) -> dict[tuple[GapKind, str], Gap]:
    return {(gap.kind, gap.about): gap for gap in checked(calls).gaps() if gap.count}


def call(number: int, *texts: str, folder: str = "", **changes: object) -> tuple[Recording, Transcript]:
    one = recording(f"c{number}", path=f"/inbox/{folder}/{number}.wav", **changes)
    return one, spoken(*texts, of=one)


def test_a_recorder_with_its_channels_the_other_way_round_is_told_with_the_setting() -> None:
    swapped = [call(n, "你好", "您好很高兴为您服务", folder="trunk1/2026/02/14") for n in range(4)]
    right = [call(n, GREETING, REQUEST, folder="trunk2/2026/02/14") for n in range(4, 8)]

    found = gaps(swapped + right)

    [gap] = found.values()
    assert (gap.kind, gap.about, gap.count, gap.of) == (GapKind.SWAPPED_CHANNELS, "trunk1 inbound", 4, 4)
    assert gap.setting == "channels.inbound"


def test_every_call_of_such_a_recorder_is_doubted_also_one_without_a_greeting() -> None:
    swapped = [call(n, "你好", "您好很高兴为您服务", folder="a") for n in range(2)]
    mute = call(2, "少了一个杯子", "订单号报一下", folder="a")
    other = call(3, "订单号报一下", "少了一个杯子", folder="b")

    assert checked([*swapped, mute, other]).doubted() == {"c0", "c1", "c2"}
    assert gaps([*swapped, mute, other])[GapKind.SWAPPED_CHANNELS, "a inbound"].count == 3


def test_two_customers_who_answer_like_a_hotline_are_no_recorder() -> None:
    hotlines = [call(n, "你好", "您好很高兴为您服务我的工号是九") for n in range(2)]
    others = [call(n, "我是快递公司的", "什么事") for n in range(2, 12)]

    [gap] = gaps(hotlines + others).values()

    assert checked(hotlines + others).doubted() == frozenset()
    assert (gap.kind, gap.call_ids, gap.kind.weight) == (
        GapKind.CONTRADICTED_ROLES,
        {"c0", "c1"},
        Weight.INCOMPLETE,
    )


def test_recorders_in_one_folder_are_told_apart_by_their_trunk() -> None:
    swapped = [call(n, "你好", "您好很高兴为您服务", trunk="中继 2") for n in range(3)]
    right = [call(n, GREETING, REQUEST, trunk="中继 1") for n in range(3, 9)]

    assert [about for _, about in gaps(swapped + right)] == ["中继 2 inbound"]
    assert checked(swapped + right).doubted() == {"c0", "c1", "c2"}


def test_a_stored_call_gets_the_roles_that_hold_now() -> None:
    one, stored = call(1, GREETING, REQUEST)
    outbound = replace(one, direction=Direction.OUTBOUND)
    seen = Attribution(SETTINGS.channel_roles, (), [])

    assert seen.attributed(one, stored) is stored
    assert roles(seen.attributed(outbound, stored)) == [Role.CUSTOMER, Role.AGENT]


def test_a_single_channel_keeps_what_its_voices_gave() -> None:
    turns = tuple(replace(turn, channel=0, role_inferred=True) for turn in spoken(GREETING, REQUEST).turns)
    mono = replace(spoken(GREETING, REQUEST), channels=1, turns=turns)

    assert checked([]).attributed(recording(), mono) is mono


def test_one_customer_who_talks_like_an_agent_is_no_recorder() -> None:
    calls = [call(1, "你好", "很高兴为您服务"), *[call(n, GREETING, REQUEST) for n in range(2, 5)]]

    assert gaps(calls) == {}


@pytest.mark.parametrize(
    ("texts", "changes", "kind"),
    [
        ((GREETING + REQUEST, ""), {}, GapKind.SILENT_ROLE),
        ((GREETING, REQUEST), {"direction": Direction.UNKNOWN}, GapKind.UNKNOWN_DIRECTION),
    ],
)
def test_calls_whose_roles_are_not_known_are_named(
    texts: tuple[str, ...], changes: dict[str, object], kind: GapKind
) -> None:
    found = gaps([call(1, *texts, **changes)])

    assert [(gap.kind, gap.call_ids) for gap in found.values()] == [(kind, {"c1"})]


def test_calls_with_crosstalk_are_named() -> None:
    one = recording("c1")

    [gap] = gaps([(one, at_once(GREETING + SAID, SAID, of=one))]).values()

    assert (gap.kind, gap.call_ids) == (GapKind.CROSSTALK, {"c1"})
