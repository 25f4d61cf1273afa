"""The schedule for real: a Prefect server and `callqa serve`, running beside the other tests.

Two minutes, nearly all of them waiting for a clock; so they begin with the first test, and the test that
looks at what came of them is the last of all. With several processes (pytest-xdist) the night runs beside
the one that hands out the tests, and is read from its folder by the one that looks.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

import httpx
import pytest

from callqa.host.files import replacing
from tests.support.calls import write_call
from tests.support.prefect_home import prefect_home
from tests.support.project import write_project

LOOKING_AT_IT = "test_a_served_night_runs_and_the_schedule_survives_a_restart"
"""The name of the test that needs it."""
_SERVE = ["-c", "from callqa.cli.app import main; main()", "serve", "--config"]
_AHEAD_S = 100
"""At least forty seconds until the minute of the cron line: `callqa serve` has to be registered by then."""
_SEEN = "seen.json"
_PASSWORD = ("callqa", "of-the-test")
_PROFILES = f"""\
active = "callqa"
[profiles.callqa]
PREFECT_API_AUTH_STRING = "{":".join(_PASSWORD)}"
PREFECT_SERVER_API_AUTH_STRING = "{":".join(_PASSWORD)}"
"""
"""As in deploy/secrets: the file that the containers have."""
_FOLDER = "served night"
"""Under this name a process of pytest-xdist is told the folder."""


@dataclass
class Seen:
    """What came of a served night.

    Args:
        folder: of its project.
        day: that was worked on.
        run: the flow run that ended.
        stopped, restarted: the deployment while nobody served it, and when it was served again.
        planned: when the server will start the next run.
        refused: exit code and words of a schedule that has no password for the server.
        error: what went wrong; empty when nothing did.
    """

    folder: Path
    day: date
    run: dict[str, Any] = field(default_factory=dict)
    stopped: dict[str, Any] = field(default_factory=dict)
    restarted: dict[str, Any] = field(default_factory=dict)
    planned: list[str] = field(default_factory=list)
    refused: tuple[int, str] = (0, "")
    error: str = ""

    @classmethod
    def wait(cls, folder: Path, seconds: float) -> Self:
        """Return what came of the night in a folder, as soon as it is over."""
        until = time.monotonic() + seconds
        while not (folder / _SEEN).exists():
            assert time.monotonic() < until, f"the night is not over after {seconds} s"
            time.sleep(0.5)
        told = json.loads((folder / _SEEN).read_text(encoding="utf-8"))
        return cls(**{**told, "folder": folder, "day": date.fromisoformat(told["day"])})

    def write(self) -> None:
        """Tell everybody that waits."""
        with replacing(self.folder / _SEEN) as path:
            path.write_text(json.dumps(asdict(self), default=str), encoding="utf-8")

    @property
    def log(self) -> Path:
        """What both `callqa serve` wrote."""
        return self.folder / "serve.log"

    @property
    def metrics(self) -> Path:
        """What Prometheus is told."""
        return self.folder / "callqa.prom"

    @property
    def report(self) -> Path:
        return self.folder / "data" / "reports" / str(self.day) / f"qa-{self.day}.html"


class NightBesideTheTests:
    """Starts the night when tests are known, the one that looks at it among them; ends it with them."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="callqa-served-"))
        self._night: ServedNight | None = None

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if not session.config.option.collectonly:
            self._begin([item.name for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput[_FOLDER] = str(self.folder)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        self._begin([name.split("::")[-1].split("@")[0] for name in ids])

    def pytest_sessionfinish(self) -> None:
        if self._night:
            self._night.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _begin(self, names: Sequence[str]) -> None:
        if LOOKING_AT_IT in names and not self._night:
            self._night = ServedNight(write_project(self.folder))
            self._night.start()


def begin_beside(config: pytest.Config) -> None:
    """Let a night begin beside these tests, unless another process does that for this one."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(NightBesideTheTests(), _FOLDER)


def folder_of(config: pytest.Config) -> Path:
    """Return the folder of the night beside these tests."""
    beside = config.pluginmanager.get_plugin(_FOLDER)
    return beside.folder if beside else Path(config.workerinput[_FOLDER])  # type: ignore[attr-defined] - xdist's


class ServedNight(Thread):
    """Serves one night, restarts the schedule, and notes what the server said.

    Args:
        project: the configuration file of a project.
    """

    def __init__(self, project: Path) -> None:
        super().__init__(name="served-night", daemon=True)
        self.project, self.folder = project, project.parents[1]
        self.seen = Seen(self.folder, datetime.now(UTC).date() - timedelta(days=1))
        self._home = self.folder / "prefect"
        self._profiles = self.folder / "prefect_profiles"
        self._over = Event()
        self._port = _free_port()

    def end(self) -> None:
        """Give up whatever is still going on."""
        self._over.set()
        self.join(60)

    def run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # told by the test
            self.seen.error = repr(error)
        self.seen.write()

    def _work(self) -> None:
        write_call(self.folder / "inbox" / f"{self.seen.day:%Y%m%d}-120000_in_8001_12000000001_x1.wav", 300)
        prefect_home(self._home)
        self._profiles.write_text(_PROFILES, "utf-8")
        server = ["-m", "prefect", "server", "start", "--port", str(self._port)]
        with self._running(server, self.folder / "server.log"):
            self._until(lambda: self._ask("GET", "health"), 200)
            self.seen.refused = self._served_without_password()
            soon = datetime.now(UTC) + timedelta(seconds=_AHEAD_S)
            cron = {"CALLQA_NIGHT__CRON": f"{soon.minute} {soon.hour} * * *"}
            with self._running([*_SERVE, str(self.project)], self.seen.log, **cron):
                self.seen.run = self._until(self._ended, 300)
            self.seen.stopped, again = self._deployment(), datetime.now(UTC)
            with self._running([*_SERVE, str(self.project)], self.seen.log, **cron):
                self.seen.restarted = self._until(lambda: self._polled_since(again), 200)
                self.seen.planned = self._until(self._scheduled, 60)

    @contextmanager
    def _running(self, arguments: list[str], log: Path, **more: str) -> Iterator[None]:
        environment = self._environment(**more)
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

    def _served_without_password(self) -> tuple[int, str]:
        command = [sys.executable, *_SERVE, str(self.project)]
        environment = self._environment(PREFECT_PROFILES_PATH="/nowhere", CALLQA_LOGS__FORMAT="text")
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=100, check=False
        )
        return done.returncode, done.stderr

    def _environment(self, **more: str) -> dict[str, str]:
        own = {
            name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "CALLQA_"))
        }
        return {
            **own,
            "PREFECT_HOME": str(self._home),
            "PREFECT_PROFILES_PATH": str(self._profiles),
            "PREFECT_API_URL": f"http://127.0.0.1:{self._port}/api",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "CALLQA_TIMEZONE": "UTC",
            "CALLQA_LOGS__FORMAT": "json",
            "CALLQA_METRICS__TEXTFILE": str(self.seen.metrics),
            **more,
        }

    def _until(self, found: Callable[[], Any], seconds: float) -> Any:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._over.wait(1):
            with suppress(httpx.HTTPError):  # not there yet
                if answer := found():
                    return answer
        raise TimeoutError(f"not in {seconds} s: {self.folder}")

    def _ask(self, method: str, path: str, wanted: Any = None) -> Any:
        url = f"http://127.0.0.1:{self._port}/api/{path}"
        return httpx.request(method, url, json=wanted, auth=_PASSWORD, timeout=20).raise_for_status().json()

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
