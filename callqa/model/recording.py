"""A recording: metadata only. Loading its audio is an explicit verb of an adapter."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """Who speaks on a channel."""

    AGENT = "agent"
    """Works for the call centre."""
    CUSTOMER = "customer"
    """Called, or was called."""
    UNKNOWN = "unknown"
    """Not known; never silently an agent."""


class Direction(StrEnum):
    """Who called whom."""

    INBOUND = "inbound"
    """The customer called."""
    OUTBOUND = "outbound"
    """The agent called."""
    UNKNOWN = "unknown"
    """No source said it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """One recorded call, as it was found on its day.

    Args:
        call_id: names the call for people and in results; unique within the day.
        path: absolute path of the file; referred to, never copied or altered.
        started_at: start of the call, with its time zone.
        agent, queue, customer_number: from file name, sidecar or call record; None if no source said.
        direction: who called whom.
        audio_sha256: hex digest of the file's bytes; empty when the file could not be read.
        size_bytes: of the file.
        modified_ns: the file's time stamp when it was hashed; with the size it tells whether to hash again.
        talk_s: how long people talked by the call records; None where they don't say.
    """

    call_id: str
    path: str
    started_at: datetime
    agent: str | None = None
    queue: str | None = None
    direction: Direction = Direction.UNKNOWN
    customer_number: str | None = None
    audio_sha256: str = ""
    size_bytes: int = 0
    modified_ns: int = 0
    talk_s: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicate:
    """A file with the same bytes as a recording of the day; named, but counted once."""

    path: str
    duplicate_of: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Deferred:
    """A file that is left for a later run, because it is still being written."""

    path: str
