"""The studio in Debian's Chromium: files are chosen, followed, heard, corrected."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callqa.model.access.account import AccountRole
from tests.console.browsing import Visit, served
from tests.console.conftest import NOW
from tests.reports.conftest import browser  # noqa: F401  # a fixture
from tests.support.calls import write_call
from tests.support.consoles import Console, console_in
from tests.support.studios import Doubled


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with console_in(tmp_path_factory.mktemp("console"), NOW, Doubled()) as made:
        yield made


@pytest.fixture(scope="module")
def address(console: Console) -> Iterator[str]:
    with served(console) as found:
        yield found


def drag(visit: Visit, folder: Path, file: Path) -> None:
    """Drag a folder with a recording, and a recording, from the desktop onto the page."""
    inside = folder / "文件夹" / "又一层"
    inside.mkdir(parents=True)
    (inside / ".DS_Store").write_text("x")
    given = [str(write_call(inside / "远处.wav", 300, 1.0).parents[1]), str(write_call(file, 300, 1.0))]
    place = visit.page.locator("#drop").bounding_box()
    devtools = visit.context.new_cdp_session(visit.page)
    for kind in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": given, "dragOperationsMask": 1}
        at = {"x": place["x"] + 9, "y": place["y"] + 9}
        devtools.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})


def test_files_are_dropped_in_read_heard_and_corrected(
    browser: Any,  # noqa: F811  # a fixture
    console: Console,
    address: str,
    tmp_path: Path,
) -> None:
    visit = Visit(browser, address)
    visit.sign_in(console, AccountRole.VIEWER)
    page = visit.page
    visit.go("/studio")
    (tmp_path / "网页.mp3").write_text("<html>" * 99)
    page.set_input_files("#files", [write_call(tmp_path / "会议.wav", 300, 8.0), tmp_path / "网页.mp3"])
    page.wait_for_selector(".job.done")
    page.wait_for_selector(".job.failed .job-state b")
    drag(visit, tmp_path, tmp_path / "里面.wav")
    visit.until("document.querySelectorAll('.job.done').length === 3")
    visit.picture("studio-drop")
    assert visit.overflow() <= 0

    page.click(".job.done .job-name a:text-is('会议.wav')")
    page.wait_for_selector(".timeline .wave")
    page.click(".talk .line .said", position={"x": 40, "y": 8})
    visit.until("document.querySelector('#audio').currentTime > 0.05")
    page.click("#player-close")
    page.hover(".talk .line")
    page.click(".talk .line .edit-open")
    page.fill(".edit-turn textarea", "我要退货")
    page.click(".edit-turn .main")
    page.wait_for_selector(".edits")
    visit.picture("studio-result")

    assert "退货" in page.inner_text(".talk .line .said")
    assert visit.overflow() <= 0
    assert (visit.errors, visit.foreign) == ([], [])
    page.set_viewport_size({"width": 390, "height": 800})
    visit.picture("studio-result-390")
    assert visit.overflow() <= 0
    visit.go("/studio")
    visit.picture("studio-drop-390")
    assert visit.overflow() <= 0
    visit.close()
