"""A recording that is longer than memory should hold is heard as if it were held as a whole."""

import itertools
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from callqa.audio import decoding, resampling
from callqa.audio.decoding import decode
from callqa.audio.resampling import length_at_16k, to_16k
from callqa.model.errors import AudioError, Failure
from callqa.model.speech import Heard, Segment
from callqa.recognition.front_end.pool import InProcess, Workers
from callqa.recognition.front_end.queue import Waiting
from callqa.recognition.front_end.segments import cut, listen
from callqa.recognition.front_end.silero_vad import SileroDetector
from tests.support.frontends import TOUCHED, touching
from tests.support.places import ROOT
from tests.support.sounds import CALL, noise, tone, write

pytestmark = pytest.mark.model

LIMIT_S = 24 * 3600


@pytest.fixture
def again(monkeypatch):
    """Nothing is kept: every look at a recording decodes it again."""
    monkeypatch.setattr(decoding, "_KEPT_S", 0.0)


@pytest.fixture(scope="module")
def long_call(tmp_path_factory):
    """Half a minute in which the customer's channel has a leak of the agent's."""
    agent, customer = (np.tile(channel[::2], 4) for channel in decode(CALL, max_duration_s=60).whole())
    folder = tmp_path_factory.mktemp("long")
    return write(folder / "call.flac", agent, (customer + 0.02 * agent).astype(np.float32), codec="flac")


def heard(path, detector) -> tuple[Heard, list[bytes]]:
    found, pieces = listen(path, detector, max_duration_s=LIMIT_S)
    return found, [piece if isinstance(piece, Heard) else piece.tobytes() for piece in pieces]


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [("a.wav", "pcm_mulaw", 8000), ("a.mp3", "libmp3lame", 44100), ("a.ogg", "libopus", 48000)],
)
def test_what_is_decoded_again_is_what_was_kept(tmp_path, monkeypatch, name, codec, rate):
    path = write(tmp_path / name, tone(3, rate), noise(3, rate), rate=rate, codec=codec)
    kept = decode(path, max_duration_s=9)

    monkeypatch.setattr(resampling, "_BLOCK_S", 0.21)
    monkeypatch.setattr(decoding, "_KEPT_S", 0.0)
    again = decode(path, max_duration_s=9)

    assert (again.kept, len(list(again.blocks())) > 10) == (None, True)
    assert np.array_equal(again.whole(), kept.whole())
    assert (again.duration_ms, again.peaks) == (kept.duration_ms, kept.peaks)


def test_a_copied_channel_is_left_out_however_often_the_file_is_read(tmp_path, again):
    found = decode(write(tmp_path / "a.wav", tone(2), tone(2)), max_duration_s=9)
    assert (found.channels, len(found.whole()), found.kept) == (1, 1, None)


@given(st.data())
@settings(max_examples=60)
def test_resampling_does_not_depend_on_the_blocks(data):
    rate = data.draw(st.sampled_from([8000, 11025, 16000, 22050, 44100, 48000]))
    length = data.draw(st.integers(9, 9000))
    edges = sorted(data.draw(st.lists(st.integers(1, length), max_size=8)))
    samples = np.random.default_rng(length).standard_normal((2, length)).astype(np.float32)

    whole = np.concatenate(list(to_16k([samples], rate)), axis=1)
    parts = [part for part in np.split(samples, edges, axis=1) if part.shape[1]]

    assert np.array_equal(np.concatenate(list(to_16k(parts, rate)), axis=1), whole)
    assert whole.shape[1] == length_at_16k(length, rate)


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=8),
)
def test_segments_are_cut_out_of_blocks_as_out_of_the_whole(sizes, spans):
    whole = np.arange(2 * sum(sizes), dtype=np.float32).reshape(2, -1)
    blocks = np.split(whole, list(itertools.accumulate(sizes))[:-1], axis=1)
    segments = sorted(
        (Segment(start=s, end=min(s + n, sum(sizes))) for s, n in spans if s < sum(sizes)),
        key=lambda segment: segment.start,
    )

    found = list(cut(blocks, segments))

    assert [piece.tolist() for piece in found] == [whole[:, s.start : s.end].tolist() for s in segments]


