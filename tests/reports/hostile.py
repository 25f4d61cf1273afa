"""Text that breaks reports, and a day that has it in every field."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from callqa.days.day import DayResult
from callqa.model.coverage import Case, Coverage, Gap, GapKind
from callqa.model.finding import Certainty, Severity
from callqa.model.recording import Deferred, Duplicate, Role
from callqa.model.remarks import Remark, RemarkKind
from callqa.model.summaries import RuleSummary
from tests.support.builders import (
    call,
    changed_line,
    day_result,
    engine,
    evaluation,
    failed_call,
    finding,
    not_evaluated,
    transcript,
    turn,
    whole_call_finding,
)

EXAMPLES = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)",
    "{{ 7 * 7 }}{% include 'base.html' %}",
    "]]>&lt;&amp;<!--",
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "#N/A",
    "12345",
    "2026-11-21",
    "TRUE",
    "😀👩‍👩‍👧",
    "مرحبا\u202e反转\u202c\u200f",
    "\x00\x01\x07\x1b\x7f\x85\ufffe",
    "断\ud800开",
    "一行\n两行\r\n三行\r四行",
    "  前后空格  ",
)


def remarks(text: str) -> Iterator[Remark]:
    """Yield a remark of every kind that names this text wherever it can name anything."""
    figures: dict[str, float] = defaultdict(lambda: 2)
    names = defaultdict(lambda: text, {text: text})
    for kind in RemarkKind:
        yield Remark(kind=kind, call_ids=("a" + text, text), figures=figures, names=names)


def gaps(text: str) -> Iterator[Gap]:
    """Yield a gap of every kind, too."""
    cases = (Case(call_id="a" + text, seconds=2.5), Case(name=text, why=text), Case(name=text, why="no_file"))
    for kind in GapKind:
        yield Gap(kind=kind, cases=cases, more=3, of=9, about=text, setting="channels.inbound")


def hostile_day(text: str) -> DayResult:
    """Return a day whose every string is this text; ids that must be unique start with another letter."""
    turns = (turn(text, end_ms=1_000), turn(text, Role.AGENT, 5_000, end_ms=6_000), turn(text, end_ms=1_000))
    spoken = transcript(*turns, call_id="a" + text)
    hit = {
        "rule_id": text,
        "rule_name": text,
        "category": text,
        "call_id": "a" + text,
        "severity": Severity.CRITICAL,
        "certainty": Certainty.NEAR_SOUND,
    }
    found = evaluation(
        finding(text, finding_id=text, turn=1, start=0, end=max(len(text) // 2, 1), **hit),
        whole_call_finding(finding_id="w" + text, **hit),
        call_id="a" + text,
        not_evaluated=(not_evaluated("other" + text, text),),
    )
    meta = {"agent": text, "queue": text, "customer_number": text, "path": text}
    rule = RuleSummary(rule_id=text, name=text, category=text, severity=Severity.LOW)
    day = day_result(
        call("a" + text, transcript=spoken, evaluation=found, **meta),
        failed_call("b" + text, text, **meta),
        engine=engine(model=text, device=text, revision=text, note_text=text),
        rules=(rule,),
        duplicates=(Duplicate(path=text, duplicate_of=text),),
        deferred=(Deferred(path=text),),
        rule_changes=(changed_line(text),),
        remarks=tuple(remarks(text)),
        coverage=Coverage(gaps=tuple(gaps(text))),
    )
    return replace(day, timezone=text, run_id=text)
