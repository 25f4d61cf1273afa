"""A day in a few lines for a notification: counts, the worst, what failed, where the report is."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from callqa.days.day import CallResult, DayResult
from callqa.settings.schema import Language
from reports.view.day import by_urgency, view_of
from reports.view.format import clean, clip_tail
from reports.view.model.calls import FlaggedCall
from reports.view.model.day import DayView
from reports.view.model.overview import Level
from reports.view.trust import ALARM_SHARE
from reports.words.language import digest_words as w
from reports.words.language import speaking, words

WORST = 5
MOST_FAILED = 5
_MOST_SPEECH = 40
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How the parts of a digest are written down."""

    text: Callable[[str], str]
    title: Callable[[str], str]
    head: Callable[[str], str]
    item: Callable[[str], str]
    code: Callable[[str], str]
    link: Callable[[str], str]


def _plain(text: str) -> str:
    return " ".join(clean(text).split())


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", _plain(text))


TEXT = Style(text=_plain, title=str, head=str, item=lambda line: f"  {line}", code=_plain, link=str)
MARKDOWN = Style(
    text=_escaped,
    title=lambda line: f"## {line}\n",
    head=lambda line: f"\n**{line}**\n",
    item=lambda line: f"- {line}",
    code=lambda line: f"`{_plain(line).replace('`', '')}`",
    link=lambda address: f"<{address}>",
)


def digest(
    result: DayResult,
    report: str,
    style: Style,
    *,
    speech: bool,
    language: Language = Language.CHINESE,
    alarm_share: float = ALARM_SHARE,
    address: str = "",
) -> str:
    """Return the digest of a day.

    Args:
        report: where the HTML report is.
        speech: whether it may quote what was said; rule names are not speech.
        language: what it speaks.
        alarm_share: see `reports.view.trust`.
        address: of the console, to whose pages the day and its worst calls lead; empty for none.
    """
    links = _Links(base=f"{address}/days/{result.window.day}" if address else "", style=style)
    with speaking(language):
        view = view_of(result, alarm_share)
        return "\n".join(_lines(result, view, report, links, speech=speech)) + "\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Links:
    """Where a day and its calls are at the console.

    Args:
        base: address of the day; empty where nothing is linked.
    """

    base: str
    style: Style

    def day(self, report: str) -> str:
        return self.style.link(self.base) if self.base else self.style.code(report)

    def call(self, call: CallResult) -> str:
        ref = call.recording.ref
        return f" {self.style.link(f'{self.base}/calls/{ref}')}" if self.base and ref else ""


def _lines(result: DayResult, view: DayView, report: str, links: _Links, *, speech: bool) -> Iterator[str]:
    style = links.style
    yield style.title(style.text(w.title(view.day.isoformat(), view.title)))
    if view.trust.level is not Level.COMPLETE:
        yield style.item(style.text(f"{w.ATTENTION}{view.trust.title}"))
        yield from (style.item(style.text(reason)) for reason in view.trust.reasons)
    yield from (style.item(style.text(gap.text)) for gap in view.gaps if gap.is_note)
    yield from (style.item(style.text(f"{words.UNUSUAL}{words.COLON}{each}")) for each in view.unusual)
    yield style.item(style.text(view.ledger.words))
    for kpi in view.kpis:
        if kpi.label in (words.FLAGGED, words.SEVERE):
            yield style.item(style.text(w.figure(kpi.label, kpi.text, kpi.note)))
    if change := _change(result):
        yield style.item(style.text(change))
    yield from _worst(result, view, links, speech=speech)
    yield from _failed(view, style)
    yield style.head(w.REPORT)
    yield style.item(links.day(report))


def _change(result: DayResult) -> str:
    """Return the number of hits beside the last day that was run; empty where one of them is not complete."""
    today = result.summary()
    before = result.history[-1] if result.history else None
    if before is None or not (before.complete and today.complete):
        return ""
    return w.change(today.hits, before.day.isoformat(), before.hits)


def _worst(result: DayResult, view: DayView, links: _Links, *, speech: bool) -> Iterator[str]:
    if not view.flagged:
        return
    style = links.style
    yield style.head(w.worst(min(WORST, len(view.flagged))))
    for call, flagged in islice(zip(by_urgency(result), view.flagged, strict=True), WORST):
        yield style.item(style.text(_call(flagged, speech=speech)) + links.call(call))


def _call(call: FlaggedCall, *, speech: bool) -> str:
    hit, row = call.hits[0], call.row
    said = w.said(clip_tail(hit.evidence, _MOST_SPEECH)) if speech and hit.evidence else ""
    found = f"{hit.severity.word} {hit.category}·{hit.rule}"
    return f"{w.call(found, row.clock, row.agent, row.call_id, len(call.hits))}{said}"


def _failed(view: DayView, style: Style) -> Iterator[str]:
    if not view.failures:
        return
    yield style.head(w.failed(len(view.failures)))
    for failure in view.failures[:MOST_FAILED]:
        yield style.item(style.text(w.failure(failure.call_id, failure.reason)))
    if len(view.failures) > MOST_FAILED:
        yield style.item(style.text(w.more_failed(len(view.failures) - MOST_FAILED)))
    if view.offers_retry:
        yield style.item(f"{w.RETRY}{style.code(view.retry)}")
