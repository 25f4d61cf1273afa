"""What the console and its engine process say to each other, through one pipe; both are this very program."""

from dataclasses import dataclass
from enum import StrEnum

from callqa.recognition.turns import Utterance
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


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveSound:
    """What was said since the last message of a live session.

    Args:
        session: names it; the first message begins it.
        content: samples of 16 bits at 16 kHz, one channel.
        is_end: whether nothing more will come.
        choices: how the session is recognised; None for the night's way. The first message's hold.
    """

    session: str
    content: bytes = b""
    is_end: bool = False
    choices: Choices | None = None


class LiveKind(StrEnum):
    """What a live session hears."""

    PARTIAL = "partial"
    """What the stretch that goes on says so far; the next one takes its place."""
    FINAL = "final"
    """What a stretch said."""
    NOTHING = "nothing"
    """A stretch in which nothing was said."""
    END = "end"
    """Everything that came was heard."""
    LOST = "lost"
    """The engine has ended."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveHeard:
    """What was recognised of a live session.

    Args:
        text, written: as it was spoken, and as people write it.
        from_ms, to_ms: of the stretch, from the beginning of the session.
        is_cut: whether the text begins in the middle of its stretch.
        utterance: what a stretch said, as a file's is kept; None but for a final.
    """

    session: str
    kind: LiveKind
    text: str = ""
    written: str = ""
    from_ms: int = 0
    to_ms: int = 0
    is_cut: bool = False
    utterance: Utterance | None = None


Request = Task | Stop | LiveSound
Answer = Ready | Advanced | Done | Stopped | Broken | Gone | LiveHeard
