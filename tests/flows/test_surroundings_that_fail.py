"""A locked or broken database, a model that does not load: one clear line, and nothing is lost."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from callqa.model.errors import BadInputError, CallqaError
from callqa.operations import engines, transcribe
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import lease
from callqa.storage.database import Database, engine
from flows import nightly
from tests.support.calls import write_call
from tests.support.doubles import Scripted, WholeChannel
from tests.support.places import ROOT

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]
RUN = ("run", "--day", "2026-02-14")
prefect = pytest.mark.usefixtures("prefect_server", "without_retries")


@pytest.fixture
def without_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """They wait for half a minute; what they are given up with is the same."""
    for task in ("collect_task", "transcribe_task", "flag_task", "report_task"):
        monkeypatch.setattr(getattr(nightly, task), "retries", 0)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 300)  # two shards wait for each other on a busy machine, too
    monkeypatch.setattr(lease, "_PAUSES_S", (0.0, 0.05))


def file_of(project: Path) -> Path:
    return project.parent.parent / "data" / "qa.sqlite3"


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another program is writing, and does not come to an end."""
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def reports(project: Path) -> dict[str, bytes]:
    folder = project.parent.parent / "data" / "reports"
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def last_line(err: str) -> str:
    """Return what the command says; before it stand Prefect's messages, which it writes under pytest only."""
    return err.rstrip().splitlines()[-1]


def one_more_call(project: Path) -> None:
    write_call(project.parent.parent / "inbox" / "20260214-110000_in_8001_12000000009_c9.wav", 900)


@prefect
@pytest.mark.usefixtures("impatient")
def test_a_database_that_is_locked_from_the_start(
    callqa: Command, project: Path, recogniser: Scripted
) -> None:
    assert callqa(*RUN)[0] == 0
    before = reports(project)
    one_more_call(project)

    with locked(file_of(project)):
        code, _, err = callqa(*RUN)

    assert code == 1
    assert "数据库被另一个程序占用" in last_line(err)
    assert reports(project) == before
    code, out, _ = callqa(*RUN)
    assert (code, "沿用已有结果 3 通" in out) == (0, True)


@prefect
@pytest.mark.usefixtures("impatient")
def test_a_database_that_is_locked_in_the_middle(
    callqa: Command, project: Path, recogniser: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callqa(*RUN)[0] == 0
    before = reports(project)
    one_more_call(project)
    real: Any = transcribe.transcribe_calls
    held = locked(file_of(project))

    def then_locked(*arguments: Any, **named: Any) -> Any:
        done = real(*arguments, **named)
        held.__enter__()
        return done

    with monkeypatch.context() as patched:
        patched.setattr(transcribe, "transcribe_calls", then_locked)
        code, _, err = callqa(*RUN)
    held.__exit__(None, None, None)

    assert code == 1
    assert "数据库被另一个程序占用" in last_line(err)
    assert reports(project) == before
    # the day could not be given back; a holder whose process has ended is taken for dead
    monkeypatch.setattr(lease, "_dead", lambda _: True)
    code, out, _ = callqa(*RUN)
    assert (code, "没有需要识别的录音" in out, "收到 4 通" in out) == (0, True, True)


def test_only_a_locked_database_is_worth_another_try(
    configuration: Configuration, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    opened = Database(configuration.database_url)

    with locked(file_of(project)), pytest.raises(CallqaError, match="占用") as busy, opened.transaction():
        pytest.fail("a transaction began beside another one")
    opened.close()
    file_of(project).write_bytes(b"no database" * 999)
    with pytest.raises(BadInputError, match="损坏"):
        Database(configuration.database_url)

    assert not isinstance(busy.value, BadInputError)


@prefect
def test_a_database_file_that_breaks_in_the_middle_leaves_the_old_reports(
    callqa: Command, project: Path, recogniser: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callqa(*RUN)[0] == 0
    before, backup = reports(project), project.parent / "backup"
    shutil.copy(file_of(project), backup)
    one_more_call(project)

    def broken(*_: Any, **named: Any) -> Any:
        file_of(project).write_bytes(b"\0" * 65536)
        Path(f"{file_of(project)}-wal").unlink()
        return real(*_, **named)

    real = transcribe.transcribe_calls
    with monkeypatch.context() as patched:
        patched.setattr(transcribe, "transcribe_calls", broken)
        code, _, err = callqa(*RUN)

    assert code == 2
    assert "打不开数据库，文件可能已损坏" in last_line(err)
    assert reports(project) == before
    for left in file_of(project).parent.glob("qa.sqlite3*"):
        left.unlink()
    shutil.copy(backup, file_of(project))
    code, out, _ = callqa(*RUN)
    assert (code, "沿用已有结果 3 通" in out) == (0, True)


@prefect
def test_a_model_that_fails_to_load_after_the_day_was_collected(
    callqa: Command, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file is cut short: what can be seen without loading it is in order."""
    model = tmp_path / "model"
    shutil.copytree(ROOT / "models" / "demo", model)
    whole = (model / "model.pt").read_bytes()
    (model / "model.pt").write_bytes(whole[: len(whole) // 2])
    project.write_text(project.read_text().replace(f"{ROOT}/models/demo", str(model)))
    made = engines.Transcriber
    monkeypatch.setattr(engines, "of_this_process", cache(engines.Engines))
    hearing = {"detector": WholeChannel()}
    monkeypatch.setattr(engines, "Transcriber", lambda *given, **more: made(*given, **{**more, **hearing}))

    code, out, _ = callqa(*RUN)

    assert code == 1
    assert "注意：转写出错" in out
    assert "收到 3 通 = 已分析 0 + 无语音 0 + 失败 3" in out
    assert len([name for name in reports(project) if name.endswith((".html", ".xlsx"))]) >= 2
    (model / "model.pt").write_bytes(whole)
    code, out, _ = callqa(*RUN)
    assert (code, "失败 0" in out) == (0, True)
