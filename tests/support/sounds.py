"""Makes audio files of every kind from arrays."""

import struct
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from tests.support.places import DATA

CALL = DATA / "audio/call.wav"
"""Eight seconds, stereo µ-law at 8 kHz: the agent on channel 0, the customer on 1."""
FloatArray = npt.NDArray[np.float32]


def tone(seconds: float, rate: int = 8000, hertz: float = 440.0) -> FloatArray:
    t = np.arange(int(seconds * rate)) / rate
    return (0.3 * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


def noise(seconds: float, rate: int = 16000) -> FloatArray:
    rng = np.random.default_rng(7)
    return (0.05 * rng.standard_normal(int(seconds * rate))).astype(np.float32)


def melody(seconds: float, rate: int = 16000) -> FloatArray:
    t = np.arange(int(seconds * rate)) / rate
    notes = np.choose(((t * 3) % 4).astype(int), [262, 330, 392, 523])
    return (0.2 * np.sin(2 * np.pi * notes * t)).astype(np.float32)


def write(path: Path, *channels: FloatArray, rate: int = 8000, codec: str = "pcm_s16le") -> Path:
    """Encode channels of equal length with FFmpeg; the container follows from the path's suffix."""
    layout = {1: "mono", 2: "stereo"}.get(len(channels), f"{len(channels)}c")
    layout = {3: "2.1", 4: "4.0"}.get(len(channels), layout)
    pcm = (np.clip(np.stack(channels, axis=1), -1, 1) * 32767).astype(np.int16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.layout = layout
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1).copy(), format="s16", layout=layout)
        frame.sample_rate = rate
        for part in (frame, None):
            container.mux(stream.encode(part))
    return path


def gsm_wav(path: Path, seconds: float) -> Path:
    """Return a WAV file with GSM 6.10, as call recorders write it; the frames hold arbitrary sound."""
    blocks = int(seconds * 8000 / 320)
    data = np.random.default_rng(3).integers(0, 256, blocks * 65, dtype=np.uint8).tobytes()
    form = struct.pack("<HHIIHHHH", 0x31, 1, 8000, 1625, 65, 0, 2, 320)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form
    chunks += b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)
    return path


def cut(path: Path, fraction: float) -> Path:
    """Keep the first part of a file's bytes."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * fraction)])
    return path
