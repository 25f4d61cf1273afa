"""The arithmetic of the accuracy benchmark, and how it reads a day's answers."""

import difflib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.answer_day import AnswerDay, channel_text
from benchmarks.metrics import Agreement, ErrorRate, edits
from callqa.model.recording import Role

WORDS = st.text(alphabet="退款投诉", max_size=12)


class TestEdits:
    @pytest.mark.parametrize(
        ("reference", "hypothesis", "expected"),
        [
            ("", "", 0),
            ("退款", "退款", 0),
            ("退款", "", 2),
            ("", "退款", 2),
            ("我要退款", "我要推款", 1),
            ("我要退款", "我退款吧", 2),
            ("投诉你们", "要投诉你", 2),
        ],
    )
    def test_count_substitutions_insertions_and_deletions(
        self, reference: str, hypothesis: str, expected: int
    ) -> None:
        assert edits(reference, hypothesis) == expected

    @given(WORDS, WORDS)
    def test_are_the_same_in_both_directions(self, one: str, other: str) -> None:
        assert edits(one, other) == edits(other, one)

    @given(WORDS, WORDS)
    def test_lie_between_the_difference_in_length_and_the_longer_text(self, one: str, other: str) -> None:
        assert abs(len(one) - len(other)) <= edits(one, other) <= max(len(one), len(other))

    @given(WORDS, WORDS, WORDS)
    def test_are_never_more_over_a_detour(self, one: str, other: str, between: str) -> None:
        assert edits(one, other) <= edits(one, between) + edits(between, other)

    @given(WORDS, WORDS)
    def test_are_at_most_those_of_some_alignment(self, one: str, other: str) -> None:
        steps = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
        cost = sum(max(b - a, d - c) for tag, a, b, c, d in steps if tag != "equal")
        assert edits(one, other) <= cost


class TestRates:
    def test_add_up_by_characters_not_by_calls(self) -> None:
        long, short = ErrorRate.between("一二三四五六七八", "一二三四五六七八"), ErrorRate.between("一二", "")
        assert (long + short).rate == 0.2

    def test_of_nothing_said_are_unknown(self) -> None:
        assert ErrorRate().rate is None


class TestAgreement:
    def test_counts_right_extra_and_missed(self) -> None:
        found = Agreement.between({"投诉", "退款"}, {"投诉", "升级"})
        assert found == Agreement(right=1, extra=1, missed=1)
        assert (found.recall, found.precision) == (0.5, 0.5)

    def test_of_nothing_is_unknown(self) -> None:
        assert (Agreement().recall, Agreement().precision) == (None, None)


class TestAnAnswerDay:
    @pytest.fixture
    def day(self, tmp_path: Path) -> AnswerDay:
        turns = [
            {"role": "customer", "channel": 1, "start_ms": 2000, "end_ms": 3000, "text": "我要退款"},
            {"role": "agent", "channel": 0, "start_ms": 0, "end_ms": 1000, "text": "您好"},
            {"role": "customer", "channel": 1, "start_ms": 500, "end_ms": 900, "text": "喂"},
        ]
        call = {
            "file": "a.wav",
            "outcome": "ok",
            "started_at": "2026-02-14T09:00:00+08:00",
            "direction": "inbound",
            "duration_ms": 4000,
            "turns": turns,
            "findings": [{"category": "退款"}, {"category": "退款"}],
        }
        path = tmp_path / "answers-2026-02-14.json"
        path.write_text(json.dumps({"day": "2026-02-14", "calls": {"1": call}}), encoding="utf-8")
        return AnswerDay.read(path)

    def test_finds_the_recordings_in_the_folder_of_the_day(self, day: AnswerDay, tmp_path: Path) -> None:
        assert day.calls[0].recording.path == str(tmp_path / "2026-02-14" / "a.wav")

    def test_judges_a_category_once_a_call(self, day: AnswerDay) -> None:
        assert day.calls[0].categories == {"退款"}

    def test_has_the_text_of_each_channel_in_order_of_time(self, day: AnswerDay) -> None:
        assert day.calls[0].by_channel() == {0: (Role.AGENT, "您好"), 1: (Role.CUSTOMER, "喂我要退款")}
        assert channel_text(day.calls[0].transcript(), 1) == "喂我要退款"

    def test_does_not_tell_the_speakers_of_a_mono_call(self, day: AnswerDay) -> None:
        (call,) = day.calls
        mono = replace(call, turns=tuple(replace(turn, channel=0) for turn in call.turns))
        assert {turn.role for turn in mono.transcript().turns} == {Role.UNKNOWN}

    def test_gives_every_character_a_time(self, day: AnswerDay) -> None:
        for turn in day.calls[0].turns:
            assert len(turn.char_times) == len(turn.text)
            assert turn.char_times[0][0] == turn.start_ms
            assert turn.char_times[-1][1] == turn.end_ms
