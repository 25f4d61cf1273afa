from pathlib import Path

import numpy as np
import pytest

from callqa.model.errors import BadInputError, Failure, RecognitionError
from callqa.model.recording import Direction, Role
from callqa.model.speech import Recognition, Segment
from callqa.model.summaries import ModelNote
from callqa.model.transcript import Outcome
from callqa.recognition.engine import Transcriber
from callqa.recognition.funasr import loading
from callqa.settings.recognition import Precision
from tests.support.builders import recording
from tests.support.doubles import Gathers
from tests.support.sounds import cut, melody, noise, tone, write


def says(text: str, seconds: float = 1.0) -> Recognition:
    step = int(seconds * 1000 / max(len(text), 1))
    times = tuple((i * step, (i + 1) * step) for i in range(len(text)))
    return Recognition(text=text, char_times=times)


class Scripted:
    """Recognises a segment by its loudness."""

    def __init__(self, script: dict[int, Recognition]) -> None:
        self.script = script
        self.asked: list[int] = []

    def recognise(self, segments, *, hotwords=True):
        self.asked.append(len(segments))
        return [self.script[round(float(np.median(s)) * 10)] for s in segments]


class Whole(Gathers):
    """Takes every channel that is not silent for one segment."""

    def segments(self, samples):
        return [Segment(start=0, end=len(samples))] if np.abs(samples).max() > 0.05 else []


class Talk(Gathers):
    """Five seconds of speech on one channel, a minute of music on the other."""

    def segments(self, samples):
        loud = samples > 0.1
        return [Segment(start=0, end=int(loud.sum()))]


def loud(digit: int, seconds: float = 1.0) -> np.ndarray:
    """Survives 16 bits and resampling well enough to be told from its neighbours."""
    return np.full(int(seconds * 8000), digit / 10, np.float32)


@pytest.fixture
def scripted(demo_settings):
    def build(script: dict[int, Recognition], detector=None, **changes) -> Transcriber:
        settings = demo_settings.model_copy(update=changes)
        return Transcriber(settings, recogniser=Scripted(script), detector=detector or Whole())

    return build


@pytest.fixture
def file(tmp_path):
    def make(name: str, *channels: np.ndarray, **changes):
        return recording(name, path=str(write(tmp_path / f"{name}.wav", *channels)), **changes)

    return make


def transcribed(transcriber, calls):
    """Transcripts in the order of the calls: they come in the order in which they are finished."""
    found = {transcript.call_id: transcript for transcript in transcriber.transcribe(calls)}
    return [found[call.call_id] for call in calls]


def shapes(transcripts) -> list[tuple]:
    return [(t.call_id, t.outcome, [turn.text for turn in t.turns]) for t in transcripts]


