"""Prefect tasks in the background: in threads of this process, or on a Dask cluster."""

from collections.abc import Callable, Iterator
from typing import Any

from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task

from flows.core.errors import BadInputError
from flows.core.settings import NightSettings, Runner

_LOOK_S = 5.0
_AT_ONCE = 2
"""In one process: the next shard's recordings are read while the last batches of this one are recognised."""


def mapped(
    task: Task[..., Any],
    following: Callable[[], dict[str, Any] | None],
    settings: NightSettings,
    look: Callable[[], None],
) -> Iterator[tuple[dict[str, Any], Any]]:
    """Run a task once for each set of arguments, a few at a time.

    No more are started once the caller stops asking.

    Args:
        task: of the flow that is running.
        following: the next arguments; None when there are no more for now.
        settings: which runner, and how many at once.
        look: called every few seconds and whenever one is finished.

    Yields:
        The arguments of a task that is finished, and its result or its error.

    Raises:
        BadInputError: the runner is not installed, or its cluster does not answer.
    """
    running: dict[PrefectFuture[Any], dict[str, Any]] = {}
    with _runner(settings) as runner:
        while True:
            while len(running) < _at_once(settings) and (parameters := following()):
                running[runner.submit(task, parameters=parameters, wait_for=None)] = parameters
            if not running:
                return
            next(iter(running)).wait(timeout=_LOOK_S)
            look()
            for future in [future for future in running if future.state.is_final()]:
                yield running.pop(future), future.result(raise_on_failure=False)


def _at_once(settings: NightSettings) -> int:
    # twice the workers: each has its next shard at hand when it is done with one
    return _AT_ONCE if settings.runner is Runner.LOCAL else 2 * settings.dask_workers


def _runner(settings: NightSettings) -> Any:
    if settings.runner is Runner.LOCAL:
        return ThreadPoolTaskRunner(max_workers=_AT_ONCE)
    try:
        import dask  # noqa: PLC0415 - an extra, and slow to import
        from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415 - the same
    except ImportError:
        raise BadInputError(
            "没有安装 prefect-dask", "night.runner", "pip install 'callqa[dask]'，或改为 local"
        ) from None
    if settings.dask_address:
        return DaskTaskRunner(address=settings.dask_address)
    dask.config.set({"distributed.worker.daemon": False})  # an engine has processes of its own
    cluster = {"n_workers": settings.dask_workers, "threads_per_worker": 1, "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=cluster)
