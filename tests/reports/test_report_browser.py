"""The report in Debian's headless Chromium, opened from the disk as a supervisor does."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import call, day_result, evaluation, failed_call, finding, transcript, turn, whole_call_finding
from hostile import EXAMPLES, hostile_day
from test_listening import heard, write_audio

from flows.adapters.sounds import Listening
from flows.adapters.verdict_json import read_json
from flows.core.day import CallResult, DayResult
from flows.core.finding import Certainty, Severity
from flows.core.recording import Role
from flows.core.review import Verdict
from flows.core.settings import Language, ReportSettings
from flows.core.sound import ClipMode, Sound
from reports.html import render_html, render_pages

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium")

ROOT = Path(__file__).parents[2]
SHOTS = Path(os.environ.get("CALLQA_SCREENSHOTS", ROOT / "build/screenshots"))
AXE = ROOT / "tests/vendor/axe-core/axe.min.js"
NAME = "qa-2026-11-21.html"


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Reader:
    """A supervisor at an open report, who notices every error and every request."""

    def __init__(self, context: Any, path: Path) -> None:
        self.page = context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on(
            "console", lambda message: self.errors.append(message.text) if message.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.errors.append("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def run(self, script: str) -> Any:
        return self.page.evaluate(script)

    def wait_for(self, condition: str) -> None:
        """Ask again and again from outside: the page's own policy forbids the usual way."""
        until = time.monotonic() + 15
        while not self.run(condition):
            assert time.monotonic() < until, condition
            self.page.wait_for_timeout(50)

    def shown(self) -> list[str]:
        every = "[...document.querySelectorAll('.hit')]"
        return list(self.run(f"{every}.filter(hit => hit.checkVisibility()).map(hit => hit.dataset.id)"))

    def keep_picture(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(SHOTS / f"{name}.png"))


@pytest.fixture
def open_report(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Reader]]:
    contexts = []

    def open_day(day: DayResult, settings: ReportSettings | None = None, **options: Any) -> Reader:
        sounds = {} if options.pop("silent", False) else sounds_of(day, tmp_path, settings)
        folder = tmp_path / "report"
        (folder / "calls").mkdir(parents=True, exist_ok=True)
        for name, text in render_pages(day, NAME, sounds=sounds, settings=settings):
            (folder / "calls" / name).write_text(text, encoding="utf-8")
        (folder / NAME).write_text(render_html(day, sounds=sounds, settings=settings), encoding="utf-8")
        contexts.append(browser.new_context(viewport={"width": 1180, "height": 900}, **options))
        contexts[-1].set_default_timeout(15_000)
        return Reader(contexts[-1], folder / NAME)

    yield open_day
    for context in contexts:
        context.close()


def sounds_of(day: DayResult, tmp_path: Path, settings: ReportSettings | None) -> dict[str, Sound]:
    """A µ-law recording for every call: no browser plays it, so there are clips."""
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


