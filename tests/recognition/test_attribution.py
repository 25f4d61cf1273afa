"""Who is speaking is checked against what is said."""

from pathlib import Path

import pytest

from callqa.model.coverage import Gap, GapKind
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


def gaps(calls: list[tuple[Recording, Transcript]]) -> dict[tuple[GapKind, str], Gap]:
    checked = Attribution(SETTINGS.channel_roles, PHRASES, [Path("/inbox")])
    for call, transcript in calls:
        checked.see(call, transcript)
    return {(gap.kind, gap.about): gap for gap in checked.gaps() if gap.count}


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
