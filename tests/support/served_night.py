"""The schedule for real: a Prefect server and `callqa serve`, running beside the other tests.

Two minutes, nearly all of them waiting for a clock; so they begin with the first test of this folder, and
the test that looks at what came of them is the last of all.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx

from tests.support.calls import write_call

LOOKING_AT_IT = "test_a_served_night_runs_and_the_schedule_survives_a_restart"
"""The name of the test that needs it."""
_SERVE = ["-c", "from callqa.cli.app import main; main()", "serve", "--config"]
_AHEAD_S = 100
"""At least forty seconds until the minute of the cron line: `callqa serve` has to be registered by then."""


class ServedNight(Thread):
    """Serves one night, restarts the schedule, and notes what the server said.

    Args:
        project: the configuration file of a project.

    Attributes:
        run: the flow run that ended.
        stopped, restarted: the deployment while nobody served it, and when it was served again.
        planned: when the server will start the next run.
        error: what went wrong; None when nothing did.
    """

    def __init__(self, project: Path) -> None:
        super().__init__(name="served-night", daemon=True)
        self.project, self.folder = project, project.parents[1]
        self.day = datetime.now(UTC).date() - timedelta(days=1)
        self.run_seen: dict[str, Any] = {}
        self.stopped: dict[str, Any] = {}
        self.restarted: dict[str, Any] = {}
        self.planned: list[str] = []
        self.error: BaseException | None = None
        self._over = Event()
        self._port = _free_port()

    @property
    def log(self) -> Path:
        """What both `callqa serve` wrote."""
        return self.folder / "serve.log"

    @property
    def metrics(self) -> Path:
        """What Prometheus is told."""
        return self.folder / "callqa.prom"

    def report(self, day: date) -> Path:
        return self.folder / "data" / "reports" / str(day) / f"qa-{day}.html"

    def end(self) -> None:
        """Give up whatever is still going on."""
        self._over.set()
        self.join(60)

    def run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # told by the test
            self.error = error

    def _work(self) -> None:
        write_call(self.folder / "inbox" / f"{self.day:%Y%m%d}-120000_in_8001_12000000001_x1.wav", 300)
        server = ["-m", "prefect", "server", "start", "--port", str(self._port)]
        with self._running(server, self.folder / "server.log"):
            self._until(lambda: self._ask("GET", "health"), 200)
            soon = datetime.now(UTC) + timedelta(seconds=_AHEAD_S)
            cron = {"CALLQA_NIGHT__CRON": f"{soon.minute} {soon.hour} * * *"}
            with self._running([*_SERVE, str(self.project)], self.log, **cron):
                self.run_seen = self._until(self._ended, 300)
            self.stopped, again = self._deployment(), datetime.now(UTC)
            with self._running([*_SERVE, str(self.project)], self.log, **cron):
                self.restarted = self._until(lambda: self._polled_since(again), 200)
                self.planned = self._until(self._scheduled, 60)

    @contextmanager
    def _running(self, arguments: list[str], log: Path, **more: str) -> Iterator[None]:
        own = {
            name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "CALLQA_"))
        }
        environment = {
            **own,
            "PREFECT_HOME": str(self.folder / "prefect"),
            "PREFECT_API_URL": f"http://127.0.0.1:{self._port}/api",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "CALLQA_TIMEZONE": "UTC",
            "CALLQA_LOGS__FORMAT": "json",
            "CALLQA_METRICS__TEXTFILE": str(self.metrics),
            **more,
        }
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments], env=environment, stdout=output, stderr=subprocess.STDOUT
            )
            try:
                yield
            finally:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(30)
                process.kill()
                process.wait()

    def _until(self, found: Callable[[], Any], seconds: float) -> Any:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._over.wait(1):
            with suppress(httpx.HTTPError):  # not there yet
                if answer := found():
                    return answer
        raise TimeoutError(f"not in {seconds} s: {(self.log if self.log.exists() else self.folder)}")

    def _ask(self, method: str, path: str, wanted: Any = None) -> Any:
        url = f"http://127.0.0.1:{self._port}/api/{path}"
        return httpx.request(method, url, json=wanted, timeout=20).raise_for_status().json()

    def _deployment(self) -> dict[str, Any]:
        (found,) = self._ask("POST", "deployments/filter", {})
        return dict(found)

    def _polled_since(self, moment: datetime) -> dict[str, Any] | None:
        found = self._deployment()
        polled = found["last_polled"]
        return found if polled and datetime.fromisoformat(polled) > moment else None

    def _ended(self) -> dict[str, Any] | None:
        over = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
        runs = self._ask("POST", "flow_runs/filter", {})
        return next((run for run in runs if run["state_type"] in over), None)

    def _scheduled(self) -> list[str]:
        wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        return [run["expected_start_time"] for run in self._ask("POST", "flow_runs/filter", wanted)]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
