"""OpenAI's transcription API, so that programs written for it get their text from this machine.

A program's recording is a job like any other, of the token's owner; it is deleted when the answer is given.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from callqa.console.api.answers import error
from callqa.console.api.doors import Caller, Calling, ProgramDoors
from callqa.console.desk import Desk
from callqa.console.doors import AtDesk
from callqa.console.rendering import in_words
from callqa.console.studio.jobs import deleted, ended_job, taken
from callqa.model.access.account import Capability
from callqa.operations.studio import library
from callqa.operations.studio.choosing import choices_of
from callqa.studio import spoken
from callqa.studio.cues import as_srt, as_vtt, cues
from callqa.studio.job import Choices, Job, State
from callqa.studio.result import Result
from reports.view.studio.talk import names_of

doors = ProgramDoors("/v1")
_WHISPER = "whisper-1"
"""The name that programs send which know no other."""
_FORMATS = ("json", "text", "srt", "verbose_json", "vtt")
_PING_S = 10.0
"""Proxies and clients give up on a connection on which nothing comes."""
_TEXTS = ("json", "text", "verbose_json")
"""Formats whose text can be streamed."""
_STOPPED = "识别被停止"
_BETWEEN_WORDS = str.maketrans("，、,;；", "\n" * 5)


class _RefusedError(Exception):
    """What is asked for cannot be; its answer says why."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What a program wants.

    Args:
        kind: format of the answer.
        with_words: whether the times of single words are wanted.
        language: as it was given; empty for none.
        is_stream: whether the text comes as events, sentence by sentence.
    """

    file: UploadFile
    kind: str
    with_words: bool
    language: str
    choices: Choices
    is_stream: bool


@doors.get("/models", Capability.STUDIO, summary="the models that can be asked for, in OpenAI's shape")
def models(desk: AtDesk, caller: Calling) -> dict[str, Any]:
    """List the configured model, and the name by which OpenAI's clients ask."""
    return {"object": "list", "data": [_model(desk, name) for name in _names(caller)]}


@doors.get("/models/{name}", Capability.STUDIO, summary="one model, in OpenAI's shape")
def model(desk: AtDesk, caller: Calling, name: Annotated[str, Path(max_length=200)]) -> Any:
    """Describe a model."""
    if name not in _names(caller):
        return _unknown(name)
    return _model(desk, name)


def _names(caller: Caller) -> list[str]:
    return [PurePath(caller.site.settings.recogniser.model).name, _WHISPER]


def _model(desk: Desk, name: str) -> dict[str, Any]:
    folder = desk.site.configuration.resolve(desk.site.settings.recogniser.model)
    created = int(folder.stat().st_mtime) if folder.exists() else 0
    return {"id": name, "object": "model", "created": created, "owned_by": "callqa"}


def _unknown(name: str) -> Response:
    cure = "GET /v1/models 列出可用的模型"
    return error(404, f"没有“{name[:60]}”这个模型", "model_not_found", where="model", cure=cure)


@doors.post(
    "/audio/transcriptions",
    Capability.STUDIO,
    summary="the text of a recording, in OpenAI's shape: json, verbose_json, text, srt, vtt; stream",
)
async def transcribe(request: Request, desk: AtDesk, caller: Calling) -> Response:
    """Recognise a recording, and answer when its text is there."""
    # read here, after the token was checked: whoever has none fills no disk
    async with request.form(max_files=1, max_fields=30) as form:
        try:
            asked = _asked(desk, caller, form)
            job = await run_in_threadpool(_taken, desk, caller, asked)
        except _RefusedError as refused:
            return refused.answer
    if asked.is_stream:
        return StreamingResponse(_events(request, desk, caller, job), media_type="text/event-stream")
    async with deleted(desk, caller, job):
        ended = await ended_job(request, desk, caller, job)
        return await run_in_threadpool(_answer, request, desk, asked, ended)


