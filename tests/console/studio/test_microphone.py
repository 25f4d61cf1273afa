"""Chromium's fake microphone: a recording is spoken into the page, and stands there as text."""

import shutil
import wave
from pathlib import Path
from typing import Any

import pytest

from callqa.audio.decoding import decode
from callqa.model.access.account import AccountRole
from tests.console.browsing import Visit, served
from tests.console.conftest import NOW
from tests.support.consoles import console_in
from tests.support.sounds import CALL
from tests.support.studios import Doubled


@pytest.mark.browser
def test_what_is_spoken_stands_on_the_page_and_is_kept_as_a_recording(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium_path = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium_path is None:
        pytest.skip("Chromium is not installed: apt install chromium")
    (tmp_path / "project").mkdir()
    arguments = [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={_spoken(tmp_path / 'spoken.wav')}",
    ]
    with (
        console_in(tmp_path / "project", NOW, Doubled()) as console,
        served(console) as address,
        playwright.sync_playwright() as engine,
    ):
        chromium = engine.chromium.launch(executable_path=chromium_path, args=arguments)
        visit = Visit(chromium, address)
        _speak(visit, console)
        visit.close()
        chromium.close()


def _spoken(path: Path) -> Path:
    """Write what the agent of the short call says as Chromium's microphone takes it: plain samples."""
    agent = decode(CALL, max_duration_s=60).whole()[0]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((agent * 32_767).astype("<i2").tobytes())
    return path


_SOCKETS = """
window.opened = [];
window.WebSocket = class extends WebSocket {
  constructor(...given) { super(...given); window.opened.push(this); }
};
"""


def _speak(visit: Visit, console: Any) -> None:
    page = visit.page
    page.add_init_script(_SOCKETS)
    visit.sign_in(console, AccountRole.VIEWER)
    visit.go("/studio/live")
    page.select_option("#role", "customer")
    page.click("#speak")
    page.wait_for_selector("#said li")
    page.wait_for_selector("#hits li")
    assert "客户要投诉 投诉" in page.inner_text("#hits li")
    before = page.locator("#said li").count()
    page.evaluate("window.opened[0].close()")  # a connection that breaks off
    visit.until(f"document.querySelectorAll('#said li').length > {before}")
    assert page.evaluate("window.opened.length") == 2
    assert "session=" in page.evaluate("window.opened[1].url")
    assert float(page.evaluate("document.querySelector('#level').max")) == 1
    visit.picture("studio-live")
    page.click("#speak")
    page.wait_for_selector("#keep:not([hidden])")

    assert "我要投诉" in page.inner_text("#said")
    assert "%E6%88%91" in str(page.get_attribute("#save", "href"))
    page.click("#keep")
    page.wait_for_selector("#keep[hidden]", state="attached")
    visit.go("/studio")
    page.wait_for_selector(".job.done")
    assert visit.overflow() <= 0
    assert (visit.errors, visit.foreign) == ([], [])
