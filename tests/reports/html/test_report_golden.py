"""A small fixed day as an outline of its page: what changes in a report is seen in a diff.

UPDATE_GOLDEN=1 python -m pytest tests/reports/html/test_report_golden.py    writes it anew
"""

import os
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

from callqa.days.day import DayResult
from callqa.days.summary import CategoryCount
from callqa.model.finding import Certainty, Severity
from callqa.model.playback import Piece, Sound, Unheard
from callqa.model.recording import Role
from callqa.model.remarks import Remark, RemarkKind
from callqa.model.review.precision import RulePrecision
from callqa.model.review.verdicts import Verdict, judge
from reports.html.page import render_html
from tests.support.builders import (
    COMPLAINT,
    call,
    changed_line,
    day_result,
    day_summary,
    evaluation,
    failed_call,
    finding,
    not_evaluated,
    review,
    silent_call,
    transcript,
    turn,
    whole_call_finding,
)

GOLDEN = Path(__file__).with_name("golden_day.txt")

SHOWN = {"id", "class", "href", "hidden", "open", "role", "aria-label", "scope", "title"}
VOID = {"meta", "input", "br", "img", "link", "path"}


class Outline(HTMLParser):
    """Tags with their telling attributes and their texts, indented; styles, scripts and drawings left out."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.skipping = 0
        self.lines: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self.skipping += 1
        if tag == "path":
            return
        shown = [f"{name}={value}" if value else name for name, value in attrs if self._told(name)]
        self.lines.append("  " * self.depth + " ".join([f"<{tag}>", *shown]))
        self.depth += tag not in VOID

    def _told(self, name: str) -> bool:
        return name in SHOWN or name.startswith("data-")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.skipping -= 1
        self.depth -= tag not in VOID

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.skipping:
            self.lines.append("  " * self.depth + " ".join(data.split()))


def fixed_day() -> DayResult:
    """Something of everything that a report shows."""
    spoken = transcript(
        turn("您好请问有什么可以帮您", Role.AGENT, 1_000),
        turn("我要投诉你们的快递", Role.CUSTOMER, 8_000),
        turn("请您稍等", Role.AGENT, 12_000),
        call_id="b",
        duration_ms=20_000,
    )
    place = {"call_id": "b", "turn": 1, "start_ms": 8_400, "end_ms": 8_800}
    doubtful = finding(finding_id="b1", certainty=Certainty.DOUBTFUL, other_reading="头宿", **place)
    opening = whole_call_finding("b", finding_id="b2", severity=Severity.CRITICAL, category="未报开场白")
    said = {"finding_id": "b1", "note": "口头语", "at": datetime(2026, 11, 22, 1, 0, tzinfo=UTC)}
    reviews = [review(Verdict.TRUE, "甲", **said), review(Verdict.FALSE, "乙", **said)]
    hit = (CategoryCount(name=COMPLAINT.category, hits=1),)
    yesterday = day_summary(received=4, hits=1, severe=1, categories=hit)
    return day_result(
        call("a"),
        call("b", transcript=spoken, evaluation=evaluation(doubtful, opening, call_id="b")),
        call("c", not_evaluated=(not_evaluated(),), agent=None),
        silent_call("d"),
        failed_call("e"),
        history=(yesterday,),
        judgements={finding_id: each for (_, finding_id), each in judge(reviews).items()},
        precisions=(
            RulePrecision(rule_id=COMPLAINT.rule_id, hits=9, confirmed=2, refuted=3, pending=0, disputed=1),
        ),
        rule_changes=(changed_line(),),
        remarks=(Remark(kind=RemarkKind.AS_WRITTEN, names={"text": "昨晚晚开始了两小时"}),),
    )


def test_the_page_of_a_fixed_day_is_as_it_was() -> None:
    sounds = {
        "b": Sound(pieces=(Piece(url="clips/b.ogg", start_ms=0, end_ms=20_000),)),
        "a": Sound(unheard=Unheard.GONE),
    }
    outline = "\n".join(Outline(render_html(fixed_day(), sounds=sounds)).lines) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(outline, encoding="utf-8")

    assert outline == GOLDEN.read_text(encoding="utf-8")
