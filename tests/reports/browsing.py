"""A report on the disk, and a supervisor who has opened it in a browser."""

import os
import time
from pathlib import Path
from typing import Any

from callqa.audio.playback import Listening
from callqa.days.day import CallResult, DayResult
from callqa.model.finding import Certainty, Severity
from callqa.model.playback import ClipMode, Sound
from callqa.model.recording import Role
from callqa.settings.schema import ReportSettings
from reports.html.page import render_html, render_pages
from tests.audio.test_listening import heard, write_audio
from tests.support.builders import (
    call,
    day_result,
    evaluation,
    failed_call,
    finding,
    transcript,
    turn,
    whole_call_finding,
)

SHOTS = os.environ.get("CALLQA_SCREENSHOTS", "")
"""A folder for pictures of the pages, for people who look at them; half a second of a processor each."""


NAME = "qa-2026-11-21.html"
PATIENCE_S = 60
"""How long a browser may take for anything: only a failure waits so long, and a busy machine is none."""


def spoken_call(call_id: str, agent: str, *hits: Any, **changes: Any) -> CallResult:
    spoken = transcript(
        turn("您好请问有什么可以帮您", Role.AGENT, 1_000),
        turn("我要投诉你们的快递", Role.CUSTOMER, 8_000),
        turn("请您稍等我看一下", Role.AGENT, 12_000),
        call_id=call_id,
        duration_ms=20_000,
    )
    judged = evaluation(*hits, call_id=call_id)
    return call(call_id, transcript=spoken, evaluation=judged, agent=agent, **changes)


def complaint(call_id: str, **changes: Any) -> Any:
    place = {"turn": 1, "start": 2, "end": 4, "start_ms": 8_400, "end_ms": 8_800}
    return finding(call_id=call_id, finding_id=f"hit-{call_id}", **(place | changes))


def small_day() -> DayResult:
    """Three flagged calls, one of them heard, one without a hit, and one that failed."""
    return day_result(
        spoken_call("a", "1001", complaint("a", severity=Severity.CRITICAL)),
        spoken_call("b", "1002", complaint("b", certainty=Certainty.DOUBTFUL, other_reading="头宿")),
        spoken_call(
            "c",
            "1001",
            complaint("c", severity=Severity.LOW, category="退款", certainty=Certainty.NEAR_SOUND),
            whole_call_finding("c", severity=Severity.MEDIUM, category="未报开场白"),
        ),
        spoken_call("d", "1003"),
        failed_call("e"),
    )


class Reader:
    """A supervisor at an open report, who notices every error and every request."""

    def __init__(self, context: Any, path: Path) -> None:
        self.page = context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.asked_before_leaving = 0
        self.page.on("dialog", self._answer)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def _answer(self, dialog: Any) -> None:
        """Leave a page that asks before it is left; nothing else may ask."""
        if dialog.type == "beforeunload":
            self.asked_before_leaving += 1
            dialog.accept()
        else:
            self.errors.append("dialog")
            dialog.dismiss()

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def run(self, script: str) -> Any:
        return self.page.evaluate(script)

    def wait_for(self, condition: str) -> None:
        """Ask again and again from outside: the page's own policy forbids the usual way."""
        until = time.monotonic() + PATIENCE_S
        while not self.run(condition):
            assert time.monotonic() < until, condition
            self.page.wait_for_timeout(50)

    def shown(self) -> list[str]:
        every = "[...document.querySelectorAll('.hit')]"
        return list(self.run(f"{every}.filter(hit => hit.checkVisibility()).map(hit => hit.dataset.id)"))

    def keep_picture(self, name: str) -> None:
        if SHOTS:
            self.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def sounds_of(day: DayResult, tmp_path: Path, settings: ReportSettings | None) -> dict[str, Sound]:
    """Return a µ-law recording for every call: no browser plays it, so there are clips."""
    inbox = tmp_path / "inbox"
    inbox.mkdir(exist_ok=True)
    recording = write_audio(inbox / "a.wav", "pcm_mulaw")
    mode = settings.clips if settings else ClipMode.NEEDED
    listening = Listening(folder=tmp_path / "report", roots=[inbox], mode=mode, margin_ms=6_000)
    found = {each.recording.call_id: each.evaluation.findings for each in day.calls}
    return {
        call_id: listening.sound(heard(recording, findings=hits, drawn=not hits))
        for call_id, hits in found.items()
    }


def write_report(day: DayResult, tmp_path: Path, settings: ReportSettings | None, *, silent: bool) -> Path:
    """Return the report of a day and the pages beside it; silent: without any recording."""
    sounds = {} if silent else sounds_of(day, tmp_path, settings)
    folder = tmp_path / "report"
    (folder / "calls").mkdir(parents=True, exist_ok=True)
    for name, text in render_pages(day, NAME, sounds=sounds, settings=settings):
        (folder / "calls" / name).write_text(text, encoding="utf-8")
    (folder / NAME).write_text(render_html(day, sounds=sounds, settings=settings), encoding="utf-8")
    return folder / NAME
