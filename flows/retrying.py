"""How the tasks of the night are tried again; only ids, paths and dates cross the boundary of a task."""

from typing import Any

from prefect.client.schemas.objects import State, TaskRun

from callqa.model.errors import BadInputError, DayHeldError, DeviceLostError

_IN_VAIN = (BadInputError, DayHeldError, DeviceLostError)


def _may_help(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """Whether trying again can help: never for wrong input, nor where this process lost its device or day."""
    return not isinstance(state.result(raise_on_failure=False), _IN_VAIN)


RETRYING: dict[str, Any] = {
    "persist_result": False,  # Prefect would pickle what was returned, unencrypted
    "retries": 2,
    "retry_delay_seconds": [5, 30],
    "retry_condition_fn": _may_help,
}
"""Options of a task of the night: two more tries where they may help, and nothing pickled."""
