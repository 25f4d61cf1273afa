"""Where Prefect's server is, and whether it answers."""

import httpx
from prefect.settings import get_current_settings

from flows.core.errors import BadInputError

_TIMEOUT_S = 3.0


def check_server() -> str:
    """Ask the configured server for its health.

    Returns:
        The URL of its API; empty when none is configured and runs start one of their own.

    Raises:
        BadInputError: a server is configured and does not answer.
    """
    url = get_current_settings().api.url or ""
    if url and not _answers(url):
        raise BadInputError(
            "Prefect 服务器没有应答", url, "运行 prefect server start，或取消 PREFECT_API_URL"
        )
    return url


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=_TIMEOUT_S).is_success
    except httpx.HTTPError:
        return False
