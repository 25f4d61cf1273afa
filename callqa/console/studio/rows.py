"""Jobs of the studio as rows of a page: where each stands, what it still takes, why it failed."""

from collections.abc import Iterable
from dataclasses import dataclass

from callqa.operations.studio.queue import Running
from callqa.operations.studio.studio import Studio
from callqa.storage.studio import jobs
from callqa.studio.job import PENDING, Job, State, remaining_s
from reports.words.language import studio_words as words

_MB = 1 << 20
_PACE_OF = 20
"""Jobs of the last time, by which the time that others take is guessed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A job of a page.

    Args:
        detail: how far it is, how long it took, or why it failed.
        done, total: of a bar; 0 of 0 for none.
    """

    job: Job
    detail: str
    done: float = 0
    total: float = 0

    @property
    def is_pending(self) -> bool:
        """Whether something will still become of it."""
        return self.job.state in PENDING

    @property
    def has_text(self) -> bool:
        """Whether there is a page of its text."""
        return self.job.state is State.DONE


def rows(studio: Studio, of: Iterable[Job]) -> list[Row]:
    """Return jobs as rows, in their order."""
    waiting, running = studio.queue.waiting(), studio.queue.running()
    done = jobs.last_done(studio.database, _PACE_OF)
    return [_row(studio, job, waiting, running, done) for job in of]


def _row(studio: Studio, job: Job, waiting: list[Job], running: Running | None, done: list[Job]) -> Row:
    if job.state is State.UPLOADING:
        here = studio.folder.received(job)
        told = words.received_part(here / _MB, job.size_bytes / _MB)
        return Row(job=job, detail=told, done=here, total=job.size_bytes)
    if job.state is State.QUEUED:
        return Row(job=job, detail=_queued(job, waiting, running, done))
    if job.state is State.RUNNING:
        mine = running if running and running.job.job_id == job.job_id else None
        return _running(studio, job, mine)
    return Row(job=job, detail=_ended(job))


def _queued(job: Job, waiting: list[Job], running: Running | None, done: list[Job]) -> str:
    places = [each.job_id for each in waiting]
    if job.job_id not in places:
        return ""
    place = places.index(job.job_id)
    ahead = [*([running.job] if running else []), *waiting[: place + 1]]
    left = remaining_s(ahead, done)
    told = [words.place_in_queue(place + 1), *([words.remaining(round(left))] if left else [])]
    return " · ".join(told)


def _running(studio: Studio, job: Job, running: Running | None) -> Row:
    if running and running.is_unwanted:
        return Row(job=job, detail=words.STUDIO_STOPPING)
    advanced = running.advanced if running else None
    if running is None or advanced is None or not advanced.found_ms:
        return Row(job=job, detail=words.STUDIO_LISTENING)
    told = [words.recognised(advanced.done_ms // 1000, advanced.found_ms // 1000)]
    if advanced.done_ms:
        spent = studio.queue.seconds_of(running)
        told.append(words.remaining(round(spent * (advanced.found_ms / advanced.done_ms - 1))))
    return Row(job=job, detail=" · ".join(told), done=advanced.done_ms, total=advanced.found_ms)


def _ended(job: Job) -> str:
    if job.state is State.FAILED:
        return job.problem
    if job.state is State.STOPPED:
        return ""
    return words.done_in(job.took_s, job.pace)
