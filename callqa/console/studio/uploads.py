"""Recordings on their way in: announced, asked for how much is here, and sent in pieces.

Pieces are raw bodies: a form would be spooled through the machine's temporary folder first.
"""

from collections.abc import Callable
from typing import Annotated, TypedDict

from fastapi import Depends, Form, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from callqa.console.doors import AtDesk, Doors, Signed
from callqa.console.guard import MOST_BYTES
from callqa.model.access.account import Capability
from callqa.model.errors import BadInputError, CallqaError
from callqa.model.speech import Detection
from callqa.operations.studio import library, uploads
from callqa.operations.studio.choosing import choices_of, detection_of
from callqa.studio.job import State

doors = Doors("/studio/uploads")
JobId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Text = Annotated[str, Form(max_length=400)]
Words = Annotated[str, Form(max_length=4_000)]
_NO_ROOM = 507


class Chosen(TypedDict):
    """What a form says of how a recording is recognised; a box that is not ticked is not sent."""

    language: str
    night_words: bool
    words: str
    itn: bool
    roles: str
    speakers: bool
    punctuation: bool
    detection: Detection


def chosen(
    *,
    language: Text = "",
    night_words: Text = "",
    words: Words = "",
    itn: Text = "",
    roles: Text = "",
    speakers: Text = "",
    punctuation: Text = "",
    threshold: Text = "",
    speech_ms: Text = "",
    silence_ms: Text = "",
    longest_s: Text = "",
) -> Callable[[], Chosen]:
    """Return what reads what was chosen in the form; it raises `BadInputError` for what cannot be."""
    told = {
        "threshold": threshold,
        "speech_ms": speech_ms,
        "silence_ms": silence_ms,
        "longest_s": longest_s,
    }
    return lambda: Chosen(
        language=language,
        night_words=bool(night_words),
        words=words,
        itn=bool(itn),
        roles=roles,
        speakers=bool(speakers),
        punctuation=bool(punctuation),
        detection=detection_of(told),
    )


@doors.post("", Capability.STUDIO)
def announce(
    desk: AtDesk,
    visitor: Signed,
    *,
    name: Text = "",
    size: Annotated[int, Form()] = 0,
    key: Annotated[str, Form(max_length=2_000)] = "",
    chosen: Annotated[Callable[[], Chosen], Depends(chosen)],
) -> Response:
    """Take note of a recording, and say where it is to be sent from which byte on."""
    studio = desk.studio
    try:
        choices = choices_of(studio.queue.engine().facts, **chosen())
        owner = visitor.account.name
        job = uploads.begin(visitor.site, studio, owner, name=name, size_bytes=size, choices=choices, key=key)
    except CallqaError as error:
        return _refused(error)
    studio.queue.load()
    return JSONResponse({"job": job.job_id, "received": studio.folder.received(job), "piece": MOST_BYTES})


@doors.head("/{job}", Capability.STUDIO)
def ask(desk: AtDesk, visitor: Signed, job: JobId) -> Response:
    """Say how much of a recording is here."""
    found = library.one(desk.studio, visitor.account.name, job)
    here = found.size_bytes if found.state is not State.UPLOADING else desk.studio.folder.received(found)
    return Response(headers={"upload-offset": str(here)})


@doors.put("/{job}", Capability.STUDIO)
async def send(request: Request, desk: AtDesk, visitor: Signed, job: JobId, offset: int = 0) -> Response:
    """Take the next piece of a recording."""
    content = await request.body()  # the guard lets no larger one through than a piece

    def take() -> Response:
        studio = desk.studio
        try:
            found = library.one(studio, visitor.account.name, job)
            here = uploads.receive(visitor.site, studio, found, offset, content)
        except CallqaError as error:
            return _refused(error)
        return JSONResponse({"received": here})

    return await run_in_threadpool(take)


def _refused(error: CallqaError) -> Response:
    status = 400 if isinstance(error, BadInputError) else _NO_ROOM
    return JSONResponse({"told": str(error)}, status)
