"""What a click on a number leads to, and how a view of the list is found again by its address."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from callqa.model.finding import Severity
from callqa.model.recording import Direction, Role
from callqa.model.summaries import RuleSummary
from tests.reports.browsing import complaint, small_day, spoken_call
from tests.support.builders import COMPLAINT, day_result, turn

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
    reader.wait_for("audio.paused")
    assert button.inner_text() == "播放"

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
