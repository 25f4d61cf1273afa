"""The sound of one call, a stretch at a time as players ask for it, and its outline."""

import mimetypes
import os
import re
from datetime import date
from pathlib import Path

from fastapi import Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from callqa.console.calls.filters import Chosen
from callqa.console.calls.pages import Ref
from callqa.console.desk import Desk
from callqa.console.doors import AtDesk, Doors, Signed, Visitor
from callqa.host.opening import open_unlinked
from callqa.model.access.account import Capability
from callqa.model.audit import AuditAction
from callqa.model.errors import AudioError
from callqa.model.recording import Recording
from callqa.operations.calls import browse, sound
from callqa.operations.calls.browse import OneCall
from callqa.storage import audit
from callqa.storage.calls.order import Wanted
from callqa.storage.session import Site

doors = Doors("/days/{day}/calls/{ref}")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_OPUS = "audio/ogg"


@doors.get("/sound", Capability.LISTEN)
def hear(request: Request, desk: AtDesk, visitor: Signed, chosen: Chosen, ref: Ref) -> Response:
    """Return the recording, or the stretch of it that the player asks for."""
    return sound_of_call(desk, visitor.site, chosen.wanted, ref, request.headers.get("range", ""))


def sound_of_call(desk: Desk, site: Site, wanted: Wanted, ref: str, asked: str) -> Response:
    """Return a recording, or a stretch of it, and note who listens.

    Args:
        site: whose actor listens.
        asked: header that says which stretch; empty for all of it.
    """
    found = browse.one(site, wanted, ref)
    path = sound.file_of(site, found.recording)
    _note(desk, site, wanted.day, found)
    try:
        if sound.as_is(path):
            return _served(path)
        content = _opus(desk, path, found)
    except (AudioError, OSError) as error:
        return PlainTextResponse(str(error), 404)
    return stretch(content, asked)


@doors.get("/outline", Capability.LISTEN)
def outline(desk: AtDesk, visitor: Signed, chosen: Chosen, ref: Ref) -> Response:
    """Return how loud each channel is over the call."""
    recording = browse.one(visitor.site, chosen.wanted, ref).recording
    try:
        return JSONResponse({"channels": _outline(desk, visitor, recording)})
    except AudioError as error:
        return PlainTextResponse(str(error), 404)


def _served(path: Path) -> Response:
    """Return a file as it is: the one that was opened, whatever takes its name meanwhile."""
    file = open_unlinked(path)
    return FileResponse(
        f"/proc/self/fd/{file.fileno()}",
        media_type=mimetypes.guess_type(path.name)[0] or "audio/wav",
        stat_result=os.fstat(file.fileno()),
        background=BackgroundTask(file.close),
    )


def _outline(desk: Desk, visitor: Visitor, recording: Recording) -> list[list[int]]:
    path = sound.file_of(visitor.site, recording)
    hours = visitor.site.settings.recordings.max_duration_min / 60
    return desk.outlines.get(recording.audio_sha256, lambda: sound.outline(path, hours))


def _opus(desk: Desk, path: Path, found: OneCall) -> bytes:
    duration = found.day.calls[0].transcript.duration_ms
    return desk.sounds.get(found.recording.audio_sha256, lambda: sound.for_browsers(path, duration))


def _note(desk: Desk, site: Site, day: date, found: OneCall) -> None:
    """Write down who listens, once for each call and hour: a player asks for many stretches."""
    hour = site.now().strftime("%Y%m%d%H")
    call_id = found.day.calls[0].recording.call_id

    def write() -> bool:
        audit.note(site, AuditAction.LISTENED, day=day, call=call_id)
        return True

    desk.listened.get(f"{site.actor}/{day}/{found.ref}/{hour}", write)


def stretch(content: bytes, asked: str) -> Response:
    """Return all of a sound, or the one stretch of it that is asked for."""
    headers = {"accept-ranges": "bytes"}
    match = _RANGE.fullmatch(asked)
    if match is None or not any(match.groups()):
        return Response(content, media_type=_OPUS, headers=headers)
    first, last = _borders(match[1], match[2], len(content))
    if not 0 <= first <= last:
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{len(content)}"})
    headers["content-range"] = f"bytes {first}-{last}/{len(content)}"
    return Response(content[first : last + 1], 206, media_type=_OPUS, headers=headers)


def _borders(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:  # so many bytes at the end
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