@given(block_s=st.floats(0.05, 9))
@example(block_s=0.0)
@settings(max_examples=6)
def test_a_long_call_is_heard_as_a_short_one_is(long_call, block_s):
    detector = SileroDetector()
    whole = heard(long_call, detector)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(resampling, "_BLOCK_S", block_s)
        patched.setattr(decoding, "_KEPT_S", 0.0)
        assert heard(long_call, detector) == whole

    assert {channel for channel, _ in whole[0].found} == {0, 1}
    assert len(whole[1]) == len(whole[0].found) > 8


def test_a_single_sample_is_a_call_without_speech(tmp_path):
    path = write(tmp_path / "a.wav", np.full(1, 0.5, np.float32), rate=44100)
    assert heard(path, SileroDetector()) == (Heard(duration_ms=0, channels=1), [])


def test_a_channel_on_which_nobody_speaks_costs_nothing(tmp_path):
    class Never:
        def listener(self):
            raise AssertionError("nobody is to listen to silence")

    silence = np.zeros(8000, np.float32)
    found, _ = listen(write(tmp_path / "a.wav", silence, silence + 5e-5), Never(), max_duration_s=9)
    assert (found.reason, found.found, found.duration_ms) == ("", (), 1000)


class TestAFileThatChanges:
    """Between the look that found it whole and the one that takes the speech out of it."""

    @pytest.fixture
    def changing(self, long_call, tmp_path, again):
        path = tmp_path / "call.flac"
        path.write_bytes(long_call.read_bytes())
        return path

    @pytest.mark.parametrize(
        ("change", "failure", "reason"),
        [
            (lambda path: os.utime(path, (1, 1)), Failure.CHANGED, "录音在读取时被改动"),
            (lambda path: path.unlink(), Failure.UNREACHABLE, "读取失败（文件不存在或暂时读不到）"),
        ],
    )
    def test_it_is_a_failure_and_can_be_retried(self, changing, change, failure, reason):
        found, pieces = listen(changing, SileroDetector(), max_duration_s=LIMIT_S)
        assert found.found
        change(changing)
        (broken,) = pieces
        assert (broken.failure, broken.reason) == (failure, reason)

    def test_both_front_ends_say_so_after_what_they_heard(self, changing, monkeypatch):
        monkeypatch.setenv(TOUCHED, str(changing))
        monkeypatch.setattr(decoding.Audio, "blocks", decoding.Audio.blocks)  # and back after the test
        workers = Workers(touching, count=1, max_duration_s=LIMIT_S)
        told = [[h.reason for h in hear(each, changing)] for each in (InProcess(touching, LIMIT_S), workers)]
        workers.close()
        assert told == [["", "录音在读取时被改动"]] * 2


def hear(front_end, path) -> list[Heard]:
    waiting = Waiting(10.0, 20)
    front_end.feed([(0, path), (1, ROOT / "nowhere.wav")], waiting)
    waiting.complete()
    found = []
    while work := waiting.take():
        found += [each for call, each in work.heard if call == 0]
    return found


MEASURE = """
import json, re, sys
from pathlib import Path
from callqa.recognition.front_end.segments import listen
from callqa.recognition.front_end.silero_vad import SileroDetector
def peak_mb():  # not getrusage: that remembers the process that started this one
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)) / 1024
detector = SileroDetector()
def hear(path):
    heard, pieces = listen(Path(path), detector, max_duration_s=1e6)
    return heard.duration_ms, len(heard.found), sum(1 for _ in pieces)
hear(sys.argv[1])
before = peak_mb()
print(json.dumps([hear(sys.argv[2]), peak_mb() - before]))
"""


def test_twenty_minutes_of_stereo_stay_within_the_bound(tmp_path):
    """More than is kept; as arrays it is 77 MB decoded, as much again put together, 154 MB at 16 kHz."""
    minutes = 20
    channels = [channel[::2] for channel in decode(CALL, max_duration_s=60).whole()]
    times = minutes * 60 * 8000 // len(channels[0]) + 1
    path = write(tmp_path / "long.wav", *(np.tile(c, times) for c in channels), codec="pcm_mulaw")

    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, str(CALL), str(path)],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip

    (duration_ms, found, pieces), more_mb = json.loads(told.stdout)
    assert duration_ms > minutes * 60_000
    assert found == pieces > 250
    assert more_mb < 200


def test_a_cut_file_is_refused_before_anything_is_heard_of_it(long_call, tmp_path, again):
    path = tmp_path / "cut.flac"
    path.write_bytes(long_call.read_bytes()[:-20_000])
    with pytest.raises(AudioError, match=r"不完整|中途损坏"):
        decode(path, max_duration_s=LIMIT_S)
