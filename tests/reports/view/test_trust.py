"""The banner over a day: red for what somebody must mend, a line for the rest, no "complete" in vain."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from callqa.days.day import CallResult, DayResult
from callqa.model.coverage import Case, Coverage, Gap, GapKind, Weight
from callqa.model.recording import Deferred, Expected, Unrecorded
from callqa.model.remarks import Remark, RemarkKind
from callqa.settings.schema import Language
from reports.html.page import render_html
from reports.plain.digest import TEXT, digest
from reports.view.day import view_of
from reports.view.model.overview import Level, Trust
from reports.words.language import coverage_words, speaking, words
from tests.support.builders import COMPLAINT, call, day_result, failed_call, not_evaluated

RETRY = "callqa run --day 2026-11-21 --redo failed"


def many(number: int, *others: CallResult) -> DayResult:
    return day_result(*(call(f"c{n:03}") for n in range(number)), *others)


def gap(kind: GapKind, *call_ids: str, more: int = 0, of: int = 0) -> Gap:
    return Gap(kind=kind, cases=tuple(Case(call_id=each) for each in call_ids), more=more, of=of)


def trust(day: DayResult, *gaps: Gap, alarm_share: float = 0.02) -> Trust:
    return view_of(replace(day, coverage=Coverage(gaps=gaps)), alarm_share).trust


class TestFailures:
    @pytest.mark.parametrize(("calls", "level"), [(49, Level.PARTIAL), (48, Level.INCOMPLETE)])
    def test_alarm_above_two_in_a_hundred(self, calls: int, level: Level) -> None:
        assert trust(many(calls, failed_call("bad"))).level is level

    def test_alarm_at_the_share_that_is_set(self) -> None:
        assert trust(many(9, failed_call("bad")), alarm_share=0.1).level is Level.PARTIAL
        assert trust(many(9, failed_call("bad")), alarm_share=0).level is Level.INCOMPLETE

    def test_below_it_are_one_line(self) -> None:
        told = trust(many(99, failed_call("bad")))

        assert (told.title, told.reasons) == ("基本完整，除了 1 通（1.0%）", ("1 通录音处理失败，内容未知",))
        assert told.commands == (RETRY,)

    def test_below_it_are_no_red_number(self) -> None:
        quiet, loud = many(99, failed_call("bad")), many(3, failed_call("bad"))

        alarms = [{kpi.label: kpi.alarm for kpi in view_of(day).kpis}[words.FAILED] for day in (quiet, loud)]
        assert alarms == [False, True]

    def test_that_are_quarantined_are_offered_once(self) -> None:
        given_up = Remark(kind=RemarkKind.QUARANTINED, call_ids=("bad",))
        day = replace(many(99, failed_call("bad")), remarks=(given_up,))

        page = render_html(day)
        text = digest(day, "qa.html", TEXT, speech=False)

        assert view_of(day).trust.commands == ()
        assert (page.count(RETRY), text.count(RETRY)) == (1, 0)

    def test_that_are_only_partly_quarantined_are_offered(self) -> None:
        given_up = Remark(kind=RemarkKind.QUARANTINED, call_ids=("bad",))
        day = replace(many(99, failed_call("bad"), failed_call("worse")), remarks=(given_up,))

        assert view_of(day).trust.commands == (RETRY,)


class TestWhatAlwaysAlarms:
    def test_a_call_that_was_not_tried(self) -> None:
        failed = failed_call("new")
        untried = replace(failed, transcript=replace(failed.transcript, engine_revision=""))

        told = trust(many(999, untried))

        assert (told.level, told.reasons) == (Level.INCOMPLETE, ("1 通录音还没有处理",))

    def test_a_call_without_a_recording(self) -> None:
        lost = Unrecorded(call_id="lost", started_at=datetime(2026, 11, 21, 9, tzinfo=UTC))

        assert trust(replace(many(999), expected=Expected(listed=1000, unrecorded=(lost,)))).level is (
            Level.INCOMPLETE
        )

    @pytest.mark.parametrize("kind", [kind for kind in GapKind if kind.weight is Weight.SYSTEMATIC])
    def test_what_is_wrong_with_a_whole_recorder_or_table(self, kind: GapKind) -> None:
        assert trust(many(999), gap(kind, "c001")).level is Level.INCOMPLETE


class TestGaps:
    @pytest.mark.parametrize("kind", [kind for kind in GapKind if kind.weight is Weight.INCOMPLETE])
    def test_are_never_passed_over(self, kind: GapKind) -> None:
        told = trust(many(999), gap(kind, "c001", of=999))

        assert told.level is Level.PARTIAL
        assert told.reasons == (coverage_words.gap(gap(kind, "c001", of=999)),)

    def test_of_many_calls_alarm(self) -> None:
        assert trust(many(40), gap(GapKind.SILENT_ROLE, "c001")).level is Level.INCOMPLETE

    def test_of_several_kinds_alarm_together(self) -> None:
        both = gap(GapKind.SILENT_ROLE, "c001"), gap(GapKind.UNREAD_AUDIO, "c002")

        assert trust(many(60), both[0]).level is Level.PARTIAL
        assert trust(many(60), *both).level is Level.INCOMPLETE

    @pytest.mark.parametrize(("of", "level"), [(100, Level.INCOMPLETE), (1000, Level.PARTIAL)])
    def test_of_rows_are_weighed_against_the_rows(self, of: int, level: Level) -> None:
        assert trust(many(5), gap(GapKind.UNREAD_ROWS, more=3, of=of)).level is level

    @pytest.mark.parametrize("kind", [kind for kind in GapKind if kind.weight is Weight.NOTE])
    def test_that_are_notes_leave_a_day_complete(self, kind: GapKind) -> None:
        assert trust(many(3), gap(kind, "c001")).level is Level.COMPLETE

    @pytest.mark.parametrize("language", Language)
    @pytest.mark.parametrize("kind", GapKind)
    def test_are_told_in_every_output(self, kind: GapKind, language: Language) -> None:
        day = replace(many(3), coverage=Coverage(gaps=(gap(kind, "c001", more=8, of=20),)))
        with speaking(language):
            (line,) = (each.text for each in view_of(day).gaps)

            assert "c001" in line
            assert line in digest(day, "qa.html", TEXT, speech=False, language=language)


def test_rules_that_were_not_evaluated_stay_a_line_however_many_calls() -> None:
    told = trust(day_result(call("a", not_evaluated=(not_evaluated(),)), call("b")))

    assert (told.level, told.title) == (Level.PARTIAL, words.TITLE_PARTIAL)


def test_files_still_being_written_are_weighed_like_calls() -> None:
    later = (Deferred(path="/inbox/x.wav"),)

    assert trust(replace(many(99), deferred=later)).level is Level.PARTIAL
    assert trust(replace(many(9), deferred=later)).level is Level.INCOMPLETE


def test_what_holds_for_every_rule_is_said_once() -> None:
    partly = call("z", not_evaluated=(not_evaluated(),))
    other = replace(COMPLAINT, rule_id="another")
    view = view_of(replace(many(9, failed_call("x"), failed_call("y"), partly), rules=(COMPLAINT, other)))

    assert view.missed_by_all == 2
    assert [row.skipped for row in view.rules] == [1, 0]
    assert [row.skipped for row in view.categories] == [1]
