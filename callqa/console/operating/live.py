"""What changes on the page of runs is told at once, for as long as whoever looks at it is signed in."""

import asyncio
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from callqa.console.desk import Desk
from callqa.console.doors import AtDesk, Doors, Signed
from callqa.model.access.account import Capability
from callqa.operations.accounts.sign_in import is_signed_in
from callqa.storage import lease, runs

doors = Doors("/runs/events")
_PAUSE_S = 1.0
_STILL_THERE = 15
"""After so many looks without a change a line is sent, by which both ends see that the other is there."""
CHANGED, ENDED = "event: changed\ndata: 1\n\n", "event: ended\ndata: 1\n\n"


@doors.get("", Capability.OPERATE)
def events(desk: AtDesk, visitor: Signed) -> StreamingResponse:
    """Say when something on the page of runs has changed, until the browser goes away or is signed out."""
    return StreamingResponse(changes(desk, visitor.token), media_type="text/event-stream")


async def changes(desk: Desk, token: str, pause_s: float = _PAUSE_S) -> AsyncIterator[str]:
    """Yield what is sent: first that the page may be old, then every change.

    Args:
        token: secret of the browser; looking at a page that changes by itself is no use of a sign-in.
        pause_s: between two looks.
    """
    known, quiet = "", 0
    while await run_in_threadpool(is_signed_in, desk.site, token):
        now = await run_in_threadpool(_state, desk)
        quiet = 0 if now != known else quiet + 1
        if now != known:
            known = now
            yield CHANGED
        elif quiet % _STILL_THERE == 0:
            yield ": still there\n\n"
        await asyncio.sleep(pause_s)
    yield ENDED


def _state(desk: Desk) -> str:
    """Return what is the same as long as the page is."""
    database = desk.site.database
    children = [(each.number, each.ended) for each in desk.children.all()]
    return repr((runs.under_way(database), sorted(lease.everyone(database)), children))
