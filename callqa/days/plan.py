"""What a run has to recognise: exactly what is missing or stale, or what was asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from callqa.model.recording import Recording
from callqa.model.transcript import Outcome


class Redo(StrEnum):
    """What a run recognises again."""

    MISSING = "missing"
    """What has no transcript, or one that a changed recording, model, setting or hotword made stale."""
    LATE = "late"
    """What a later night does for a day: recordings that came or changed since, and failed calls that
    may be tried again. A changed model, setting or hotword is no reason to recognise an old day."""
    FAILED = "failed"
    """The same, and the calls that failed."""
    ALL = "all"
    """Every call of the day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """What a stored transcript was made from, to see whether it is stale."""

    audio_sha256: str
    engine_revision: str
    outcome: Outcome
    retryable: bool = False
    attempts: int = 1


def to_recognise(
    recordings: Iterable[Recording],
    stored: Mapping[str, Stored],
    engine_revision: str,
    redo: Redo = Redo.MISSING,
    max_attempts: int = 3,
) -> list[Recording]:
    """Return the recordings that a run must recognise, in their order.

    Args:
        recordings: of the day.
        stored: what the day's transcripts were made from, by call id.
        engine_revision: the one in force.
        redo: what to do again although it is there.
        max_attempts: how often a night tries a call by itself.
    """
    return [r for r in recordings if _is_due(r, stored.get(r.call_id), engine_revision, redo, max_attempts)]


def in_quarantine(outcome: Outcome, retryable: bool, attempts: int, max_attempts: int) -> bool:
    """Return whether no night will try a call again: it cannot help, or was tried often enough."""
    return outcome is Outcome.FAILED and not (retryable and attempts < max_attempts)


def _is_due(
    recording: Recording, stored: Stored | None, engine_revision: str, redo: Redo, max_attempts: int
) -> bool:
    if stored is None or redo is Redo.ALL:
        return True
    if redo is Redo.LATE:
        again = not in_quarantine(stored.outcome, stored.retryable, stored.attempts, max_attempts)
        changed = stored.audio_sha256 != recording.audio_sha256
        return changed or (stored.outcome is Outcome.FAILED and again)
    if redo is Redo.FAILED and stored.outcome is Outcome.FAILED:
        return True
    made_from = (stored.audio_sha256, stored.engine_revision)
    return made_from != (recording.audio_sha256, engine_revision)
