"""What was said in one recording, by one engine revision."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from callqa.model.annotations import NO_ANNOTATIONS, Annotations
from callqa.model.errors import Failure
from callqa.model.packed_times import PackedTimes
from callqa.model.recording import Role
from callqa.model.records import record
from callqa.model.speech import Noted


class Outcome(StrEnum):
    """How the analysis of one recording ended; exactly one of these."""

    OK = "ok"
    """There is a transcript with at least one turn."""
    NO_SPEECH = "no_speech"
    """The audio was read, and nobody speaks."""
    FAILED = "failed"
    """The audio could not be read or recognised; the reason is stored."""


@record(frozen=True, kw_only=True, slots=True)
class Turn:
    """What one speaker says without a long pause.

    Args:
        role: who speaks.
        channel: index of the audio channel, from 0.
        start_ms, end_ms: from the start of the recording.
        text: as recognised; spoken Hanzi without spaces or punctuation for the shipped model.
        char_times: ``(start_ms, end_ms)`` for every character of text; same length as text.
        annotations: what else is known about the text.
        role_inferred: the role was decided from what is said, not from the channel.
    """

    role: Role
    channel: int
    start_ms: int
    end_ms: int
    text: str
    char_times: Sequence[tuple[int, int]]
    annotations: Annotations = NO_ANNOTATIONS
    role_inferred: bool = False

    def __post_init__(self) -> None:
        """Pack the times: ten thousand calls are held at once for a report."""
        if not isinstance(self.char_times, PackedTimes):
            object.__setattr__(self, "char_times", PackedTimes(self.char_times))


@dataclass(frozen=True, kw_only=True, slots=True)
class Transcript:
    """The result of recognising one recording.

    Args:
        call_id: of the recording.
        audio_sha256: of the bytes that were recognised.
        engine_revision: what produced it.
        outcome: how it ended.
        failure: why it failed; None otherwise.
        reason: the same in Chinese, with figures; empty otherwise. Never customer speech.
        retryable: whether trying again can help.
        duration_ms: of the audio; 0 when it could not be read.
        channels: number of audio channels, 0 when it could not be read.
        turns: in time order.
        attempts: how often this audio has been tried.
        noted: what of the audio was not read whole or could not be attributed. It is stored with the
            day's coverage, not with the transcript.
    """

    call_id: str
    audio_sha256: str
    engine_revision: str
    outcome: Outcome
    failure: Failure | None = None
    reason: str = ""
    retryable: bool = False
    duration_ms: int = 0
    channels: int = 0
    turns: tuple[Turn, ...] = ()
    attempts: int = 1
    noted: tuple[Noted, ...] = ()
