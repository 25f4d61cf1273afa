"""What takes a recording's place between the walk and the reading is neither waited for nor followed."""

import os
import socket
import struct
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from callqa.audio import container
from callqa.audio.clips import make_clip
from callqa.audio.container import probe
from callqa.audio.decoding import decode
from callqa.audio.source import Source
from callqa.host.files import fingerprint, sha256
from callqa.host.opening import MOST_BYTES, open_regular, open_unlinked, own_place
from callqa.host.walking import walk
from callqa.intake import call_records, sidecar
from callqa.model.errors import AudioError, BadInputError, Failure

ROWS = (
    (
        "遍历之后换成管道、设备、套接字 a pipe, device or socket takes a recording's place after the walk",
        "不等待、不读取，这一通记为失败 neither waited for nor read: a failed call",
    ),
    (
        "录音或它的文件夹换成指向别处的链接 the recording or its folder becomes a link that leads elsewhere",
        "不跟随：逐级打开，不经过任何链接；文件夹之内的链接照常 not followed; links inside the folders work",
    ),
    (
        "文件头或内容让解码没完没了 a header or content that would keep the decoder busy for hours",
        "文件头 1 分钟、全部 15 分钟为限 a minute for the header, 15 for all of it, in every mode",
    ),
    (
        "1 GB、1 TB 的空洞充当录音、话单、JSON a hole of a gigabyte or terabyte as recording or record",
        "几分钟内记为失败，内存不涨；超过 16 GB 不读 failed in minutes, no memory taken",
    ),
)
READERS: dict[str, Callable[[Path], object]] = {
    "probed": probe,
    "decoded": lambda path: decode(path, max_duration_s=60),
    "cut": lambda path: make_clip(path, 0, 100),
    "hashed": lambda path: sha256(path, [path.parent]),
    "read as a call record": lambda path: list(call_records.read(path, {}, None, open_unlinked)),  # type: ignore[arg-type]
    "read as a sidecar": lambda path: sidecar.read(path, open_unlinked),
}
REFUSED = (AudioError, BadInputError, OSError)


def sound(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 8000, "NONE", ""))
        file.writeframes(b"\1\0" * 8000)
    return path


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_to_a_file(path: Path) -> None:
    path.symlink_to(sound(path.parent.parent / "private" / "secret.wav"))


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(os.path.relpath(path))


IN_ITS_PLACE = [pipe, link_to_a_device, link_to_a_file, listening]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "recordings").mkdir()
    monkeypatch.chdir(tmp_path)  # a socket's path may be 108 bytes long
    return tmp_path / "recordings"


@pytest.mark.parametrize("ending", ["wav", "mp3", "ulaw"])
@pytest.mark.parametrize("put", IN_ITS_PLACE, ids=lambda put: put.__name__)
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_what_took_a_recordings_place_is_refused(
    folder: Path, reader: Callable[[Path], object], put: Callable[[Path], None], ending: str
) -> None:
    path = folder / f"call.{ending}"
    put(path)
    with pytest.raises(REFUSED) as failed:
        reader(path)
    if isinstance(failed.value, AudioError):
        assert failed.value.failure is Failure.UNREACHABLE


def test_each_reader_reads_a_plain_file(folder: Path) -> None:
    """So that the test above fails for its reason."""
    for name in ("probed", "decoded", "cut", "hashed"):
        assert READERS[name](sound(folder / "call.wav"))
    (folder / "call.json").write_text('{"agent": "007"}', "utf-8")
    assert READERS["read as a sidecar"](folder / "call.json") == {"agent": "007"}


def test_a_folder_that_became_a_link_is_not_followed(folder: Path) -> None:
    path = sound(folder / "day" / "call.wav")
    (found,) = walk([folder])
    sound(folder.parent / "private" / "call.wav")
    (folder / "day").rename(folder.parent / "moved")
    (folder / "day").symlink_to(folder.parent / "private")
    assert found.path == path
    assert fingerprint(path, [folder])[0] == ""
    with pytest.raises(AudioError):
        decode(own_place(path, [folder]), max_duration_s=60)


def test_the_last_moment_counts_too(folder: Path) -> None:
    """A place that was checked is opened part by part: a link that comes after the check is not followed."""
    place = own_place(sound(folder / "day" / "call.wav"), [folder])
    sound(folder.parent / "private" / "call.wav")
    (folder / "day").rename(folder.parent / "moved")
    (folder / "day").symlink_to(folder.parent / "private")
    with pytest.raises(OSError, match=r"day|call\.wav"):
        open_unlinked(place)


