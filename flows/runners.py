"""Prefect tasks in the background: in threads of this process, or on a Dask or Ray cluster."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task

from callqa.model.errors import BadInputError
from callqa.settings.schema import NightSettings, Runner

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
                with _placed(settings):
                    running[runner.submit(task, parameters=parameters, wait_for=None)] = parameters
            if not running:
                return
            next(iter(running)).wait(timeout=_LOOK_S)
            look()
            for future in [future for future in running if future.state.is_final()]:
                yield running.pop(future), future.result(raise_on_failure=False)


def _at_once(settings: NightSettings) -> int:
    # twice the workers: each has its next shard at hand when it is done with one
    return _AT_ONCE if settings.runner is Runner.LOCAL else 2 * settings.cluster_workers


def _runner(settings: NightSettings) -> Any:
    if settings.runner is Runner.LOCAL:
        return ThreadPoolTaskRunner(max_workers=_AT_ONCE)
    name = settings.runner.value
    try:
        return _dask(settings) if settings.runner is Runner.DASK else _ray(settings)
    except ImportError:
        cure = f"pip install 'callqa[{name}]'，或改为 local"
        raise BadInputError(f"没有安装 prefect-{name}", "night.runner", cure) from None


def _dask(settings: NightSettings) -> Any:
    import dask  # noqa: PLC0415 - an extra, and slow to import
    from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415 - the same

    if settings.cluster_address:
        return DaskTaskRunner(address=settings.cluster_address)
    dask.config.set({"distributed.worker.daemon": False})  # an engine has processes of its own
    cluster = {"n_workers": settings.cluster_workers, "threads_per_worker": 1, "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=cluster)


def _ray(settings: NightSettings) -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # or it tells its makers about every cluster
    import ray  # noqa: F401, PLC0415 - an extra, and slow to import; prefect-ray notices too late
    from prefect_ray.task_runners import RayTaskRunner  # noqa: PLC0415 - the same

    quiet = {"log_to_driver": False}
    if settings.cluster_address:
        os.environ.setdefault("RAY_AUTH_MODE", "token")  # one that it starts by itself has it anyway
        return RayTaskRunner(address=settings.cluster_address, init_kwargs=quiet)
    here = {"num_cpus": settings.cluster_workers, "include_dashboard": False}
    return RayTaskRunner(init_kwargs={**here, **quiet})


def _placed(settings: NightSettings) -> AbstractContextManager[Any]:
    """Where a shard may run: Ray hides graphics cards from a task that does not ask for one."""
    if settings.runner is not Runner.RAY:
        return nullcontext()
    import ray  # noqa: PLC0415 - see above
    from prefect_ray.context import remote_options  # noqa: PLC0415 - the same

    has_cards = ray.cluster_resources().get("GPU", 0) >= 1
    placed: AbstractContextManager[Any] = remote_options(num_cpus=1, num_gpus=1 if has_cards else 0)
    return placed
