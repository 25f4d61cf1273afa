"""Every second of a recording is read, or it is told that some are not."""

import numpy as np
import pytest

from callqa.audio.clips import browser_plays, make_clip
from callqa.audio.decoding import decode
from callqa.model.coverage import GapKind
from callqa.model.errors import Failure
from tests.support import strange_sounds
from tests.support.strange_sounds import STRANGE, Strange, outcome

KINDS = pytest.mark.parametrize("kind", STRANGE, ids=lambda kind: kind.what)


@KINDS
def test_what_a_strange_recording_comes_to(tmp_path, kind: Strange):
    failure, seconds, channels, noted = outcome(kind, tmp_path)
    assert failure == (kind.failure.value if kind.failure else "")
    if kind.failure is None:
        assert seconds == pytest.approx(kind.seconds, abs=0.3)
        assert (channels, noted) == (kind.channels, kind.noted)


@pytest.mark.parametrize("kind", [k for k in STRANGE if k.accepted], ids=lambda kind: kind.what)
def test_what_is_there_can_be_accepted_and_what_is_missing_is_told(tmp_path, kind: Strange):
    _, seconds, _, noted = outcome(kind, tmp_path, accept_incomplete=True)
    assert seconds == pytest.approx(kind.accepted, abs=0.2)
    assert noted == (GapKind.INCOMPLETE_AUDIO,)


def test_the_seconds_that_are_missing_are_counted(tmp_path):
    path = strange_sounds.last_second(tmp_path / "a.wav")
    [noted] = decode(path, max_duration_s=60, accept_incomplete=True).noted
    assert noted.seconds == pytest.approx(1.0, abs=0.05)


def test_a_sample_that_is_no_number_is_silence_and_its_channel_is_heard(tmp_path):
    audio = decode(strange_sounds.floats(tmp_path / "a.wav", wrong=float("nan")), max_duration_s=60)
    assert all(np.abs(channel).max() > 0.2 for channel in audio.whole())


def test_samples_beyond_full_scale_are_brought_back(tmp_path):
    audio = decode(strange_sounds.floats(tmp_path / "a.wav", scale=32767.0), max_duration_s=60)
    assert np.abs(audio.whole()[0]).max() == pytest.approx(0.3, abs=0.05)


def test_a_clip_of_a_repaired_file_is_of_the_same_time(tmp_path):
    path = strange_sounds.stale_length(tmp_path / "a.wav")
    assert not browser_plays(path)
    clip = tmp_path / "clip.ogg"
    clip.write_bytes(make_clip(path, 2500, 3500))
    assert decode(clip, max_duration_s=9).duration_ms == pytest.approx(1000, abs=60)


def test_a_clip_behind_a_pause_is_there_where_a_player_shows_it(tmp_path):
    path = strange_sounds.paused(tmp_path / "a.m4a")
    clip = tmp_path / "clip.ogg"
    clip.write_bytes(make_clip(path, 62_500, 63_500))
    assert np.abs(decode(clip, max_duration_s=9).whole()[0]).max() > 0.1


def test_more_tracks_than_two_people_are_refused(tmp_path):
    import av

    path = tmp_path / "a.mka"
    with av.open(str(path), "w") as file:
        streams = [file.add_stream("libopus", rate=16000, layout="mono") for _ in range(3)]
        for stream in streams:
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 16000), np.int16), format="s16", layout="mono")
            frame.sample_rate = 16000
            for each in (frame, None):
                file.mux(stream.encode(each))
    from callqa.model.errors import AudioError

    with pytest.raises(AudioError) as caught:
        decode(path, max_duration_s=9)
    assert caught.value.failure is Failure.TOO_MANY_CHANNELS
