"""A day as one self-contained HTML file that opens by double-click, and the pages beside it."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from callqa.days.day import DayResult
from callqa.model.finding import Severity
from callqa.model.playback import Sound
from callqa.model.review import Standing
from callqa.settings.schema import ReportSettings
from reports.html.templates import TEMPLATES, render, telling_broken
from reports.view.agents import SMALL_SAMPLE
from reports.view.day import view_of
from reports.view.format import Label
from reports.view.hits import severity_label
from reports.view.model import DayView, Masthead
from reports.view.overview import overview_of
from reports.view.pages import PAGES, Layout, main_calls, page_calls
from reports.view.review_queue import review_queue
from reports.words.language import Catalogue, page_words, speaking, words

_WORDS = Catalogue("page", "common")
_NO_SOUND: Mapping[str, Sound] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What the flagged calls can be narrowed to: only values that occur, and every verdict."""

    severities: tuple[Label, ...]
    categories: tuple[str, ...]
    agents: tuple[str, ...]
    verdicts: tuple[Label, ...]

    @classmethod
    def of(cls, view: DayView) -> "Filters":
        """Return the choices of a day."""
        hits = [hit for call in view.flagged for hit in call.hits]
        found = {hit.severity.key for hit in hits}
        return cls(
            severities=tuple(severity_label(each) for each in Severity if each.value in found),
            categories=tuple(sorted({hit.category for hit in hits})),
            agents=tuple(sorted({row.agent for row in view.calls})),
            verdicts=tuple(Label(key=each.value, word=words.STANDING[each]) for each in Standing),
        )


def render_html(
    result: DayResult,
    *,
    sounds: Mapping[str, Sound] = _NO_SOUND,
    settings: ReportSettings | None = None,
) -> str:
    """Return the report of a day.

    Args:
        sounds: what can be heard of its calls, by call id, with addresses as seen from the report.
        settings: the defaults if not given.
    """
    chosen = settings or ReportSettings()
    with speaking(chosen.language):
        view = view_of(result, chosen.alarm_share)
        layout = Layout.of(result, view, chosen)
        return _render(
            "base.html",
            result,
            view,
            layout=layout,
            overview=overview_of(result, view.kpis, [row.name for row in view.categories]),
            head=Masthead(kicker=page_words.REPORT, title=view.title, facts=view.facts, note=view.model_note),
            trust=view.trust,
            first=review_queue(view, sounds),
            judging=True,
            remarks=view.remarks,
            calls=main_calls(result, view, layout, sounds),
            pages_folder=PAGES,
            many_calls=chosen.calls_per_page,
            small_sample=SMALL_SAMPLE,
        )


def render_pages(
    result: DayResult,
    report_name: str,
    *,
    sounds: Mapping[str, Sound] = _NO_SOUND,
    settings: ReportSettings | None = None,
) -> Iterator[tuple[str, str]]:
    """Yield the transcripts that are not whole in the report itself, as names and texts of pages.

    Args:
        report_name: file name of the report, one folder above the pages.
    """
    chosen = settings or ReportSettings()
    with speaking(chosen.language):
        view = view_of(result, chosen.alarm_share)
        layout = Layout.of(result, view, chosen)
    for page in layout.pages:
        with speaking(chosen.language):
            calls = page_calls(result, view, page, sounds)
            judging = any(call.evaluation.findings for call in page.calls)
            text = _render(
                "page.html", result, view, page=page, calls=calls, report_name=report_name, judging=judging
            )
        yield page.name, text


def _render(template: str, result: DayResult, view: DayView, **more: Any) -> str:
    script = page_script()
    return render(
        template,
        view=view,
        w=_WORDS,
        filters=Filters.of(view),
        masked=result.masked,
        script=script,
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        **more,
    )


@cache
def page_script() -> str:
    """Return the page's own script, put together from its parts."""
    parts = sorted((TEMPLATES / "script").glob("*.js"))
    with telling_broken():
        texts = [part.read_text(encoding="utf-8") for part in parts]
    return '(() => {\n"use strict";\n' + "".join(texts) + "})();"