class TestOutcomes:
    def test_every_recording_has_one_transcript(self, scripted, file, tmp_path):
        (tmp_path / "empty.wav").touch()
        calls = [
            file("a", loud(2)),
            recording("gone", path=str(tmp_path / "gone.wav")),
            file("quiet", loud(0)),
            recording("empty", path=str(tmp_path / "empty.wav")),
            file("b", loud(4)),
        ]
        found = transcribed(scripted({2: says("甲"), 4: says("乙")}), calls)
        assert shapes(found) == [
            ("a", Outcome.OK, ["甲"]),
            ("gone", Outcome.FAILED, []),
            ("quiet", Outcome.NO_SPEECH, []),
            ("empty", Outcome.FAILED, []),
            ("b", Outcome.OK, ["乙"]),
        ]
        assert [(t.failure, t.reason, t.retryable) for t in found if t.failure] == [
            (Failure.UNREACHABLE, "读取失败（文件不存在或暂时读不到）", True),
            (Failure.EMPTY, "空文件", False),
        ]

    def test_a_call_whose_segments_are_all_empty_has_no_speech(self, scripted, file):
        (found,) = scripted({2: says("")}).transcribe([file("a", loud(2))])
        assert (found.outcome, found.duration_ms, found.channels) == (Outcome.NO_SPEECH, 1000, 1)

    def test_an_incomplete_call_is_never_reported_as_analysed(self, scripted, file):
        call = file("a", loud(2, 60))
        cut(Path(call.path), 0.4)
        (found,) = scripted({2: says("甲")}).transcribe([call])
        assert (found.outcome, found.retryable, found.turns) == (Outcome.FAILED, True, ())
        assert found.reason.startswith("文件不完整：应有 60.0 秒")

    def test_a_failed_segment_fails_its_own_call_and_no_other(self, scripted, file):
        calls = [file("a", loud(2), loud(5)), file("b", loud(4))]
        broken = Recognition(failure=Failure.RECOGNITION, reason="识别出错（RuntimeError）")
        script = {2: says("甲"), 5: broken, 4: says("乙")}
        found = transcribed(scripted(script), calls)
        assert shapes(found) == [("a", Outcome.FAILED, []), ("b", Outcome.OK, ["乙"])]
        assert found[0].failure is Failure.RECOGNITION
        assert (found[0].reason, found[0].retryable, found[0].duration_ms, found[0].channels) == (
            "识别出错（RuntimeError）",
            True,
            1000,
            2,
        )

    def test_a_detector_that_fails_fails_its_own_call_only(self, demo_settings, file):
        class Moody(Whole):
            def segments(self, samples):
                if np.abs(samples).max() > 0.35:
                    raise RecognitionError("语音检测出错（RuntimeError）")
                return super().segments(samples)

        transcriber = Transcriber(demo_settings, recogniser=Scripted({2: says("甲")}), detector=Moody())
        found = transcribed(transcriber, [file("a", loud(4)), file("b", loud(2))])
        assert shapes(found) == [("a", Outcome.FAILED, []), ("b", Outcome.OK, ["甲"])]

    def test_a_recogniser_that_loses_a_segment_stops_everything(self, demo_settings, file):
        """To go on would give one call the words of another."""

        class Lossy:
            def recognise(self, segments, *, hotwords=True):
                return [says("甲")]

        transcriber = Transcriber(demo_settings, recogniser=Lossy(), detector=Whole())
        with pytest.raises(RecognitionError, match="2 段语音得到 1 个结果"):
            list(transcriber.transcribe([file("a", loud(2)), file("b", loud(4))]))

    def test_the_segments_of_all_recordings_are_recognised_together(self, scripted, file):
        transcriber = scripted({2: says("甲"), 4: says("乙")})
        list(transcriber.transcribe([file("a", loud(2), loud(4)), file("b", loud(4))]))
        assert transcriber.recogniser.asked == [3]

    def test_calls_that_one_batch_finishes_come_together(self, scripted, file):
        transcriber = scripted({2: says("甲")}, workers=0)
        calls = [file("a", loud(2)), file("b", loud(2)), file("c", np.zeros(8000, np.float32))]

        batches = [sorted(each.call_id for each in one) for one in transcriber.transcribe_batches(calls)]

        assert transcriber.recogniser.asked == [2]
        assert batches == [["c"], ["a", "b"]]  # what has no speech waits for no recogniser

    def test_no_recordings_are_no_transcripts(self, scripted):
        assert list(scripted({}).transcribe([])) == []

    def test_a_transcript_carries_what_it_was_made_from_and_by(self, scripted, file):
        transcriber = scripted({2: says("甲")})
        (found,) = transcriber.transcribe([file("a", loud(2), audio_sha256="f" * 64)])
        assert (found.audio_sha256, found.engine_revision) == ("f" * 64, transcriber.revision)


class TestMusic:
    @pytest.mark.parametrize(
        ("text", "seconds", "outcome"),
        [
            ("嗯", 1, Outcome.OK),
            ("嗯", 10, Outcome.NO_SPEECH),
            ("嗯嗯嗯嗯", 10, Outcome.NO_SPEECH),
            ("", 10, Outcome.NO_SPEECH),
            ("嗯嗯嗯嗯嗯", 10, Outcome.OK),
        ],
    )
    def test_very_little_text_for_its_time_is_music_and_no_call(self, scripted, file, text, seconds, outcome):
        (found,) = scripted({2: says(text, seconds)}).transcribe([file("a", loud(2, seconds))])
        assert found.outcome is outcome

    @pytest.mark.parametrize("phrase", ["我要投诉", "我要投诉你们公司"])
    def test_a_phrase_beside_long_music_is_never_lost(self, scripted, file, phrase):
        script = {2: says(phrase, 5), 4: says("啊", 60)}
        talk = np.concatenate([loud(2, 5), loud(0, 55)])
        transcriber = scripted(script, detector=Talk())
        (found,) = transcriber.transcribe([file("a", talk, loud(4, 60))])
        assert phrase in [turn.text for turn in found.turns]


