"""Ask the tests' Prefect server, whose database is now and then busy with the flows of other tests.

Prefect begins most transactions on SQLite as deferred ones, which read first and write later. Where another
one wrote in between, what was read is stale, SQLite refuses the write at once (SQLITE_BUSY_SNAPSHOT, whatever
the time-out), and Prefect answers 503. That is no error: its own client asks again by itself, as this does.
"""

import time
from typing import Any

import httpx

_ATTEMPTS, _PAUSE_S = 40, 0.5


def ask(method: str, address: str, body: dict[str, Any]) -> httpx.Response:
    """Ask once more while the server says that it is busy (503), as Prefect's own client does.

    Raises:
        httpx.HTTPStatusError: another refusal, or it stayed busy.
    """
    for _ in range(_ATTEMPTS):
        answer = httpx.request(method, address, json=body)
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            break
        time.sleep(_PAUSE_S)
    return answer.raise_for_status()
