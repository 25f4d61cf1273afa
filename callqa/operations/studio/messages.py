"""What the console and its engine process say to each other, through one pipe; both are this very program."""

from dataclasses import dataclass

from callqa.studio.job import Choices
from callqa.studio.result import Result


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Recognise a recording.

    Args:
        job_id: names it in every answer.
        path: of the file.
        audio_sha256: of its bytes.
    """

    job_id: str
    path: str
    audio_sha256: str
    choices: Choices


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """End a task, between two forward passes."""

    job_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """The model is loaded.

    Args:
        model: as the settings name it.
        device: on which it really is, as torch names it.
        asked: the device as the settings name it.
        languages: that can be asked for; empty where the model has only its own.
        hotwords: of the night that the model is given.
        speakers: whether there is a model that tells speakers of a single channel apart.
        load_s: seconds that loading took.
        cores: that it may use.
    """

    model: str
    device: str
    asked: str
    languages: tuple[str, ...]
    hotwords: int
    speakers: bool
    load_s: float
    cores: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Advanced:
    """How far a task is.

    Args:
        done_ms, found_ms: of speech; 0 of 0 while speech is being looked for.
    """

    job_id: str
    done_ms: int
    found_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A task is at its end; the transcript in it says whether there is a text."""

    job_id: str
    result: Result
    took_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Stopped:
    """A task was ended because somebody wanted that."""

    job_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """A task, or the engine itself where it names none, cannot be done.

    Args:
        told: why, in Chinese; never speech.
    """

    job_id: str
    told: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """The process has ended; never sent, but what is heard when the pipe closes.

    Args:
        how: it ended, in Chinese.
    """

    how: str


Request = Task | Stop
Answer = Ready | Advanced | Done | Stopped | Broken | Gone
