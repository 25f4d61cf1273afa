"""Minutes of a recording as a page of its own, which can be handed on as one file."""

from collections.abc import Mapping

from callqa.studio.job import Job
from callqa.studio.minutes import Minutes
from reports.html.templates import render
from reports.view.format import span
from reports.words.language import Catalogue

_WORDS = Catalogue("studio", "page", "common")


def minutes_page(job: Job, found: Minutes, names: Mapping[str, str], held: str, *, masked: bool) -> str:
    """Return the page.

    Args:
        names: of the speakers, by their keys.
        held: when, in words.
        masked: whether personal numbers are hidden in it.
    """
    values = {"job": job, "minutes": found, "names": names, "held": held, "masked": masked}
    return render("minutes.html", w=_WORDS, span=span, **values)
