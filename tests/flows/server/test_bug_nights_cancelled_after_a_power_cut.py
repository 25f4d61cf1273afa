"""Power failed in mid-night, and Prefect cancelled every night from then on.

The limit of one run for the deployment was held by a lease in the server's memory; the slot was counted in
its database. After a restart nobody held the one, and the other stayed taken.
"""

from collections.abc import Callable
from typing import Any

import pytest

from flows.schedule import FULL_NAME, serve
from flows.server import resume_broken_off
from tests.support.busy_server import ask


class Night:
    """A run of the registered night, as the server knows it.

    Args:
        deployment: its address in the API.
    """

    def __init__(self, deployment: str) -> None:
        self.api, _, self._id = deployment.partition("/deployments/")

    def all(self) -> list[dict[str, Any]]:
        """Every run, the newest first."""
        wanted = {"deployments": {"id": {"any_": [self._id]}}, "sort": "EXPECTED_START_TIME_DESC"}
        found: list[dict[str, Any]] = ask("POST", f"{self.api}/flow_runs/filter", wanted).json()
        return found

    def begin(self, run: dict[str, Any]) -> None:
        """Do what a process does before it is gone."""
        for state in ("PENDING", "RUNNING"):
            address = f"{self.api}/flow_runs/{run['id']}/set_state"
            ask("POST", address, {"state": {"type": state}})


@pytest.fixture
def night(registered: Callable[[str], str]) -> Night:
    address = registered("30 1 * * *")
    ask("POST", f"{address}/create_flow_run", {})
    return Night(address)


def test_no_limit_is_held_by_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.nightly import nightly

    asked: dict[str, Any] = {}
    monkeypatch.setattr(nightly, "serve", lambda **options: asked.update(options))

    serve(nightly, config=Any, schedule=Any)  # type: ignore[arg-type]  # passed on only

    assert asked["limit"] == 1  # of the process: the next night waits
    assert "global_limit" not in asked


def test_a_night_that_was_cut_short_is_closed_and_begun_again_at_once(night: Night) -> None:
    (broken_off,) = night.all()
    night.begin(broken_off)

    assert resume_broken_off(FULL_NAME)

    closed, again = sorted(night.all(), key=lambda run: run["state_type"])
    assert (closed["id"], closed["state_type"]) == (broken_off["id"], "CRASHED")
    assert again["state_type"] == "SCHEDULED"


def test_a_night_that_is_cut_short_twice_waits_for_the_next_one(night: Night) -> None:
    night.begin(night.all()[0])
    resume_broken_off(FULL_NAME)
    (again,) = [run for run in night.all() if run["state_type"] == "SCHEDULED"]
    night.begin(again)

    assert not resume_broken_off(FULL_NAME)

    assert [run["state_type"] for run in night.all()] == ["CRASHED", "CRASHED"]


def test_nothing_is_begun_where_no_night_was_cut_short(night: Night) -> None:
    assert not resume_broken_off(FULL_NAME)
    assert not resume_broken_off("nightly/never-registered")

    assert [run["state_type"] for run in night.all()] == ["SCHEDULED"]
