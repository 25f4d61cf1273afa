"""A small project in a temporary folder, with a recogniser that is quick.

Every process of the tests reads this file before anything else, the one that only hands them out, too:
what takes seconds to import (PyTorch, Prefect) is imported where it is needed.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import settings

from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support import postgresql, prefect_home
from tests.support.calls import write_call
from tests.support.databases import open_new
from tests.support.doubles import Scripted, WholeChannel
from tests.support.project import write_project
from tests.support.receiving import Received, receiving
from tests.support.scratch import keep_in_memory
from tests.support.selection import is_outside, mark
from tests.support.served_night import LOOKING_AT_IT, Seen, begin_beside, folder_of
from tests.support.sites import site

# A busy machine is no failure, and neither is it the change at hand that found an old fault by chance:
# the examples are the same at every run. New ones: pytest --hypothesis-profile explore
settings.register_profile("explore", deadline=None)
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=10)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    keep_in_memory()
    begin_beside(config)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what `-m` excludes as a whole."""
    is_file = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if is_file and is_outside(collection_path, config.option.markexpr) else None


@pytest.hookimpl(tryfirst=True)  # before markers choose tests
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say what each test needs; the one that waits for the clock comes last."""
    for item in items:
        mark(item)
    items.sort(key=lambda item: item.name == LOOKING_AT_IT)


@pytest.fixture
def served_night(request: pytest.FixtureRequest) -> Seen:
    """Provide what came of a night by the schedule, which went on beside the other tests."""
    return Seen.wait(folder_of(request.config), 560)


@pytest.fixture(scope="session")
def shipped_book() -> object:
    """Provide the rule book that ships, which takes seconds to read and to prove."""
    from tests.support.shipped import shipped_book

    return shipped_book()


@pytest.fixture(scope="session")
def postgresql_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Provide a PostgreSQL server; skips where none is installed."""
    if postgresql.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgresql.server(tmp_path_factory.mktemp("postgresql")) as folder:
        yield folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Provide a project folder with three calls on 2026-02-14; returns its configuration file."""
    path = write_project(tmp_path)
    for number in (1, 2, 3):
        write_call(
            tmp_path / "inbox" / f"20260214-09000{number}_in_800{number}_1200000000{number}_c{number}.wav",
            200 * number,
        )
    return path


@pytest.fixture
def configuration(project: Path) -> Configuration:
    return pipeline_yaml.load(project)


@pytest.fixture
def store(configuration: Configuration) -> Iterator[Store]:
    database = open_new(configuration.database_url)
    yield Store(database)
    database.close()


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """Provide the recogniser that the night uses in this test."""
    from callqa.operations import engines

    scripted = Scripted()

    def make(*arguments: object, **options: object) -> engines.Transcriber:
        return _transcriber(*arguments, **{**options, "recogniser": scripted, "detector": WholeChannel()})

    _transcriber = engines.Transcriber
    monkeypatch.setattr(engines, "Transcriber", make)
    monkeypatch.setattr(engines, "of_this_process", cache(engines.Engines))
    return scripted


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    """Get every message of this test."""
    from callqa.monitoring import notify

    with receiving() as received:
        monkeypatch.setattr(notify, "_RETRY_WAIT_S", 0.0)
        monkeypatch.setenv(notify.URLS_VARIABLE, received.url)
        yield received


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """Provide a Prefect server of the test's own; flows in this session run against it."""
    with prefect_home.harness():
        yield


@pytest.fixture
def registered(prefect_server: None) -> Iterator[Callable[[str], str]]:
    """Register the night as `callqa serve` does; returns the deployment's address in the API."""
    from prefect.client.orchestration import get_client
    from prefect.settings import get_current_settings

    from flows import schedule
    from flows.nightly import nightly

    made: list[UUID] = []

    def register(cron: str) -> str:
        deployment = nightly.to_deployment(
            schedule.DEPLOYMENT,
            schedule=schedule.cron_schedule(cron, "Asia/Shanghai"),
            entrypoint_type="MODULE_PATH",
        )
        made.append(UUID(str(deployment.apply())))
        return f"{get_current_settings().api.url}/deployments/{made[-1]}"

    yield register
    with get_client(sync_client=True) as client:  # asks again where the server's database was busy: 503
        for deployment in made:
            client.delete_deployment(deployment)


@pytest.fixture
def callqa(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run the command in this process; returns exit code, output and errors."""
    from callqa.cli import app

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["callqa", *arguments])
        monkeypatch.setenv("CALLQA_CONFIG", str(project))
        with pytest.raises(SystemExit) as ended:
            app.main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return call


@pytest.fixture
def workbook(configuration: Configuration, store: Store) -> Path:
    """Provide the report of a day with three complaints."""
    from callqa.operations import collect, flag, report
    from tests.support.builders import transcript, turn
    from tests.support.reviewing import BASE, DAY

    collect.collect_day(site(configuration, store), DAY)
    calls = store.recordings(DAY)
    spoken = [
        transcript(turn("我要投诉你们"), call_id=each.call_id, audio_sha256=each.audio_sha256)
        for each in calls
    ]
    store.save_transcripts(DAY, spoken, calls)
    flag.flag_day(site(configuration, store), DAY)
    return report.report_day(site(configuration, store, now=BASE), DAY, run_id="r").written.workbook


@pytest.fixture
def inbox(project: Path) -> Path:
    return project.parent.parent / "inbox"


@pytest.fixture
def reported(configuration: Configuration, store: Store, recogniser: Scripted) -> Store:
    from tests.support.stages import work

    work(configuration, store)
    return store
