"""A day with everything that can be said of one: nothing of it is Chinese in the English outputs."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

from openpyxl import load_workbook

from callqa.days.day import DayResult
from callqa.days.ranges.past import Past
from callqa.days.ranges.rollup import Rollup
from callqa.days.rule_changes import About, ChangeKind, Demand, Detail, RuleChange
from callqa.model.coverage import Case, Coverage, Gap, GapKind
from callqa.model.errors import Failure
from callqa.model.finding import NotEvaluated, Undecided, Why
from callqa.model.recording import Role
from callqa.model.remarks import Remark, RemarkKind
from callqa.model.summaries import ModelNote
from callqa.monitoring.notice import Kind, Notice
from callqa.settings.schema import Language, ReportSettings
from reports.excel.rollup_sheets import write_rollup_workbook
from reports.excel.workbook import write_workbook
from reports.html.page import render_html
from reports.html.rollup import render_rollup
from reports.html.trial import render_trial
from reports.plain.digest import TEXT, digest
from reports.plain.message import message
from reports.words.language import speaking
from reports.words.lines import remark_lines
from tests.reports.books import saved
from tests.reports.english import HANZI, SAID, english_day, page_texts
from tests.reports.plain.test_english_message import FIGURES, NAMED
from tests.reports.ranges import range_of
from tests.reports.words.test_english_reports import chinese_left, trial
from tests.support.builders import DAY, call, engine, failed_call

ENGLISH = Language.ENGLISH
DETAILS = (
    Detail(about=About.NAME, before="old", after="new"),
    Detail(about=About.SEVERITY, before="high", after="critical"),
    Detail(about=About.ROLE, before="agent", after=""),
    Detail(about=About.FATAL, before="", after="yes"),
    Detail(about=About.SINCE, before="", after="2026-03-01"),
    Detail(about=About.KEYWORDS, words=("refund",)),
    Detail(about=About.EXCEPTIONS, words=("hotline",), is_gone=True),
    Detail(about=About.DEMANDS, demands=(Demand(kind="silence", values={"over_ms": 9000}),)),
    Detail(about=About.ARRANGEMENT),
)


@cache
def everything() -> DayResult:
    """Return the day."""
    known = [kind for kind in RemarkKind if kind is not RemarkKind.AS_WRITTEN]
    whys = [Undecided(kind=why, role=Role.AGENT, seconds=3) for why in Why if why is not Why.AS_WRITTEN]
    failures = [each for each in Failure if each is not Failure.OTHER]
    calls = [
        *english_day().calls,
        *(failed_call(f"f{n}", "那天夜里记下的原因", each, queue="sales") for n, each in enumerate(failures)),
        *(
            call(
                f"w{n}",
                not_evaluated=(NotEvaluated(rule_id="refund", reason=why),),
                agent="eve",
                queue="sales",
            )
            for n, why in enumerate(whys)
        ),
    ]
    gaps = tuple(Gap(kind=each, cases=(Case(call_id="b", name="a.wav", seconds=2),)) for each in GapKind)
    changes = (RuleChange(kind=each, rule_id="refund", name="refund", category="c") for each in ChangeKind)
    return replace(
        english_day(),
        calls=tuple(calls),
        remarks=tuple(Remark(kind=each, call_ids=("b",), figures=FIGURES, names=NAMED) for each in known),
        coverage=Coverage(files=9, rows=9, gaps=gaps),
        engine=engine(notes=tuple(ModelNote)),
        rule_changes=tuple(
            replace(each, details=DETAILS) if each.kind is ChangeKind.CHANGED else each for each in changes
        ),
    )


def rollup() -> Rollup:
    past = Past(first=DAY - timedelta(days=1), last=DAY - timedelta(days=1), days=[everything().summary()])
    return range_of(everything(), past=past, precisions={}, reviewed_days=())


def left(texts: list[str]) -> list[str]:
    return [text for text in texts if HANZI.search(text) and text.strip() not in SAID]


def test_in_the_page() -> None:
    html = render_html(everything(), settings=ReportSettings(language=ENGLISH))

    assert left(page_texts(html)) == []
    assert "Changed rule c · refund (refund): name old → new" in html


def test_in_the_workbook() -> None:
    book = load_workbook(saved(write_workbook, everything(), "qa.html", {}, language=ENGLISH))

    assert chinese_left(book) == []


def test_in_the_rollup() -> None:
    assert left(page_texts(render_rollup(rollup(), "qa.xlsx", ENGLISH))) == []
    assert chinese_left(load_workbook(saved(write_rollup_workbook, rollup(), "qa.html", ENGLISH))) == []


def test_in_the_message() -> None:
    with speaking(ENGLISH):
        problems = remark_lines(everything())
    told = digest(everything(), "qa.html", TEXT, speech=False, language=ENGLISH)

    assert left([told, *problems]) == []
    for kind in Kind:
        notice = Notice(kind=kind, day=DAY, host="qa1", problems=problems, digest=told)
        assert left(list(message(notice, ENGLISH))) == []


def test_in_the_page_of_a_trial() -> None:
    html = render_trial(
        trial(),
        file="new.yaml",
        against=None,
        days=[DAY],
        changes=everything().rule_changes,
        masked=True,
        language=ENGLISH,
    )

    assert left(page_texts(html)) == []
