"""A range of days as one self-contained page that opens by double-click."""

from collections.abc import Mapping
from types import MappingProxyType

from callqa.days.ranges.rollup import Rollup
from callqa.settings.schema import Language
from reports.html.filters import Filters
from reports.html.scripts import page_script, scripted
from reports.html.templates import render
from reports.view.format import percent
from reports.view.hits import severity_label
from reports.view.range import rollup as rollup_view
from reports.view.range.addresses import address
from reports.view.range.coaching import CoachingPage
from reports.view.range.heard import listed_calls, wordings
from reports.words.language import Catalogue, page_words, speaking

NO_PAGES: Mapping[str, str] = MappingProxyType({})
MOST_PAIRS = 15
"""Agents beside their categories; the others are folded."""
_WORDS = Catalogue("rollup", "page", "common")


def render_coaching(page: CoachingPage, rollup: Rollup, rollup_name: str, language: Language) -> str:
    """Return the page of one agent over a range, for one sheet of paper.

    Args:
        page: what is on it, in the same language.
        rollup: the range.
        rollup_name: file name of its page, one folder above.
        language: what the page speaks.
    """
    with speaking(language):
        span = rollup_view.title(rollup)
        values = {"w": _WORDS, "span": span, "rollup_name": rollup_name, "masked": rollup.masked}
        return render("coaching.html", page=page, **values)


def render_rollup(
    rollup: Rollup,
    workbook_name: str,
    language: Language = Language.CHINESE,
    *,
    agents: Mapping[str, str] = NO_PAGES,
) -> str:
    """Return the page of a range.

    Args:
        workbook_name: file name of the workbook in the same folder.
        language: what the page speaks.
        agents: addresses of the agents' own pages, by number.
    """
    with speaking(language):
        calls = list(listed_calls(rollup))
        teams = [
            (rollup.roster.team(each.name), rollup_view.agent_name(each, rollup)) for each in rollup.agents
        ]
        return render(
            "rollup.html",
            rollup=rollup,
            agents=agents,
            view=rollup_view,
            w=_WORDS,
            head=rollup_view.masthead(rollup, workbook_name),
            trust=rollup_view.trust(rollup),
            remarks=(),
            masked=rollup.masked,
            percent=percent,
            severity_label=severity_label,
            address=address,
            kpis=rollup_view.kpis(rollup),
            rate=rollup_view.hit_rate(rollup),
            precision={each.day: each.share for each in rollup.reviewed_days},
            progress=rollup_view.progress(rollup),
            coached=rollup_view.to_coach(rollup),
            wordings=wordings(rollup),
            pairs=rollup_view.pairs(rollup),
            most_pairs=MOST_PAIRS,
            calls=calls,
            filters=Filters.over(calls, teams),
            judging=True,
            keys=[each for each in page_words.KEYS if each not in page_words.KEYS_OF_VERDICTS],
            **scripted(page_script()),
        )
