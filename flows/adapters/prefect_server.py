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


def require_server() -> str:
    """The URL of the server that a schedule needs.

    Raises:
        BadInputError: none is configured, or it does not answer.
    """
    if url := check_server():
        return url
    cure = (
        "先运行 prefect server start（只在本机监听），"
        "再设 PREFECT_API_URL=http://127.0.0.1:4200/api 后运行 callqa serve；或安装 deploy/systemd 的服务"
    )
    raise BadInputError("定时运行需要一个 Prefect 服务器", "PREFECT_API_URL", cure)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=_TIMEOUT_S).is_success
    except httpx.HTTPError:
        return False
