"""What is named like a recording and is none, is not decoded."""

import re
import wave
from collections.abc import Callable
from pathlib import Path

import av
import pytest

import callqa
from callqa.audio.clips import make_clip
from callqa.audio.container import probe
from callqa.audio.decoding import decode
from callqa.model.errors import AudioError, Failure

ROWS = (
    (
        "写着别的文件或地址的播放列表，取名为录音 a playlist that is named like a recording",
        "一律不打开，这一通记为失败 not opened, whatever its ending: a failed call",
    ),
)
PLAYLISTS = {
    "ffconcat": "ffconcat version 1.0\nfile 'other.wav'\n",
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:1,\nother.wav\n#EXT-X-ENDLIST\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
    "subtitles": "1\n00:00:00,000 --> 00:00:01,000\nother.wav\n\n",
}
READERS: dict[str, Callable[[Path], object]] = {
    "probed": probe,
    "decoded": lambda path: decode(path, max_duration_s=60),
    "cut": lambda path: make_clip(path, 0, 100),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with wave.open(str(tmp_path / "other.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 8000, "NONE", ""))
        sound.writeframes(b"\1\0" * 8000)
    return tmp_path


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("ending", ["wav", "mp3", "ffconcat", "m3u8"])
@pytest.mark.parametrize("text", PLAYLISTS.values(), ids=PLAYLISTS)
def test_a_playlist_is_a_failed_call_whatever_its_ending(
    folder: Path, text: str, ending: str, reader: Callable[[Path], object]
) -> None:
    path = folder / f"call.{ending}"
    path.write_text(text, "utf-8")
    with pytest.raises(AudioError) as failed:
        reader(path)
    assert (failed.value.failure, failed.value.where) == (Failure.NOT_AUDIO, path.name)


def test_ffmpeg_by_itself_would_have_read_the_other_file(folder: Path) -> None:
    """So that the test above fails for its reason."""
    path = folder / "call.wav"
    path.write_text(PLAYLISTS["ffconcat"], "utf-8")
    with av.open(str(path)) as opened:
        assert opened.format.name == "concat"
        assert sum(frame.samples for frame in opened.decode(audio=0)) == 8000


def test_recordings_are_opened_by_ffmpeg_in_one_place() -> None:
    sources = Path(callqa.__file__).parent.rglob("*.py")
    opening = {file.name: re.findall(r"av\.open\(.*", file.read_text("utf-8")) for file in sources}
    found = {name: calls for name, calls in opening.items() if calls}
    assert sorted(found) == ["clips.py", "formats.py"]
    assert all('"w"' in call for call in found["clips.py"])
