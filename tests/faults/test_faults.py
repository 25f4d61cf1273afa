"""Whatever is done to a night: run again, it has the content of one that nobody disturbed.

A few trials of each kind by default; all of them by table.py, which prints the table of
docs/reliability.md.
"""

import errno
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faults import campaigns, real_command
from tests.faults.trials import Tried, Zygote, kind_of
from tests.support import postgresql

FEW = 2
ONE_OF_EACH = 7
pytestmark = [pytest.mark.timeout(300), pytest.mark.server]


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with Zygote(tmp_path_factory.mktemp("zygote")) as ready:
        yield ready


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[real_command.Environment]:
    """Start while the other tests run."""
    with real_command.prefect_server() as environment:
        yield environment


@pytest.fixture
def failing_disk(zygote: Zygote) -> Zygote:
    if not zygote.can_fail_writes:
        pytest.skip("needs a C compiler (cc) for the disk that fails")
    return zygote


def unharmed(tried: Tried) -> bool:
    return tried.times > 0 and not tried.broken


def test_two_undisturbed_nights_have_the_same_content_and_files(zygote: Zygote) -> None:
    first, second = zygote.undisturbed, zygote.quiet_night()

    assert (first.content, first.left) == (second.content, second.left)


def test_every_kind_of_file_is_among_the_writes_that_may_fail(failing_disk: Zygote) -> None:
    kinds = set(map(kind_of, failing_disk.undisturbed.writes))

    assert kinds >= {"database", "clips", "calls", ".html", ".xlsx", "folder", "metrics"}


def test_the_comparison_sees_a_missing_page_a_leftover_and_other_content(zygote: Zygote) -> None:
    with zygote.project() as config:
        zygote.ask(config)
        assert zygote.differs(config) == []
        page = next((config.parents[1] / "data" / "reports").rglob("calls/*.html"))
        page.with_name(".0001-abcdefgh.html").write_text("half")
        page.write_text("half")

        assert len(zygote.differs(config)) >= 2

    with zygote.project(calls=2) as config:
        zygote.ask(config)
        assert "another content_sha256" in zygote.differs(config)


def test_killed_at_random_moments(zygote: Zygote) -> None:
    tried = campaigns.killed_at_random(zygote, FEW)

    assert unharmed(tried), tried.broken


def test_killed_where_transactions_end_and_files_are_put_in_place(zygote: Zygote) -> None:
    tried = campaigns.killed_at_steps(zygote, FEW)

    assert unharmed(tried), tried.broken


@pytest.mark.parametrize("stays", [True, False], ids=["from then on", "once"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=["full disk", "broken disk"])
def test_writes_that_fail(failing_disk: Zygote, error: int, stays: bool) -> None:
    """One for every kind of file: database, report, workbook, clip, page, folder, metrics."""
    times = ONE_OF_EACH if error == errno.ENOSPC else FEW
    tried = campaigns.failed_writes(failing_disk, error, times, stays=stays)

    assert unharmed(tried), tried.broken


def test_writes_of_reports_and_tables_that_fail(failing_disk: Zygote) -> None:
    tried = campaigns.failed_exports(failing_disk, errno.ENOSPC, FEW)

    assert unharmed(tried), tried.broken


@pytest.mark.parametrize("stays", [True, False], ids=["from then on", "once"])
def test_memory_that_runs_out(zygote: Zygote, stays: bool) -> None:
    tried = campaigns.out_of_memory(zygote, FEW, stays=stays)

    assert unharmed(tried), tried.broken


def test_a_lock_that_another_program_holds(zygote: Zygote) -> None:
    tried = campaigns.locked(zygote, FEW)

    assert unharmed(tried), tried.broken


def test_a_share_that_disappears_while_files_are_hashed_or_decoded(zygote: Zygote) -> None:
    tried = campaigns.lost_share(zygote, FEW)

    assert unharmed(tried), tried.broken


def test_a_report_folder_that_cannot_be_written(zygote: Zygote) -> None:
    tried = campaigns.read_only_reports(zygote, 1)

    assert unharmed(tried), tried.broken


def test_damaged_files_are_each_accounted_for_and_nothing_outside_is_opened(zygote: Zygote) -> None:
    tried = campaigns.damaged_files(zygote, 500)

    assert unharmed(tried), tried.broken


def test_the_watch_outside_notices_whoever_looks(tmp_path: Path) -> None:
    (tmp_path / "call.wav").write_bytes(b"x")
    with campaigns.watched(tmp_path) as opened:
        (tmp_path / "call.wav").read_bytes()
        until = time.monotonic() + 5
        while not opened and time.monotonic() < until:
            time.sleep(0.01)

    assert opened


@pytest.mark.postgresql
@pytest.mark.skipif(postgresql.programs() is None, reason="PostgreSQL is not installed")
def test_killed_on_postgresql(tmp_path: Path, zygote: Zygote) -> None:
    """The day has there the content that it has on SQLite, too."""
    with postgresql.server(tmp_path) as there:
        other = zygote.on(partial(postgresql.new_database, there))
        tried = campaigns.killed_at_steps(other, FEW)

        assert unharmed(tried), tried.broken
        assert other.undisturbed.content == zygote.undisturbed.content


def test_the_real_command_killed_once_the_first_call_is_stored(
    zygote: Zygote, server: real_command.Environment
) -> None:
    tried = Tried("the real command: SIGKILL once the first call is stored")
    with zygote.project() as config:
        running = real_command.night(config, server)
        while running.poll() is None and not real_command.stored_calls(config):
            time.sleep(0.02)

        assert real_command.kill(running)
        real_command.recovers(zygote, config, server, tried, "killed")

    assert unharmed(tried), tried.broken
