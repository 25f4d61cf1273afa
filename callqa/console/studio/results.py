"""What was made of one recording: heard, read, named, corrected, saved as a file."""

import mimetypes
from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Request
from starlette.datastructures import FormData
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from callqa.console.calls.listening import stretch
from callqa.console.desk import Desk
from callqa.console.doors import AtDesk, Doors, Signed, Visitor
from callqa.console.rendering import in_words, page
from callqa.console.studio.uploads import JobId, Text
from callqa.model.access.account import Capability
from callqa.model.errors import AudioError, BadInputError, CallqaError
from callqa.operations.calls import sound
from callqa.operations.studio import exports, generating, library
from callqa.operations.studio.choosing import RANGES, able, line_separated
from callqa.studio.job import Job
from callqa.studio.result import Result, new_words
from reports.view.format import span
from reports.view.studio.talk import ANCHOR, heard, names_of, talk, voices

doors = Doors("/studio/recordings/{job}")


@doors.get("", Capability.STUDIO)
def result(request: Request, desk: AtDesk, visitor: Signed, job: JobId, text: str = "") -> Response:
    """Show the text of a recording.

    Args:
        text: ``spoken`` for what was said; otherwise numbers stand as people write them.
    """
    found = library.one(desk.studio, visitor.account.name, job)
    return _result(request, visitor, found, library.result_of(desk.studio, found), spoken=text == "spoken")


def _result(
    request: Request, visitor: Visitor, job: Job, found: Result, *, spoken: bool, problem: str = ""
) -> Response:
    site = visitor.site
    with in_words(request):
        view = talk(job, found, site.zone, as_written=not spoken)
        named = voices(job, found.turns)
        names = names_of(job, found.turns)
        speech = heard(found.spoken, job.duration_ms)
    return page(
        request,
        "studio/result.html",
        account=visitor.account,
        status=400 if problem else 200,
        job=job,
        found=found,
        anchor=ANCHOR,
        call={"view": view, "hits": ()},
        names=names,
        voices=named,
        speech=speech,
        span=span,
        is_spoken=spoken,
        problem=problem,
        texts=[turn.text for turn in found.turns],
        pieces=_pieces(job),
        formats=exports.FORMATS,
        offered=new_words(found.edits),
        able=able(site.settings),
        ranges=RANGES,
        own_words=line_separated(job.choices.words),
    )


@doors.get("/minutes", Capability.STUDIO)
def minutes(request: Request, desk: AtDesk, visitor: Signed, job: JobId) -> Response:
    """Show the minutes of a recording."""
    return _minutes(request, desk, visitor, library.one(desk.studio, visitor.account.name, job))


@doors.post("/minutes", Capability.STUDIO)
def generate(request: Request, desk: AtDesk, visitor: Signed, job: JobId) -> Response:
    """Let the customer's own language model write a summary beside the minutes."""
    found = library.one(desk.studio, visitor.account.name, job)
    try:
        generating.generate(visitor.site, desk.studio, found, library.result_of(desk.studio, found))
    except CallqaError as error:
        return _minutes(request, desk, visitor, found, problem=str(error))
    return RedirectResponse(f"/studio/recordings/{job}/minutes", 303)


def _minutes(request: Request, desk: Desk, visitor: Visitor, found: Job, *, problem: str = "") -> Response:
    result = library.result_of(desk.studio, found)
    with in_words(request):
        names = names_of(found, result.turns)
    return page(
        request,
        "studio/minutes.html",
        account=visitor.account,
        status=400 if problem else 200,
        job=found,
        minutes=exports.minutes_of(desk.studio, found, result),
        generator=visitor.site.settings.console.minutes,
        edits=len(result.edits),
        problem=problem,
        held=exports.held(visitor.site, found),
        names=names,
        anchor=ANCHOR,
        span=span,
        pieces=_pieces(found),
    )


def _pieces(job: Job) -> list[tuple[str, int, int]]:
    return [(f"/studio/recordings/{job.job_id}/sound", 0, job.duration_ms)] if job.duration_ms else []


@doors.post("/names", Capability.STUDIO)
async def name(request: Request, desk: AtDesk, visitor: Signed, job: JobId) -> Response:
    """Give a recording a title, and its speakers names."""
    form: FormData = await request.form()
    told = {key.removeprefix("name-"): str(value) for key, value in form.items() if key.startswith("name-")}
    found = library.one(desk.studio, visitor.account.name, job)
    library.name(desk.studio, found, str(form.get("title", "")), told)
    return RedirectResponse(f"/studio/recordings/{job}", 303)


@doors.post("/turns", Capability.STUDIO)
def correct(
    desk: AtDesk,
    visitor: Signed,
    job: JobId,
    *,
    turn: Annotated[int, Form()] = -1,
    seen: Annotated[int, Form()] = -1,
    text: Annotated[str, Form(max_length=4_000)] = "",
    view: Text = "",
) -> Response:
    """Correct what was recognised in a turn."""
    found = library.one(desk.studio, visitor.account.name, job)
    try:
        library.correct(visitor.site, desk.studio, found, turn=turn, text=text, seen=seen)
    except BadInputError as error:
        return PlainTextResponse(str(error), 400)
    query = "?text=spoken" if view == "spoken" else ""
    return PlainTextResponse(f"/studio/recordings/{job}{query}#{ANCHOR}-t{turn + 1}")


@doors.get("/sound", Capability.STUDIO)
def hear(request: Request, desk: AtDesk, visitor: Signed, job: JobId) -> Response:
    """Return the recording, or the stretch of it that the player asks for."""
    found = library.one(desk.studio, visitor.account.name, job)
    path = desk.studio.folder.file(found)
    try:
        if not path.exists():
            return PlainTextResponse("", 404)
        if sound.as_is(path):
            return FileResponse(path, media_type=mimetypes.guess_type(path.name)[0] or "audio/wav")
        content = desk.sounds.get(found.audio_sha256, lambda: sound.for_browsers(path, found.duration_ms))
    except AudioError as error:
        return PlainTextResponse(str(error), 404)
    return stretch(content, request.headers.get("range", ""))


@doors.get("/outline", Capability.STUDIO)
def outline(desk: AtDesk, visitor: Signed, job: JobId) -> Response:
    """Return how loud each channel is over the recording."""
    found = library.one(desk.studio, visitor.account.name, job)
    try:
        return JSONResponse({"channels": _outline(desk, visitor, found)})
    except AudioError as error:
        return PlainTextResponse(str(error), 404)


def _outline(desk: Desk, visitor: Visitor, job: Job) -> list[list[int]]:
    hours = visitor.site.settings.recordings.max_duration_min / 60
    path = desk.studio.folder.file(job)
    return desk.outlines.get(job.audio_sha256, lambda: sound.outline(path, hours))


@doors.get("/export/{kind}", Capability.STUDIO)
def save(desk: AtDesk, visitor: Signed, job: JobId, kind: str) -> Response:
    """Return the text as a file."""
    found = library.one(desk.studio, visitor.account.name, job)
    made = exports.export(visitor.site, desk.studio, found, library.result_of(desk.studio, found), kind)
    disposition = f"attachment; filename*=utf-8''{quote(made.name, safe='')}"
    return Response(made.content, media_type=made.media_type, headers={"content-disposition": disposition})
