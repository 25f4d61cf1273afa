"""Agents, trends and two ranges side by side: the numbers of the reports, from counts alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from callqa.console.ranges import coaching
from callqa.days.ranges.tally import Tally
from callqa.model.access.account import EVERYTHING, AccountRole, Scope
from callqa.model.review.verdicts import Verdict
from callqa.operations.load import load_outline
from callqa.operations.ranges.counting import together, totals_of
from callqa.operations.verdicts.judging import judge_hit
from tests.console.ranges.conftest import DAYS, MISSING
from tests.support.builders import DAY, not_evaluated
from tests.support.consoles import Console

FIRST = DAY - timedelta(days=DAYS - 1)
SPAN = f"first={FIRST}&last={DAY}"
FLAGGED = sum(DAYS - back for back in range(DAYS) if DAY - timedelta(days=back) != MISSING)


def read(console: Console, path: str, role: AccountRole = AccountRole.SUPERVISOR, **options: Any) -> str:
    answer = console.signed_in(role, **options).get(path)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_agents_stand_with_their_denominators_and_whom_to_coach_first(console: Console) -> None:
    text = read(console, f"/agents?{SPAN}")

    assert f'<td class="number">{FLAGGED} / {FLAGGED}</td>' in text
    assert text.index(">1001</a>") < text.index(">1002</a>")
    assert f'href="/agents/one?agent=1001&amp;first={FIRST}' in text


def test_an_agents_sheet_has_the_worst_calls_with_what_cost_points(console: Console) -> None:
    text = read(console, f"/agents/coaching?agent=1001&{SPAN}")

    assert "辅导" in text
    assert text.count('class="coached-call"') == 3
    assert "80 分" in text
    assert 'class="hit"' in text
    assert "没有符合条件的通话" in read(console, f"/agents/coaching?agent=nobody&{SPAN}")
    scoped = read(console, f"/agents/coaching?agent=1001&{SPAN}", name="vic", scope=Scope(agents=("1002",)))
    assert "coached-call" not in scoped


def test_a_sheet_of_days_long_past_has_its_calls_too(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coaching, "_MOST_DAYS", 1)

    assert "coached-call" in read(console, f"/agents/coaching?agent=1001&first={FIRST}&last={FIRST}")


def test_what_was_judged_false_costs_no_points_on_the_sheet(console: Console) -> None:
    sheet = f"/agents/coaching?agent=1001&first={DAY}&last={DAY}"

    def say(verdict: Verdict) -> str:
        judge_hit(
            console.site, "dora", EVERYTHING, day=DAY, finding_id="hit-c1", verdict=verdict, note="", seen=0
        )
        console.clock.forward(seconds=1)
        return read(console, sheet)

    assert f"{DAYS} 通" in say(Verdict.PENDING)
    assert f"{DAYS - 1} 通" in say(Verdict.FALSE)
    say(Verdict.PENDING)


def test_one_agent_is_followed_day_by_day(console: Console) -> None:
    text = read(console, f"/agents/one?agent=1001&{SPAN}")

    assert f'href="/days/{DAY}/calls?agent=1001"' in text
    assert text.count("/calls?agent=1001") == DAYS - 1
    assert str(MISSING) not in text.partition("<tbody>")[2]


def test_an_agent_that_there_is_not_is_said(console: Console) -> None:
    assert "<script>" not in read(console, f"/agents/one?agent=<script>&{SPAN}").partition("<main")[2]


def test_trends_mark_changed_rules_and_days_that_were_not_run(console: Console) -> None:
    text = read(console, f"/trends?{SPAN}")

    assert "改了 1 处" in text
    assert text.count('class="changed"') == 1
    assert "没有运行" in text
    assert text.count('class="spark"') >= 6


def test_two_ranges_stand_side_by_side(console: Console) -> None:
    text = read(console, f"/compare?first={DAY}&last={DAY}")
    yesterday = DAY - timedelta(days=1)

    row = '<th scope="row">命中</th>' + "".join(f'<td class="number">{n}</td>' for n in ("9", "10", "+1"))
    assert f"{yesterday} – {yesterday}" in text
    assert row in text


def test_who_sees_some_of_the_calls_sees_their_numbers(console: Console) -> None:
    text = read(console, f"/agents?{SPAN}", scope=Scope(queues=("售前",)))

    assert ">1001</a>" not in text
    assert ">1002</a>" in text


@pytest.mark.parametrize(
    "query", ["first=2026-11-21&last=2026-11-01", "first=2020-01-01&last=2026-11-21", "first=x"]
)
def test_a_range_that_cannot_be_is_refused(console: Console, query: str) -> None:
    assert console.signed_in(AccountRole.SUPERVISOR).get(f"/trends?{query}").status_code == 400


def test_a_long_count_goes_on_by_itself(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callqa.console.ranges.span._BUDGET_S", -1.0)
    text = read(console, f"/trends?{SPAN}")

    assert f"正在统计 1 / {DAYS - 1} 天" in text
    assert "hx-get" in text


def test_counts_are_those_of_the_whole_day(console: Console) -> None:
    store = console.site.store
    known = store.evaluations(DAY)
    known["c1"] = replace(known["c1"], not_evaluated=(not_evaluated("complaint"),))
    known["d1"] = replace(known["d1"], not_evaluated=(not_evaluated("complaint"),))
    known["d2"] = replace(known["d2"], rules_revision="an older book")
    store.save_evaluations(DAY, list(known.values()))
    judge_hit(
        console.site, "ann", EVERYTHING, day=DAY, finding_id="hit-c2", verdict=Verdict.FALSE, note="", seen=0
    )
    whole, tally = load_outline(console.site, DAY), Tally()
    tally.add(whole, {call.recording.call_id: "" for call in whole.calls})
    counted = totals_of(console.site, DAY, EVERYTHING)
    both = together(console.site, [counted, counted], DAY, DAY)

    assert counted.summary == tally.summaries[0]
    assert {each.name: each for each in counted.agents} == {each.name: each for each in tally.agents()}
    assert counted.categories == tally.categories()
    assert counted.rules == tally.rules()
    assert [each.calls for each in both.agents] == [2 * each.calls for each in counted.agents]
