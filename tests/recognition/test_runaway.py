"""Text that nobody can have spoken in the time: read again in halves, else marked."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.model.coverage import GapKind
from callqa.model.errors import Failure
from callqa.model.speech import SAMPLE_RATE, Heard, Recognition, Segment
from callqa.recognition.outcome import conclude
from callqa.recognition.runaway import Steady, is_runaway
from callqa.settings.recognition import TranscribeSettings
from callqa.text.alignment import from_text
from tests.support.builders import recording

LOOP = "谢谢观看" * 30


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("好" * 253, 12.0), (LOOP, 9.7), ("我要退款" + "对吧对吧对吧" * 12, 25.0), ("thank you " * 40, 10.0)],
)
def test_what_no_person_says_in_that_time_ran_away(text, seconds):
    assert is_runaway(text, seconds)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 1.0),
        ("喂喂喂喂喂喂喂喂", 2.0),
        ("对对对对对对对对对对对对", 3.0),
        ("哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈", 3.0),
        ("我要退款我要退款我要退款我要退款", 3.0),
        ("一三八零零一三八零零零", 1.2),
        ("好的没问题谢谢您", 0.9),
        ("please give me my money back today", 2.0),
    ],
)
def test_what_people_do_say_did_not(text, seconds):
    assert not is_runaway(text, seconds)


@given(st.text(alphabet="我要退款ab", max_size=12), st.floats(0.1, 20))
def test_a_short_text_never_did(text, seconds):
    assert not is_runaway(text, seconds)


@dataclass
class Looping:
    """Runs away on everything longer than it can bear."""

    longest_s: float
    stock_parts: tuple[str, ...] = ()
    asked: list[list[float]] = field(default_factory=list)
    fails: bool = False

    def recognise(self, segments, *, hotwords=True):
        self.asked.append([round(len(s) / SAMPLE_RATE, 1) for s in segments])
        return [self._one(segment) for segment in segments]

    def _one(self, segment):
        seconds = len(segment) / SAMPLE_RATE
        if seconds > self.longest_s:
            return from_text(LOOP, int(seconds * 1000))
        return (
            Recognition(failure=Failure.RECOGNITION) if self.fails else from_text("退款", int(seconds * 1000))
        )


def speech(seconds, pause_at):
    samples = np.random.default_rng(0).normal(0, 0.1, int(seconds * SAMPLE_RATE)).astype(np.float32)
    samples[int(pause_at * SAMPLE_RATE) :][: SAMPLE_RATE // 5] = 0
    return samples


class TestReadingAgain:
    def test_it_is_cut_where_it_is_quietest_and_the_times_go_on(self):
        looping = Looping(longest_s=7)

        (heard,) = Steady(looping).recognise([speech(12, pause_at=5)])

        assert heard.text == "退款退款"
        assert not heard.is_doubtful
        assert heard.char_times[0][0] == 0
        assert 5_000 <= heard.char_times[2][0] <= 5_200
        assert heard.char_times[-1][1] == pytest.approx(12_000, abs=2)

    def test_only_what_ran_away_is_read_again(self):
        looping = Looping(longest_s=7)

        Steady(looping).recognise([speech(6, pause_at=3), speech(12, pause_at=6)])

        assert looping.asked[0] == [6.0, 12.0]
        assert [len(batch) for batch in looping.asked] == [2, 2]

    def test_what_runs_away_to_the_end_keeps_its_phrase_once_and_is_marked(self):
        (heard,) = Steady(Looping(longest_s=0)).recognise([speech(3, pause_at=1)])

        assert heard.text == "谢谢观看"
        assert heard.is_doubtful

    def test_halves_that_cannot_be_read_fail_the_stretch(self):
        (heard,) = Steady(Looping(longest_s=7, fails=True)).recognise([speech(12, pause_at=5)])

        assert heard.failure is Failure.RECOGNITION


def test_a_call_with_such_a_stretch_says_how_much_of_it_is_not_reliable():
    found = tuple((0, Segment(start=i * 10 * SAMPLE_RATE, end=(i * 10 + 4) * SAMPLE_RATE)) for i in range(3))
    heard = Heard(duration_ms=30_000, channels=1, found=found)
    steady, doubtful = (
        from_text("我要退款", 4_000),
        Recognition(text="谢", char_times=((0, 1),), is_doubtful=True),
    )

    transcript = conclude(recording(), heard, [steady, doubtful, doubtful], TranscribeSettings(), "engine-1")

    assert [(one.kind, one.seconds) for one in transcript.noted] == [(GapKind.RUNAWAY_TEXT, 8.0)]
