"""Every error that the product raises on purpose: what, where, what to do."""

from collections.abc import Iterable
from enum import IntEnum

from flows.core.failure import Failure


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
    """The code of a command that worked on several days: the one that asks for attention most."""
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


def told(error: object) -> str:
    """What may be said about any error: those of ours hold no customer speech, of others only the kind."""
    return str(error) if isinstance(error, CallqaError) else type(error).__name__
