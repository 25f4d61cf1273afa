"""What the reports say, before any markup."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from callqa.days.day import CallResult, DayResult, DayWindow
from callqa.model.finding import Certainty, Severity
from callqa.model.recording import Agent, Deferred, Role, Roster
from callqa.model.review.verdicts import Verdict, judge
from callqa.model.summaries import RuleSummary
from reports.view.call_view import call_view
from reports.view.day import view_of
from reports.view.format import Clock, span
from reports.view.lines import segments
from reports.view.model.day import DayView
from reports.view.model.overview import CategoryRow, Level
from reports.view.model.rows import AgentRow
from reports.words.language import words
from tests.support.builders import (
    COMPLAINT,
    MORNING,
    ZONE,
    call,
    day_result,
    evaluation,
    failed_call,
    finding,
    flagged_call,
    not_evaluated,
    recording,
    review,
    silent_call,
    transcript,
    turn,
    whole_call_finding,
)

CLOCK = Clock(zone=ZONE)


def only_category(view: DayView) -> CategoryRow:
    assert len(view.categories) == 1
    return view.categories[0]


def kpi(view: DayView, label: str) -> str:
    return next(each.text for each in view.kpis if each.label == label)


class TestZero:
    def test_is_printed_when_every_rule_was_evaluated_on_every_call(self) -> None:
        view = view_of(day_result(call("a"), silent_call("b")))
        assert only_category(view).hits.text == "0"
        assert kpi(view, words.SEVERE) == "0"

    @pytest.mark.parametrize(
        "unknown",
        [
            failed_call("b"),
            call("b", transcript=failed_call("b").transcript),  # even if its evaluation is clean
            call("b", not_evaluated=(not_evaluated(),)),
            call("b", evaluation=evaluation(call_id="b", rules_revision="rules-older")),
        ],
        ids=["failed", "failed, evaluation empty", "not evaluated", "judged by older rules"],
    )
    def test_is_never_printed_when_one_call_is_unknown(self, unknown: CallResult) -> None:
        view = view_of(day_result(call("a"), unknown))
        counts = [only_category(view).calls, only_category(view).hits, view.rules[0].hits]
        assert [(each.text, each.note) for each in counts] == [("未见", "另有 1 通未评估")] * 3
        assert kpi(view, words.SEVERE) == kpi(view, words.FLAGGED) == "未见"
        assert only_category(view).rate.text == "未见"

    def test_where_no_call_was_evaluated_nothing_is_said_to_be_unseen(self) -> None:
        view = view_of(day_result(failed_call("a"), call("b", not_evaluated=(not_evaluated(),))))
        assert only_category(view).hits.text == "未评估 2 通"
        assert only_category(view).rate.text == words.NOT_EVALUATED

    def test_is_never_printed_without_rules(self) -> None:
        view = view_of(day_result(call("a"), rules=()))
        assert kpi(view, words.SEVERE) == kpi(view, words.FLAGGED) == "未评估 1 通"
        assert view.trust.level is Level.INCOMPLETE

    def test_a_rule_of_another_category_does_not_matter(self) -> None:
        view = view_of(day_result(call("a", not_evaluated=(not_evaluated("another"),))))
        assert only_category(view).hits.text == "0"

    def test_a_number_that_leaves_calls_out_says_so(self) -> None:
        view = view_of(day_result(flagged_call("a"), failed_call("b")))
        assert only_category(view).hits.text == "1"
        assert only_category(view).hits.note == "另有 1 通未评估"
        assert only_category(view).rate.text == "≥ 50.0%"


class TestTrust:
    def test_a_day_without_gaps_is_complete(self) -> None:
        trust = view_of(day_result(flagged_call())).trust
        assert (trust.level, trust.reasons, trust.commands) == (Level.COMPLETE, (), ())

    def test_a_failure_names_the_command_that_tries_again(self) -> None:
        trust = view_of(day_result(failed_call())).trust
        assert trust.level is Level.INCOMPLETE
        assert trust.reasons == ("1 通录音处理失败，内容未知",)
        assert trust.commands == ("callqa run --day 2026-11-21 --redo failed",)

    def test_a_file_left_for_later_makes_a_day_incomplete(self) -> None:
        later = (Deferred(path="/inbox/x.wav"),)
        trust = view_of(day_result(call(), deferred=later)).trust
        assert trust.level is Level.INCOMPLETE
        assert trust.commands == ("callqa run --day 2026-11-21",)

    def test_older_flags_make_a_day_incomplete(self) -> None:
        old = call(evaluation=evaluation(rules_revision="rules-older"))
        trust = view_of(day_result(old)).trust
        assert trust.level is Level.INCOMPLETE
        assert "callqa flag --day 2026-11-21" in trust.commands

    def test_rules_not_evaluated_make_it_partial(self) -> None:
        trust = view_of(day_result(call(not_evaluated=(not_evaluated(),)))).trust
        assert (trust.level, trust.commands) == (Level.PARTIAL, ())

    def test_a_day_without_calls_is_neither(self) -> None:
        assert view_of(day_result()).trust.level is Level.EMPTY

    def test_the_ledger_is_put_into_words(self) -> None:
        view = view_of(day_result(call("a"), silent_call("b"), failed_call("c")))
        assert view.ledger.words == "收到 3 = 已分析 1 + 无语音 1 + 失败 1"
        assert sum(part.share for part in view.ledger.parts) == pytest.approx(1)


class TestFlagged:
    def test_worst_first_then_most_hits_then_earliest(self) -> None:
        low = {"severity": Severity.LOW}
        day = day_result(
            call("late-low", finding(call_id="late-low", **low)),
            call("two-low", *(finding(w, call_id="two-low", **low) for w in ("我要", "投诉"))),
            call("late", finding(call_id="late"), started_at=MORNING + timedelta(hours=2)),
            call("early", finding(call_id="early")),
            call("clean"),
        )
        order = [flagged.row.call_id for flagged in view_of(day).flagged]
        assert order == ["early", "late", "two-low", "late-low"]

    def test_the_keyword_is_marked_between_its_neighbours(self) -> None:
        spoken = [turn("您好", Role.AGENT), turn("我要投诉"), turn("请讲", Role.AGENT), turn("好")]
        day = day_result(call("a", finding(call_id="a", turn=1), transcript=transcript(*spoken)))
        hit = view_of(day).flagged[0].hits[0]
        assert [line.text for line in hit.context] == ["您好", "我要【投诉】", "请讲"]
        assert [line.centre for line in hit.context] == [False, True, False]

    def test_a_long_turn_is_cut_around_the_keyword_but_whole_in_the_transcript(self) -> None:
        text = "前" * 500 + "投诉" + "后" * 500
        hit = finding(start=500, end=502)
        long = call("call-1", hit, transcript=transcript(turn(text)))
        hits = view_of(day_result(long)).flagged[0].hits
        assert hits[0].context[0].text == f"…{'前' * 80}【投诉】{'后' * 80}…"
        assert call_view(long, "c1", hits, CLOCK).lines[0].line.text == text.replace("投诉", "【投诉】")

    def test_a_hit_has_the_time_of_day_and_the_place_in_the_recording(self) -> None:
        hit = finding(start_ms=187_400)
        view = view_of(day_result(call("call-1", hit))).flagged[0].hits[0]
        assert (view.clock, view.offset) == ("09:03:07", "03:07")

    def test_the_time_of_day_is_right_on_the_night_the_clock_changes(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30, half an hour before 03:00 is 02:00
        window = DayWindow.of(date(2026, 10, 25), berlin)
        hit = finding(start_ms=45 * 60_000)
        flagged = call("call-1", hit, started_at=start.astimezone(berlin))
        view = view_of(day_result(flagged, window=window, timezone="Europe/Berlin"))
        assert view.flagged[0].hits[0].clock == "02:15:00"
        assert "UTC+02:00 → UTC+01:00" in view.facts[0].value

    def test_a_whole_call_hit_has_no_place(self) -> None:
        hit = view_of(day_result(call("call-1", whole_call_finding()))).flagged[0].hits[0]
        assert (hit.offset, hit.context, hit.speaker.word) == (words.WHOLE_CALL, (), "坐席")

    def test_a_hit_beyond_the_transcript_is_shown_as_a_whole_call_hit(self) -> None:
        hit = view_of(day_result(call("call-1", finding(turn=7)))).flagged[0].hits[0]
        assert (hit.offset, hit.evidence) == (words.WHOLE_CALL, "投诉")

    def test_an_unknown_speaker_is_named_by_channel_and_never_an_agent(self) -> None:
        stranger = transcript(turn(role=Role.UNKNOWN, channel=1))
        odd = call("call-1", finding(), transcript=stranger)
        hits = view_of(day_result(odd)).flagged[0].hits
        line = call_view(odd, "c1", hits, CLOCK).lines[0].line
        assert hits[0].speaker.word == line.speaker == "未知（声道 2）"

    @pytest.mark.parametrize("certainty", [Certainty.NEAR_SOUND, Certainty.DOUBTFUL])
    def test_what_is_not_exact_is_explained(self, certainty: Certainty) -> None:
        hit = view_of(day_result(call("call-1", finding(certainty=certainty)))).flagged[0].hits[0]
        assert "录音" in hit.certainty_note


class TestMarks:
    @pytest.mark.parametrize(
        ("spans", "expected"),
        [
            ([], "我要投诉"),
            ([(2, 4)], "我要【投诉】"),
            ([(0, 3), (2, 4)], "【我要投诉】"),
            ([(0, 2), (2, 4)], "【我要投诉】"),
            ([(2, 99)], "我要【投诉】"),
            ([(-5, 1)], "【我】要投诉"),
            ([(3, 1)], "我要投诉"),
            ([(50, 60)], "我要投诉"),
        ],
    )
    def test_overlap_and_overrun_lose_no_character(self, spans: list[tuple[int, int]], expected: str) -> None:
        parts = segments("我要投诉", spans)
        assert "".join(f"【{p.text}】" if p.marked else p.text for p in parts) == expected


RUDE = replace(COMPLAINT, rule_id="rude", name="态度恶劣", category="服务禁语", points=20)
LEAK = replace(COMPLAINT, rule_id="leak", name="私下交易", fatal=True)


class TestAgents:
    def agents(self, *calls: CallResult, **changes: Any) -> tuple[AgentRow, ...]:
        return view_of(day_result(*calls, **{"rules": (COMPLAINT, RUDE, LEAK), **changes})).agents

    def calls(
        self, agent: str | None, flagged: int, total: int, rule: RuleSummary = RUDE
    ) -> list[CallResult]:
        """So many calls of an agent, of which some have a hit of a rule."""
        ids = [f"{agent}-{n}" for n in range(total)]
        hit = {"rule_id": rule.rule_id, "role": Role.AGENT if rule.points or rule.fatal else Role.CUSTOMER}
        return [
            call(call_id, *([finding(call_id=call_id, **hit)] if n < flagged else []), agent=agent)
            for n, call_id in enumerate(ids)
        ]

    def test_who_scores_least_is_the_first_to_coach_and_equal_scores_share_a_rank(self) -> None:
        rows = self.agents(*self.calls("a", 1, 5), *self.calls("b", 2, 10), *self.calls("c", 5, 5))
        found = [(row.name, row.rank, row.conduct.average, row.conduct.deducted) for row in rows]
        assert found == [("c", 1, 80, 5), ("b", 2, 96, 2), ("a", 2, 96, 1)]

    def test_what_customers_want_is_apart_and_moves_nobody_up_the_list(self) -> None:
        rows = self.agents(*self.calls("after-sales", 6, 6, COMPLAINT), *self.calls("rude", 1, 6))
        found = [(r.name, r.rank, r.conduct.customer_hits.value, r.conduct.hits.value) for r in rows]
        assert found == [("rude", 1, 0, 1), ("after-sales", 2, 6, 0)]

    def test_a_fatal_call_counts_as_nothing(self) -> None:
        (row,) = self.agents(*self.calls("a", 1, 5, LEAK))
        assert (row.conduct.average, row.conduct.fatal, row.conduct.deducted) == (80, 1, 1)

    def test_a_hit_that_reviewers_found_false_costs_nothing_and_the_machines_mean_stays(self) -> None:
        said = judge([review(Verdict.FALSE, finding_id="finding-a-0-投诉", rule_id="rude")])
        judged = {key[1]: each for key, each in said.items()}
        (row,) = self.agents(*self.calls("a", 1, 5), judgements=judged)
        assert (row.conduct.average, row.conduct.reviewed, row.conduct.deducted) == (96, 100, 0)

    def test_a_mean_over_calls_that_were_partly_evaluated_is_a_bound(self) -> None:
        gap = call("x", agent="a", not_evaluated=(not_evaluated("rude"),))
        (row,) = self.agents(*self.calls("a", 1, 4), gap)
        assert row.conduct.text == "≤ 96"

    def test_nobody_is_ranked_by_a_book_without_points(self) -> None:
        (row,) = self.agents(*self.calls("a", 5, 9, COMPLAINT), rules=(COMPLAINT,))
        assert (row.rank, row.conduct.text, row.conduct.customer_hits.value) == (None, "", 5)

    def test_small_samples_and_the_unknown_agent_are_not_ranked(self) -> None:
        rows = self.agents(*self.calls(None, 6, 6), *self.calls("few", 4, 4), *self.calls("many", 1, 5))
        found = [(row.name, row.rank, row.small) for row in rows]
        assert found == [("many", 1, False), ("few", None, True), (words.UNKNOWN_AGENT, None, False)]

    def test_names_and_teams_are_those_of_the_list(self) -> None:
        roster = Roster(agents={"a": Agent(number="a", name="张三", team="一组")})
        (row,) = self.agents(*self.calls("a", 0, 1), roster=roster)
        assert (row.name, row.team) == ("a 张三", "一组")

    def test_calls_that_were_not_analysed_are_no_part_of_a_rate(self) -> None:
        extra = [failed_call("x", agent="a"), silent_call("y", agent="a")]
        row = self.agents(*self.calls("a", 1, 5), *extra)[0]
        assert (row.calls, row.analysed, row.rate.fraction, row.failed) == (7, 5, "1 / 5", 1)

    def test_a_rate_over_calls_with_gaps_is_a_lower_bound(self) -> None:
        gap = call("x", agent="a", not_evaluated=(not_evaluated(),))
        row = self.agents(*self.calls("a", 1, 4), gap)[0]
        assert row.rate.text == "≥ 20.0%"

    def test_a_blank_agent_is_unknown(self) -> None:
        assert self.agents(call(agent="  "))[0].name == words.UNKNOWN_AGENT


class TestProblems:
    def test_rules_not_evaluated_are_grouped_by_reason(self) -> None:
        gaps = [call(name, not_evaluated=(not_evaluated(),)) for name in "ab"]
        other = call("c", not_evaluated=(not_evaluated(reason="时长不足"),))
        rows = view_of(day_result(*gaps, other)).skipped
        found = [(row.rule, row.reason, row.calls) for row in rows]
        assert found == [("投诉", "声道角色未知", ("a", "b")), ("投诉", "时长不足", ("c",))]

    def test_a_failed_call_is_a_failure_and_not_also_a_list_of_rules(self) -> None:
        view = view_of(day_result(failed_call("a", "文件为空")))
        assert [(row.call_id, row.reason) for row in view.failures] == [("a", "文件为空")]
        assert view.skipped == ()

    def test_a_hit_of_a_rule_that_left_the_book_still_counts(self) -> None:
        old = finding(category="旧类别", rule_id="gone", rule_name="旧规则")
        names = [row.name for row in view_of(day_result(call("call-1", old))).categories]
        assert names == [COMPLAINT.category, "旧类别"]


class TestTimes:
    @pytest.mark.parametrize(
        ("milliseconds", "expected"),
        [(0, "00:00"), (59_999, "00:59"), (3_599_000, "59:59"), (3_600_000, "1:00:00"), (-1, "00:00")],
    )
    def test_a_span_reads_as_minutes_and_seconds(self, milliseconds: int, expected: str) -> None:
        assert span(milliseconds) == expected

    def test_times_are_in_the_zone_of_the_day(self) -> None:
        utc = recording().started_at.astimezone(UTC)
        assert view_of(day_result(call(started_at=utc))).calls[0].clock == "09:00:00"

    def test_the_zone_and_its_offset_are_named(self) -> None:
        facts = {fact.label: fact.value for fact in view_of(day_result()).facts}
        assert facts[words.WINDOW] == "2026-11-21 00:00 至 2026-11-22 00:00（UTC+08:00）"
        assert facts[words.TIMEZONE] == ZONE.key


def test_the_view_of_equal_days_is_equal() -> None:
    def day() -> DayResult:
        return day_result(flagged_call("a"), failed_call("b"))

    assert view_of(day()) == view_of(day())


def test_a_hit_in_a_word_that_was_corrected_by_sound_shows_the_original() -> None:
    hit = finding(certainty=Certainty.NEAR_SOUND, other_reading="头素")

    (flagged,) = view_of(day_result(call("call-1", hit))).flagged

    assert flagged.hits[0].other_reading == "识别的原文是“头素”，按读音改成了热词"
