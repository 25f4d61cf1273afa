"""A range of days as one self-contained page that opens by double-click."""

from flows.core.rollup import Rollup
from reports import rollup_view, words
from reports.hits import severity_label
from reports.html import environment
from reports.language import page_words
from reports.values import percent

MOST_FLAGGED = 500
"""On the page; the workbook has all."""


def render_rollup(rollup: Rollup, workbook_name: str) -> str:
    """The page of a range.

    Args:
        workbook_name: file name of the workbook in the same folder.
    """
    return (
        environment()
        .get_template("rollup.html")
        .render(
            rollup=rollup,
            view=rollup_view,
            w=page_words,
            words=words,
            percent=percent,
            severity_label=severity_label,
            kpis=rollup_view.kpis(rollup),
            rate=rollup_view.hit_rate(rollup),
            reasons=rollup_view.reasons(rollup),
            precision={each.day: each.share for each in rollup.reviewed_days},
            privacy=words.PRIVACY_NOTE[rollup.masked],
            most=MOST_FLAGGED,
            workbook=workbook_name,
        )
    )
