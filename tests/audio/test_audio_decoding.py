import os
import struct
from pathlib import Path

import numpy as np
import pytest

from callqa.audio.container import probe
from callqa.audio.decoding import decode
from callqa.model.errors import AudioError, Failure
from tests.support.sounds import CALL, cut, gsm_wav, tone, write

FORMATS = [
    ("pcm.wav", "pcm_s16le", 8000),
    ("mulaw.wav", "pcm_mulaw", 8000),
    ("alaw.wav", "pcm_alaw", 8000),
    ("wide.wav", "pcm_s24le", 44100),
    ("a.mp3", "libmp3lame", 8000),
    ("a.ogg", "libopus", 48000),
    ("a.opus", "libopus", 16000),
    ("a.flac", "flac", 16000),
    ("a.m4a", "aac", 16000),
    ("a.aac", "aac", 16000),
]


def fail(path: Path, *, max_duration_s: float = 60) -> AudioError:
    with pytest.raises(AudioError) as caught:
        decode(path, max_duration_s=max_duration_s)
    return caught.value


def loudest_hertz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.argmax(spectrum) * 16000 / len(samples))


class TestFormats:
    @pytest.mark.parametrize(("name", "codec", "rate"), FORMATS)
    def test_every_stereo_format_keeps_its_channels_apart_at_16_khz(self, tmp_path, name, codec, rate):
        left, right = tone(2, rate, 440), tone(2, rate, 1000)
        audio = decode(write(tmp_path / name, left, right, rate=rate, codec=codec), max_duration_s=9)
        assert [pytest.approx(loudest_hertz(c), abs=5) for c in audio.whole()] == [440, 1000]
        assert audio.duration_ms == pytest.approx(2000, abs=150)
        assert all(c.dtype == np.float32 and c.ndim == 1 for c in audio.whole())

    def test_amr_is_decoded(self, tmp_path):
        path = write(tmp_path / "a.amr", tone(2), codec="libopencore_amrnb")
        assert decode(path, max_duration_s=9).duration_ms == pytest.approx(2000, abs=100)

    def test_gsm_in_wav_is_decoded(self, tmp_path):
        audio = decode(gsm_wav(tmp_path / "a.wav", 2), max_duration_s=9)
        assert (audio.duration_ms, audio.channels) == (2000, 1)

    def test_loudness_survives(self, tmp_path):
        audio = decode(write(tmp_path / "a.wav", tone(1)), max_duration_s=9)
        assert np.abs(audio.whole()[0]).max() == pytest.approx(0.3, abs=0.02)

    def test_the_content_decides_and_not_the_file_name(self, tmp_path):
        path = write(tmp_path / "a.mp3", tone(1), codec="libmp3lame").rename(tmp_path / "a.wav")
        assert decode(path, max_duration_s=9).duration_ms == pytest.approx(1000, abs=150)

    def test_probe_says_what_the_file_says(self):
        info = probe(CALL)
        assert (
            info.format,
            info.codec,
            info.sample_rate,
            info.channels,
        ) == ("wav", "pcm_mulaw", 8000, 2)


class TestChannels:
    def test_mono_copied_to_two_channels_is_one_channel(self, tmp_path):
        voice = tone(1)
        audio = decode(write(tmp_path / "a.wav", voice, voice), max_duration_s=9)
        assert audio.channels == 1

    def test_a_copy_that_lossy_coding_changed_a_little_is_still_one_channel(self, tmp_path):
        voice = tone(1)
        quieter = voice + np.random.default_rng(0).normal(0, 3e-4, len(voice)).astype(np.float32)
        assert decode(write(tmp_path / "a.wav", voice, quieter), max_duration_s=9).channels == 1

    def test_a_silent_second_channel_stays_a_channel(self, tmp_path):
        path = write(tmp_path / "a.wav", tone(1), np.zeros(8000, np.float32))
        assert decode(path, max_duration_s=9).channels == 2

    def test_more_than_two_channels_are_refused(self, tmp_path):
        path = write(tmp_path / "a.wav", *[tone(1, hertz=h) for h in (300, 400, 500, 600)])
        error = fail(path)
        assert (error.failure, error.what) == (Failure.TOO_MANY_CHANNELS, "有 4 个声道，最多支持 2 个")


