"""A program's recording: a job of the token's owner like any other, deleted when it is answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import BinaryIO

from anyio import CancelScope
from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from callqa.console.api.doors import Caller
from callqa.console.desk import Desk
from callqa.console.guard import MOST_BYTES
from callqa.operations.studio import library, uploads
from callqa.studio.job import ENDED, Choices, Job

_LOOK_S = 0.2


def taken(desk: Desk, caller: Caller, file: BinaryIO, *, name: str, size: int, choices: Choices) -> Job:
    """Put a recording into the queue.

    Args:
        file: at its beginning.
        size: of it, in bytes.
    """
    studio, site = desk.studio, caller.site
    job = uploads.begin(site, studio, caller.account.name, name=name, size_bytes=size, choices=choices)
    try:
        here = 0
        while content := file.read(MOST_BYTES):
            here = uploads.receive(site, studio, job, here, content)
    except BaseException:
        library.erase(site, studio, job)
        raise
    return job


async def ended_job(asker: HTTPConnection, desk: Desk, caller: Caller, job: Job) -> Job:
    """Wait for what becomes of a job; whoever has gone does not want it any more."""
    while True:
        found = await run_in_threadpool(library.one, desk.studio, caller.account.name, job.job_id)
        if found.state in ENDED or (isinstance(asker, Request) and await asker.is_disconnected()):
            return found
        await asyncio.sleep(_LOOK_S)


@asynccontextmanager
async def deleted(desk: Desk, caller: Caller, job: Job) -> AsyncIterator[None]:
    """Delete a job at the end of the block, also where a client that goes away cancels it."""
    try:
        yield
    finally:
        with CancelScope(shield=True):
            await run_in_threadpool(library.erase, caller.site, desk.studio, job)
