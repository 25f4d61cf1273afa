"""The page on which recordings are dropped, and what somebody has dropped in before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from callqa.console.desk import Desk
from callqa.console.doors import AtDesk, Doors, Signed, Visitor
from callqa.console.rendering import in_words, page
from callqa.console.studio.rows import Row, rows
from callqa.console.studio.uploads import Chosen, JobId, Text, chosen
from callqa.model.access.account import Capability
from callqa.model.errors import BadInputError
from callqa.operations.studio import library, uploads
from callqa.operations.studio.choosing import RANGES, able, choices_of, line_separated
from callqa.operations.studio.library import TRASH_DAYS
from callqa.storage.studio import jobs
from callqa.studio.job import PENDING, ChannelRoles, Choices, Job
from callqa.studio.result import new_words

doors = Doors("/studio")
_SHOWN_HOURS = 24
_MB = 1 << 20
_LANGUAGES = ("zh", "en", "yue", "ja", "ko", "auto")
_TO = {"history": "/studio/history", "trash": "/studio/trash"}


@doors.get("", Capability.STUDIO)
def studio(request: Request, desk: AtDesk, visitor: Signed) -> Response:
    """Show where recordings are dropped, and what is being done."""
    room = uploads.room(visitor.site, desk.studio, visitor.account.name)
    return page(
        request,
        "studio/drop.html",
        account=visitor.account,
        room=room,
        mb=_MB,
        keep_days=visitor.site.settings.retention.studio_days,
        rows=_recent(request, desk, visitor),
        **_offered(desk, Choices(), visitor),
        **_engine(desk),
    )


def _offered(desk: Desk, chosen: Choices, visitor: Visitor) -> dict[str, Any]:
    """Return what can be chosen for a recording, and what cannot, and why."""
    facts = desk.studio.queue.engine().facts
    return {
        "choices": chosen,
        "own_words": line_separated(chosen.words),
        "languages": _LANGUAGES,
        "known_languages": facts.languages if facts else (),
        "facts": facts,
        "able": able(visitor.site.settings),
        "ranges": RANGES,
        "role_choices": [each.value for each in ChannelRoles],
    }


def _engine(desk: Desk) -> dict[str, Any]:
    return {"engine": desk.studio.queue.engine(), "is_busy": desk.studio.queue.running() is not None}


def _recent(request: Request, desk: Desk, visitor: Visitor) -> list[Row]:
    since = visitor.site.now() - timedelta(hours=_SHOWN_HOURS)
    found = jobs.of_owner(desk.studio.database, visitor.account.name)
    shown = [job for job in found if job.state in PENDING or (job.ended_at or job.created_at) >= since]
    with in_words(request):
        return rows(desk.studio, shown)


@doors.get("/jobs", Capability.STUDIO)
def in_hand(request: Request, desk: AtDesk, visitor: Signed) -> Response:
    """Return the part of the page that says how everything stands; the page asks for it again and again."""
    shown = _recent(request, desk, visitor)
    return page(request, "studio/_jobs.html", account=visitor.account, rows=shown, **_engine(desk))


@doors.post("/engine/load", Capability.STUDIO)
def load(desk: AtDesk) -> Response:
    """Load the model before there is something to do."""
    desk.studio.queue.load()
    return RedirectResponse("/studio", 303)


@doors.post("/engine/unload", Capability.STUDIO)
def unload(desk: AtDesk) -> Response:
    """End the engine's process, which gives back all of its memory."""
    if not desk.studio.queue.unload():
        raise BadInputError("正在识别", "", "做完或停止后再卸载")
    return RedirectResponse("/studio", 303)


@doors.get("/history", Capability.STUDIO)
def history(request: Request, desk: AtDesk, visitor: Signed) -> Response:
    """List everything that somebody has dropped in."""
    return _history(request, desk, visitor, "")


@doors.post("/history", Capability.STUDIO)
def search(request: Request, desk: AtDesk, visitor: Signed, words: Text = "") -> Response:
    """List what holds some words; they are customer speech perhaps, and in no address."""
    return _history(request, desk, visitor, words.strip())


