"""The other reports in English: workbook, digest, roll-up, trial; and verdicts out of an English workbook."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from callqa.days.ranges.past import Past
from callqa.days.ranges.rollup import Rollup
from callqa.model.errors import Failure
from callqa.model.finding import Severity
from callqa.model.recording import Role
from callqa.model.review.verdicts import Verdict
from callqa.reviews.from_workbook import read_workbook
from callqa.rules.evaluation.trial import RuleTrial, Trial, TrialHit
from callqa.rules.publication import Origin, Publication
from callqa.settings.schema import Language
from reports.excel.rollup_sheets import write_rollup_workbook
from reports.excel.workbook import write_workbook
from reports.html.rollup import render_rollup
from reports.html.trial import render_trial
from reports.plain.digest import TEXT, digest
from reports.view.tables import failures
from reports.words.language import speaking
from tests.reports.books import saved
from tests.reports.english import HANZI, SAID, english_day, page_texts
from tests.reports.html.test_report_html import Page
from tests.reports.ranges import range_of
from tests.support.builders import DAY, day_result, failed_call, finding, turn, whole_call_finding

ENGLISH = Language.ENGLISH


def english_workbook() -> BytesIO:
    return saved(write_workbook, english_day(), "qa.html", {"f1": "clips/a.ogg"}, language=ENGLISH)


def chinese_left(book: Workbook) -> list[str]:
    texts = [str(cell.value or "") for sheet in book for row in sheet.iter_rows() for cell in row]
    rules = [
        rule.formula[0] for sheet in book for area in sheet.conditional_formatting for rule in area.rules
    ]
    told = [*book.sheetnames, str(book.properties.title), *texts, *rules]
    return [text for text in told if HANZI.search(text) and text not in SAID]


def rollup() -> Rollup:
    first = date(2026, 11, 20)
    past = Past(first=date(2026, 11, 18), last=date(2026, 11, 19), days=[english_day().summary()])
    return range_of(english_day(), first=first, past=past)


def trial() -> Trial:
    named = {"rule_name": "refund", "category": "complaints"}
    spoken = TrialHit(finding=finding(**named), day=DAY, context=(turn(), turn(role=Role.UNKNOWN)))
    counted = RuleTrial(
        rule_id="refund",
        name="refund",
        category="complaints",
        severity=Severity.HIGH,
        old=None,
        new=1,
        gained=1,
        new_unknown=2,
    )
    return Trial(
        calls=3, rules=(counted,), gained=(spoken,), lost=(TrialHit(finding=whole_call_finding(**named)),)
    )


def trial_page(language: Language) -> str:
    book = Publication(
        number=3,
        revision="rules-1",
        published_at=datetime(2026, 11, 1, tzinfo=UTC),
        author="ann",
        origin=Origin.COMMAND,
        text="",
    )
    return render_trial(
        trial(), file="new.yaml", against=book, days=[DAY], changes=[], masked=True, language=language
    )


def test_an_english_workbook_has_no_chinese_word() -> None:
    assert chinese_left(load_workbook(english_workbook())) == []


def told(failure: Failure, language: Language) -> str:
    with speaking(language):
        (row,) = failures(day_result(failed_call("c", "那天夜里记下的原因", failure)))
    return row.reason


@pytest.mark.parametrize("failure", [each for each in Failure if each is not Failure.OTHER])
def test_an_english_report_says_in_english_why_a_call_failed(failure: Failure) -> None:
    assert not HANZI.search(told(failure, ENGLISH))
    assert told(failure, Language.CHINESE) == "那天夜里记下的原因"


def test_a_failure_that_was_stored_without_a_code_keeps_its_words_in_every_language() -> None:
    assert told(Failure.OTHER, ENGLISH) == told(Failure.OTHER, Language.CHINESE) == "那天夜里记下的原因"


def test_an_english_digest_has_no_chinese_word() -> None:
    told = digest(english_day(), "qa.html", TEXT, speech=False, language=ENGLISH)

    assert not HANZI.search(told)
    assert "received 5 = analysed 3 + no speech 1 + failed 1" in told
    assert "agent bob call call-1" in told


def test_an_english_rollup_has_no_chinese_word() -> None:
    html = render_rollup(rollup(), "qa.xlsx", ENGLISH)

    assert [text for text in page_texts(html) if HANZI.search(text) and text.strip() not in SAID] == []
    assert ("html", {"lang": "en"}) in Page(html).tags
    assert "Days never run: 1" in html
    assert chinese_left(load_workbook(saved(write_rollup_workbook, rollup(), "qa.html", ENGLISH))) == []


def test_an_english_trial_has_no_chinese_word_but_what_was_said() -> None:
    html = trial_page(ENGLISH)

    assert [text for text in page_texts(html) if HANZI.search(text) and text.strip() not in SAID] == []
    assert "no. 3 (2026-11-01 00:00, ann)" in html
    assert "About the whole call, not about one sentence." in html


def test_a_chinese_trial_and_rollup_speak_chinese() -> None:
    assert "第 3 版（2026-11-01 00:00，ann）" in trial_page(Language.CHINESE)
    assert "2026-11-20 至 2026-11-21" in render_rollup(rollup(), "qa.xlsx")


def test_a_page_without_filters_allows_no_script() -> None:
    tags = Page(trial_page(Language.CHINESE)).tags

    assert not [name for name, _ in tags if name == "script"]
    assert not [attrs for _, attrs in tags if "script-src" in attrs.get("content", "")]


def test_verdicts_come_back_from_an_english_workbook(tmp_path: Path) -> None:
    book = load_workbook(english_workbook())
    sheet = book["Hits"]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    (row,) = [row for row in (2, 3) if sheet.cell(row, columns["Hit id"]).value == "f2"]
    sheet.cell(row, columns["Verdict"]).value = "undecided"
    book.save(tmp_path / "reviewed.xlsx")

    (entry,) = read_workbook(tmp_path / "reviewed.xlsx").entries

    assert (entry.finding_id, entry.day, entry.verdict) == ("f2", DAY, Verdict.PENDING)


def test_the_list_of_verdicts_is_english() -> None:
    (choice,) = load_workbook(english_workbook())["Hits"].data_validations.dataValidation

    assert choice.formula1 == '"true hit,false hit,undecided"'
