"""A template that somebody broke while restyling is told with file and line, and costs no workbook."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from callqa.model.errors import BadInputError
from callqa.operations.report import report_day, report_paths
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site
from callqa.storage.store import Store
from reports.html import scripts, templates
from tests.support.sites import site

DAY = date(2026, 2, 14)


@pytest.fixture
def at(configuration: Configuration, store: Store) -> Site:
    return site(configuration, store)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Provide a copy of the templates that a test may break."""
    copy = tmp_path / "templates"
    shutil.copytree(templates.TEMPLATES, copy)
    monkeypatch.setattr(templates, "TEMPLATES", copy)
    monkeypatch.setattr(scripts, "TEMPLATES", copy)
    for cached in (templates.environment, scripts.page_script):
        cached.cache_clear()
    return copy


@pytest.fixture(autouse=True)
def _whole_again() -> object:
    yield
    for cached in (templates.environment, scripts.page_script):
        cached.cache_clear()


def lines(file: Path) -> int:
    return file.read_text(encoding="utf-8").count("\n")


def unclosed(file: Path) -> int:
    file.write_text(file.read_text(encoding="utf-8") + "\n{% if kpi %}\n", encoding="utf-8")
    return lines(file)


def unknown_name(file: Path) -> int:
    text = file.read_text(encoding="utf-8")
    before, after = text.split('<a class="skip"')
    file.write_text(f'{before}{{{{ no_such_name }}}}<a class="skip"{after}', encoding="utf-8")
    return before.count("\n") + 1


@pytest.mark.parametrize("broken", [unclosed, unknown_name])
def test_what_is_wrong_is_told_with_file_and_line(
    at: Site, folder: Path, broken: Callable[[Path], int]
) -> None:
    line = broken(folder / "base.html")

    with pytest.raises(BadInputError) as told:
        report_day(at, DAY, run_id="r")

    assert f"base.html，第 {line} 行" in str(told.value)
    assert "恢复原来的" in str(told.value)
    assert report_paths(at.configuration, DAY).workbook.exists()
    assert not report_paths(at.configuration, DAY).html.exists()


@pytest.mark.parametrize("name", ["base.html", "style.css"])
def test_a_template_that_was_saved_as_gbk_is_named(at: Site, folder: Path, name: str) -> None:
    file = folder / name
    file.write_bytes(file.read_bytes() + "{# 改过 #}".encode("gbk"))

    with pytest.raises(BadInputError, match=rf"{name}.*UTF-8|UTF-8.*{name}"):
        report_day(at, DAY, run_id="r")


def test_a_report_can_be_written_again_once_it_is_mended(at: Site, folder: Path) -> None:
    whole = (folder / "base.html").read_bytes()
    unclosed(folder / "base.html")
    with pytest.raises(BadInputError):
        report_day(at, DAY, run_id="r")

    (folder / "base.html").write_bytes(whole)
    templates.environment.cache_clear()

    report_day(at, DAY, run_id="r")

    assert report_paths(at.configuration, DAY).html.exists()