def _history(request: Request, desk: Desk, visitor: Visitor, words: str) -> Response:
    found = jobs.of_owner(desk.studio.database, visitor.account.name, words=words)
    with in_words(request):
        shown = rows(desk.studio, found)
    return page(request, "studio/history.html", account=visitor.account, rows=shown, words=words)


@doors.get("/trash", Capability.STUDIO)
def trash(request: Request, desk: AtDesk, visitor: Signed) -> Response:
    """List what somebody has thrown away."""
    found = jobs.of_owner(desk.studio.database, visitor.account.name, in_trash=True)
    return page(request, "studio/trash.html", account=visitor.account, jobs=found, days=TRASH_DAYS)


@doors.post("/trash/empty", Capability.STUDIO)
def empty(desk: AtDesk, visitor: Signed) -> Response:
    """Delete for good what somebody has thrown away."""
    library.empty_trash(visitor.site, desk.studio, visitor.account.name)
    return RedirectResponse("/studio/trash", 303)


@doors.post("/recordings/{job}/stop", Capability.STUDIO)
def stop(desk: AtDesk, visitor: Signed, job: JobId) -> Response:
    """Do not do a job."""
    library.stop(visitor.site, desk.studio, library.one(desk.studio, visitor.account.name, job))
    return RedirectResponse("/studio", 303)


@doors.post("/recordings/{job}/discard", Capability.STUDIO)
def discard(desk: AtDesk, visitor: Signed, job: JobId, back: Annotated[str, Form()] = "") -> Response:
    """Throw a job away."""
    library.discard(visitor.site, desk.studio, library.one(desk.studio, visitor.account.name, job))
    return RedirectResponse(_TO.get(back, "/studio"), 303)


@doors.post("/recordings/{job}/restore", Capability.STUDIO)
def restore(desk: AtDesk, visitor: Signed, job: JobId) -> Response:
    """Get a job back from the trash."""
    library.restore(desk.studio, library.one(desk.studio, visitor.account.name, job))
    return RedirectResponse("/studio/trash", 303)


@doors.post("/recordings/{job}/erase", Capability.STUDIO)
def erase(desk: AtDesk, visitor: Signed, job: JobId) -> Response:
    """Delete a job for good."""
    library.erase(visitor.site, desk.studio, library.one(desk.studio, visitor.account.name, job))
    return RedirectResponse("/studio/trash", 303)


@doors.get("/recordings/{job}/again", Capability.STUDIO)
def ask_again(request: Request, desk: AtDesk, visitor: Signed, job: JobId, more: str = "") -> Response:
    """Show what can be chosen for recognising a recording once more.

    Args:
        more: ``words`` to offer what corrections have put in as hotwords.
    """
    found = library.one(desk.studio, visitor.account.name, job)
    return _again(request, desk, visitor, found, chosen=_with_offered(desk, found, more))


def _with_offered(desk: Desk, found: Job, more: str) -> Choices:
    if more != "words":
        return found.choices
    offered = new_words(library.result_of(desk.studio, found).edits)
    return replace(found.choices, words=tuple(dict.fromkeys((*found.choices.words, *offered))))


def _again(
    request: Request, desk: Desk, visitor: Visitor, job: Job, *, chosen: Choices, problem: str = ""
) -> Response:
    return page(
        request,
        "studio/again.html",
        account=visitor.account,
        status=400 if problem else 200,
        job=job,
        problem=problem,
        **_offered(desk, chosen, visitor),
    )


@doors.post("/recordings/{job}/again", Capability.STUDIO)
def again(
    request: Request,
    desk: AtDesk,
    visitor: Signed,
    job: JobId,
    asked: Annotated[Callable[[], Chosen], Depends(chosen)],
) -> Response:
    """Recognise a recording once more, with other choices."""
    found = library.one(desk.studio, visitor.account.name, job)
    try:
        choices = choices_of(desk.studio.queue.engine().facts, **asked())
        uploads.again(visitor.site, desk.studio, found, choices)
    except BadInputError as error:
        return _again(request, desk, visitor, found, chosen=found.choices, problem=str(error))
    return RedirectResponse("/studio", 303)
