import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.model.annotations import Annotations, Correction, PlainReading, as_recognised
from callqa.model.errors import BadInputError
from callqa.model.recording import Direction, Role
from callqa.model.speech import Recognition, Segment
from callqa.recognition.turns import Utterance, channel_roles, to_turns, utterance

ROLES = (Role.AGENT, Role.CUSTOMER)
SETTING = {"default": ["agent", "customer"], "outbound": ["customer", "agent"]}


def said(channel: int, start_ms: int, end_ms: int, text: str = "好") -> Utterance:
    times = ((start_ms, end_ms),) * len(text)
    return Utterance(channel=channel, start_ms=start_ms, end_ms=end_ms, text=text, char_times=times)


def texts(*utterances: Utterance) -> list[tuple[int, str]]:
    return [(turn.channel, turn.text) for turn in to_turns(utterances, ROLES)]


class TestRoles:
    def test_the_direction_picks_its_own_entry(self):
        assert channel_roles(Direction.OUTBOUND, 2, SETTING) == (Role.CUSTOMER, Role.AGENT)

    def test_a_direction_without_an_entry_takes_the_default(self):
        assert channel_roles(Direction.INBOUND, 2, SETTING) == ROLES

    def test_a_direction_that_nobody_knows_gives_no_roles_where_it_matters(self):
        assert channel_roles(Direction.UNKNOWN, 2, SETTING) == (Role.UNKNOWN, Role.UNKNOWN)
        assert channel_roles(Direction.UNKNOWN, 2, {"default": ["agent", "customer"]}) == ROLES

    def test_a_mono_call_has_an_unknown_role_whatever_the_setting(self):
        assert channel_roles(Direction.INBOUND, 1, SETTING) == (Role.UNKNOWN,)

    def test_a_channel_that_the_setting_does_not_name_is_unknown(self):
        setting = {"default": ["agent"]}
        assert channel_roles(Direction.INBOUND, 2, setting) == (Role.AGENT, Role.UNKNOWN)
        assert channel_roles(Direction.INBOUND, 2, {}) == (Role.UNKNOWN, Role.UNKNOWN)

    def test_a_role_that_does_not_exist_is_refused_with_the_ones_that_do(self):
        with pytest.raises(BadInputError, match=r"没有“座席”这种角色.*agent"):
            channel_roles(Direction.INBOUND, 2, {"default": ["座席", "customer"]})


class TestMerging:
    def test_segments_over_a_short_pause_are_one_turn(self):
        assert texts(said(0, 0, 1000, "您好"), said(0, 1500, 2000, "请讲")) == [(0, "您好请讲")]

    def test_a_long_pause_ends_a_turn(self):
        assert texts(said(0, 0, 1000, "您好"), said(0, 1600, 2000, "请讲")) == [(0, "您好"), (0, "请讲")]

    def test_somebody_else_in_the_pause_ends_a_turn(self):
        spoken = said(0, 0, 1000, "您好"), said(1, 1100, 1300, "嗯"), said(0, 1500, 2000, "请讲")
        assert texts(*spoken) == [(0, "您好"), (1, "嗯"), (0, "请讲")]

    def test_somebody_else_who_talks_all_through_ends_a_turn(self):
        spoken = said(1, 0, 5000, "我要投诉"), said(0, 1000, 2000, "您"), said(0, 2300, 3000, "好")
        assert texts(*spoken) == [(1, "我要投诉"), (0, "您"), (0, "好")]

    def test_an_interjection_over_speech_does_not_end_a_turn(self):
        spoken = said(0, 0, 1000, "您好"), said(1, 400, 600, "嗯"), said(0, 1300, 2000, "请讲")
        assert texts(*spoken) == [(0, "您好请讲"), (1, "嗯")]

    def test_segments_without_text_are_dropped(self):
        assert texts(said(0, 0, 900, ""), said(0, 2000, 2500)) == [(0, "好")]

    def test_turns_come_in_time_order_with_the_role_of_their_channel(self):
        turns = to_turns([said(1, 3000, 4000), said(0, 0, 1000)], ROLES)
        assert [(t.role, t.start_ms) for t in turns] == [(Role.AGENT, 0), (Role.CUSTOMER, 3000)]


class TestTimes:
    def test_times_are_moved_to_where_the_segment_lies(self):
        heard = Recognition(text="退款", char_times=((100, 300), (300, 500)))
        found = utterance(1, Segment(start=16000, end=32000), heard, 9000)
        assert (found.start_ms, found.end_ms) == (1000, 2000)
        assert found.char_times == ((1100, 1300), (1300, 1500))

    @given(
        st.lists(st.tuples(st.integers(-500, 9000), st.integers(-500, 9000)), max_size=20),
        st.integers(0, 5000),
    )
    def test_whatever_a_recogniser_says_times_stay_inside_and_in_order(self, times, start_ms):
        heard = Recognition(text="字" * len(times), char_times=tuple(times))
        segment = Segment(start=start_ms * 16, end=start_ms * 16 + 64000)
        found = utterance(0, segment, heard, duration_ms=start_ms + 3000)
        assert len(found.text) == len(found.char_times)
        starts = [start for start, _ in found.char_times]
        assert starts == sorted(starts)
        assert all(start_ms <= start <= end <= start_ms + 3000 for start, end in found.char_times)


def test_what_is_known_about_a_text_stays_with_its_characters_when_segments_are_joined():
    correction = Correction(start=1, end=3, original="头素", score=0.9)
    first = recognised("你好", plain="你号")
    second = recognised("要投诉", annotations=Annotations(corrections=(correction,)))
    segments = [Segment(start=0, end=16_000), Segment(start=17_000, end=33_000)]

    joined = [utterance(0, s, r, 60_000) for s, r in zip(segments, (first, second), strict=True)]
    (turn,) = to_turns(joined, [Role.AGENT])

    assert turn.text == "你好要投诉"
    assert turn.annotations.plain == (PlainReading(start=0, end=2, text="你号"),)
    assert as_recognised(turn.text, turn.annotations.corrections) == "你好要头素"


def recognised(text: str, **known: object) -> Recognition:
    return Recognition(text=text, char_times=tuple((i, i + 1) for i in range(len(text))), **known)
