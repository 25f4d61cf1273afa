"""Sound becomes files, in the formats that recorders write, the same bytes every time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream

from scripts.synth.telephone import LINE_RATE

FloatArray = npt.NDArray[np.float32]

_BIT_EXACT = {"fflags": "+bitexact"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """A container and a codec.

    Args:
        suffix: the file's ending.
        container, codec: FFmpeg's names.
        bit_rate: of all channels together; 0 where the codec has none to choose.
        options: of the codec.
    """

    suffix: str
    container: str
    codec: str
    bit_rate: int = 0
    options: Mapping[str, str] = field(default_factory=dict)


FORMATS: Mapping[str, Format] = {
    "wav-pcm": Format(suffix=".wav", container="wav", codec="pcm_s16le"),
    "wav-mulaw": Format(suffix=".wav", container="wav", codec="pcm_mulaw"),
    "wav-alaw": Format(suffix=".wav", container="wav", codec="pcm_alaw"),
    "flac": Format(suffix=".flac", container="flac", codec="flac"),
    "mp3": Format(
        suffix=".mp3",
        container="mp3",
        codec="libmp3lame",
        bit_rate=32_000,
        options={"joint_stereo": "0"},  # joint stereo lets one speaker leak into the other channel
    ),
    "m4a": Format(suffix=".m4a", container="ipod", codec="aac", bit_rate=40_000),
    # below about 20 kbit/s Opus merges the channels, and both speakers are in both
    "opus": Format(
        suffix=".ogg",
        container="ogg",
        codec="libopus",
        bit_rate=24_000,
        options={"application": "voip", "vbr": "on"},
    ),
    "amr": Format(suffix=".amr", container="amr", codec="libopencore_amrnb", bit_rate=12_200),
}


def encode(samples: FloatArray, fmt: Format, serial: int) -> bytes:
    """Encode 8 kHz sound of shape (samples, channels).

    Args:
        serial: numbers the logical stream of an Ogg file, which is random otherwise.
    """
    buffer = BytesIO()
    options = {**_BIT_EXACT, **({"serial_offset": str(serial)} if fmt.container == "ogg" else {})}
    with av.open(buffer, "w", format=fmt.container, options=options) as container:
        stream = _stream(container, fmt, samples.shape[1])
        for packet in stream.encode(_frame(samples)):
            container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return buffer.getvalue()


def _stream(container: av.container.OutputContainer, fmt: Format, channels: int) -> AudioStream:
    layout = "stereo" if channels == 2 else "mono"
    options = {"flags": "+bitexact", "threads": "1", **fmt.options}
    stream = container.add_stream(fmt.codec, rate=LINE_RATE, options=options, layout=layout)
    assert isinstance(stream, AudioStream)
    if fmt.bit_rate:
        stream.bit_rate = fmt.bit_rate
    return stream


def _frame(samples: FloatArray) -> av.AudioFrame:
    whole = np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16)
    layout = "stereo" if samples.shape[1] == 2 else "mono"
    frame = av.AudioFrame.from_ndarray(whole.reshape(1, -1), format="s16", layout=layout)
    frame.sample_rate = LINE_RATE
    frame.pts = 0
    frame.time_base = Fraction(1, LINE_RATE)
    return frame
