"""Nights that were missed while nobody served them: one is made up, and sends one message."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import DeploymentResponse
from prefect.states import Scheduled, State

from flows.server import _dropped

NOW = datetime(2026, 2, 15, 9, 0, tzinfo=UTC)
NIGHTLY = DeploymentResponse(id=uuid4(), name="nightly", flow_id=uuid4())


def run(days: int, *, by_schedule: bool = True, tags: tuple[str, ...] = ()) -> FlowRun:
    """Return a run that is to start so many days after now."""
    at = NOW + timedelta(days=days)
    return FlowRun(
        id=uuid4(),
        flow_id=NIGHTLY.flow_id,
        state=Scheduled(scheduled_time=at),
        expected_start_time=at,
        auto_scheduled=by_schedule,
        tags=list(tags),
    )


class Server:
    """What the client is asked for.

    Args:
        runs: that wait, the earliest first.
    """

    def __init__(self, runs: list[FlowRun]) -> None:
        self.runs, self.cancelled = runs, list[FlowRun]()

    def read_flow_runs(self, **_asked: Any) -> list[FlowRun]:
        return self.runs

    def set_flow_run_state(self, run_id: Any, state: State, **_options: Any) -> None:
        assert state.is_cancelled()
        self.cancelled += [each for each in self.runs if each.id == run_id]


MISSED = [run(-3), run(-2), run(-1)]
COMING = [run(1), run(2)]
BY_HAND = run(-1, by_schedule=False)
RESUMED = run(0, by_schedule=False, tags=("resumed",))


@pytest.mark.parametrize(
    ("waiting", "cancelled"),
    [
        ([*MISSED, *COMING], MISSED[:2]),
        ([MISSED[2], *COMING], []),
        (COMING, []),
        ([BY_HAND, *MISSED], MISSED[:2]),
        ([*MISSED, RESUMED, *COMING], MISSED),
    ],
    ids=["three missed", "one missed", "none missed", "a person's run is kept", "a resumed one makes up"],
)
def test_one_night_makes_up_for_all(waiting: list[FlowRun], cancelled: list[FlowRun]) -> None:
    server = Server(waiting)

    assert _dropped(cast("SyncPrefectClient", server), NIGHTLY, NOW) == len(cancelled)

    assert server.cancelled == cancelled