class TestFiles:
    def test_an_empty_file_says_so(self, tmp_path):
        (tmp_path / "a.wav").touch()
        error = fail(tmp_path / "a.wav")
        assert (error.failure, error.what, error.where) == (Failure.EMPTY, "空文件", "a.wav")

    def test_a_file_that_is_no_audio_says_so(self, tmp_path):
        (tmp_path / "a.wav").write_text("订单号,金额\n" * 500, encoding="utf-8")
        error = fail(tmp_path / "a.wav")
        assert (error.failure, error.what) == (Failure.NOT_AUDIO, "无法识别为音频")

    def test_a_missing_file_is_out_of_reach(self, tmp_path):
        error = fail(tmp_path / "gone.wav")
        assert (error.failure, error.what) == (Failure.UNREACHABLE, "读取失败（文件不存在或暂时读不到）")

    def test_a_folder_is_no_recording(self, tmp_path):
        assert fail(tmp_path).failure is Failure.UNREACHABLE

    def test_a_file_that_may_not_be_read_says_so(self, tmp_path, monkeypatch):
        path = write(tmp_path / "a.wav", tone(1))
        path.chmod(0)
        if os.access(path, os.R_OK):  # root reads everything

            def refuse(*args, **options):
                raise PermissionError(13, "Permission denied")

            monkeypatch.setattr("callqa.audio.container.av.open", refuse)
        error = fail(path)
        assert (error.failure, error.what) == (Failure.NO_PERMISSION, "没有读取权限")

    def test_a_recording_over_the_limit_is_refused(self, tmp_path):
        error = fail(write(tmp_path / "a.wav", tone(3)), max_duration_s=2)
        assert (error.failure, error.what) == (Failure.TOO_LONG, "录音超过 0 分钟的上限")

    def test_a_declared_length_over_the_limit_is_refused_before_decoding(self, tmp_path):
        path = write(tmp_path / "a.flac", tone(3, 16000), rate=16000, codec="flac")
        assert "上限" in fail(path, max_duration_s=2).what

    def test_an_absurd_sample_rate_is_refused(self, tmp_path):
        path = write(tmp_path / "a.wav", tone(1))
        data = bytearray(path.read_bytes())
        data[24:28] = struct.pack("<I", 7)
        path.write_bytes(data)
        error = fail(path)
        assert (error.failure, error.what) == (Failure.SAMPLE_RATE, "采样率 7 Hz 不合理")

    def test_a_header_without_samples_is_refused(self, tmp_path):
        path = write(tmp_path / "a.wav", tone(1))
        data = path.read_bytes()
        at = data.index(b"data")
        path.write_bytes(data[:at] + b"data" + struct.pack("<I", 0))
        error = fail(path)
        assert (error.failure, error.what) == (Failure.NO_SOUND, "文件里没有声音")


class TestCutFiles:
    """An incomplete call must never be reported as analysed."""

    def test_a_cut_wav_names_what_is_promised_and_what_is_there(self, tmp_path):
        path = write(tmp_path / "a.wav", tone(61.2), codec="pcm_mulaw")
        path.write_bytes(path.read_bytes()[: -int(37.2 * 8000)])
        error = fail(path, max_duration_s=99)
        assert error.failure is Failure.INCOMPLETE
        assert error.what == "文件不完整：应有 61.2 秒，实有 24.0 秒"

    def test_a_cut_gsm_wav_is_noticed(self, tmp_path):
        assert "文件不完整" in fail(cut(gsm_wav(tmp_path / "a.wav", 4), 0.5)).what

    @pytest.mark.parametrize(
        ("name", "codec", "failure"),
        [
            ("a.flac", "flac", Failure.DAMAGED),
            ("a.mp3", "libmp3lame", Failure.INCOMPLETE),
            ("a.ogg", "libopus", Failure.INCOMPLETE),
            ("a.m4a", "aac", Failure.DAMAGED),
            ("a.mka", "libopus", Failure.INCOMPLETE),
        ],
    )
    def test_other_containers_are_noticed_too(self, tmp_path, name, codec, failure):
        sound = tone(20, 16000) + np.random.default_rng(1).normal(0, 0.1, 320000).astype(np.float32)
        error = fail(cut(write(tmp_path / name, sound, rate=16000, codec=codec), 0.4))
        assert error.failure is failure
        assert "不完整" in error.what or "中途损坏" in error.what

    def test_damage_in_the_middle_is_noticed(self, tmp_path):
        path = write(tmp_path / "a.flac", tone(20, 16000), rate=16000, codec="flac")
        data = bytearray(path.read_bytes())
        middle = len(data) // 2
        data[middle : middle + 4000] = bytes(4000)
        path.write_bytes(data)
        assert fail(path).failure is Failure.INCOMPLETE

    @pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFFFFF])
    def test_a_streamed_wav_that_leaves_its_size_open_is_complete(self, tmp_path, size):
        path = write(tmp_path / "a.wav", tone(2))
        data = bytearray(path.read_bytes())
        at = data.index(b"data") + 4
        data[at : at + 4] = struct.pack("<I", size)
        path.write_bytes(data)
        assert decode(path, max_duration_s=9).duration_ms == 2000

    def test_chunks_after_the_samples_are_no_samples(self, tmp_path):
        path = write(tmp_path / "a.wav", tone(2))
        path.write_bytes(path.read_bytes() + b"note" + struct.pack("<I", 4) + b"1001")
        assert decode(path, max_duration_s=9).duration_ms == 2000


def test_an_audio_error_survives_a_worker_process(tmp_path):
    import pickle

    from tblib import pickling_support

    pickling_support.install()  # as Dask does in every process that loads it
    error = pickle.loads(pickle.dumps(fail(tmp_path / "gone.wav")))
    assert (error.where, error.failure) == ("gone.wav", Failure.UNREACHABLE)


def test_the_shipped_call_has_two_different_channels() -> None:
    call = decode(CALL, max_duration_s=60)
    assert (call.channels, call.duration_ms) == (2, 8200)
