"""A summary by the customer's own language model: where the settings name one, and a person asks for it."""

import os
from collections.abc import Sequence
from threading import Lock
from typing import Any

import httpx

from callqa.host import logs
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError, CallqaError
from callqa.operations.studio.studio import Studio
from callqa.settings.console import MinutesSettings
from callqa.storage import audit
from callqa.storage.session import Site
from callqa.storage.studio import generated as kept
from callqa.studio.generated import ASKED, Generated, Point, checked, requests, told
from callqa.studio.job import Job
from callqa.studio.result import Result
from callqa.studio.sentences import Sentence, sentences
from reports.view.studio.talk import names_of

KEY = "CALLQA_MINUTES_KEY"
"""The environment variable with the endpoint's key, where it wants one."""
_MOST_BYTES = 1 << 20
_ONE = Lock()
"""One at a time: the model is on a machine of the customer's, perhaps on this one."""


def generate(site: Site, studio: Studio, job: Job, result: Result) -> Generated:
    """Ask the model for a summary of a recording, and keep what of it rests on what was said.

    Raises:
        BadInputError: none is set, nothing was said, or another summary is being made.
        CallqaError: the model cannot be reached, or answers something else.
    """
    settings = site.settings.console.minutes
    said = sentences(result.turns)
    if not settings.url or not said:
        raise BadInputError("不能生成摘要", "", "先在设置里写 console.minutes.url；录音里要有人说话")
    if not _ONE.acquire(blocking=False):
        raise BadInputError("正在生成另一份摘要", "", "等它做完再点")
    try:
        audit.note(site, AuditAction.EXPORTED, format="language model", job=job.job_id)
        points, refused = _asked(settings, said, names_of(job, result.turns))
    finally:
        _ONE.release()
    made = Generated(
        points=tuple(points),
        refused=refused,
        model=settings.model,
        at=site.now(),
        edits=len(result.edits),
    )
    kept.save(studio.database, job.job_id, made)
    return made


def _asked(
    settings: MinutesSettings, said: Sequence[Sentence], names: dict[str, str]
) -> tuple[list[Point], int]:
    points, refused = list[Point](), 0
    # no proxy of the machine's environment, and no redirect: it goes to the named host or nowhere
    with httpx.Client(trust_env=False, follow_redirects=False, timeout=settings.timeout_s) as client:
        for part in requests(said):
            answer = _answer(client, settings, told(part, names))
            try:
                found, others = checked(answer, part)
            except ValueError:
                raise CallqaError(
                    "语言模型没有按要求回答", "console.minutes", "换一个会写 JSON 的模型"
                ) from None
            points += found
            refused += others
    return points, refused


def _answer(client: httpx.Client, settings: MinutesSettings, said: str) -> str:
    key = os.environ.get(KEY, "")
    body = {
        "model": settings.model,
        "temperature": 0,
        "messages": [{"role": "system", "content": ASKED}, {"role": "user", "content": said}],
    }
    headers = {"authorization": f"Bearer {key}"} if key else {}
    try:
        with client.stream("POST", f"{settings.url}/chat/completions", json=body, headers=headers) as answer:
            content = _bounded(answer)
        if answer.status_code != httpx.codes.OK:
            raise _refused(f"答了 {answer.status_code}")
        message: Any = httpx.Response(200, content=content).json()["choices"][0]["message"]["content"]
    except httpx.HTTPError as error:
        logs.unexpected(error, "asking the language model")
        raise _refused(f"连不上（{type(error).__name__}）") from None
    except (ValueError, KeyError, IndexError, TypeError):
        raise _refused("答的不是 OpenAI 的格式") from None
    return str(message)


def _bounded(answer: httpx.Response) -> bytes:
    content = b""
    for each in answer.iter_bytes():
        content += each
        if len(content) > _MOST_BYTES:
            raise _refused("答得太长")
    return content


def _refused(why: str) -> CallqaError:
    return CallqaError(f"语言模型{why}", "console.minutes", f"检查 url、model 和 {KEY}，看模型有没有启动")
