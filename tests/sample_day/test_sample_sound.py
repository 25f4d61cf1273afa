"""Sound and files: the same bytes every time, and the speakers kept apart."""

import io
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import av
import numpy as np
import pytest

from callqa.model.recording import Role
from scripts.sample_day import sound
from scripts.sample_day.command import make_day, options
from scripts.sample_day.dialogue import parse_line
from scripts.sample_day.encode import FORMATS, encode
from scripts.sample_day.fresh import make_calls
from scripts.sample_day.plan import normal_calls
from scripts.sample_day.sound import hiss, hold_tune, lay_out, stereo
from scripts.sample_day.voices import Cast
from scripts.synth.espeak import SynthesisError, Voice, synthesize

VOICES: Mapping[Role, Voice] = {
    Role.AGENT: Voice(variant="f2"),
    Role.CUSTOMER: Voice(variant="m3"),
}
SPEAKERS = {role: sound.espeak(voice) for role, voice in VOICES.items()}


@pytest.fixture
def espeak() -> None:
    try:
        synthesize("好", VOICES[Role.AGENT])
    except (SynthesisError, OSError) as error:
        pytest.skip(f"needs espeak-ng: {error}")


def decoded(data: bytes) -> np.ndarray:
    """All samples at 8 kHz, shape (samples, channels)."""
    with av.open(io.BytesIO(data), "r") as container:
        layout = container.streams.audio[0].layout
        resampler = av.AudioResampler(format="flt", layout=layout, rate=8000)
        frames = [*container.decode(audio=0), None]
        pieces = [made.to_ndarray() for frame in frames for made in resampler.resample(frame)]
    return np.concatenate(pieces, axis=1).reshape(-1, layout.nb_channels)


class TestEncoding:
    @pytest.mark.parametrize("name", FORMATS)
    def test_gives_the_same_bytes_again(self, name: str) -> None:
        sound = hold_tune(2, random.Random(1))[:, : 1 if name == "amr" else 2]
        assert encode(sound, FORMATS[name], 5) == encode(sound, FORMATS[name], 5)

    @pytest.mark.parametrize("name", FORMATS)
    def test_keeps_the_length_and_the_channels(self, name: str) -> None:
        sound = hold_tune(2, random.Random(1))[:, : 1 if name == "amr" else 2]
        heard = decoded(encode(sound, FORMATS[name], 5))
        assert heard.shape[1] == sound.shape[1]
        assert abs(len(heard) - len(sound)) < 0.15 * 8000

    @pytest.mark.parametrize("name", sorted(set(FORMATS) - {"amr"}))
    def test_does_not_let_one_channel_into_the_other(self, name: str) -> None:
        sound = hold_tune(2, random.Random(1))
        sound[:, 0] = 0
        heard = decoded(encode(sound, FORMATS[name], 5))
        levels = np.sqrt(np.mean(heard**2, axis=0))
        assert levels[0] < 0.02 * levels[1]


class TestSound:
    def test_silence_is_quiet(self) -> None:
        assert np.abs(hiss(3, random.Random(1))).max() < 0.03

    @pytest.mark.usefixtures("espeak")
    def test_turns_follow_each_other_and_a_long_pause_keeps_them_apart(self) -> None:
        lines = [parse_line("A: 您好 请讲 …5"), parse_line("C: 你好")]
        first, second = lay_out(lines, SPEAKERS, random.Random(1))
        assert second.start_s - first.end_s > 5

    @pytest.mark.usefixtures("espeak")
    def test_who_talks_over_starts_before_the_other_has_ended(self) -> None:
        lines = [parse_line("A: 您先不要着急 我帮您看一下"), parse_line("C! 怎么能不着急")]
        first, second = lay_out(lines, SPEAKERS, random.Random(1))
        assert second.start_s < first.end_s

    @pytest.mark.usefixtures("espeak")
    def test_every_speaker_is_on_the_channel_of_their_role_and_does_not_clip(self) -> None:
        turns = list(lay_out([parse_line("A: 您好 请讲"), parse_line("C: 你好")], SPEAKERS, random.Random(1)))
        sound = stereo(turns, (Role.CUSTOMER, Role.AGENT), random.Random(1))
        agent = turns[0]
        while_agent = sound[round(agent.start_s * 8000) : round(agent.end_s * 8000)]
        assert np.abs(while_agent[:, 1]).mean() > 3 * np.abs(while_agent[:, 0]).mean()
        assert np.abs(sound).max() < 1


@pytest.mark.usefixtures("espeak")
def test_a_day_made_again_is_the_same_byte_for_byte(tmp_path: object) -> None:
    arguments = ["--calls", "3", "--seed", "5", "--plain", "--quiet", "--out"]
    first, second = (make_day(options([*arguments, f"{tmp_path}/{name}"])) for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    made = sorted(path for path in first.parent.rglob("*") if path.is_file())
    again = sorted(path for path in second.parent.rglob("*") if path.is_file())
    assert [path.read_bytes() for path in made] == [path.read_bytes() for path in again]
    assert len(made) == 5


def test_a_process_that_always_dies_is_an_error_and_no_endless_wait() -> None:
    plan = next(call for call in normal_calls(date(2026, 2, 14), 30, 1) if "{" in str(call.dialogue))
    with pytest.raises(SynthesisError, match=plan.call_id):
        list(make_calls([replace(plan, values={})], Cast(seed=1)))
