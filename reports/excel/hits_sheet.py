"""The sheet of hits: what a supervisor reads, judges, and sends back."""

from collections.abc import Iterable, Iterator, Mapping

from callqa.days.day import DayResult
from callqa.model.review.verdicts import Judgement, Verdict
from reports.excel.grid import Column, Kind, Link, Row, Sheet, chosen, naive, seconds
from reports.view.model.calls import FlaggedCall, HitView, Line
from reports.view.model.day import DayView
from reports.words.language import words
from reports.words.language import workbook_words as w


def _columns() -> tuple[Column, ...]:
    """Return what is needed to judge a hit first: it fits a screen of 1366 pixels."""
    hits = words.HITS_SHEET
    return (
        Column(w.SEVERITY, 10, Kind.SEVERITY),
        Column(w.CATEGORY, 12),
        Column(w.RULE, 18),
        Column(w.AGENT, 12),
        Column(w.MOMENT, 20),
        Column(w.PLACE, 8),
        Column(w.SPEAKER, 10),
        Column(w.CERTAINTY, 8, Kind.STATE),
        Column(w.SAID, 40, Kind.LONG),
        Column(w.RECORDING, 8),
        Column(hits.verdict, 12, Kind.VERDICT, choice=chosen(hits.verdicts.values())),
        Column(hits.remark, 22, Kind.INPUT),
        Column(w.BEFORE, 30, Kind.LONG),
        Column(w.AFTER, 30, Kind.LONG),
        Column(w.KEYWORD, 14),
        Column(w.REVIEWS, 24, Kind.LONG),
        Column(w.PAGE, 8),
        Column(w.EMOTION_HEAD, 10, Kind.STATE),
        Column(w.CALL, 24),
        Column(w.QUEUE, 10),
        Column(w.RULE_ID, 16),
        Column(hits.hit_id, 20, Kind.HIDDEN),
        Column(hits.hit_day, 12, Kind.HIDDEN),
        Column(hits.verdict_before, 12, Kind.HIDDEN),
        Column(hits.remark_before, 12, Kind.HIDDEN),
    )


def hits_sheet(result: DayResult, view: DayView, clips: Mapping[str, str]) -> Sheet:
    """All hits, worst call first; printed as far as what a supervisor writes.

    Args:
        clips: where each hit can be heard, by finding id: URLs relative to the workbook.
    """
    columns = _columns()
    return Sheet(
        title=words.HITS_SHEET.title,
        columns=columns,
        rows=_rows(result, view, clips),
        printed=[column.header for column in columns].index(words.HITS_SHEET.remark) + 1,
    )


def _rows(result: DayResult, view: DayView, clips: Mapping[str, str]) -> Iterator[Row]:
    day = result.window.day.isoformat()
    for call in view.flagged:
        for hit in call.hits:
            clip = clips.get(hit.finding_id)
            play = Link(text=w.PLAY, address=clip) if clip else None
            before, said, after = _around(hit.context)
            *own, reviews = _judged(result.judgements.get(hit.finding_id))
            felt = hit.emotion or words.NOT_EVALUATED
            around = (before, after, hit.evidence, reviews, Link(text=w.OPEN, anchor=hit.anchor))
            origin = (felt, call.row.call_id, call.row.queue, hit.rule_id, hit.finding_id, day)
            yield (*_found(hit, call), said, play, *own, *around, *origin, *own)


def _found(hit: HitView, call: FlaggedCall) -> Row:
    return (
        hit.severity.word,
        hit.category,
        hit.rule,
        call.row.agent,
        naive(hit.at or call.row.at),
        words.WHOLE_CALL if hit.offset_ms is None else seconds(hit.offset_ms),
        hit.speaker.word,
        hit.certainty.word,
    )


def _judged(judgement: Judgement | None) -> tuple[str | None, str | None, str | None]:
    """Return the verdict that stands, its note, and who said what."""
    if judgement is None:
        return None, None, None
    verdict: Verdict | None = judgement.verdict
    return (
        words.HITS_SHEET.verdicts[verdict] if verdict else None,
        judgement.note or None,
        words.reviews_text(judgement),
    )


def _around(context: tuple[Line, ...]) -> tuple[str, str, str]:
    """Return the turns before, at and after a hit."""
    centre = next((place for place, line in enumerate(context) if line.centre), None)
    if centre is None:
        return "", "", ""
    return _spoken(context[:centre]), context[centre].text, _spoken(context[centre + 1 :])


def _spoken(lines: Iterable[Line]) -> str:
    return "".join(w.said_by(line.speaker, line.text) for line in lines)
