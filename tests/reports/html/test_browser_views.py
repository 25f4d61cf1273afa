"""What a click on a number leads to, and how a view of the list is found again by its address."""

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callqa.model.finding import Severity
from callqa.model.recording import Direction, Role
from callqa.model.summaries import RuleSummary
from callqa.operations import report
from callqa.operations.ranges.rollup import roll_up
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from reports.view.range.index import week_of
from tests.audio.test_listening import write_audio
from tests.reports.browsing import Reader, complaint, small_day, spoken_call
from tests.support.builders import COMPLAINT, DAY, RULES_REVISION, day_result, turn
from tests.support.sites import site

RUDE = RuleSummary(
    rule_id="rude", name="坐席态度恶劣", category="服务禁语", severity=Severity.HIGH, points=20
)


def day() -> Any:
    """Two agents: what a customer said to one, what the other said, and a third call on another queue."""
    rude = {"rule_id": "rude", "rule_name": RUDE.name, "category": RUDE.category, "role": Role.AGENT}
    said = spoken_call("z", "1003", complaint("z"), queue="投诉", direction=Direction.OUTBOUND)
    turns = (*said.transcript.turns, turn("谢谢再见", Role.AGENT, 16_000))
    said = replace(said, transcript=replace(said.transcript, turns=turns))
    return day_result(
        spoken_call("a", "1001", complaint("a", severity=Severity.CRITICAL)),
        spoken_call("b", "1002", complaint("b", **rude)),
        said,
        rules=(COMPLAINT, RUDE),
    )


def test_every_number_leads_to_what_it_counts_and_the_address_leads_there_again(open_report: Any) -> None:
    reader = open_report(day(), silent=True)
    reader.page.click("#t-categories tbody tr:nth-child(2) td.number a")
    reader.wait_for("document.querySelector('#filter-count').value.includes('1 通')")
    assert reader.shown() == ["hit-b"]

    reader.page.click("#t-agents tbody tr:has-text('1001') td.apart a")
    reader.wait_for("document.querySelector('#filter-side').value == 'customer'")
    assert reader.shown() == ["hit-a"]

    reader.page.click(".heat td a")
    reader.wait_for("document.querySelector('#filter-hour').value == '9'")
    reader.page.click("#t-rules a:text('坐席态度恶劣')")
    reader.wait_for("location.hash.includes('rule=rude')")
    assert reader.shown() == ["hit-b"]

    reader.page.click("#c2 summary")
    reader.wait_for("location.hash.includes('open=c2')")
    other = reader.page.context.new_page()
    other.goto(reader.page.url)
    assert other.locator("#c2 .talk").is_visible()
    assert other.locator(".hit:visible").count() == 1
    assert reader.errors == []


def test_queue_direction_order_and_sorted_tables_are_part_of_a_view(open_report: Any) -> None:
    reader = open_report(day(), silent=True)
    reader.page.click(".more > summary")
    reader.page.select_option("#filter-queue", "投诉")
    assert reader.shown() == ["hit-z"]
    reader.page.click("#filters button[type=reset]")
    reader.page.select_option("#filter-direction", "呼出")
    assert reader.shown() == ["hit-z"]

    reader.page.click("#filters button[type=reset]")
    reader.page.select_option("#filter-sort", "points")
    assert reader.shown() == ["hit-b", "hit-a", "hit-z"]

    reader.page.click("#t-agents th:nth-child(3) button")
    names = "[...document.querySelectorAll('#t-agents tbody th a')].map((each) => each.textContent)"
    assert reader.run(names)[0] == "1002"
    reader.page.click("#t-agents th:nth-child(3) button")
    assert reader.run(names)[-1] == "1002"
    reader.wait_for("location.hash.includes('sort=points') && location.hash.includes('t-agents=2d')")


def test_what_was_searched_for_is_marked_inside_the_transcripts_which_open(open_report: Any) -> None:
    reader = open_report(day(), silent=True)
    reader.page.fill("#filter-text", "再见")
    reader.wait_for("CSS.highlights.get('searched').size == 1")

    assert reader.shown() == ["hit-z"]
    assert reader.page.locator("#c3 .talk .line:has-text('再见')").is_visible()
    found = "[...CSS.highlights.get('searched')].map((range) => range.toString())"
    assert reader.run(found) == ["再见"]


def test_the_next_hit_that_nobody_judged_is_one_key_away(open_report: Any) -> None:
    reader = open_report(day(), silent=True)
    reader.page.focus("#c1-h1")
    reader.page.keyboard.press("1")
    reader.page.keyboard.press("u")
    assert reader.run("document.activeElement.dataset.id") == "hit-b"

    reader.page.click("#only-open")
    assert reader.shown() == ["hit-b", "hit-z"]


def test_a_call_is_found_by_its_id_wherever_it_stands(open_report: Any) -> None:
    reader = open_report(small_day(), silent=True)
    reader.run("location.hash = '#?call=b'")
    reader.wait_for("location.hash == '#c2'")
    reader.run("location.hash = '#?call=d'")
    reader.page.wait_for_url("**/calls/0001.html#k1")


