"""The front of the engine: one recording in, the speech in it out."""

from pathlib import Path

from flows.adapters.audio import Audio, decode
from flows.adapters.crosstalk import without_crosstalk
from flows.adapters.ports import Samples, VoiceDetector
from flows.core.errors import AudioError, RecognitionError
from flows.core.speech import Heard, Segment


def listen(
    path: Path, detector: VoiceDetector, *, max_duration_s: float
) -> tuple[Heard, tuple[Samples, ...]]:
    """Decode a recording and find who speaks when; a bad file never raises.

    Args:
        path: of the recording.
        detector: finds speech on one channel.
        max_duration_s: a longer recording is refused.

    Returns:
        What was heard, and the samples of every stretch of speech: views of the decoded channels.
    """
    try:
        audio = decode(path, max_duration_s=max_duration_s)
        found = _found(audio, detector)
    except AudioError as error:
        return Heard(reason=error.what, retryable=error.retryable), ()
    except RecognitionError as error:
        return Heard(reason=error.what, retryable=True), ()
    except Exception as error:
        # whatever else a strange file makes a library do, it is this file's failure alone
        return Heard(reason=f"读取出错（{type(error).__name__}）", retryable=True), ()
    heard = Heard(duration_ms=audio.duration_ms, channels=len(audio.channels), found=found)
    return heard, tuple(audio.channels[channel][s.start : s.end] for channel, s in found)


def _found(audio: Audio, detector: VoiceDetector) -> tuple[tuple[int, Segment], ...]:
    spoken = [detector.segments(channel) for channel in audio.channels]
    if len(audio.channels) == 2:
        first, second = audio.channels
        spoken = [
            without_crosstalk(spoken[0], first, second),
            without_crosstalk(spoken[1], second, first),
        ]
    return tuple((channel, segment) for channel, own in enumerate(spoken) for segment in own)
