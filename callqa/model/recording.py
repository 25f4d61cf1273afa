"""A recording: metadata only, its path as text; loading its audio is an explicit verb of `callqa.audio`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePath
from urllib.parse import unquote_to_bytes


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


REF_LENGTH = 24
"""Of a call's reference: the beginning of its audio's hash, which says nothing of anybody's number."""


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
        trunk: the line or recorder that took it; None if no source said.
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
    trunk: str | None = None

    @property
    def ref(self) -> str:
        """What names the call in an address: never a number, and the same as long as its audio is."""
        return self.audio_sha256[:REF_LENGTH]


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicate:
    """A file with the same bytes as a recording of the day; named, but counted once."""

    path: str
    duplicate_of: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Deferred:
    """A file that is left for a later run, because it is still being written."""

    path: str


_URI = "file://"
_ENCODINGS = ("utf-8", "gb18030")


def path_text(path: PurePath) -> str:
    """Encode an absolute path as text that can be stored; `path_of` gives the same path back."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return path.as_uri()
    return text


def path_of(text: str) -> Path:
    """Return the path that `path_text` encoded."""
    if not text.startswith(_URI):
        return Path(text)
    return Path(unquote_to_bytes(text.removeprefix(_URI)).decode("utf-8", "surrogateescape"))


def readable(text: str) -> str:
    """Turn a name or a value from outside into text that can be stored and read; GBK is decoded as GBK.

    Args:
        text: as the operating system or a JSON file gave it; a path part by part.
    """
    return "/".join(map(_readable, text.replace("\0", "").split("/")))


def _readable(part: str) -> str:
    for encoding in _ENCODINGS:
        try:
            return part.encode("utf-8", "surrogateescape").decode(encoding)
        except UnicodeError:
            continue
    return part.encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unrecorded:
    """A call that took place by the call records, and of which there is no recording."""

    call_id: str
    started_at: datetime
    agent: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What the call records say about a day.

    Args:
        listed: how many answered calls they list.
        unrecorded: those of them without a recording, in order of start.
    """

    listed: int
    unrecorded: tuple[Unrecorded, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Agent:
    """One person: the number that recordings name, and what people call them.

    Args:
        team: may be empty.
    """

    number: str
    name: str
    team: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster:
    """The known agents by their numbers; a number that is not in it stands for itself."""

    agents: Mapping[str, Agent] = field(default_factory=dict)

    def shown(self, number: str) -> str:
        """Return how an agent is named in a report: 8001 张三."""
        known = self.agents.get(number)
        return f"{number} {known.name}" if known and known.name != number else number

    def name(self, number: str) -> str:
        """Return the name; empty where it is not known."""
        known = self.agents.get(number)
        return known.name if known else ""

    def team(self, number: str) -> str:
        """Return the team; empty where it is not known."""
        known = self.agents.get(number)
        return known.team if known else ""


NO_ROSTER = Roster()
