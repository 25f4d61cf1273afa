"""The part of a page that says who said what about a hit, with what whoever reads it may do."""

from datetime import date
from typing import Any

from fastapi import Request
from starlette.responses import Response

from callqa.console.doors import Visitor
from callqa.console.rendering import page
from callqa.operations.verdicts.appealing import offer
from callqa.operations.verdicts.judging import HitVerdicts


def judged(visitor: Visitor, day: date, verdicts: HitVerdicts) -> dict[str, Any]:
    """Return what the panel of a hit needs beside its id."""
    return {
        "verdicts": verdicts,
        "appeal": offer(visitor.site, visitor.account, day, verdicts),
        "reviewer": visitor.account.name,
    }


def hit_panel(
    request: Request,
    visitor: Visitor,
    day: date,
    hit: str,
    verdicts: HitVerdicts,
    *,
    problem: str = "",
    typed: str = "",
) -> Response:
    """Return the panel of a hit.

    Args:
        problem: why what was asked for was not done; empty where it was.
        typed: what the reader had written, so that it is not lost.
    """
    return page(
        request,
        "review/_panel.html",
        account=visitor.account,
        day=day,
        finding_id=hit,
        appeal_problem=problem,
        typed=typed,
        **judged(visitor, day, verdicts),
    )
