"""The report in Debian's headless Chromium, opened from the disk as a supervisor does."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callqa.model.recording import Role
from callqa.model.review.misses import Heard
from callqa.reviews.from_json import read_json
from callqa.settings.schema import Language, ReportSettings
from reports.html.index import render_index
from reports.html.page import render_html
from reports.html.rollup import render_coaching, render_rollup
from reports.view.range.index import Index, index_of, week_of
from tests.reports.browsing import Reader, complaint, small_day, spoken_call
from tests.reports.english import english_day
from tests.reports.hostile import EXAMPLES, hostile_day
from tests.reports.ranges import pages_of_agents
from tests.reports.words.test_english_reports import rollup, trial_page
from tests.support.axe import AXE, RUN, serious
from tests.support.builders import day_result, turn


def nights() -> Index:
    """Return the list of one night, of which there is a report, and of one week."""
    summary = english_day().summary()
    return index_of([summary], [summary.day], [week_of(summary.day)])


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
        found = reader.run(RUN)

        assert serious(found) == []

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("page", ["rollup", "trial", "unusual", "agent", "nights"])
    def test_axe_finds_nothing_serious_in_the_other_pages(
        self, browser: Any, tmp_path: Path, page: str, scheme: str
    ) -> None:
        pages = {
            "rollup": lambda: render_rollup(rollup(), "qa.xlsx", Language.ENGLISH),
            "trial": lambda: trial_page(Language.CHINESE),
            "unusual": lambda: render_html(english_day()),
            "agent": lambda: render_coaching(
                pages_of_agents(english_day())["bob"], rollup(), "qa.html", Language.CHINESE
            ),
            "nights": lambda: render_index(nights(), masked=True),
        }
        (tmp_path / "page.html").write_text(pages[page](), encoding="utf-8")
        with browser.new_context(color_scheme=scheme, viewport={"width": 1180, "height": 900}) as context:
            reader = Reader(context, tmp_path / "page.html")
            reader.keep_picture(f"{page}-{scheme}")
            reader.run(AXE.read_text(encoding="utf-8"))
            found = reader.run(RUN)

        assert reader.errors == []
        assert serious(found) == []

    def test_the_page_is_no_wider_than_a_phone(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.set_viewport_size({"width": 390, "height": 800})

        assert reader.run("document.documentElement.scrollWidth") <= 390
        reader.keep_picture("phone")


def exported(reader: Any) -> Any:
    """Export, and return what the file says."""
    reader.page.fill("#reviewer", "王主管")
    with reader.page.expect_download() as download:
        reader.page.click("#export")
    return json.loads(Path(download.value.path()).read_text(encoding="utf-8"))


class TestExports:
    def test_only_what_the_page_shows_leaves_it_and_the_rest_is_told(self, open_report: Any) -> None:
        reader = open_report(small_day())
        gone = '{"hit-gone": {"verdict": "false", "note": "", "at": "2026-11-21T10:00:00Z"}}'
        reader.run(f"localStorage.setItem('callqa-verdicts/1:2026-11-21', '{gone}')")
        reader.page.focus("#c1-h1")
        reader.page.keyboard.press("1")

        file = exported(reader)

        assert [each["finding_id"] for each in file["verdicts"]] == ["hit-a"]
        assert "另有 1 条不在这一页上" in reader.page.inner_text("#review-count")

    def test_a_page_asks_before_it_is_left_with_what_was_not_exported(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.focus("#c1-h1")
        reader.page.keyboard.press("1")
        assert "还没导出 1 条" in reader.page.inner_text("#review-count")

        reader.page.reload()
        asked = reader.asked_before_leaving
        exported(reader)
        reader.page.reload()

        assert (asked, reader.asked_before_leaving) == (1, 1)
        assert reader.errors == []


class TestMisses:
    def test_a_line_becomes_a_miss_that_the_import_reads(self, open_report: Any, tmp_path: Path) -> None:
        reader = open_report(small_day())
        reader.page.click("#c1 summary")
        reader.page.focus("#c1-t1 .miss-this")
        reader.page.keyboard.press("Enter")
        reader.page.select_option("#c1 .miss-about", "complaint")
        reader.page.fill("#c1 .miss-note", "语气很冲")
        reader.page.click("#c1 form.miss button[type=submit]")

        assert "语气很冲" in reader.page.inner_text("#c1 .miss-list")
        path = tmp_path / "verdicts.json"
        path.write_text(json.dumps(exported(reader)), encoding="utf-8")
        (found,) = read_json(path).misses
        assert (found.call_id, found.turn, found.heard) == ("a", 0, Heard.MISSED)
        assert (found.about, found.text, found.note) == ("complaint", "您好请问有什么可以帮您", "语气很冲")
        assert reader.errors == []

    def test_selected_words_are_filled_in(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click("#c1 summary")
        reader.page.wait_for_selector("#c1-t3 .miss-this", state="attached")
        reader.run(
            "(() => { const text = document.querySelector('#c1-t3 .said').firstChild;"
            "getSelection().setBaseAndExtent(text, 0, text, 4);"
            "document.querySelector('#c1-t3 .said')"
            ".dispatchEvent(new MouseEvent('mouseup', {bubbles: true})); })()"
        )

        assert reader.run("document.querySelector('#c1 .miss-text').value") == "请您稍等"

    def test_a_call_of_a_page_can_be_heard_without_a_miss_and_taken_back(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.goto(reader.page.url.replace("qa-2026-11-21.html", "calls/0001.html"))
        reader.page.click("#k1 summary")
        reader.page.click("#k1 .miss-clean")
        first = exported(reader)
        reader.page.click("#k1 .miss-back")
        second = exported(reader)

        told = [[(each["call_id"], each["heard"]) for each in file["misses"]] for file in (first, second)]
        assert told == [[("d", "clean")], [("d", "withdrawn")]]

    def test_a_miss_without_a_rule_is_not_taken(self, open_report: Any) -> None:
        reader = open_report(small_day())
        reader.page.click("#c1 summary")
        reader.page.click("#c1 form.miss button[type=submit]")

        assert "请选一条规则或一类" in reader.page.inner_text("#c1 form.miss output")
        assert reader.run("localStorage.getItem('callqa-misses/1:2026-11-21')") is None
