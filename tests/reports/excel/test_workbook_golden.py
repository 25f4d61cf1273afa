"""Every cell of the workbook of a small fixed day but its notes, as a text that a person can compare.

After a change that is meant, run it once with ``UPDATE_GOLDEN=1`` and look at the difference.
"""

import os
from datetime import timedelta
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from callqa.days.day import DayResult
from callqa.days.masked_day import mask_day
from callqa.days.summary import CategoryCount
from callqa.model.recording import Deferred, Role
from callqa.model.review.precision import DayPrecision, RulePrecision
from callqa.model.review.verdicts import Verdict, judge
from reports.view.format import clean, escape_cell
from tests.reports.books import written
from tests.reports.hostile import EXAMPLES, hostile_day
from tests.support.builders import (
    DAY,
    MORNING,
    call,
    day_result,
    day_summary,
    failed_call,
    finding,
    flagged_call,
    not_evaluated,
    review,
    silent_call,
    transcript,
    turn,
    whole_call_finding,
)

GOLDEN = Path(__file__).with_name("golden_workbook.txt")


def fixed_day() -> DayResult:
    """Something of everything: hits, a failure, silence, gaps, verdicts, a number, a formula, history."""
    said = transcript(
        turn("您好请讲", Role.AGENT),
        turn("我要投诉打13800138000找我", start_ms=2_000),
        turn("=1+1", Role.AGENT, start_ms=9_000),
        call_id="a",
    )
    spoken = finding(call_id="a", finding_id="f1", turn=1, start_ms=2_400, end_ms=2_800)
    calls = (
        call(
            "a",
            spoken,
            whole_call_finding("a", finding_id="f2"),
            transcript=said,
            customer_number="13800138000",
        ),
        flagged_call("b", agent=None, started_at=MORNING + timedelta(hours=1)),
        failed_call("c", agent="1002"),
        silent_call("d"),
        call("e", not_evaluated=(not_evaluated(),)),
    )
    reviews = [
        review(Verdict.TRUE, finding_id="f1", note="回拨 13900139000"),
        review(Verdict.FALSE, "李四", finding_id="f1"),
        review(Verdict.FALSE, finding_id="f2"),
    ]
    hit = (CategoryCount(name="客户投诉", hits=2),)
    yesterday = day_summary(received=3, flagged=1, hits=2, severe=2, categories=hit)
    return mask_day(
        day_result(
            *calls,
            deferred=(Deferred(path="/inbox/13800138000.wav"),),
            history=(yesterday,),
            judgements={key[1]: each for key, each in judge(reviews).items()},
            precisions=(
                RulePrecision(rule_id="complaint", hits=9, confirmed=2, refuted=5, pending=1, disputed=1),
            ),
            reviewed_days=(DayPrecision(day=DAY, confirmed=2, refuted=5),),
        )
    )


def dump(sheet: Worksheet) -> list[str]:
    """Return a line a cell that holds anything: place, type, value, format, link."""
    lines = [f"== {sheet.title}"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                link = f" -> {cell.hyperlink.target}#{cell.hyperlink.location}" if cell.hyperlink else ""
                lines.append(f"{cell.coordinate} {cell.data_type} {cell.value!r} {cell.number_format}{link}")
    return lines


def test_the_cells_of_a_fixed_day_are_those_that_were_looked_at() -> None:
    book = written(fixed_day(), "qa.html", {"f1": "clips/a.ogg"})
    told = "\n".join(line for sheet in book.worksheets[:-1] for line in dump(sheet)) + "\n"

    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


def test_no_number_of_a_customer_is_in_any_cell() -> None:
    for sheet in written(fixed_day(), "qa.html"):
        assert not [
            cell.coordinate for row in sheet.iter_rows() for cell in row if "00138" in str(cell.value)
        ]
        assert not [
            cell.coordinate for row in sheet.iter_rows() for cell in row if "00139" in str(cell.value)
        ]


def test_hostile_notes_and_names_of_reviewers_are_text() -> None:
    for text in EXAMPLES:
        day = hostile_day(text)
        (hit, *_) = [each for one in day.calls for each in one.evaluation.findings]
        said = judge([review(Verdict.TRUE, text, finding_id=hit.finding_id, note=text)])
        day_with = day_result(*day.calls, judgements={key[1]: each for key, each in said.items()})
        sheet = written(day_with, "qa.html")["命中"]
        cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type in ("f", "e")]
        assert (escape_cell(clean(text)) or None) in [cell.value for cell in sheet["L"]]