def _asked(desk: Desk, caller: Caller, form: FormData) -> _Asked:
    """Read what a program wants.

    Raises:
        _RefusedError: it cannot be had here.
        BadInputError: the language or a hotword cannot be used.
    """
    file, name = form.get("file"), str(form.get("model", _WHISPER))
    if not isinstance(file, UploadFile):
        raise _RefusedError(
            error(400, "没有录音", "missing_file", where="file", cure="用 multipart 的 file 传录音")
        )
    if name not in _names(caller):
        raise _RefusedError(_unknown(name))
    kind = str(form.get("response_format", "json"))
    if kind not in _FORMATS:
        cure = f"可选：{'、'.join(_FORMATS)}"
        raise _RefusedError(error(400, "没有这种格式", "bad_format", where="response_format", cure=cure))
    is_stream = str(form.get("stream", "")).lower() == "true"
    if is_stream and kind not in _TEXTS:
        cure = f"去掉 stream，或用 {'、'.join(_TEXTS)}"
        raise _RefusedError(error(400, "字幕不能分段答", "no_stream", where="stream", cure=cure))
    language = str(form.get("language", ""))
    return _Asked(
        file=file,
        kind=kind,
        with_words="word" in map(str, form.getlist("timestamp_granularities[]")),
        language=language,
        choices=_choices(desk, caller, form, language),
        is_stream=is_stream,
    )


def _choices(desk: Desk, caller: Caller, form: FormData, language: str) -> Choices:
    """Return what is chosen: a prompt's words are hotwords, the night's language is no choice."""
    own = "\n".join([*_words(str(form.get("prompt", ""))), *_words(str(form.get("hotwords", "")))])
    is_night = language in ("", caller.site.settings.recogniser.language)
    return choices_of(desk.studio.queue.engine().facts, language="" if is_night else language, words=own)


def _words(text: str) -> list[str]:
    """Return what of a prompt can be hotwords; a prompt may as well be a sentence, which is none."""
    return [word for word in text.translate(_BETWEEN_WORDS).split() if 2 <= len(word) <= 8]


def _taken(desk: Desk, caller: Caller, asked: _Asked) -> Job:
    name, size = asked.file.filename or "recording", asked.file.size or 0
    return taken(desk, caller, asked.file.file, name=name, size=size, choices=asked.choices)


async def _events(request: Request, desk: Desk, caller: Caller, job: Job) -> AsyncIterator[str]:
    """Yield OpenAI's events of a text; until it is there, comments keep the connection alive."""
    async with deleted(desk, caller, job):
        waiting = asyncio.ensure_future(ended_job(request, desk, caller, job))
        while not (await asyncio.wait({waiting}, timeout=_PING_S))[0]:
            yield ": 识别中\n\n"
        ended = waiting.result()
        if ended.state is not State.DONE:
            told = {"message": ended.problem or _STOPPED, "type": "invalid_request_error"}
            yield _event({"error": {**told, "code": "not_recognised", "param": "file"}})
            return
        result = await run_in_threadpool(library.result_of, desk.studio, ended)
        for number, turn in enumerate(result.turns):
            delta = ("\n" if number else "") + spoken.text_of([turn])
            yield _event({"type": "transcript.text.delta", "delta": delta})
        yield _event({"type": "transcript.text.done", "text": spoken.text_of(result.turns)})


def _event(told: dict[str, Any]) -> str:
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n"


def _answer(request: Request, desk: Desk, asked: _Asked, job: Job) -> Response:
    if job.state is not State.DONE:
        return error(400, job.problem or _STOPPED, "not_recognised", where="file")
    result = library.result_of(desk.studio, job)
    with in_words(request):
        return _formatted(asked, job, result, names_of(job, result.turns))


def _formatted(asked: _Asked, job: Job, result: Result, names: dict[str, str]) -> Response:
    turns = result.turns
    if asked.kind == "text":
        return PlainTextResponse(spoken.text_of(turns) + "\n")
    if asked.kind in ("srt", "vtt"):
        write = as_srt if asked.kind == "srt" else as_vtt
        return PlainTextResponse(write(cues(turns, names)))
    if asked.kind == "json":
        return JSONResponse({"text": spoken.text_of(turns)})
    return JSONResponse(
        spoken.verbose(
            turns,
            names,
            language=asked.language,
            duration_ms=job.duration_ms,
            with_words=asked.with_words,
        )
    )
