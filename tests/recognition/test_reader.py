"""What becomes of a batch: read twice where a hotword is in it, corrected, written, and heard by voice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from callqa.audio.decoding import decode
from callqa.audio.samples import Samples
from callqa.model.annotations import Correction, WrittenForm
from callqa.model.errors import Failure
from callqa.model.finding import Certainty
from callqa.model.speech import Recognition
from callqa.model.transcript import Outcome
from callqa.recognition.correction import Corrector, Vocabulary
from callqa.recognition.engine import Transcriber
from callqa.recognition.hotwords import Suspicion, choose
from callqa.recognition.reader import Reader
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.parse import phrases
from callqa.settings.recognition import TranscribeSettings
from callqa.text.itn import NumberWriter
from tests.support.builders import recording
from tests.support.calls import write_call
from tests.support.doubles import WholeChannel
from tests.support.places import DATA
from tests.support.shipped import shipped_book
from tests.support.sounds import melody, noise, tone, write

SECOND = np.zeros(16_000, np.float32)


def recognised(text: str) -> Recognition:
    return Recognition(text=text, char_times=tuple((100 * i, 100 * (i + 1)) for i in range(len(text))))


@dataclass
class Eager:
    """Hears its text with hotwords, and another without; counts what it is asked."""

    text: str
    plain: Recognition
    asked: list[tuple[int, bool]] = field(default_factory=list)

    def recognise(self, segments: Sequence[Samples], *, hotwords: bool = True) -> list[Recognition]:
        self.asked.append((len(segments), hotwords))
        return [recognised(self.text) if hotwords else self.plain for _ in segments]


class TestReading:
    def test_only_what_may_rest_on_a_hotword_is_read_twice(self):
        eager = Eager("我要退货", recognised(""))

        read = Reader(recogniser=eager, suspicion=Suspicion(["投诉"])).read([SECOND, SECOND])

        assert [one.plain for one in read] == [None, None]
        assert eager.asked == [(2, True)]

    def test_the_second_reading_is_kept_beside_the_first(self):
        eager = Eager("我要投诉", recognised("我要走了"))

        (read,) = Reader(recogniser=eager, suspicion=Suspicion(["投诉"])).read([SECOND])

        assert (read.text, read.plain) == ("我要投诉", "我要走了")
        assert eager.asked == [(1, True), (1, False)]

    def test_a_text_that_cannot_be_read_a_second_time_is_a_failure_and_not_a_finding(self):
        eager = Eager("我要投诉", Recognition(failure=Failure.OUT_OF_MEMORY, reason="显存不足"))

        (read,) = Reader(recogniser=eager, suspicion=Suspicion(["投诉"])).read([SECOND])

        assert (read.text, read.failure, read.reason) == ("", Failure.OUT_OF_MEMORY, "显存不足")

    def test_a_text_is_corrected_and_its_numbers_are_written(self):
        eager = Eager("进水器一百二十块", recognised(""))
        reader = Reader(
            recogniser=eager,
            suspicion=Suspicion([]),
            corrector=Corrector(Vocabulary(hotwords=("净水器",)), least=0.85),
            writer=NumberWriter(),
        )

        (read,) = reader.read([SECOND])

        assert read.text == "净水器一百二十块"
        assert read.annotations.corrections == (Correction(start=0, end=3, original="进水器", score=0.9),)
        assert read.annotations.written == (WrittenForm(start=3, end=8, text="120块"),)


@pytest.mark.usefixtures("shipped_book")
class TestFabrication:
    def test_a_complaint_that_only_hotwords_heard_is_marked_with_the_other_reading(
        self, tmp_path, demo_settings
    ):
        call = recording(path=str(write_call(tmp_path / "a.wav", 440)))
        eager = Eager("我要投诉你们", recognised("我要走了"))
        engine = Transcriber(demo_settings, ["投诉"], recogniser=eager, detector=WholeChannel())

        (transcript,) = engine.transcribe([call])
        found = evaluate(transcript, shipped_book()).findings

        assert transcript.outcome is Outcome.OK
        assert {one.certainty for one in found if "投诉" in one.evidence} == {Certainty.DOUBTFUL}
        assert {one.other_reading for one in found if one.evidence == "投诉"} == {"走了"}

    @pytest.mark.timeout(300)
    def test_the_real_recogniser_fabricates_no_unmarked_finding_from_noise_and_silence(
        self, tmp_path, demo_settings: TranscribeSettings
    ):
        sounds = [
            np.zeros(16_000 * 6, np.float32),
            *(level * noise(6) for level in (0.02, 0.2, 1.0, 6.0)),
            melody(6),
            tone(6, rate=16_000),
            *(babble(seed) for seed in range(4)),
            *(backwards(path) for path in sorted((DATA / "hotwords").glob("*.wav"))),
        ]
        calls = [recording(f"c{n}", path=str(write_sound(tmp_path, n, one))) for n, one in enumerate(sounds)]
        engine = Transcriber(demo_settings, choose([], phrases(shipped_book())), detector=WholeChannel())

        transcripts = list(engine.transcribe(calls))
        found = [finding for one in transcripts for finding in evaluate(one, shipped_book()).findings]

        assert len(engine.hotwords.used) == 49
        assert all(one.outcome is not Outcome.FAILED for one in transcripts)
        assert [one for one in found if one.turn is not None and one.certainty is Certainty.EXACT] == []


def babble(seed: int) -> np.ndarray:
    """Six seconds of noise with the loudness and the pitch of somebody talking."""
    rng = np.random.default_rng(seed)
    t = np.arange(16_000 * 6) / 16_000
    syllables = np.repeat(rng.uniform(0, 1, 36), len(t) // 36 + 1)[: len(t)]
    voiced = np.sign(np.sin(2 * np.pi * (120 + 60 * syllables) * t))
    return (0.1 * syllables * (voiced + rng.standard_normal(len(t)))).astype(np.float32)


def backwards(path: Path) -> np.ndarray:
    """Return a sentence from its end to its start: a voice that says no word."""
    return np.ascontiguousarray(decode(path, max_duration_s=60).whole()[0][::-1])


def write_sound(folder: Path, number: int, samples: np.ndarray) -> Path:
    return write(folder / f"{number}.wav", np.zeros_like(samples), samples, rate=16_000)
