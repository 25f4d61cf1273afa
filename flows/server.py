"""Where Prefect's server is, and whether it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from prefect.settings import get_current_settings

from callqa.model.errors import BadInputError, CallqaError

_TIMEOUT_S = 3.0
_RESUMED = "resumed"
_OPEN = {"state": {"type": {"any_": ["PENDING", "RUNNING", "CANCELLING"]}}}
_BROKEN_OFF = {"type": "CRASHED", "message": "its process is gone; callqa serve was started again"}


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


@contextmanager
def server_kept() -> Iterator[None]:
    """A flow run in the block that could not tell the server how it ended, in one line.

    Raises:
        CallqaError: the server has gone away meanwhile.
    """
    try:
        yield
    except httpx.TransportError as error:
        cure = "录音、转写和已经写好的报告不受影响：启动它（systemctl restart callqa-server）后重跑同一命令"
        url = get_current_settings().api.url or ""
        raise CallqaError("Prefect 服务器中途不再应答", url, cure) from error


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """What the server knows about the schedule.

    Args:
        crons: of the schedules that are switched on, each ``cron (zone)``; none while it is paused.
        polled: when somebody last asked the server for runs to start; None when nobody ever did.
        next_run: that the server has put down; None when there is none.
    """

    crons: tuple[str, ...]
    polled: datetime | None
    next_run: datetime | None


def planned(url: str, deployment: str) -> Planned | None:
    """Ask the server what it has planned; None where it does not know the deployment.

    Args:
        url: of its API.
        deployment: ``flow/deployment``.

    Raises:
        CallqaError: it does not answer, or answers something else.
    """
    with _answering(url):
        known = _registered(url, deployment)
        return _planned(known, _post(f"{url}/flow_runs/filter", _next_run_of(known["id"]))) if known else None


def resume_broken_off(url: str, deployment: str) -> bool:
    """Close runs that the server takes for running although what served them is gone, and begin one now.

    Else the page shows them running for ever, and a night that the power cut short waits for the next
    one. A run that was itself begun like this is not begun a third time: it may be what cuts the power.

    Args:
        url: of its API.
        deployment: ``flow/deployment``; nothing else serves it.

    Returns:
        Whether a run was begun.

    Raises:
        CallqaError: it does not answer, or answers something else.
    """
    with _answering(url):
        known = _registered(url, deployment)
        return bool(known) and _resumed(url, known["id"])


@contextmanager
def _answering(url: str) -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise CallqaError(f"Prefect 服务器没有回答（{type(error).__name__}）", url) from error


def _registered(url: str, deployment: str) -> dict[str, Any]:
    """The deployment as the server knows it; empty where it does not."""
    found = httpx.get(f"{url}/deployments/name/{deployment}", timeout=_TIMEOUT_S)
    if found.status_code == httpx.codes.NOT_FOUND:
        return {}
    return dict(found.raise_for_status().json())


def _resumed(url: str, deployment_id: str) -> bool:
    wanted = {"deployments": {"id": {"any_": [deployment_id]}}, "flow_runs": _OPEN}
    broken_off = _post(f"{url}/flow_runs/filter", wanted)
    for each in broken_off:
        _post(f"{url}/flow_runs/{each['id']}/set_state", {"state": _BROKEN_OFF, "force": True})
    if all(_RESUMED in each["tags"] for each in broken_off):
        return False
    _post(f"{url}/deployments/{deployment_id}/create_flow_run", {"tags": [_RESUMED]})
    return True


def _post(address: str, content: dict[str, Any]) -> Any:
    return httpx.post(address, json=content, timeout=_TIMEOUT_S).raise_for_status().json()


def _next_run_of(deployment_id: str) -> dict[str, Any]:
    return {
        "deployments": {"id": {"any_": [deployment_id]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        "sort": "EXPECTED_START_TIME_ASC",
        "limit": 1,
    }


def _planned(known: dict[str, Any], runs: list[dict[str, Any]]) -> Planned:
    on = [] if known["paused"] else [each["schedule"] for each in known["schedules"] if each["active"]]
    return Planned(
        crons=tuple(f"{each.get('cron')} ({each.get('timezone')})" for each in on),
        polled=datetime.fromisoformat(known["last_polled"]) if known["last_polled"] else None,
        next_run=datetime.fromisoformat(runs[0]["expected_start_time"]) if runs else None,
    )


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=_TIMEOUT_S).is_success
    except httpx.HTTPError:
        return False
