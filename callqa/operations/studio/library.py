"""What an owner does with recordings: find, stop, name, correct, throw away, get back, delete for good."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from callqa.model.errors import BadInputError
from callqa.operations.studio.studio import Studio, remove, there
from callqa.storage.session import Site
from callqa.storage.studio import jobs, results
from callqa.studio.job import Job, State
from callqa.studio.result import Edit, Result, speaker_keys

TRASH_DAYS = 7
"""So long something that was thrown away can be got back."""
_TELLING = 6
"""Characters of a call's name from which on a file with it in its own is a copy and no chance."""
_MOST_TEXT = 2_000
_MOST_NAME = 60
_UNSTARTED = (State.UPLOADING, State.QUEUED)


def one(studio: Studio, owner: str, job_id: str) -> Job:
    """Return a job of an account.

    Raises:
        BadInputError: there is none of this id, or it is somebody else's.
    """
    job = jobs.find(studio.database, job_id, owner)
    if job is None:
        raise BadInputError("没有这个录音", "", "可能已经删除，或不是您的账号上传的")
    return job


def result_of(studio: Studio, job: Job) -> Result:
    """Return what was made of a recording.

    Raises:
        BadInputError: nothing was made of it yet.
    """
    found = results.find(studio.database, job.job_id)
    if found is None:
        raise BadInputError("这个录音还没有结果", "", "等它做完再看")
    return found


def stop(site: Site, studio: Studio, job: Job) -> None:
    """Do not do a job: one that waits at once, the one in hand after its next forward pass."""
    ended = {"state": State.STOPPED, "ended_at": site.now()}
    if not jobs.move(studio.database, job.job_id, _UNSTARTED, **ended):
        studio.queue.stop(job.job_id)


def discard(site: Site, studio: Studio, job: Job) -> None:
    """Throw a job away; it can be got back for some days."""
    stop(site, studio, job)
    jobs.change(studio.database, job.job_id, deleted_at=site.now())


def restore(studio: Studio, job: Job) -> None:
    """Get a job back from the trash."""
    jobs.change(studio.database, job.job_id, deleted_at=None)


def erase(site: Site, studio: Studio, job: Job) -> None:
    """Delete a job for good: recording, text, corrections."""
    stop(site, studio, job)
    remove(site, studio.database, [job])


def empty_trash(site: Site, studio: Studio, owner: str) -> None:
    """Delete for good everything that an account has thrown away."""
    remove(site, studio.database, jobs.of_owner(studio.database, owner, in_trash=True))


def name(studio: Studio, job: Job, title: str, names: Mapping[str, str]) -> None:
    """Give a recording a title, and its speakers names.

    Args:
        names: by the keys of `speaker_keys`; an empty one takes a name away.

    Raises:
        BadInputError: one is too long, or there is no such speaker.
    """
    known = speaker_keys(result_of(studio, job).transcript.turns)
    told = {key: " ".join(text.split()) for key, text in names.items() if text.strip()}
    if not set(told) <= set(known):
        raise BadInputError("没有这个说话人", "", "刷新页面再改")
    if any(len(text) > _MOST_NAME for text in (title, *told.values())):
        raise BadInputError("名字太长", "", f"最多 {_MOST_NAME} 个字")
    jobs.change(studio.database, job.job_id, title=" ".join(title.split()), names=told)


def correct(site: Site, studio: Studio, job: Job, *, turn: int, text: str, seen: int) -> Result:
    """Correct what was recognised in a turn; what stood there before is kept.

    Args:
        turn: its place in the transcript.
        seen: how many corrections the page has seen, so that no other one is overwritten unseen.

    Raises:
        BadInputError: there is no such turn, the text is empty or too long, or somebody was faster.
    """
    result = result_of(studio, job)
    text = " ".join(text.split())
    if not 0 <= turn < len(result.transcript.turns):
        raise BadInputError("没有这一句", "", "刷新页面再改")
    if not text or len(text) > _MOST_TEXT:
        raise BadInputError("这一句不能这样改", "", f"写 1 到 {_MOST_TEXT} 个字")
    if len(result.edits) != seen:
        raise BadInputError("别的窗口刚改过", "", "刷新页面再改")
    before = result.turns[turn].text
    if text == before:
        return result
    edit = Edit(number=seen + 1, turn=turn, before=before, text=text, who=job.owner, at=site.now())
    results.correct(studio.database, job.job_id, edit)
    return replace(result, edits=(*result.edits, edit))


def past(site: Site) -> list[Job]:
    """Return the jobs that are past their time, and those that were long enough in the trash."""
    with there(site) as database:
        if database is None:
            return []
        days, now = site.settings.retention.studio_days, site.now()
        created = now - timedelta(days=days) if days else datetime.min.replace(tzinfo=UTC)
        return jobs.past(database, created=created, deleted=now - timedelta(days=TRASH_DAYS))


def remove_past(site: Site, job_ids: Sequence[str]) -> None:
    """Remove jobs that are past their time, whoever's they are."""
    found = [job for job in past(site) if job.job_id in set(job_ids)]
    with there(site) as database:
        if database:
            remove(site, database, found)


def tidy(site: Site) -> None:
    """Remove all that is past its time: a console may run where no night purges anything."""
    remove_past(site, [job.job_id for job in past(site)])


def copies(site: Site, hashes: Sequence[str], names: Sequence[str]) -> list[Job]:
    """Return jobs, whoever's they are, of calls that are to be forgotten.

    Args:
        hashes: of the calls' recordings.
        names: of the calls; a file that is named like one of them is a copy of it.
    """
    telling = [each for each in names if len(each) >= _TELLING]
    with there(site) as database:
        return jobs.of_audio(database, hashes, telling) if database else []


def remove_copies(site: Site, job_ids: Sequence[str]) -> None:
    """Remove jobs for good that were found to be copies of a forgotten call."""
    with there(site) as database:
        if database and job_ids:
            remove(site, database, jobs.by_id(database, job_ids))
