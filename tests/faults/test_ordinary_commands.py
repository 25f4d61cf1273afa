"""Commands that are killed, backups that come back, reports in the wrong place, legs that come late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from callqa.doctor import machine
from callqa.host import report_folder
from callqa.model.coverage import GapKind, Source
from callqa.model.errors import BadInputError, DayHeldError
from callqa.model.retention import Kind, RetentionSettings
from callqa.operations import collect, database, report, review
from callqa.operations.privacy import forget, purge
from callqa.operations.upkeep import restore
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import lease, manifests, purges
from callqa.storage.database import Database
from callqa.storage.session import Site
from callqa.storage.store import Store
from flows import nightly
from tests.support.calls import write_call
from tests.support.reviewing import edit, judge
from tests.support.sites import site
from tests.support.stages import DAY

ROWS = (
    (
        "callqa purge 或 callqa review import 中途被杀 either command is killed",
        "再运行同一条命令就补完 the same command does the rest",
    ),
    (
        "恢复了一份旧备份，里面有按要求删除的通话 a backup with forgotten calls comes back",
        "callqa db restore 再次删除，并列出要重出报告的日子 forgotten again, and the days are named",
    ),
    (
        "报告文件夹放在录音文件夹里面 reports below a folder of recordings",
        "callqa run 和 callqa doctor 拒绝 refused by both",
    ),
    (
        "按要求删除以后，又来了用同一编号的文件 a file comes late with a forgotten call's id",
        "不分析，报告说明有几个（不写名字） not analysed, and told without its name",
    ),
)


class KilledError(BaseException):
    """Stand for the end of the process at a moment."""


def killed(*_arguments: object, **_options: object) -> None:
    raise KilledError


def limited(configuration: Configuration, store: Store, **limits: int) -> Site:
    settings = configuration.settings.model_copy(update={"retention": RetentionSettings(**limits)})
    return site(replace(configuration, settings=settings), store)


@pytest.mark.parametrize("moment", ["report.report_day", "report.manifests.save", "_remove_files"])
def test_a_purge_of_clips_that_was_killed_is_mended_by_the_same_command(
    configuration: Configuration, reported: Store, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    here = limited(configuration, reported, clips_days=1)
    with monkeypatch.context() as patched:
        patched.setattr(f"callqa.operations.privacy.purge.{moment}", killed)
        with pytest.raises(KilledError):
            purge.purge(here, purge.due(here))

    purge.purge(here, purge.due(here))

    folder = configuration.home / "data" / "reports" / str(DAY)
    assert report_folder.files_of(folder, (report_folder.CLIPS,)) == []
    assert ("unfinished", "") not in manifests.load(reported.database, DAY)
    assert purge.due(here) == []


def test_a_purge_of_reports_that_was_killed_is_mended_by_the_same_command(
    configuration: Configuration, reported: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = limited(configuration, reported, reports_days=1)
    remove = purge._remove_files

    def removes_and_dies(found: object) -> None:
        remove(found)  # type: ignore[arg-type]  # whatever it was given
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(purge, "_remove_files", removes_and_dies)
        with pytest.raises(KilledError):
            purge.purge(here, purge.due(here))
    assert not purges.closed(reported.database, DAY)

    purge.purge(here, purge.due(here))

    assert purges.purged(reported.database, DAY) == {Kind.REPORTS}
    assert purge.due(here) == []


def test_a_review_import_that_was_killed_is_mended_by_the_same_command(
    configuration: Configuration, reported: Store, tmp_path: Path
) -> None:
    here = site(configuration, reported)
    workbook = report.report_paths(configuration, DAY).workbook
    file = edit(workbook, tmp_path / "verdicts.xlsx", judge("真命中"))

    first = review.import_file(here, file, "王")  # and dies before the report is written
    second = review.import_file(here, file, "王")
    shown = list(review.show(here, second.days))
    third = review.import_file(here, file, "王")

    assert (first.new, second.new, first.days, second.days, third.days) == (1, 0, (DAY,), (DAY,), ())
    assert [each.problem for each in shown] == [""]


@pytest.fixture
def backup(configuration: Configuration, reported: Store, tmp_path: Path) -> Path:
    """Provide a backup with a call that was forgotten after it."""
    here = site(configuration, reported)
    database.back_up(here, tmp_path / "backup.sqlite3")
    forget.forget(here, forget.find(here, call_id="c1", customer=None))
    reported.database.close()
    return tmp_path / "backup.sqlite3"


def test_a_backup_that_is_restored_brings_no_forgotten_call_back(
    configuration: Configuration, reported: Store, backup: Path
) -> None:
    with Site.open(configuration.path) as here:
        restored = restore.restore(here, backup)

    with Site.open(configuration.path) as here:
        assert (dict(restored.days), restored.compared) == ({DAY: 1}, True)
        assert {r.call_id for r in here.store.recordings(DAY)} == {"c2", "c3"}
        assert set(here.store.transcripts(DAY)) == {"c2", "c3"}
        collect.collect_day(here, DAY)
        assert {r.call_id for r in here.store.recordings(DAY)} == {"c2", "c3"}


def test_a_restoration_without_a_database_says_that_nothing_was_compared(
    configuration: Configuration, reported: Store, backup: Path
) -> None:
    for path in (configuration.home / "data").glob("qa.sqlite3*"):
        path.unlink()

    with Site.open(configuration.path) as here:
        assert restore.restore(here, backup).compared is False


Wrong = Callable[[Configuration, Path], Path]
NO_BACKUP: dict[str, Wrong] = {
    "the database itself": lambda configuration, _: configuration.home / "data" / "qa.sqlite3",
    "no file": lambda _, backup: backup.with_name("missing"),
    "another file": lambda configuration, _: configuration.path,
}


@pytest.mark.parametrize("wrong", NO_BACKUP.values(), ids=NO_BACKUP)
def test_what_is_no_backup_is_refused_and_changes_nothing(
    configuration: Configuration, reported: Store, backup: Path, wrong: Wrong
) -> None:
    file = configuration.home / "data" / "qa.sqlite3"
    before = file.read_bytes()

    with Site.open(configuration.path) as here, pytest.raises(BadInputError):
        restore.restore(here, wrong(configuration, backup))

    assert file.read_bytes() == before


def test_a_database_that_is_in_use_is_not_replaced(
    configuration: Configuration, reported: Store, backup: Path
) -> None:
    other = Database(configuration.database_url)
    with (
        Site.open(configuration.path) as here,
        lease.holding(other, DAY, 60),
        pytest.raises(DayHeldError),
    ):
        restore.restore(here, backup)
    other.close()


def test_reports_below_a_folder_of_recordings_are_refused_by_run_and_doctor(
    configuration: Configuration, store: Store
) -> None:
    settings = configuration.settings.model_copy(update={"reports": "inbox/reports"})
    wrong = replace(configuration, settings=settings)

    with pytest.raises(BadInputError, match="录音文件夹"):
        nightly.check_inputs(wrong)
    with pytest.raises(BadInputError, match="录音文件夹"):
        list(machine.report_folder(site(wrong, store)))
    report.refuse_among_recordings(configuration)


def test_a_late_file_with_the_id_of_a_forgotten_call_is_told_without_its_name(
    configuration: Configuration, reported: Store, inbox: Path
) -> None:
    here = site(configuration, reported)
    forget.forget(here, forget.find(here, call_id="c1", customer=None))
    write_call(inbox / "20260214-090101_in_8001_12000000001_c1.wav", 950, 0.05)

    collect.collect_day(here, DAY)

    assert {r.call_id for r in reported.recordings(DAY)} == {"c2", "c3"}
    gaps = reported.day(DAY).coverage[Source.COLLECT].gaps
    (gap,) = (each for each in gaps if each.kind is GapKind.FORGOTTEN_IDS)
    assert (gap.count, gap.cases) == (1, ())


def test_days_without_a_report_are_not_marked(store: Store) -> None:
    with store.database.transaction() as connection:
        manifests.mark_unshown(connection, [DAY, DAY + timedelta(days=1)])

    assert manifests.unshown(store.database, [DAY]) == []
    assert manifests.load(store.database, date(2026, 2, 14)) == {}
