"""Verdict files that are dropped into a folder are imported, answered by a receipt, and put away."""

import json
import threading
from pathlib import Path

import pytest

from callqa.model.errors import BadInputError
from callqa.model.review.verdicts import Verdict
from callqa.operations.review import Imported
from callqa.operations.verdicts import inbox as module
from callqa.operations.verdicts import watching
from callqa.operations.verdicts.inbox import Inbox
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site
from callqa.storage.store import Store
from tests.support.reviewing import edit, judge, stored


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "收件夹"
    made.mkdir()
    return made


@pytest.fixture
def inbox(folder: Path) -> Inbox:
    return Inbox(folder=folder)


def looked(configuration: Configuration, inbox: Inbox, times: int = 2) -> list[str]:
    """Look at the folder some times; return what was said."""
    said: list[str] = []
    for _ in range(times):
        watching.take(configuration, inbox, said.append)
    return said


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def receipt(folder: Path, name: str) -> str:
    return (folder / f"{name} 回执.txt").read_text(encoding="utf-8-sig")


def test_a_workbook_is_imported_once_it_stays_as_it_is(
    configuration: Configuration, store: Store, inbox: Inbox, folder: Path, workbook: Path
) -> None:
    edit(workbook, folder / "a.xlsx", judge("真命中"))

    assert looked(configuration, inbox, times=1) == []
    assert len(looked(configuration, inbox, times=1)) == 1

    assert [verdict for _, verdict, _ in stored(store)] == [Verdict.TRUE]
    assert names(folder) == {"已导入/a.xlsx", "a.xlsx 回执.txt"}
    assert "新增 1 条结论，0 条没有变化" in receipt(folder, "a.xlsx")
    assert "2026-02-14 的报告已更新" in receipt(folder, "a.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.json", b"{", "a.json"),
        ("a.xlsx", b"no workbook", "a.xlsx"),
        ("a.csv", b"x", "只收日报的工作簿"),
        ("a.json", json.dumps({"kind": "other"}).encode(), "a.json"),
    ],
)
def test_a_file_that_cannot_be_used_is_put_aside_with_the_reason(
    configuration: Configuration, folder: Path, name: str, content: bytes, why: str
) -> None:
    (folder / name).write_bytes(content)

    looked(configuration, Inbox(folder=folder))

    assert names(folder) == {f"未导入/{name}", f"{name} 回执.txt"}
    assert why in receipt(folder, name)
    assert "一条也没有导入" in receipt(folder, name)


def test_the_same_file_dropped_twice_is_imported_once(
    configuration: Configuration, store: Store, inbox: Inbox, folder: Path, workbook: Path
) -> None:
    content = edit(workbook, folder / "a.xlsx", judge("真命中")).read_bytes()
    looked(configuration, inbox)
    before = receipt(folder, "a.xlsx")
    (folder / "a.xlsx").write_bytes(content)

    looked(configuration, Inbox(folder=folder))

    assert receipt(folder, "a.xlsx") == before
    assert names(folder) == {"已导入/a.xlsx", "已导入/a (2).xlsx", "a.xlsx 回执.txt"}
    assert len(stored(store)) == 1


def test_a_file_that_somebody_has_open_is_not_imported_again_when_it_cannot_be_put_away(
    configuration: Configuration,
    inbox: Inbox,
    folder: Path,
    workbook: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "open elsewhere")

    imports: list[Path] = []
    really = module.import_file

    def counted(site: Site, path: Path, reviewer: str | None) -> Imported:
        imports.append(path)
        return really(site, path, reviewer)

    edit(workbook, folder / "a.xlsx", judge("真命中"))
    monkeypatch.setattr(module, "import_file", counted)
    monkeypatch.setattr(Path, "rename", refuse)

    looked(configuration, inbox, times=4)
    looked(configuration, Inbox(folder=folder), times=4)  # the watch was started again

    assert len(imports) == 1
    assert (folder / "a.xlsx").is_file()


def test_lock_files_receipts_downloads_and_links_are_left_alone(
    configuration: Configuration, inbox: Inbox, folder: Path, tmp_path: Path
) -> None:
    for name in ("~$a.xlsx", ".a.json", "a.xlsx 回执.txt", "a.xlsx.crdownload", "Thumbs.db"):
        (folder / name).write_bytes(b"x")
    (tmp_path / "elsewhere.json").write_bytes(b"{}")
    (folder / "link.json").symlink_to(tmp_path / "elsewhere.json")
    before = names(folder)

    assert looked(configuration, inbox) == []
    assert names(folder) == before


def test_the_folder_is_looked_at_while_the_watch_runs(
    project: Path, store: Store, folder: Path, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_S", 0.05)
    text = project.read_text(encoding="utf-8")
    project.write_text(f"{text}\nreview: {{inbox: {folder}}}\n", encoding="utf-8")
    said, done = list[str](), threading.Event()

    def say(line: str) -> None:
        said.append(line)
        if "a.xlsx" in line:
            done.set()

    with watching.watched(pipeline_yaml.load(project), threading.Event(), say):
        # moved in whole: on a busy machine a workbook rests for two looks while it is being saved
        edit(workbook, folder.parent / "a.xlsx", judge("真命中")).rename(folder / "a.xlsx")
        assert done.wait(60), said

    assert len(stored(store)) == 1


def test_a_configured_folder_that_is_not_there_is_an_error_and_none_is_fine(project: Path) -> None:
    with watching.watched(pipeline_yaml.load(project), threading.Event(), print):
        pass
    text = project.read_text(encoding="utf-8")
    project.write_text(f"{text}\nreview: {{inbox: gone}}\n", encoding="utf-8")

    with (
        pytest.raises(BadInputError, match=r"review\.inbox"),
        watching.watched(pipeline_yaml.load(project), threading.Event(), print),
    ):
        pass