class TestRoles:
    def test_roles_follow_the_direction(self, scripted, file):
        roles = {"default": ("agent", "customer"), "outbound": ("customer", "agent")}
        call = file("a", loud(2), loud(4), direction=Direction.OUTBOUND)
        script = {2: says("甲"), 4: says("乙")}
        (found,) = scripted(script, channel_roles=roles).transcribe([call])
        assert {(t.role, t.text) for t in found.turns} == {
            (Role.CUSTOMER, "甲"),
            (Role.AGENT, "乙"),
        }

    def test_mono_copied_to_two_channels_gives_every_line_once_and_to_nobody(self, scripted, file):
        (found,) = scripted({2: says("甲")}).transcribe([file("a", loud(2), loud(2))])
        assert [(t.role, t.text) for t in found.turns] == [(Role.UNKNOWN, "甲")]
        assert found.channels == 1


class TestRealModels:
    @pytest.fixture(scope="class")
    def transcriber(self, demo_settings, demo_recogniser, silero):
        return Transcriber(demo_settings, ["退款", "鑺花"], recogniser=demo_recogniser, detector=silero)

    def test_a_call_becomes_a_dialogue(self, transcriber, call_path):
        (found,) = transcriber.transcribe([recording(path=str(call_path))])
        assert found.outcome is Outcome.OK
        assert [t.role for t in found.turns] == [Role.AGENT, Role.CUSTOMER, Role.AGENT]
        assert all(len(t.text) == len(t.char_times) for t in found.turns)
        assert all(t.start_ms <= a <= b <= t.end_ms for t in found.turns for a, b in t.char_times)

    def test_a_call_does_not_depend_on_its_neighbours(self, transcriber, call_path, file):
        call = recording(path=str(call_path))
        others = [file("n", noise(3)[::2]), file("t", tone(5), tone(5, hertz=700))]
        (alone,) = transcriber.transcribe([call])
        assert alone == transcribed(transcriber, [others[0], call, others[1]])[1]

    def test_noise_tones_and_melodies_fabricate_no_call(self, transcriber, file):
        calls = [file("n", noise(5)), file("t", tone(5)), file("m", melody(5, 8000))]
        found = [transcript.outcome for transcript in transcriber.transcribe(calls)]
        assert found == [Outcome.NO_SPEECH] * 3

    def test_hotwords_that_the_model_cannot_spell_are_named(self, transcriber):
        assert (transcriber.hotwords.used, transcriber.hotwords.unknown) == (("退款",), ("鑺花",))

    def test_the_summary_warns_of_the_demo_model(self, transcriber):
        summary = transcriber.summary
        assert (summary.device, summary.hotwords, summary.notes) == ("cpu", 1, (ModelNote.DEMO,))
        assert summary.revision == transcriber.revision


def test_a_model_that_is_none_is_refused_before_any_recording_is_blamed(demo_settings, tmp_path):
    transcriber = Transcriber(demo_settings.model_copy(update={"model": str(tmp_path)}))
    with pytest.raises(BadInputError, match="不是 FunASR 模型"):
        assert transcriber.revision


def test_a_precision_that_may_change_a_text_makes_another_revision(demo_settings):
    """And the same on every machine: ``auto`` is not resolved, a device is not named."""
    chosen = [Transcriber(demo_settings.model_copy(update={"precision": p})).revision for p in Precision]
    assert len(set(chosen)) == len(Precision)
    assert Transcriber(demo_settings.model_copy(update={"device": "auto"})).revision == chosen[0]


def test_checking_an_engine_asks_for_a_device_only_where_one_is_named(demo_settings, monkeypatch):
    """Which device ``auto`` is costs an import of torch, of which a night with nothing to do has no use."""
    asked = []
    monkeypatch.setattr(loading, "_is_available", asked.append)

    Transcriber(demo_settings.model_copy(update={"device": "auto"})).check()
    assert asked == []
    with pytest.raises(BadInputError, match="没有可用的设备“cuda:9”"):
        Transcriber(demo_settings.model_copy(update={"device": "cuda:9"})).check()
