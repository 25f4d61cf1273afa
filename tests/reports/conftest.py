"""Debian's headless Chromium, where it is installed."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from callqa.days.day import DayResult
from callqa.settings.schema import ReportSettings


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium_path = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium_path is None:
        pytest.skip("Chromium is not installed: apt install chromium")
    with playwright.sync_playwright() as engine:
        # a container's /dev/shm is often 64 MB: Chromium loses tabs and downloads there without a word
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        chromium = engine.chromium.launch(executable_path=chromium_path, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def open_report(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    from tests.reports.browsing import PATIENCE_S, Reader, write_report

    contexts = []

    def open_day(day: DayResult, settings: ReportSettings | None = None, **options: Any) -> Reader:
        path = write_report(day, tmp_path, settings, silent=options.pop("silent", False))
        contexts.append(browser.new_context(viewport={"width": 1180, "height": 900}, **options))
        contexts[-1].set_default_timeout(PATIENCE_S * 1000)
        return Reader(contexts[-1], path)

    yield open_day
    for context in contexts:
        context.close()
