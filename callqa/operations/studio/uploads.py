"""Recordings that come in: announced, sent in pieces, and put into the queue when they are whole."""

from dataclasses import dataclass, replace
from secrets import token_hex

from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.operations.studio.studio import Studio
from callqa.storage import audit
from callqa.storage.session import Site
from callqa.storage.studio import jobs
from callqa.studio.job import Choices, Job, State, safe_name

_MB = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """How much an account may bring in now.

    Args:
        max_bytes: of one recording.
        files: more of them.
        left_bytes: of all together.
    """

    max_bytes: int
    files: int
    left_bytes: int


def room(site: Site, studio: Studio, owner: str) -> Room:
    """Return how much an account may bring in now."""
    limits = site.settings.console.upload
    pending, size = jobs.amount(studio.database, owner)
    return Room(
        max_bytes=limits.max_mb * _MB,
        files=max(limits.files - pending, 0),
        left_bytes=max(limits.total_mb * _MB - size, 0),
    )


def begin(
    site: Site, studio: Studio, owner: str, *, name: str, size_bytes: int, choices: Choices, key: str = ""
) -> Job:
    """Take note of a recording that is about to be sent, or return the one that was broken off.

    Args:
        site: of whoever sends it.
        name: of the file, as the browser says it.
        key: by which the browser knows the file again: its place, size and time; empty for none.

    Raises:
        BadInputError: it is empty, too large, or one too many.
        CallqaError: the disk has no room for it.
    """
    if key and (left := jobs.broken_off(studio.database, owner, key, size_bytes)):
        jobs.change(studio.database, left.job_id, choices=choices)
        return replace(left, choices=choices)
    _refuse(room(site, studio, owner), size_bytes)
    studio.folder.refuse_without_room(size_bytes)
    job = Job(
        job_id=token_hex(16),
        owner=owner,
        name=safe_name(name),
        size_bytes=size_bytes,
        state=State.UPLOADING,
        choices=choices,
        created_at=site.now(),
        upload_key=key,
    )
    jobs.add(studio.database, job)
    return job


def _refuse(room: Room, size_bytes: int) -> None:
    if size_bytes <= 0:
        raise BadInputError("文件是空的", "", "换一个有内容的文件")
    if size_bytes > room.max_bytes:
        what = f"文件太大：{size_bytes / _MB:.0f} MB，最多 {room.max_bytes / _MB:.0f} MB"
        raise BadInputError(what, "", "剪短，或存成 mp3、m4a 再传（console.upload.max_mb）")
    if not room.files:
        raise BadInputError("排队的文件已经够多", "", "等前面的做完再传（console.upload.files）")
    if size_bytes > room.left_bytes:
        what = f"您的录音占满了：还能放 {room.left_bytes / _MB:.0f} MB"
        raise BadInputError(what, "", "在历史里删掉不要的，并清空回收站（console.upload.total_mb）")


def receive(site: Site, studio: Studio, job: Job, offset: int, content: bytes) -> int:
    """Take the next piece of a recording; a whole one is put into the queue.

    Returns:
        How many bytes are here now.

    Raises:
        BadInputError: it is not the next piece, or nothing more is expected.
        CallqaError: the disk is full.
    """
    if job.state is not State.UPLOADING:
        raise BadInputError("这个文件已经传完了", "", "刷新页面看它做到哪里")
    here = studio.folder.append(job, offset, content)
    if here == job.size_bytes:
        digest = studio.folder.sha256(job)
        jobs.move(studio.database, job.job_id, [State.UPLOADING], state=State.QUEUED, audio_sha256=digest)
        audit.note(site, AuditAction.UPLOADED, job=job.job_id)
        studio.queue.wake()
    return here


def again(site: Site, studio: Studio, job: Job, choices: Choices) -> Job:
    """Put a recording into the queue once more, with other choices; what was made before stays.

    Raises:
        BadInputError: the recording is gone, or there is no room for one more.
    """
    if job.state is State.UPLOADING:
        raise BadInputError("这个文件还没有传完", "", "传完后再识别")
    _refuse(room(site, studio, job.owner), job.size_bytes)
    other = Job(
        job_id=token_hex(16),
        owner=job.owner,
        name=job.name,
        title=job.title,
        size_bytes=job.size_bytes,
        state=State.QUEUED,
        choices=choices,
        created_at=site.now(),
        audio_sha256=job.audio_sha256,
    )
    studio.folder.share(job, other)
    jobs.add(studio.database, other)
    studio.queue.wake()
    return other
