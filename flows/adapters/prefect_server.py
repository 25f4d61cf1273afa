"""Where Prefect's server is, and whether it answers."""

from dataclasses import dataclass

import httpx
from prefect.settings import get_current_settings

_TIMEOUT_S = 3.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A configured Prefect server.

    Args:
        url: of its API; empty when none is configured and runs start one of their own.
        answers: whether it says that it is healthy.
    """

    url: str
    answers: bool


def find_server() -> Server:
    """Ask the configured server for its health."""
    url = get_current_settings().api.url or ""
    if not url:
        return Server(url="", answers=False)
    try:
        response = httpx.get(f"{url}/health", timeout=_TIMEOUT_S)
    except httpx.HTTPError:
        return Server(url=url, answers=False)
    return Server(url=url, answers=response.is_success)