class TestOpening:
    def test_no_error_is_logged_and_no_request_leaves_the_disk(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click(".play")
        reader.page.click("#toggle-all")
        reader.page.wait_for_timeout(300)

        assert reader.errors == []
        assert {url.split(":")[0] for url in reader.requests} <= {"file", "data", "blob"}
        reader.keep_picture("report")

    def test_without_scripts_every_word_and_every_sound_is_there(self, open_report: Any) -> None:
        reader = open_report(small_day(), java_script_enabled=False)

        assert reader.page.locator(".talk .line").count() == 9
        assert reader.page.locator("#filters").is_hidden()
        links = reader.page.locator("a.play").evaluate_all("nodes => nodes.map(n => n.getAttribute('href'))")
        assert all(link.startswith("clips/") and "#t=" in link for link in links)

    def test_a_link_to_a_turn_opens_its_transcript(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click(".hit-where a")

        reader.page.wait_for_selector(".talk .line.found")

    def test_a_transcript_beside_the_report_is_one_click_away(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click("#calls a:text('d')")
        reader.page.wait_for_url("**/calls/0001.html#k1")
        reader.page.click("#k1 .play")
        reader.wait_for("audio.currentTime > 0")

        assert reader.page.locator("h3").first.inner_text() == "1003"
        assert reader.errors == []

    @pytest.mark.parametrize("text", [text for text in EXAMPLES if "<" in text or "on" in text])
    def test_hostile_text_runs_nowhere(self, open_report: Any, text: str) -> None:
        reader = open_report(hostile_day(text), silent=True)
        reader.page.click("#toggle-all")
        reader.page.mouse.move(600, 500)

        assert reader.errors == []
        assert reader.page.locator(".talk .line").count() == 3

    def test_on_paper_there_are_hits_and_no_buttons(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.emulate_media(media="print")

        assert reader.page.locator(".hit mark").first.is_visible()
        hidden = ("#filters", "#review", "nav", ".play", ".judge")
        assert [one for one in hidden if reader.page.locator(one).first.is_visible()] == []
        reader.keep_picture("print")


class TestFilters:
    def test_narrow_what_is_shown_and_say_how_much_that_is(self, open_report: Any) -> None:
        reader = open_report(small_day())
        assert len(reader.shown()) == 4

        reader.page.click("#filters button.critical")
        assert reader.shown() == ["hit-a"]
        assert reader.page.locator("#filter-count").inner_text() == "显示 1 / 4 处命中，1 通"

        reader.page.click("#filters button[type=reset]")
        reader.page.select_option("#filter-category", "退款")
        assert reader.shown() == ["hit-c"]

        reader.page.click("#filters button[type=reset]")
        reader.page.select_option("#filter-agent", "1002")
        assert reader.shown() == ["hit-b"]

    def test_groups_of_a_long_day_keep_no_room_for_calls_that_are_hidden(self, open_report: Any) -> None:
        agents = ["1001"] * 30 + ["1002"] * 30
        day = day_result(
            *(spoken_call(f"x{n:02}", agent, complaint(f"x{n:02}")) for n, agent in enumerate(agents))
        )
        reader = open_report(day, silent=True)

        reader.page.select_option("#filter-agent", "1001")
        groups = "[...document.querySelectorAll('.calls-group')]"
        assert reader.run(f"{groups}.map((group) => group.hidden)") == [False, False, True]
        assert reader.run(f"{groups}[1].style.getPropertyValue('--calls')") == "5"

        reader.page.evaluate("location.hash = 'c60'")
        reader.wait_for("document.querySelector('#c60').getBoundingClientRect().height > 0")

    def test_find_text_that_is_only_in_the_transcript(self, open_report: Any) -> None:
        day = small_day()
        odd = spoken_call("z", "1009", complaint("z"))
        turns = (*odd.transcript.turns, turn("谢谢再见<b>&", Role.AGENT, 30_000))
        odd = replace(odd, transcript=replace(odd.transcript, turns=turns, duration_ms=40_000))
        reader = open_report(replace(day, calls=(*day.calls, odd)))

        reader.page.fill("#filter-text", "再见<b>&")
        reader.wait_for("document.querySelector('#filter-count').value.includes('1 通')")

        assert reader.shown() == ["hit-z"]

    def test_by_verdict_follow_what_was_just_judged(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click("#c1 .judge button[data-verdict=false]")
        reader.page.select_option("#filter-verdict", "false")

        assert reader.shown() == ["hit-a"]


class TestListening:
    def test_a_hit_plays_from_two_seconds_before_it(self, open_report: Any) -> None:
        reader = open_report(small_day())
        started = reader.run("document.querySelector('#c1 .play').dataset.play")
        reader.page.click("#c1 .play")
        reader.wait_for("audio.currentTime > 0 && !audio.paused")

        first = reader.run("audio.currentTime")
        reader.wait_for(f"audio.currentTime > {first} + 0.2")
        assert started == "6400"
        # the clip begins six seconds before the hit, at 2.4 s of the call
        assert 3.9 <= first <= 6.0
        reader.keep_picture("playing")

    def test_the_transcript_follows(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click("#c1 summary")
        reader.page.click("#c1 .talk .line:nth-child(2) .when")
        reader.wait_for("audio.currentTime > 5.7")

        reader.page.wait_for_selector("#c1-t2.spoken")
        assert reader.run("CSS.highlights.get('spoken').size") >= 1

    def test_a_click_on_a_word_plays_from_it(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click("#c1 summary")
        box = reader.page.locator("#c1-t2 mark").bounding_box()
        reader.page.mouse.click(box["x"] + 4, box["y"] + box["height"] / 2)
        reader.wait_for("audio.readyState > 1")

        # 投 is said at 8.4 s of the call, 6.0 s of its clip
        assert 5.9 <= reader.run("audio.currentTime") <= 7.0

    def test_sound_inside_the_page_needs_no_file(self, open_report: Any, tmp_path: Path) -> None:
        reader = open_report(small_day(), ReportSettings(clips=ClipMode.INSIDE))
        reader.page.click("#c1 .play")
        reader.wait_for("audio.currentTime > 0")

        assert not (tmp_path / "report/clips").exists()
        assert reader.errors == []

    def test_a_clip_that_was_deleted_is_said_in_words(self, open_report: Any, tmp_path: Path) -> None:
        reader = open_report(small_day())
        shutil.rmtree(tmp_path / "report/clips")
        reader.page.click("#c1 .play")

        reader.wait_for("document.querySelector('#player-what').textContent.includes('播放不了')")


class TestKeyboard:
    def test_goes_through_the_hits_plays_and_judges_them(self, open_report: Any) -> None:
        reader = open_report(small_day())
        press = reader.page.keyboard.press
        press("j")
        press("j")
        press("2")
        press("k")
        press("1")
        assert reader.run("document.activeElement.dataset.id") == "hit-a"

        press(" ")
        reader.wait_for("!audio.paused && audio.currentTime > 0")
        press(" ")
        reader.wait_for("audio.paused")
        press("/")
        assert reader.run("document.activeElement.id") == "filter-text"
        press("Escape")
        press("o")
        reader.page.wait_for_selector("#c1 .talk .line")
        press("?")
        assert reader.page.locator("#help").is_visible()
        reader.keep_picture("help")
        press("Escape")

        judged = reader.run("JSON.parse(localStorage.getItem('callqa-verdicts/1:2026-11-21'))")
        assert {key: value["verdict"] for key, value in judged.items()} == {"hit-a": "true", "hit-b": "false"}
        assert reader.errors == []

    def test_leaves_letters_alone_while_somebody_writes(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.keyboard.press("j")
        reader.page.keyboard.press("n")
        reader.page.keyboard.type("jk123")

        assert reader.run("document.activeElement.value") == "jk123"


class TestVerdicts:
    def test_survive_closing_the_report_and_are_exported_as_a_file(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click("#c1 .judge button[data-verdict=true]")
        reader.page.fill("#c2 .judge-note", "听不清 <b>")
        reader.page.reload()
        reader.page.fill("#reviewer", "王主管")
        with reader.page.expect_download() as download:
            reader.page.click("#export")

        file = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
        assert download.value.suggested_filename == "callqa-verdicts-2026-11-21.json"
        assert (file["format"], file["day"], file["reviewer"]) == (
            "callqa-verdicts/1",
            "2026-11-21",
            "王主管",
        )
        found = [(each["finding_id"], each["verdict"], each["note"]) for each in file["verdicts"]]
        assert found == [("hit-a", "真命中", ""), ("hit-b", "待定", "听不清 <b>")]
        taken = read_json(Path(download.value.path()))
        assert [(each.finding_id, each.verdict) for each in taken.entries] == [
            ("hit-a", Verdict.TRUE),
            ("hit-b", Verdict.PENDING),
        ]

    def test_are_not_exported_without_a_name(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click("#c1 .judge button[data-verdict=true]")
        reader.page.click("#export")

        assert reader.page.locator("#review-count").inner_text() == "请先填写复核人"
        assert reader.run("document.activeElement.id") == "reviewer"


class TestAccess:
    @pytest.mark.parametrize(
        ("scheme", "language"),
        [("light", Language.CHINESE), ("dark", Language.CHINESE), ("light", Language.ENGLISH)],
    )
    def test_axe_finds_nothing_serious(self, open_report: Any, scheme: str, language: Language) -> None:
        reader = open_report(small_day(), ReportSettings(language=language), color_scheme=scheme)
        reader.page.click("#toggle-all")
        reader.page.click("#c1 .play")
        reader.page.wait_for_timeout(200)
        reader.keep_picture(f"{scheme}-{language}")
        reader.run(AXE.read_text(encoding="utf-8"))
        found = reader.run("axe.run(document, {resultTypes: ['violations']})")

        serious = [each for each in found["violations"] if each["impact"] in ("serious", "critical")]
        assert [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in serious] == []

    def test_the_page_is_no_wider_than_a_phone(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.set_viewport_size({"width": 390, "height": 800})

        assert reader.run("document.documentElement.scrollWidth") <= 390
        reader.keep_picture("phone")
