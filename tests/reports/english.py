"""A day of an English call centre, in which only the customers speak Chinese."""

import re
from datetime import timedelta

from callqa.days.anomalies import Measure, Unusual
from callqa.days.day import DayResult
from callqa.model.errors import Failure
from callqa.model.finding import Certainty, Severity
from callqa.model.recording import Deferred, Duplicate
from callqa.model.review.precision import DayPrecision, RulePrecision
from callqa.model.review.verdicts import Verdict, judge
from callqa.model.summaries import RuleSummary
from tests.reports.html.test_report_html import Page
from tests.support.builders import (
    MORNING,
    call,
    day_result,
    failed_call,
    finding,
    not_evaluated,
    review,
    silent_call,
    whole_call_finding,
)

SAID = {"我要", "投诉", "我要投诉", "我要【投诉】"}
HANZI = re.compile("[\u3001\u3002\u4e00-\u9fff\uff00-\uffef]")
"""Chinese characters and Chinese punctuation, but the brackets round a keyword."""
RULE = RuleSummary(rule_id="refund", name="refund", category="complaints", severity=Severity.HIGH, points=10)


def english_day() -> DayResult:
    """Something of everything."""
    named = {"rule_id": "refund", "rule_name": "refund", "category": "complaints"}
    doubtful = finding(finding_id="f1", certainty=Certainty.DOUBTFUL, other_reading="re fund", **named)
    near = whole_call_finding("b", finding_id="f2", certainty=Certainty.NEAR_SOUND, **named)
    place = {"queue": "sales"}
    reviews = [
        review(Verdict.FALSE, "Ann", finding_id="f1", rule_id="refund", note="a joke"),
        review(Verdict.TRUE, "Ben", finding_id="f2", rule_id="refund"),
        review(Verdict.FALSE, "Cy", finding_id="f2", rule_id="refund"),
    ]
    return day_result(
        call("call-1", doubtful, agent="bob", **place),
        call("b", near, agent="bob", started_at=MORNING + timedelta(hours=1), **place),
        failed_call("c", "文件不完整：应有 9.0 秒，实有 3.0 秒", Failure.INCOMPLETE, agent=None, **place),
        call("d", not_evaluated=(not_evaluated("refund", "role unknown"),), agent="eve", **place),
        silent_call("e", agent="eve", **place),
        rules=(RULE,),
        duplicates=(Duplicate(path="/inbox/again.wav", duplicate_of="b"),),
        deferred=(Deferred(path="/inbox/late.wav"),),
        unusual=tuple(Unusual(measure=each, weekday=5, now=0.5, usual=40) for each in Measure),
        judgements={key[1]: each for key, each in judge(reviews).items()},
        precisions=(RulePrecision(rule_id="refund", hits=9, confirmed=1, refuted=7, pending=0, disputed=1),),
        reviewed_days=(DayPrecision(day=MORNING.date(), confirmed=1, refuted=7),),
    )


def page_texts(html: str) -> list[str]:
    """Return what a reader sees or is told by a screen reader."""
    page = Page(html)
    texts = [text for tag, inside in page.texts.items() if tag not in ("style", "script") for text in inside]
    return texts + [value for name in ("aria-label", "title", "placeholder") for value in page.every(name)]
