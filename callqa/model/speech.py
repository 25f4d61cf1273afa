"""Stretches of speech, and what a recogniser made of each."""

from dataclasses import dataclass

from callqa.model.annotations import NO_ANNOTATIONS, Annotations
from callqa.model.coverage import GapKind
from callqa.model.errors import Failure, RecognitionError

SAMPLE_RATE = 16_000
"""Of all audio inside the product, in Hz."""
MIN_SEGMENT = 400
"""Samples; one shorter array makes FunASR fail on its whole batch."""

CharTimes = tuple[tuple[int, int], ...]
"""``(start_ms, end_ms)`` for every character of a text."""


Voices = tuple[tuple[float, ...], ...]
"""Voice prints of a segment, in order of time; one is like another where one person speaks."""


def to_ms(samples: int) -> int:
    """Convert a sample position to milliseconds."""
    return samples * 1000 // SAMPLE_RATE


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """Somebody speaks on one channel, from one pause to the next.

    Args:
        start, end: half-open span in samples at 16 kHz.
    """

    start: int
    end: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return (self.end - self.start) / SAMPLE_RATE


@dataclass(frozen=True, kw_only=True, slots=True)
class Detection:
    """What counts as speech, for the detector that gives every 32 ms a chance of it.

    Args:
        threshold: chance from which on somebody speaks; lower hears more, noise included.
        speech_ms: shorter speech is none.
        silence_ms: so long a pause ends a stretch.
        longest_s: a longer stretch is cut at its longest pause.
    """

    threshold: float = 0.5
    speech_ms: int = 200
    silence_ms: int = 300
    longest_s: float = 20.0


DETECTION = Detection()
"""As the night finds speech."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Noted:
    """What was not read whole of one recording, or whose it is cannot be told.

    Args:
        kind: what it is.
        seconds: of audio that are concerned; 0 where none are or nobody knows.
    """

    kind: GapKind
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What was heard in one recording; a failure instead of speech when it could not be read.

    Args:
        duration_ms, channels: of the audio; 0 when it could not be read.
        found: ``(channel, segment)`` of every stretch of speech.
        failure: why the recording could not be read; None when it was.
        reason: the same in Chinese; empty when it was.
        noted: what else must be told about it.
    """

    duration_ms: int = 0
    channels: int = 0
    found: tuple[tuple[int, Segment], ...] = ()
    failure: Failure | None = None
    reason: str = ""
    noted: tuple[Noted, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognition:
    """What was recognised in one segment.

    Args:
        text: with spaces between Latin words only; empty when nothing was recognised.
        char_times: of every character of text, in ms from the start of the segment.
        failure: why this segment could not be recognised; None when it was.
        reason: the same in Chinese; empty when it was.
        plain: the text without hotwords, where the segment was read a second time without them;
            None where it was not.
        annotations: what else is known about the text.
        voices: who speaks, where that was asked for.
        is_doubtful: whether the recogniser ran away with it: it says more than can have been said.
    """

    text: str = ""
    char_times: CharTimes = ()
    failure: Failure | None = None
    reason: str = ""
    plain: str | None = None
    annotations: Annotations = NO_ANNOTATIONS
    voices: Voices = ()
    is_doubtful: bool = False

    @classmethod
    def failed(cls, error: RecognitionError) -> "Recognition":
        """Make the result of a segment that could not be recognised."""
        return cls(failure=error.failure, reason=error.what)

    def __post_init__(self) -> None:
        if len(self.text) != len(self.char_times):
            raise ValueError(f"{len(self.text)} characters, {len(self.char_times)} times")
