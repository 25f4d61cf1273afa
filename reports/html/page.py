"""A day as one self-contained HTML file that opens by double-click, and the pages beside it."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
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
from reports.view.model import DayView, Fact, HitView, Masthead
from reports.view.overview import overview_of
from reports.view.pages import PAGES, Layout, main_calls, page_calls
from reports.view.review_queue import review_queue
from reports.words.language import Catalogue, page_words, speaking, words

_WORDS = Catalogue("page", "common")
_NO_SOUND: Mapping[str, Sound] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What the flagged calls can be narrowed to: only values that occur, and every verdict.

    Args:
        agents: by team, the team's name first; it is empty for those of no team.
        rules: by id.
        hours: in which flagged calls began.
        sides: whose doing a hit is about.
    """

    severities: tuple[Label, ...]
    categories: tuple[str, ...]
    agents: tuple[tuple[str, tuple[str, ...]], ...]
    verdicts: tuple[Label, ...]
    rules: tuple[Label, ...] = ()
    queues: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    hours: tuple[int, ...] = ()
    sides: tuple[Label, ...] = ()

    @classmethod
    def of(cls, view: DayView) -> "Filters":
        """Return the choices of a day."""
        hits = [hit for call in view.flagged for hit in call.hits]
        found = {hit.severity.key for hit in hits}
        return cls(
            severities=tuple(severity_label(each) for each in Severity if each.value in found),
            categories=tuple(sorted({hit.category for hit in hits})),
            agents=_by_team(view),
            rules=tuple(
                Label(key=key, word=name) for key, name in sorted(_rules(hits).items(), key=_by_name)
            ),
            queues=tuple(sorted({row.queue for row in view.calls if row.queue})),
            directions=tuple(sorted({row.direction for row in view.calls})),
            hours=tuple(sorted({call.row.at.hour for call in view.flagged})),
            sides=tuple(Label(key=key, word=word) for key, word in page_words.SIDES.items()),
            verdicts=tuple(Label(key=each.value, word=words.STANDING[each]) for each in Standing),
        )


def _rules(hits: Iterable[HitView]) -> dict[str, str]:
    return {hit.rule_id: hit.rule for hit in hits}


def _by_name(rule: tuple[str, str]) -> tuple[str, str]:
    return rule[1], rule[0]


def _by_team(view: DayView) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the agents in groups by team; those of no team last, under an empty name."""
    teams: dict[str, set[str]] = {}
    for row in view.agents:
        teams.setdefault(row.team, set()).add(row.name)
    return tuple(
        (team, tuple(sorted(teams[team]))) for team in sorted(teams, key=lambda name: (not name, name))
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
