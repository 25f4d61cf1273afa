"""Ask Prefect's server whether it answers, what it has planned, and what a power cut left behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound, PrefectException
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, get_current_settings, temporary_settings
from prefect.states import Cancelled, Crashed

from callqa.model.errors import BadInputError, CallqaError

_TIMEOUT_S = 3.0
_RESUMED = "resumed"
_OPEN = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)
_BROKEN_OFF = "its process is gone; callqa serve was started again"
_LET_IN = (
    "把 PREFECT_API_AUTH_STRING 设成服务器的 PREFECT_SERVER_API_AUTH_STRING："
    "系统服务都在 /etc/callqa/callqa.env，容器在 deploy/secrets/prefect_profiles；手工运行命令时也要带上"
)
_LOCKED = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)
_MISSED = "callqa serve was not running; a later night completes its day"


def check_server() -> str:
    """Ask the configured server for its health.

    Returns:
        The URL of its API; empty when none is configured and runs start one of their own.

    Raises:
        BadInputError: a server is configured and does not answer, or does not let callqa in.
    """
    url = _url()
    if url and not _answers():
        raise BadInputError(
            "Prefect 服务器没有应答", url, "运行 prefect server start，或取消 PREFECT_API_URL"
        )
    if url and _refuses():
        raise BadInputError("Prefect 服务器要密码，callqa 没有给，或给的不对", url, _LET_IN)
    return url


def asks_for_no_password(url: str) -> bool:
    """Return whether a server answers whoever asks: every user of the machine may have it run programs.

    Args:
        url: of its API.
    """
    try:
        return httpx.get(f"{url}/admin/version", timeout=_TIMEOUT_S).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


@contextmanager
def server_kept() -> Iterator[None]:
    """Report in one clear line that a flow run in the block could not tell the server how it ended.

    Raises:
        CallqaError: the server has gone away meanwhile.
    """
    try:
        yield
    except httpx.TransportError as error:
        cure = "录音、转写和已经写好的报告不受影响：启动它（systemctl restart callqa-server）后重跑同一命令"
        raise CallqaError("Prefect 服务器中途不再应答", _url(), cure) from error


def require_server() -> str:
    """Return the URL of the server that a schedule needs.

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
        crons: each active schedule as ``cron (zone)``; empty while the deployment is paused.
        polled: when a runner last asked for runs to start; None if none ever has.
        next_run: start of the next scheduled run; None if there is none.
    """

    crons: tuple[str, ...]
    polled: datetime | None
    next_run: datetime | None


def planned(deployment: str) -> Planned | None:
    """Return what the configured server has planned; None where it does not know the deployment.

    Args:
        deployment: ``flow/deployment``.

    Raises:
        CallqaError: the server does not answer, or answers something else.
    """
    with _asking() as client:
        known = _registered(client, deployment)
        if not known:
            return None
        runs = client.read_flow_runs(
            deployment_filter=_only(known),
            flow_run_filter=_in_state(StateType.SCHEDULED),
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=1,
        )
        return _planned(known, runs)


def resume_broken_off(deployment: str) -> bool:
    """Close the runs that the server believes to be running after their process died, and start one now.

    Otherwise the server's page shows them as running for ever, and a night that a power cut interrupted
    waits for the next one. A run that was itself started here is not started again: it may be what cuts
    the power.

    Args:
        deployment: ``flow/deployment``; nothing else may be serving it.

    Returns:
        Whether a run was started.

    Raises:
        CallqaError: the server does not answer, or answers something else.
    """
    with _asking() as client:
        known = _registered(client, deployment)
        return known is not None and _resumed(client, known)


def drop_missed(deployment: str) -> int:
    """Cancel the scheduled nights that were missed, but for one.

    A night completes the days before it, so that one makes up for all; each further one would find
    nothing to do and send the same message again.

    Args:
        deployment: ``flow/deployment``; nothing else may be serving it.

    Returns:
        How many were cancelled.

    Raises:
        CallqaError: the server does not answer, or answers something else.
    """
    with _asking() as client:
        known = _registered(client, deployment)
        return _dropped(client, known, datetime.now(UTC)) if known else 0


@contextmanager
def _asking() -> Iterator[SyncPrefectClient]:
    """Yield a client that fails within seconds.

    Prefect's retries would keep a person in front of `callqa doctor` waiting for more than a minute.
    """
    quick = temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0})
    try:
        with quick, get_client(sync_client=True, httpx_settings={"timeout": _TIMEOUT_S}) as client:
            yield client
    except (httpx.HTTPError, PrefectException, ValueError) as error:
        raise CallqaError(f"Prefect 服务器没有回答（{type(error).__name__}）", _url()) from error


def _registered(client: SyncPrefectClient, deployment: str) -> DeploymentResponse | None:
    try:
        return client.read_deployment_by_name(deployment)
    except ObjectNotFound:
        return None


def _resumed(client: SyncPrefectClient, known: DeploymentResponse) -> bool:
    broken_off = client.read_flow_runs(deployment_filter=_only(known), flow_run_filter=_in_state(*_OPEN))
    for each in broken_off:
        client.set_flow_run_state(each.id, Crashed(message=_BROKEN_OFF), force=True)
    if all(_RESUMED in each.tags for each in broken_off):
        return False
    client.create_flow_run_from_deployment(known.id, tags=[_RESUMED])
    return True


def _dropped(client: SyncPrefectClient, known: DeploymentResponse, now: datetime) -> int:
    waiting = client.read_flow_runs(
        deployment_filter=_only(known),
        flow_run_filter=_in_state(StateType.SCHEDULED),
        sort=FlowRunSort.EXPECTED_START_TIME_ASC,
    )
    due = [each for each in waiting if each.expected_start_time and each.expected_start_time <= now]
    missed = [each for each in due if each.auto_scheduled]
    if not any(_RESUMED in each.tags for each in due):
        missed = missed[:-1]
    for each in missed:
        client.set_flow_run_state(each.id, Cancelled(message=_MISSED), force=True)
    return len(missed)


def _only(known: DeploymentResponse) -> DeploymentFilter:
    return DeploymentFilter(id=DeploymentFilterId(any_=[known.id]))


def _in_state(*states: StateType) -> FlowRunFilter:
    return FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))))


def _planned(known: DeploymentResponse, runs: list[FlowRun]) -> Planned:
    on = [] if known.paused else [each.schedule for each in known.schedules if each.active]
    return Planned(
        crons=tuple(f"{getattr(each, 'cron', None)} ({getattr(each, 'timezone', None)})" for each in on),
        polled=known.last_polled,
        next_run=runs[0].expected_start_time if runs else None,
    )


def _answers() -> bool:
    try:
        with _asking() as client:
            return client.api_healthcheck() is None
    except CallqaError:
        return False


def _refuses() -> bool:
    """Return whether the server, which tells everybody its health, wants a password for all else."""
    try:
        with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}), get_client(sync_client=True) as client:
            client.api_version()
    except httpx.HTTPStatusError as error:
        return error.response.status_code in _LOCKED
    except (httpx.HTTPError, PrefectException, ValueError):
        return False  # not about a password: whoever asks for more says what is wrong
    return False


def _url() -> str:
    return get_current_settings().api.url or ""
