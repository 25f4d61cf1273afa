"""The front of the engine: one recording in, the speech in it out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from callqa.audio.decoding import Audio, decode
from callqa.audio.samples import Block, Samples
from callqa.host import logs
from callqa.model.coverage import GapKind
from callqa.model.errors import AudioError, Failure, RecognitionError
from callqa.model.speech import Heard, Noted, Segment
from callqa.recognition.front_end.crosstalk import without_crosstalk
from callqa.recognition.front_end.ports import VoiceDetector

_NOTHING: Block = np.zeros((1, 0), np.float32)
_SILENT = 1e-4
"""A channel that is never louder: nobody ever spoke on it, and it costs nothing."""
_QUIET, _LOUD = 0.05, 0.5
"""A channel that is never louder is listened to as loud as people speak."""
_CLEARLY_LOUD = 0.05


def listen(
    path: Path, detector: VoiceDetector, *, max_duration_s: float, accept_incomplete: bool = False
) -> tuple[Heard, Iterator[Samples | Heard]]:
    """Decode a recording and find who speaks when; a bad file never raises.

    Args:
        path: of the recording.
        detector: finds speech on one channel.
        max_duration_s: a longer recording is refused.
        accept_incomplete: whether one that is cut off is taken as it is.

    Returns:
        What was heard, and the samples of every stretch of speech in the same order; instead of
        the next one, what the recording is now, if it cannot be read any more.
    """
    try:
        audio = decode(path, max_duration_s=max_duration_s, accept_incomplete=accept_incomplete)
        spoken = _found(audio, detector)
    except Exception as error:
        return _failed(error), iter(())
    heard = Heard(
        duration_ms=audio.duration_ms,
        channels=audio.channels,
        found=spoken.found,
        noted=(*audio.noted, *_unheard(audio, spoken.found)),
    )
    return heard, _pieces(audio, heard, spoken.gains)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """Where somebody speaks.

    Args:
        found: channel and place of every stretch of speech, by their start.
        gains: by which the channels have to be made louder to be understood.
    """

    found: tuple[tuple[int, Segment], ...]
    gains: tuple[float, ...]


def _unheard(audio: Audio, found: Sequence[tuple[int, Segment]]) -> Iterator[Noted]:
    """Yield that a channel has sound but no speech, beside one with speech."""
    speaking = {channel for channel, _ in found}
    if audio.channels == 2 and len(speaking) == 1:
        silent = 1 - speaking.pop()
        if audio.peaks[silent] * audio.scale >= _CLEARLY_LOUD:
            yield Noted(kind=GapKind.UNHEARD_CHANNEL)


def cut(blocks: Iterable[Block], segments: Iterable[Segment]) -> Iterator[Block]:
    """All channels of every segment; holds no more than one of them and a block.

    Args:
        blocks: of a recording.
        segments: by their start; they may overlap.
    """
    coming = iter(blocks)
    held, at = next(coming, _NOTHING), 0
    for segment in segments:
        while at + held.shape[1] < segment.end and (block := next(coming, None)) is not None:
            past = min(segment.start - at, held.shape[1])
            held, at = np.concatenate([held[:, past:], block], axis=1), at + past
        yield held[:, segment.start - at : segment.end - at]


def _failed(error: Exception) -> Heard:
    if isinstance(error, AudioError | RecognitionError):
        return Heard(failure=error.failure, reason=error.what)
    # whatever else a strange file makes a library do, it is this file's failure alone; or it is a fault
    # of ours, which must not pass for the customer's file without a trace
    logs.unexpected(error, "reading a recording")
    return Heard(failure=Failure.READ_ERROR, reason=f"读取出错（{type(error).__name__}）")


def _pieces(audio: Audio, heard: Heard, gains: Sequence[float]) -> Iterator[Samples | Heard]:
    try:
        segments = [segment for _, segment in heard.found]
        for (channel, segment), samples in zip(heard.found, cut(audio.blocks(), segments), strict=True):
            if samples.shape[1] < segment.end - segment.start:
                raise AudioError(Failure.CHANGED, "录音在读取时变短了", audio.path.name)
            gain = gains[channel]
            yield samples[channel] if gain == 1 else samples[channel] * np.float32(gain)
    except Exception as error:
        yield _failed(error)


def _found(audio: Audio, detector: VoiceDetector) -> Spoken:
    """Find every stretch of speech, also on a channel that is far too quiet."""
    gains = [_gain(peak * audio.scale) for peak in audio.peaks]
    spoken = spoken_in(audio, detector, gains)
    if audio.channels == 2:
        spoken = without_leaks(audio, spoken)
    return Spoken(found=tuple(sorted(spoken, key=_by_start)), gains=tuple(gains))


def _gain(peak: float) -> float:
    """Return by what a channel has to be made louder before anybody is looked for in it."""
    return _LOUD / peak if _SILENT <= peak <= _QUIET else 1.0


def spoken_in(audio: Audio, detector: VoiceDetector, gains: Sequence[float]) -> list[tuple[int, Segment]]:
    """Return where speech is heard, channel by channel, whosever it is.

    Args:
        gains: by which the channels are made louder.

    Raises:
        AudioError: the recording cannot be read any more.
        RecognitionError: the detector failed.
    """
    loud = [channel for channel in range(audio.channels) if audio.peaks[channel] >= _SILENT]
    listeners = {channel: detector.listener() for channel in loud}
    for block in audio.blocks() if listeners else ():
        for channel, listener in listeners.items():
            gain = gains[channel]
            listener.hear(block[channel] if gain == 1 else block[channel] * np.float32(gain))
    return [(channel, each) for channel, listener in listeners.items() for each in listener.segments()]


def without_leaks(audio: Audio, spoken: list[tuple[int, Segment]]) -> list[tuple[int, Segment]]:
    """Return what each channel's own speaker says in a recording of two channels.

    Raises:
        AudioError: the recording cannot be read any more.
    """
    spoken = sorted(spoken, key=_by_start)
    cuts = cut(audio.blocks(), [segment for _, segment in spoken])
    return [
        (channel, own)
        for (channel, segment), both in zip(spoken, cuts, strict=True)
        for own in without_crosstalk(segment, both[channel], both[1 - channel])
    ]


def _by_start(spoken: tuple[int, Segment]) -> tuple[int, int]:
    return spoken[1].start, spoken[0]
