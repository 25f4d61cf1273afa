"""A day as one self-contained HTML file that opens by double-click, and the pages beside it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from callqa.days.day import DayResult
from callqa.model.playback import Sound
from callqa.settings.schema import ReportSettings
from reports.html.filters import Filters
from reports.html.scripts import page_script, scripted
from reports.html.templates import render
from reports.view.agents import SMALL_SAMPLE
from reports.view.day import view_of
from reports.view.model.day import DayView
from reports.view.model.overview import Fact, Masthead
from reports.view.overview import overview_of
from reports.view.pages import PAGES, Layout, main_calls, page_calls
from reports.view.review_queue import review_queue
from reports.words.language import Catalogue, page_words, speaking

_WORDS = Catalogue("page", "common")
_NO_SOUND: Mapping[str, Sound] = {}


def render_html(
    result: DayResult,
    *,
    view: DayView | None = None,
    sounds: Mapping[str, Sound] = _NO_SOUND,
    settings: ReportSettings | None = None,
) -> str:
    """Return the report of a day.

    Args:
        view: of the day, in the language of the settings, where the caller has made it.
        sounds: what can be heard of its calls, by call id, with addresses as seen from the report.
        settings: the defaults if not given.
    """
    chosen = settings or ReportSettings()
    with speaking(chosen.language):
        view = view or view_of(result, chosen.alarm_share)
        layout = Layout.of(result, view, chosen)
        return _render(
            "base.html",
            result,
            view,
            layout=layout,
            overview=overview_of(result, view.kpis, [row.name for row in view.categories]),
            head=Masthead(
                kicker=page_words.REPORT,
                title=view.title,
                facts=view.facts,
                note=view.model_note,
                days=_around(view.day),
            ),
            trust=view.trust,
            first=review_queue(view, sounds),
            judging=True,
            remarks=view.remarks,
            calls=main_calls(result, view, layout, sounds),
            pages_folder=PAGES,
            many_calls=chosen.calls_per_page,
            small_sample=SMALL_SAMPLE,
        )


def _around(day: date) -> tuple[Fact, ...]:
    """Return the links to the days around one, by way of the list of all nights.

    That alone knows which they are: this page need not be written again when the next night has run.
    """
    return (
        Fact(label=page_words.DAY_BEFORE, value="", href=f"../index.html#before={day}"),
        Fact(label=page_words.EVERY_DAY, value="", href="../index.html"),
        Fact(label=page_words.DAY_AFTER, value="", href=f"../index.html#after={day}"),
    )


def render_pages(
    result: DayResult,
    report_name: str,
    *,
    view: DayView | None = None,
    sounds: Mapping[str, Sound] = _NO_SOUND,
    settings: ReportSettings | None = None,
) -> Iterator[tuple[str, str]]:
    """Yield the transcripts that are not whole in the report itself, as names and texts of pages.

    Args:
        report_name: file name of the report, one folder above the pages.
        view: as for `render_html`.
    """
    chosen = settings or ReportSettings()
    with speaking(chosen.language):
        view = view or view_of(result, chosen.alarm_share)
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
    return render(
        template,
        view=view,
        w=_WORDS,
        filters=Filters.of(view),
        masked=result.masked,
        **scripted(page_script()),
        **more,
    )
