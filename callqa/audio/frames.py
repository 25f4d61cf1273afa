"""The sound of an opened file as frames in order of time, as a player would play it.

Pauses that the recorder cut out are silence again, two tracks of one person each are two channels, and
time stamps are gone: who takes the frames counts samples.
"""

from collections import deque
from collections.abc import Iterable, Iterator

import av
import numpy as np
from av.audio import AudioFrame, AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from callqa.audio.samples import Block
from callqa.audio.source import Source

_EDITED_FORMATS = frozenset({"mov,mp4,m4a,3gp,3g2,mj2"})
"""Containers that say apart from their sound which of it is played, and when: a jump of the time stamps is a
pause in them, and lost sound shows in other ways."""
_PAUSE_S = 0.2
_TAGS = (b"ID3", b"TAG", b"APETAGEX")
_SILENCE_S = 10
"""Silence comes in pieces, or a file could ask for all memory."""


class Frames:
    """The frames of all tracks of a file; iterate once.

    Args:
        container: of one track with any channels, or two tracks with one each.
        source: its bytes; limits the time that this takes.

    Attributes:
        has_edits: whether the file may leave out some of its sound, or make pauses in it.
        packets: how many were read.
        expected: how many the file says there are; 0 where it does not say.
    """

    def __init__(self, container: InputContainer, source: Source) -> None:
        self._container, self._source = container, source
        self._tracks = list(container.streams.audio)
        self.has_edits = container.format.name in _EDITED_FORMATS
        self.packets = 0
        self.expected = sum(track.frames for track in self._tracks)

    def __iter__(self) -> Iterator[AudioFrame]:
        """Yield the frames, without time stamps.

        Raises:
            AudioError: reading and decoding them takes too long.
        """
        return self._source.parts(self._one(self._tracks[0]) if len(self._tracks) == 1 else self._two())

    def _decoded(self) -> Iterator[tuple[AudioStream, AudioFrame]]:
        for packet in self._container.demux(self._tracks):
            self.packets += packet.size > 0
            for frame in _decoded(packet):
                if isinstance(frame, AudioFrame) and isinstance(packet.stream, AudioStream):
                    yield packet.stream, frame

    def _one(self, track: AudioStream) -> Iterator[AudioFrame]:
        at = 0.0
        for _, frame in self._decoded():
            if self.has_edits and frame.time is not None:
                yield from _silence(frame, frame.time - at)
                at = max(at, frame.time)
            at += frame.samples / (frame.sample_rate or track.sample_rate)
            frame.pts = None
            yield frame

    def _two(self) -> Iterator[AudioFrame]:
        """Yield both tracks as the two channels of one; the shorter one ends in silence."""
        rate = self._tracks[0].sample_rate
        to_float = [av.AudioResampler(format="fltp", layout="mono", rate=rate) for _ in self._tracks]
        places = {track.index: place for place, track in enumerate(self._tracks)}
        held = (_Held(), _Held())
        for track, frame in self._decoded():
            frame.pts = None
            place = places[track.index]
            for part in to_float[place].resample(frame):
                held[place].put(part.to_ndarray()[0])
            yield from _joined(held, min(each.length for each in held), rate)
        for each, resampler in zip(held, to_float, strict=True):
            for part in resampler.resample(None):
                each.put(part.to_ndarray()[0])
        yield from _joined(held, max(each.length for each in held), rate)


def _decoded(packet: "Packet[Stream]") -> Iterable[object]:
    try:
        return packet.decode()
    except av.error.InvalidDataError:
        if bytes(packet).startswith(_TAGS):  # where one file was put behind another
            return ()
        raise


class _Held:
    """Samples of one track that wait for the other."""

    def __init__(self) -> None:
        self._parts: deque[Block] = deque()
        self.length = 0

    def put(self, samples: Block) -> None:
        self._parts.append(samples)
        self.length += len(samples)

    def take(self, count: int) -> Block:
        """Return so many samples; silence where there are no more."""
        there = np.concatenate([*self._parts, np.zeros(max(count - self.length, 0), np.float32)])
        self._parts = deque([there[count:]])
        self.length = len(there) - count
        return there[:count]


def _joined(held: tuple[_Held, _Held], count: int, rate: int) -> Iterator[AudioFrame]:
    most = _SILENCE_S * rate
    while count > 0:
        taken = min(count, most)
        samples = np.stack([each.take(taken) for each in held])
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="stereo")
        frame.sample_rate = rate
        yield frame
        count -= taken


def _silence(like: AudioFrame, seconds: float) -> Iterator[AudioFrame]:
    """Yield so much silence in the format of a frame; none for what is no pause."""
    left = round(seconds * like.sample_rate) if seconds > _PAUSE_S else 0
    while left > 0:
        length = min(left, _SILENCE_S * like.sample_rate)
        frame = AudioFrame(format=like.format.name, layout=like.layout.name, samples=length)
        frame.sample_rate = like.sample_rate
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        yield frame
        left -= length
