"""What can be heard of a day from its report."""

import io
import math
import shutil
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.audio.clips import browser_plays, make_clip
from callqa.audio.playback import Heard, Listening, forget_clips
from callqa.model.errors import AudioError
from callqa.model.playback import ClipMode, Sound, Unheard, piece_at, windows
from tests.support.builders import finding, whole_call_finding

RATE = 8_000


def write_audio(path: Path, codec: str, seconds: float = 20.0, container: str | None = None) -> Path:
    """Return a stereo recording: 400 Hz left, 1,000 Hz right, each second louder than the last."""
    time = np.arange(int(RATE * seconds)) / RATE
    loud = 0.02 + 0.04 * np.floor(time)
    samples = np.stack([np.sin(time * hertz * math.tau) * loud for hertz in (400, 1_000)])
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=RATE, layout="stereo")
        packed = (samples.T.reshape(1, -1) * 20_000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(packed, format="s16", layout="stereo")
        frame.sample_rate = RATE
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def read_audio(path: Path) -> np.ndarray:  # type: ignore[type-arg] - float32 of shape (channels, samples)
    with av.open(str(path)) as file:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        frames = [part for frame in file.decode(audio=0) for part in resampler.resample(frame)]
        return np.concatenate([frame.to_ndarray() for frame in frames], axis=1)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def listening(tmp_path: Path, inbox: Path) -> Callable[..., Listening]:
    def make(mode: ClipMode = ClipMode.NEEDED, margin_ms: int = 3_000) -> Listening:
        return Listening(folder=tmp_path / "report", roots=[inbox], mode=mode, margin_ms=margin_ms)

    return make


def heard(path: Path, *at_ms: int, **changes: object) -> Heard:
    hits = tuple(finding(finding_id=str(at), start_ms=at, end_ms=at + 500) for at in at_ms)
    fields = {"audio_sha256": "a" * 64, "duration_ms": 20_000, "findings": hits}
    return Heard(path=str(path), **(fields | changes))  # type: ignore[arg-type]


class TestWhichRecordingsNeedAClip:
    @pytest.mark.parametrize(
        ("codec", "name", "plays"),
        [
            ("pcm_mulaw", "a.wav", False),
            ("pcm_alaw", "a.wav", False),
            ("pcm_s16le", "a.wav", True),
            ("libopus", "a.ogg", True),
            ("libmp3lame", "a.mp3", True),
            ("flac", "a.flac", True),
            ("aac", "a.m4a", True),
        ],
    )
    def test_those_that_browsers_cannot_play(self, inbox: Path, codec: str, name: str, plays: bool) -> None:
        assert browser_plays(write_audio(inbox / name, codec, 1.0)) is plays

    def test_one_that_browsers_play_is_linked_to_where_it_lies(
        self, inbox: Path, listening: Callable[..., Listening]
    ) -> None:
        path = write_audio(inbox / "一 通#1.ogg", "libopus")

        piece = listening().sound(heard(path, 5_000)).pieces[0]

        assert piece.url == "../inbox/%E4%B8%80%20%E9%80%9A%231.ogg"
        assert (piece.start_ms, piece.end_ms) == (0, 20_000)

    def test_one_whose_name_may_not_be_shown_gets_a_clip(
        self, inbox: Path, listening: Callable[..., Listening]
    ) -> None:
        path = write_audio(inbox / "13800001234.ogg", "libopus")

        piece = listening().sound(heard(path, 5_000, nameless=True)).pieces[0]

        assert "13800001234" not in piece.url


class TestClip:
    def test_holds_exactly_its_stretch_with_both_channels(
        self, tmp_path: Path, inbox: Path, listening: Callable[..., Listening]
    ) -> None:
        path = write_audio(inbox / "a.wav", "pcm_mulaw")

        piece = listening().sound(heard(path, 8_000)).pieces[0]

        clip = read_audio(tmp_path / "report" / piece.url)
        whole = read_audio(path)[:, piece.start_ms * 8 : piece.end_ms * 8]
        assert (piece.start_ms, piece.end_ms) == (5_000, 11_500)
        assert abs(clip.shape[1] - whole.shape[1]) <= RATE // 50
        for channel in (0, 1):
            size = min(clip.shape[1], whole.shape[1]) - 800
            likeness = np.corrcoef(clip[channel, 400:size], whole[channel, 400:size])[0, 1]
            assert likeness > 0.9

    def test_of_equal_recordings_is_equal_bytes(self, inbox: Path) -> None:
        path = write_audio(inbox / "a.wav", "pcm_mulaw")

        assert make_clip(path, 2_000, 6_000) == make_clip(path, 2_000, 6_000)

    def test_that_cannot_be_written_is_not_taken_for_a_broken_recording(
        self, tmp_path: Path, inbox: Path, listening: Callable[..., Listening]
    ) -> None:
        path = write_audio(inbox / "a.wav", "pcm_mulaw")
        (tmp_path / "report").mkdir(exist_ok=True)
        (tmp_path / "report" / "clips").write_bytes(b"a file where the folder has to be")

        with pytest.raises(OSError, match="clips"):
            listening().sound(heard(path, 8_000))

    def test_behind_the_end_of_a_recording_is_refused(self, inbox: Path) -> None:
        path = write_audio(inbox / "a.wav", "pcm_mulaw", 2.0)

        with pytest.raises(AudioError):
            make_clip(path, 60_000, 70_000)

    def test_of_a_mono_recording_has_one_channel(self, inbox: Path) -> None:
        with av.open(str(inbox / "a.wav"), "w") as file:
            stream = file.add_stream("pcm_mulaw", rate=RATE, layout="mono")
            frame = av.AudioFrame.from_ndarray(np.zeros((1, RATE * 5), np.int16), format="s16", layout="mono")
            frame.sample_rate = RATE
            file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        content = make_clip(inbox / "a.wav", 1_000, 3_000)

        with av.open(io.BytesIO(content)) as clip:
            assert clip.streams.audio[0].channels == 1

    def test_is_kept_when_the_recording_is_gone(
        self, inbox: Path, listening: Callable[..., Listening]
    ) -> None:
        path = write_audio(inbox / "a.wav", "pcm_mulaw")
        before = listening().sound(heard(path, 8_000))
        path.unlink()

        assert listening().sound(heard(path, 8_000)) == before

    def test_inside_the_page_is_a_data_url_and_no_file(
        self, tmp_path: Path, inbox: Path, listening: Callable[..., Listening]
    ) -> None:
        path = write_audio(inbox / "a.ogg", "libopus")

        piece = listening(ClipMode.INSIDE).sound(heard(path, 8_000)).pieces[0]

        assert piece.url.startswith("data:audio/ogg;base64,T2dnU")
        assert not (tmp_path / "report").exists()

    def test_of_a_call_drawn_by_chance_is_the_whole_call(
        self, inbox: Path, listening: Callable[..., Listening]
    ) -> None:
        path = write_audio(inbox / "a.wav", "pcm_mulaw")

        pieces = listening().sound(heard(path, drawn=True)).pieces

        assert [(piece.start_ms, piece.end_ms) for piece in pieces] == [(0, 20_000)]


class TestWhatCannotBeHeard:
    def test_says_why(self, tmp_path: Path, inbox: Path, listening: Callable[..., Listening]) -> None:
        outside = write_audio(tmp_path / "secret.wav", "pcm_mulaw")
        (inbox / "broken.wav").write_bytes(b"RIFF????WAVE")
        shutil.copy(outside, inbox / "a.wav")
        (inbox / "way-out.wav").symlink_to(outside)

        def why(path: Path, *at_ms: int, mode: ClipMode = ClipMode.NEEDED) -> Unheard | None:
            return listening(mode).sound(heard(path, *at_ms)).unheard

        assert why(inbox / "gone.wav", 1_000) is Unheard.GONE
        assert why(outside, 1_000) is Unheard.OUTSIDE
        assert why(inbox / ".." / "secret.wav", 1_000) is Unheard.OUTSIDE
        assert why(inbox / "way-out.wav", 1_000) is Unheard.OUTSIDE
        assert why(inbox / "broken.wav", 1_000) is Unheard.UNREADABLE
        assert why(inbox / "a\0.wav", 1_000) is Unheard.UNREADABLE
        assert why(inbox / "a.wav") is Unheard.NOT_CHOSEN
        assert why(inbox / "a.wav", 1_000, mode=ClipMode.NONE) is Unheard.NO_CLIP


class TestOldClips:
    def test_that_no_call_needs_are_removed_and_nothing_else(
        self, tmp_path: Path, inbox: Path, listening: Callable[..., Listening]
    ) -> None:
        path = write_audio(inbox / "a.wav", "pcm_mulaw")
        old = listening().sound(heard(path, 2_000))
        new = listening().sound(heard(path, 12_000))
        clips = tmp_path / "report" / "clips"
        (clips / "my notes.ogg").write_bytes(b"")

        forget_clips(tmp_path / "report", [new])

        kept = {f"clips/{clip.name}" for clip in clips.iterdir()}
        assert kept == {new.pieces[0].url, "clips/my notes.ogg"}
        assert old.pieces[0].url not in kept

    def test_leave_no_empty_folder(
        self, tmp_path: Path, inbox: Path, listening: Callable[..., Listening]
    ) -> None:
        listening().sound(heard(write_audio(inbox / "a.wav", "pcm_mulaw"), 2_000))

        forget_clips(tmp_path / "report", [Sound()])

        assert not (tmp_path / "report" / "clips").exists()


HITS = st.lists(st.integers(0, 60_000).map(lambda at: finding(start_ms=at, end_ms=at + 700)), max_size=8)


@given(HITS, st.integers(0, 30_000), st.integers(1, 65_000))
def test_windows_are_in_order_apart_and_inside_the_recording(
    hits: list, margin_ms: int, duration_ms: int
) -> None:
    found = windows(hits, margin_ms, duration_ms)

    borders = [border for window in found for border in window]
    assert borders == sorted(set(borders))
    assert all(0 <= border <= duration_ms for border in borders)
    inside = [hit for hit in hits if hit.start_ms < duration_ms]
    assert all(any(start <= max(hit.start_ms - 2_000, 0) < end for start, end in found) for hit in inside)


def test_a_hit_about_the_whole_call_is_heard_in_the_opening() -> None:
    assert windows([whole_call_finding()], 5_000, 90_000) == ((0, 30_000),)


def test_a_moment_between_two_clips_cannot_be_heard() -> None:
    assert piece_at(Sound(), 1_000) is None
