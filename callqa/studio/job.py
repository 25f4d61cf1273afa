"""A job of the studio: one recording that somebody has dropped in, and what is to be done with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath

from callqa.model.speech import DETECTION, Detection

MOST_WORDS = 100
"""Of one's own hotwords in one job."""
_MOST_NAME = 200


class State(StrEnum):
    """Where a job stands."""

    UPLOADING = "uploading"
    """Its recording is not here as a whole."""
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """There is no text; the job says why."""
    STOPPED = "stopped"
    """Whoever made it did not want it any more."""


ENDED = frozenset({State.DONE, State.FAILED, State.STOPPED})
PENDING = frozenset({State.UPLOADING, State.QUEUED, State.RUNNING})


class ChannelRoles(StrEnum):
    """Who is on which channel of a recording of two."""

    AS_SET = "as_set"
    """As the night takes it, by ``channels`` of the settings."""
    AGENT_FIRST = "agent_first"
    CUSTOMER_FIRST = "customer_first"
    UNNAMED = "unnamed"
    """Two speakers, whoever they are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What somebody wants done with a recording.

    Args:
        language: as the settings name it; empty for the night's.
        night_words: whether the night's hotwords are used.
        words: one's own hotwords, beside those or instead of them.
        itn: whether numbers are written with digits beside the spoken text.
        roles: who is on which channel.
        speakers: whether speakers of a single channel are told apart, where there is a model for it.
        punctuation: whether marks are set, where there is a model for it.
        detection: what counts as speech.
    """

    language: str = ""
    night_words: bool = True
    words: tuple[str, ...] = ()
    itn: bool = True
    roles: ChannelRoles = ChannelRoles.AS_SET
    speakers: bool = True
    punctuation: bool = True
    detection: Detection = DETECTION


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One recording and what is done with it.

    Args:
        job_id: random; also the name of its file.
        owner: the account that sees it; nobody else does.
        name: of the file as it was dropped in, for people.
        size_bytes: of the whole recording.
        audio_sha256: of its bytes; empty until it is here as a whole.
        created_at, started_at, ended_at: aware; None for what has not happened.
        tries: how often it was begun.
        problem: why there is no text, in Chinese; empty otherwise. Never speech.
        duration_ms, channels: of the recording; 0 until it was read.
        took_s: seconds that the last try took.
        title: that its owner gave it; empty for the file's name.
        names: what its owner calls the speakers, by channel and role.
        deleted_at: when it went into the trash; None while it is not there.
        upload_key: by which its browser knows the file again, to go on with an upload that broke off.
    """

    job_id: str
    owner: str
    name: str
    size_bytes: int
    state: State
    choices: Choices
    created_at: datetime
    audio_sha256: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    tries: int = 0
    problem: str = ""
    duration_ms: int = 0
    channels: int = 0
    took_s: float = 0.0
    title: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    deleted_at: datetime | None = None
    upload_key: str = ""

    @property
    def shown(self) -> str:
        """What people call it."""
        return self.title or self.name

    @property
    def pace(self) -> float:
        """How many times faster than it was spoken it was recognised; 0 where that is not known."""
        return self.duration_ms / 1000 / self.took_s if self.took_s else 0.0


def safe_name(name: str) -> str:
    """Return a file name as people may see it: its last part, on one line, without what nobody can read."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(each for each in last if each.isprintable() and each not in _DIRECTIONS).strip()
    return shown.strip(".")[-_MOST_NAME:] or "recording"


_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They make ``gpj.exe`` look like ``exe.jpg``."""


def order(waiting: Iterable[Job], served: Mapping[str, datetime]) -> list[Job]:
    """Return waiting jobs in the order in which they are done: everybody in turn, each person's oldest first.

    Args:
        waiting: jobs that are queued.
        served: when the last job of each owner began; whoever waits longest is next.
    """
    rank: dict[str, int] = {}
    placed: list[tuple[int, float, datetime, str, Job]] = []
    for job in sorted(waiting, key=lambda each: (each.created_at, each.job_id)):
        rank[job.owner] = rank.get(job.owner, -1) + 1
        last = served.get(job.owner)
        placed.append((rank[job.owner], last.timestamp() if last else 0.0, job.created_at, job.job_id, job))
    return [job for *_, job in sorted(placed, key=lambda each: each[:4])]


def remaining_s(ahead: Sequence[Job], done: Sequence[Job]) -> float | None:
    """Return about how long some waiting jobs will take, by what others of their size took; None if unknown.

    Args:
        ahead: that are to be done.
        done: that were done, with how long each took.
    """
    size = sum(job.size_bytes for job in done if job.took_s)
    if not size:
        return None
    return sum(job.size_bytes for job in ahead) * sum(job.took_s for job in done) / size
