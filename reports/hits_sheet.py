"""The sheet of hits: what a supervisor reads, judges, and sends back."""

from collections.abc import Iterable, Iterator, Mapping

from flows.core import verdict_sheet
from flows.core.day import DayResult
from flows.core.review import Judgement, Verdict
from reports import words
from reports.grid import Column, Kind, Link, Row, Sheet
from reports.shapes import DayView, FlaggedCall, HitView, Line
from reports.values import naive, seconds

COLUMNS = (
    Column("级别", 8, Kind.SEVERITY),
    Column("类别", 12),
    Column("规则", 18),
    Column("坐席", 14),
    Column("时刻", 20),
    Column("位置", 8),
    Column("说话人", 10),
    Column("关键词", 14),
    Column("原话", 44, Kind.LONG),
    Column("上一句", 30, Kind.LONG),
    Column("下一句", 30, Kind.LONG),
    Column("把握", 8, Kind.STATE),
    Column(verdict_sheet.VERDICT, 12, Kind.VERDICT),
    Column(verdict_sheet.REMARK, 24, Kind.INPUT),
    Column(words.REVIEWS, 24, Kind.LONG),
    Column("网页版", 8),
    Column("录音", 8),
    Column("通话", 24),
    Column("队列", 10),
    Column("规则编号", 16),
    Column(verdict_sheet.HIT_ID, 20, Kind.HIDDEN),
    Column(verdict_sheet.HIT_DAY, 12, Kind.HIDDEN),
    Column(verdict_sheet.VERDICT_BEFORE, 12, Kind.HIDDEN),
    Column(verdict_sheet.REMARK_BEFORE, 12, Kind.HIDDEN),
)
_PRINTED = [column.header for column in COLUMNS].index(words.REVIEWS) + 1


def hits_sheet(result: DayResult, view: DayView, clips: Mapping[str, str]) -> Sheet:
    """All hits, worst call first.

    Args:
        clips: where each hit can be heard, by finding id: URLs relative to the workbook.
    """
    return Sheet(
        title=verdict_sheet.HITS_SHEET, columns=COLUMNS, rows=_rows(result, view, clips), printed=_PRINTED
    )


def _rows(result: DayResult, view: DayView, clips: Mapping[str, str]) -> Iterator[Row]:
    day = result.window.day.isoformat()
    for call in view.flagged:
        for hit in call.hits:
            clip = clips.get(hit.finding_id)
            links = (Link(text="打开", anchor=hit.anchor), Link(text="播放", address=clip) if clip else None)
            judged = _judged(result.judgements.get(hit.finding_id))
            origin = (call.row.call_id, call.row.queue, hit.rule_id, hit.finding_id, day)
            yield (*_found(hit, call), *judged, *links, *origin, *judged[:2])


def _found(hit: HitView, call: FlaggedCall) -> Row:
    before, said, after = _around(hit.context)
    return (
        hit.severity.word,
        hit.category,
        hit.rule,
        call.row.agent,
        naive(hit.at or call.row.at),
        words.WHOLE_CALL if hit.offset_ms is None else seconds(hit.offset_ms),
        hit.speaker.word,
        hit.evidence,
        said,
        before,
        after,
        hit.certainty.word,
    )


def _judged(judgement: Judgement | None) -> tuple[str | None, str | None, str | None]:
    """The verdict that stands, its note, and who said what."""
    if judgement is None:
        return None, None, None
    verdict: Verdict | None = judgement.verdict
    return (
        verdict_sheet.VERDICT_WORD[verdict] if verdict else None,
        judgement.note or None,
        words.reviews_text(judgement),
    )


def _around(context: tuple[Line, ...]) -> tuple[str, str, str]:
    """The turns before, at and after a hit."""
    centre = next((place for place, line in enumerate(context) if line.centre), None)
    if centre is None:
        return "", "", ""
    return _spoken(context[:centre]), context[centre].text, _spoken(context[centre + 1 :])


def _spoken(lines: Iterable[Line]) -> str:
    return "".join(f"{line.speaker}：{line.text}" for line in lines)
