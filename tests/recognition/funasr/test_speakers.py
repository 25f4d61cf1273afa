"""Two voices on one channel told apart; the real cam++ with random weights makes the prints."""

from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from callqa.model.errors import BadInputError
from callqa.model.recording import Role
from callqa.model.speech import Heard, Recognition, Segment, Voices
from callqa.recognition.engine import Transcriber
from callqa.recognition.funasr.diarisation import VoicePrinter, tell_apart
from callqa.recognition.funasr.quiet import quiet
from callqa.recognition.outcome import conclude
from tests.support.builders import recording
from tests.support.doubles import Scripted, WholeChannel
from tests.support.sounds import tone, write

pytestmark = pytest.mark.model

SMALL = {"feat_dim": 80, "embedding_size": 16, "growth_rate": 4, "bn_size": 2, "init_channels": 16}


@pytest.fixture(scope="module")
def printer_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cam")
    torch.manual_seed(0)
    with quiet():
        from funasr.models.campplus.model import CAMPPlus

        torch.save(CAMPPlus(**SMALL).eval().state_dict(), folder / "model.pt")
    config = {"model": "CAMPPlus", "model_conf": SMALL}
    (folder / "config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    return folder


@pytest.fixture(scope="module")
def printer(printer_folder) -> VoicePrinter:
    return VoicePrinter(str(printer_folder), "cpu")


def voice(*directions: float) -> Voices:
    """Return prints near one of two opposite voices."""
    rng = np.random.default_rng(1)
    noise = 0.1 * rng.standard_normal((len(directions), 16))
    prints = np.outer(directions, np.r_[np.ones(8), -np.ones(8)]) + noise
    return tuple(map(tuple, prints.tolist()))


class TestPrints:
    @pytest.mark.parametrize(
        ("seconds", "prints"), [(0.3, 0), (0.5, 1), (1.5, 1), (2.0, 2), (3.0, 3), (60.0, 79)]
    )
    def test_a_segment_has_a_print_every_three_quarters_of_a_second(self, printer, seconds, prints):
        rng = np.random.default_rng(0)
        samples = (0.1 * rng.standard_normal(int(16_000 * seconds))).astype(np.float32)

        assert len(printer.voices(samples)) == prints

    def test_a_print_does_not_depend_on_the_others_of_its_batch(self, printer):
        rng = np.random.default_rng(0)
        samples = (0.1 * rng.standard_normal(48_000)).astype(np.float32)

        together, alone = printer.voices(samples), printer.voices(samples[:24_000])

        np.testing.assert_allclose(together[0], alone[0], rtol=1e-4, atol=1e-4)


class TestTellingApart:
    def test_segments_are_told_apart_by_voice_and_the_first_speaker_is_the_first(self):
        assert tell_apart([voice(1, 1), voice(-1), voice(1), voice(-1, -1, -1)]) == [0, 1, 0, 1]
        assert tell_apart([voice(-1, -1), voice(1), voice(-1)]) == [0, 1, 0]

    def test_a_segment_in_which_both_speak_is_nobodys(self):
        assert tell_apart([voice(1, 1), voice(1, -1), voice(-1, -1)]) == [0, None, 1]

    def test_a_segment_that_is_too_short_to_tell_is_nobodys(self):
        assert tell_apart([voice(1, 1), (), voice(-1, -1)]) == [0, None, 1]

    def test_one_voice_is_not_torn_in_two(self):
        assert tell_apart([voice(1, 1), voice(1), voice(1, 1)]) == [None, None, None]

    def test_no_voice_is_nobody(self):
        assert tell_apart([]) == []
        assert tell_apart([()]) == [None]


class TestMonoCalls:
    def test_the_role_stays_unknown_where_it_is_not_sure(self, printer_folder, tmp_path, demo_settings):
        path = write(tmp_path / "mono.wav", tone(3))
        settings = demo_settings.model_copy(
            update={"speaker_model": str(printer_folder), "agent_phrases": ("工号",)}
        )
        engine = Transcriber(settings, recogniser=Scripted(), detector=WholeChannel())

        (transcript,) = engine.transcribe([recording(path=str(path))])

        assert [(t.role, t.role_inferred, t.text) for t in transcript.turns] == [
            (Role.UNKNOWN, False, "我要投诉")
        ]

    def test_speakers_that_were_told_apart_get_inferred_roles(self, demo_settings):
        settings = demo_settings.model_copy(update={"agent_phrases": ("工号", "为您服务")})
        segments = [Segment(start=0, end=32_000), Segment(start=48_000, end=80_000)]
        heard = Heard(duration_ms=5_000, channels=1, found=tuple((0, one) for one in segments))
        said = [recognised("工号零八二七为您服务"), recognised("我要投诉")]

        transcript = conclude(recording(), heard, said, settings, "engine-1", speakers=[0, 1])

        assert [(t.role, t.role_inferred, t.channel) for t in transcript.turns] == [
            (Role.AGENT, True, 0),
            (Role.CUSTOMER, True, 0),
        ]

    def test_a_speaker_model_that_is_not_there_is_named(self, demo_settings, tmp_path):
        settings = demo_settings.model_copy(update={"speaker_model": str(tmp_path / "none")})

        with pytest.raises(BadInputError, match="说话人模型"):
            Transcriber(settings, recogniser=Scripted()).reader.read([])


def recognised(text: str) -> Recognition:
    return Recognition(text=text, char_times=tuple((100 * i, 100 * (i + 1)) for i in range(len(text))))
