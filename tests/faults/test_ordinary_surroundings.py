"""A home that is missing, a temporary folder that is full, an engine that fails, a server left running."""

import errno
import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from callqa.host import places, processes
from callqa.model.errors import BadInputError
from callqa.operations.report import report_paths
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.receiving import Received
from tests.support.stages import DAY

ROWS = (
    (
        "HOME 不存在，Prefect 的文件夹或 TMPDIR 写满、不能写 no home, no room",
        "马上一行说明和一条通知，退出码 2；callqa doctor 也报 one line and a message at once",
    ),
    (
        "Prefect 自己跑不起来，或中途坏了 Prefect's engine fails",
        "通知，并把已经存下的写成报告 a message, and the report of what is stored",
    ),
    (
        "callqa run 被 SIGKILL，留下 Prefect 服务器 a killed command leaves its server running",
        "下一次运行让它结束 the next run ends it",
    ),
)
Command = Callable[..., tuple[int, str, str]]


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Provide a home for Prefect that is this test's, without a server elsewhere."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    return tmp_path / "prefect"


def test_a_home_and_a_temporary_folder_that_can_be_written_are_well(local: Path) -> None:
    places.refuse_unusable()

    assert list(local.iterdir()) == []


def test_a_place_that_is_a_file_is_refused(local: Path) -> None:
    local.write_text("", encoding="utf-8")

    with pytest.raises(BadInputError, match="PREFECT_HOME"):
        places.refuse_unusable()


def test_a_user_without_a_home_is_told_what_to_set(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("PREFECT_HOME")
    monkeypatch.setattr(Path, "home", no_home)

    with pytest.raises(BadInputError, match="PREFECT_HOME"):
        places.refuse_unusable()


def test_a_full_disk_is_told_at_once_and_to_everybody(
    local: Path, callqa: Command, receiver: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", full)

    code, _, err = callqa("run", "--day", str(DAY))

    (message,) = receiver.posted
    assert code == 2
    assert "TMPDIR" in err
    assert "TMPDIR" in message["message"]


@pytest.fixture
def engine_fails(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.nightly.nightly", full)
    monkeypatch.setattr(processes, "end_orphans", lambda: 0)


def test_an_engine_that_does_not_start_is_told_with_the_report_of_what_is_stored(
    configuration: Configuration, reported: Store, callqa: Command, receiver: Received, engine_fails: None
) -> None:
    page = report_paths(configuration, DAY).html
    page.unlink()

    code, _, err = callqa("run", "--day", str(DAY))

    (message,) = receiver.posted
    assert code == 1
    assert "Prefect 没有跑起来（No space left on device）" in err
    assert "Prefect 没有跑起来" in message["message"]
    assert page.is_file()


def test_what_a_killed_command_started_is_ended_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    births = {"100": "7", "300": "8"}
    of = {"11": "100.7.here", "12": "100.6.here", "13": "200.5.here", "14": "", "15": "nonsense"}
    of |= {"16": "100.6.in a container", "17": "100.6", "300": "300.8.here"}
    for pid, mark in of.items():
        (tmp_path / pid).mkdir()
        lines = [b"PATH=/bin", f"CALLQA_STARTED_BY={mark}".encode()] if mark else [b"PATH=/bin"]
        (tmp_path / pid / "environ").write_bytes(b"\0".join(lines))
    ended: list[tuple[int, int]] = []
    monkeypatch.setattr(processes, "Path", lambda _: tmp_path)
    monkeypatch.setattr(processes, "place", lambda: "here")
    monkeypatch.setattr(processes, "birth", lambda pid: births.get(str(pid), ""))
    monkeypatch.setattr(os, "kill", lambda pid, number: ended.append((pid, number)))

    assert processes.end_orphans() == 2
    assert sorted(ended) == [(12, signal.SIGTERM), (13, signal.SIGTERM)]


def test_a_command_marks_what_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLQA_STARTED_BY", "")

    processes.mark_children()

    assert (
        os.environ["CALLQA_STARTED_BY"] == f"{os.getpid()}.{processes.birth(os.getpid())}.{processes.place()}"
    )
