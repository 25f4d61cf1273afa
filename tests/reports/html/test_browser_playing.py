"""What a supervisor does in the opened report: listens, judges, and uses the keyboard for all of it."""

import json
import shutil
from pathlib import Path
from typing import Any

from callqa.model.playback import ClipMode
from callqa.model.review.verdicts import Verdict
from callqa.reviews.from_json import read_json
from callqa.settings.schema import ReportSettings
from tests.reports.browsing import small_day


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

    def test_what_to_hear_first_plays_from_the_first_screen(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click(".first li:nth-child(2) .play")
        reader.wait_for("audio.currentTime > 0 && !audio.paused")

        assert reader.run("document.querySelector('.call.playing').id") == "c2"

    def test_the_transcript_follows(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click("#c1 summary")
        reader.page.click("#c1-t2 .when")
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

    def test_two_tabs_of_one_day_lose_nothing_of_each_other(self, open_report: Any) -> None:
        reader = open_report(small_day())
        other = reader.page.context.new_page()
        other.goto(reader.page.url)
        for page, hit in ((reader.page, "#c1-h1"), (other, "#c2-h1")):
            page.focus(hit)
            page.keyboard.press("1")

        # what another tab stores reaches this one's process a moment later, with the event that marks the hit
        reader.wait_for("document.querySelectorAll('.first a.judged').length == 2")
        judged = reader.run("JSON.parse(localStorage.getItem('callqa-verdicts/1:2026-11-21'))")
        assert sorted(judged) == ["hit-a", "hit-b"]
        assert "2 / 4" in reader.page.inner_text("#review-count")

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