def test_links_inside_the_folders_and_folders_behind_a_link_work(folder: Path) -> None:
    real = sound(folder / "day" / "call.wav")
    (folder / "other.wav").symlink_to(real)
    (folder.parent / "mounted").symlink_to(folder)
    digest = sha256(real)
    assert fingerprint(folder / "other.wav", [folder]) == (digest, "")
    behind = folder.parent / "mounted"
    assert fingerprint(behind / "day" / "call.wav", [behind]) == (digest, "")
    assert decode(own_place(behind / "other.wav", [behind]), max_duration_s=60).duration_ms == 1000


def test_a_recording_of_a_folder_that_is_configured_no_more_is_still_read(folder: Path) -> None:
    real = sound(folder / "call.wav")
    (folder.parent / "mounted").symlink_to(folder)
    former = folder.parent / "mounted" / "call.wav"
    assert fingerprint(former, [folder.parent / "elsewhere"]) == (sha256(real), "")


def test_a_report_or_a_model_may_lie_behind_a_link_but_is_a_file(folder: Path) -> None:
    (folder / "link.wav").symlink_to(sound(folder / "call.wav"))
    with open_regular(folder / "link.wav") as file:
        assert file.read(4) == b"RIFF"
    pipe(folder / "pipe")
    with pytest.raises(OSError, match="不是普通文件"):
        open_regular(folder / "pipe")


def hole(path: Path, head: bytes, size: int = 1 << 30) -> Path:
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)
    return path


HOLLOW = {
    "WAV without samples": ("wav", b"RIFF\0\0\0\0WAVE"),
    "WAV with a format only": (
        "wav",
        b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16),
    ),
    "nothing": ("wav", b""),
    "MP4": ("m4a", b"\0\0\0\x18ftypisom\0\0\0\0isom"),
    "CAF": ("caf", b"caff\0\1\0\0"),
    "AIFF": ("aiff", b"FORM\0\0\0\0AIFF"),
}


@pytest.mark.parametrize(("ending", "head"), HOLLOW.values(), ids=HOLLOW)
def test_a_hollow_gigabyte_is_refused_without_looking_through_it(
    folder: Path, ending: str, head: bytes
) -> None:
    path = hole(folder / f"call.{ending}", head)  # it took three quarters of an hour
    with pytest.raises(AudioError):
        decode(path, max_duration_s=60)


def test_a_terabyte_is_not_read(folder: Path) -> None:
    path = hole(folder / "call.wav", b"RIFF\0\0\0\0WAVE", MOST_BYTES + 1)
    assert fingerprint(path, [folder]) == ("", "无法读取文件（文件太大）")
    with pytest.raises(AudioError) as failed:
        decode(path, max_duration_s=60)
    assert failed.value.failure is Failure.TOO_LONG


def test_a_hole_among_call_records_and_sidecars_takes_no_memory(folder: Path) -> None:
    with pytest.raises(BadInputError, match="JSON"):
        sidecar.read(hole(folder / "call.json", b"{"), open_unlinked)
    for head in (b"", b"\xff\xfe"):  # UTF-16 is read as a whole
        with pytest.raises(BadInputError, match="话单读不了"):
            list(call_records.read(hole(folder / "cdr.csv", head, 1 << 27), {}, None, open_unlinked))  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", ["opening_s", "longest_s"])
def test_decoding_has_a_limit_of_time(folder: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    path = sound(folder / "call.wav")
    monkeypatch.setattr(container, "Source", lambda file, name: Source(file, name, **{limit: -1.0}))
    for reader in (READERS["decoded"], READERS["cut"]):
        with pytest.raises(AudioError) as failed:
            reader(path)
        assert failed.value.failure is Failure.READER_STUCK


def test_what_is_done_between_the_parts_does_not_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr("callqa.audio.source.time", SimpleNamespace(monotonic=lambda: clock.now))
    source = Source(open_regular(sound(folder / "call.wav")), "call.wav", longest_s=0.5)

    def parts() -> Iterator[bytes]:
        while part := source.read(4000):
            yield part

    got = 0
    for part in source.parts(parts()):
        got += len(part)
        clock.now += 100
    source.close()
    assert got == 16_044