def test_the_player_counts_the_time_of_the_call_and_lights_only_what_is_said(open_report: Any) -> None:
    reader = open_report(small_day())
    button = reader.page.locator(".first li:nth-child(1) .play")
    button.click()
    reader.wait_for("audio.currentTime > 0 && !audio.paused")
    # the clip begins at 2.4 s of the call, in a silence that ends at 8 s
    reader.wait_for("document.querySelector('#player-time').value.startsWith('00:06')")
    assert reader.page.locator(".line.spoken").count() == 0
    assert "静音" in reader.page.inner_text("#player-line")

    reader.wait_for("document.querySelector('#player-line').textContent.includes('我要投诉')")
    assert reader.run("[...document.querySelectorAll('#c1 .excerpt .spoken')].length") == 1
    button.click()
    # the audio stands still a moment before the page hears of it
    reader.wait_for("audio.paused && document.querySelector('.first li .play').innerText === '播放'")

    reader.run("audio.currentTime = 7.9")  # 10.3 s of the call: the customer has ended at 9.8
    reader.wait_for("document.querySelectorAll('.spoken').length == 0")


def test_a_page_of_calls_is_printed_with_every_word(open_report: Any) -> None:
    reader = open_report(small_day(), silent=True)
    reader.page.goto(
        Path(reader.page.url.removeprefix("file://")).parent.joinpath("calls/0001.html").as_uri()
    )
    reader.run("dispatchEvent(new Event('beforeprint'))")
    assert reader.page.locator("#k1 .talk .line").first.is_visible()
    reader.run("dispatchEvent(new Event('afterprint'))")
    assert not reader.page.locator("#k1 .talk .line").first.is_visible()


def test_on_a_phone_rows_are_cards_and_names_stay_whole(open_report: Any) -> None:
    reader = open_report(day(), silent=True)
    reader.page.set_viewport_size({"width": 390, "height": 800})

    assert reader.run("document.documentElement.scrollWidth") <= 390
    name = "document.querySelector('#t-rules tbody tr:last-child th')"
    assert reader.run(f"{name}.getBoundingClientRect().height") < 40
    reader.keep_picture("phone-views")


@pytest.fixture
def week(configuration: Configuration, store: Store) -> Path:
    """Report a day with sound, roll up its week, and return the folder of the reports."""
    made, calls = site(configuration, store), day().calls
    path = write_audio(configuration.folders[0] / "a.wav", "pcm_mulaw")
    recordings = []
    for each in calls:
        own = path.with_name(f"{each.recording.call_id}-call.wav")
        os.link(path, own)
        recordings.append(replace(each.recording, path=str(own), size_bytes=0))
    store.save_collection(DAY, recordings, [], [])
    store.save_transcripts(DAY, [each.transcript for each in calls], recordings)
    store.save_evaluations(DAY, [each.evaluation for each in calls])
    store.save_rules(DAY, RULES_REVISION, day().rules)
    report.report_day(made, DAY, run_id="r")
    roll_up(made, [DAY], week_of(DAY))
    return configuration.resolve(configuration.settings.reports)


def test_on_monday_morning_the_worst_agent_is_heard_and_the_hit_is_judged(browser: Any, week: Path) -> None:
    with browser.new_context(viewport={"width": 1180, "height": 900}) as context:
        reader = Reader(context, week / "index.html")
        reader.page.click("a[data-span]")
        assert reader.page.locator("#flagged .hit:visible").count() == 3

        reader.page.click(".heat.pairs tr:has-text('1002') td a")
        reader.wait_for("location.hash.includes('agent=1002') && location.hash.includes('category=')")
        assert reader.shown() == ["hit-b"]
        assert reader.page.inner_text(".hit:visible mark") == "投诉"
        reader.page.click(".hit:visible .play")
        reader.wait_for("audio.currentTime > 0")
        assert reader.run("audio.src").startswith(f"{week.as_uri()}/{DAY}/clips/")

        reader.page.goto(reader.page.url.split("#")[0])
        reader.page.click(".wordings .words a")
        reader.wait_for("location.hash.includes('text=')")
        reader.page.click("#agents th a:text('1002')")
        assert reader.page.locator(".coached mark").inner_text() == "投诉"
        assert reader.run("document.querySelector('.coached audio').src").startswith(
            f"{week.as_uri()}/{DAY}/"
        )
        reader.run("document.querySelector('.coached audio').play()")
        reader.wait_for("document.querySelector('.coached audio').currentTime > 0")

        reader.page.go_back()
        reader.page.click("#r2 .there")
        reader.wait_for("location.hash == '#c2-h1'")
        reader.page.keyboard.press("j")
        assert reader.page.locator("#c2-h1 .judge button").first.is_visible()
        assert reader.errors == []


def test_a_week_leads_to_the_list_when_there_is_none_before_it(browser: Any, week: Path) -> None:
    with browser.new_context() as context:
        reader = Reader(context, next(week.glob("*_*/qa-*.html")))
        reader.page.click(".days a:nth-child(1)")
        reader.wait_for("!document.querySelector('#none-before').hidden")


def test_the_page_of_an_agent_is_one_sheet_of_paper(browser: Any, week: Path) -> None:
    with browser.new_context() as context:
        reader = Reader(context, next(week.glob("*_*/agents/0001.html")))
        printed = reader.page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1


def test_a_month_on_a_phone_is_no_wider_and_its_names_stay_whole(browser: Any, week: Path) -> None:
    with browser.new_context(viewport={"width": 390, "height": 800}) as context:
        reader = Reader(context, next(week.glob("*_*/qa-*.html")))
        assert reader.run("document.documentElement.scrollWidth") <= 390
        name = "document.querySelector('#t-rules tbody tr:last-child th')"
        assert reader.run(f"{name}.getBoundingClientRect().height") < 40
        reader.keep_picture("phone-week")
