"""Every error that the product raises on purpose: what, where, what to do."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class Failure(StrEnum):
    """Why there is no transcript; the reason beside it says the same to people, with figures."""

    NOT_ATTEMPTED = "not_attempted"
    """Nothing has been tried yet."""
    UNREACHABLE = "unreachable"
    """The file could not be reached: a share that blinked, not a bad file."""
    NO_PERMISSION = "no_permission"
    """The file may not be read by the user of the night."""
    CHANGED = "changed"
    """The file was changed while it was read."""
    OVERWRITTEN = "overwritten"
    """Another recording has the file's name now; the one that was received is gone."""
    EMPTY = "empty"
    """The file has no bytes."""
    INCOMPLETE = "incomplete"
    """The file holds less audio than it says."""
    DAMAGED = "damaged"
    """The file is audio that cannot be decoded to its end."""
    NOT_AUDIO = "not_audio"
    """The file is of no known format."""
    NO_SOUND = "no_sound"
    """The file is of a known format and holds no audio."""
    UNDECODABLE = "undecodable"
    """The decoder refuses the file."""
    TOO_MANY_CHANNELS = "too_many_channels"
    """Nobody could say who is on which."""
    SAMPLE_RATE = "sample_rate"
    """No telephone and no microphone has such a rate."""
    TOO_LONG = "too_long"
    """The recording is longer than the setting allows."""
    READ_ERROR = "read_error"
    """A library failed on the file in a way of its own."""
    READER_DIED = "reader_died"
    """The process that read the file was ended by it."""
    READER_STUCK = "reader_stuck"
    """The process that read the file came to no end."""
    OUT_OF_MEMORY = "out_of_memory"
    """A stretch of speech does not fit into the memory, even alone."""
    VOICE_DETECTION = "voice_detection"
    """The model that finds speech failed."""
    RECOGNITION = "recognition"
    """The recogniser failed."""
    VOICE_PRINT = "voice_print"
    """The model that tells voices apart failed."""
    PUNCTUATION = "punctuation"
    """The model that sets punctuation marks failed."""
    OTHER = "other"
    """Stored before there were codes, or by a newer version: only its words say why."""

    @classmethod
    def _missing_(cls, _value: object) -> "Failure":
        """Read every unknown code in a database as `OTHER`."""
        return cls.OTHER

    @property
    def retryable(self) -> bool:
        """Whether trying again can help: the file may arrive whole, and a machine recover."""
        return self not in _FINAL


_FINAL = frozenset(
    {
        Failure.OVERWRITTEN,
        Failure.EMPTY,
        Failure.NOT_AUDIO,
        Failure.NO_SOUND,
        Failure.UNDECODABLE,
        Failure.TOO_MANY_CHANNELS,
        Failure.SAMPLE_RATE,
        Failure.TOO_LONG,
    }
)


class ExitCode(IntEnum):
    """How the command ended, for the scripts that call it."""

    COMPLETE = 0
    """Everything asked for was done."""
    UNEXPECTED = 1
    """A defect of ours or of a library."""
    BAD_INPUT = 2
    """Wrong input or configuration; nothing was changed."""
    SOME_FAILED = 3
    """The day is finished, but some calls failed."""
    DAY_HELD = 4
    """Another run holds the day."""
    DIFFERS = 5
    """`callqa verify` found something that is not as it was reported."""
    NOT_THERE = 6
    """`callqa expect` found no complete report."""


_MOST_URGENT = (ExitCode.UNEXPECTED, ExitCode.DAY_HELD, ExitCode.BAD_INPUT, ExitCode.SOME_FAILED)


def worst(codes: Iterable[int]) -> int:
    """Return the exit code of a command that worked on several days: the one that most needs attention."""
    seen = set(codes)
    return next((code for code in _MOST_URGENT if code in seen), ExitCode.COMPLETE)


class CallqaError(Exception):
    """Root of our errors: one line that says what, where and what to do.

    Args:
        what: what is wrong, in Chinese, without customer speech.
        where: file, ``file:line`` or setting; empty when there is no place.
        cure: what to do about it, in Chinese.
    """

    exit_code = ExitCode.UNEXPECTED

    def __init__(self, what: str, where: str = "", cure: str = "") -> None:
        # all arguments go to Exception, so that the error survives pickling
        super().__init__(what, where, cure)
        self.what = what
        self.where = where
        self.cure = cure

    def __str__(self) -> str:
        place = f"{self.where}：" if self.where else ""
        cure = f"　→ {self.cure}" if self.cure else ""
        return f"{place}{self.what}{cure}"


class BadInputError(CallqaError):
    """Input or configuration that only a person can mend."""

    exit_code = ExitCode.BAD_INPUT


class NotThereError(BadInputError):
    """What is asked for is not there (any more), or is not for whoever asks."""


class DayHeldError(CallqaError):
    """Another run holds the day."""

    exit_code = ExitCode.DAY_HELD


class AudioError(CallqaError):
    """A recording that cannot be read.

    Args:
        failure: what is wrong, as a code.
        reason: the same in Chinese.
        path: the recording's file name.
    """

    def __init__(self, failure: Failure, reason: str, path: str) -> None:
        super().__init__(reason, path)
        self.args = (failure, reason, path)
        self.failure = failure


class RecognitionError(CallqaError):
    """The recogniser failed on a recording, or could not be loaded."""

    failure = Failure.RECOGNITION


class DeviceLostError(CallqaError):
    """The device on which everything is computed does not answer any more."""


def describe_error(error: object) -> str:
    """Describe an error safely: ours hold no customer speech; of any other only the kind is told."""
    return str(error) if isinstance(error, CallqaError) else type(error).__name__
