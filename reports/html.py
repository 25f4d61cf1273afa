"""A day as one self-contained HTML file that opens by double-click."""

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.core.day import DayResult
from flows.core.finding import Severity
from reports import words
from reports.agents import SMALL_SAMPLE
from reports.hits import severity_label
from reports.shapes import DayView, Label
from reports.text import clean
from reports.view import view_of

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What the flagged calls can be narrowed to: only values that occur."""

    severities: tuple[Label, ...]
    categories: tuple[str, ...]
    agents: tuple[str, ...]

    @classmethod
    def of(cls, view: DayView) -> "Filters":
        """The choices of a day."""
        hits = [hit for call in view.flagged for hit in call.hits]
        found = {hit.severity.key for hit in hits}
        return cls(
            severities=tuple(severity_label(each) for each in Severity if each.value in found),
            categories=tuple(sorted({hit.category for hit in hits})),
            agents=tuple(sorted({call.row.agent for call in view.flagged})),
        )


def render_html(result: DayResult) -> str:
    """The report of a day, complete in itself: no file beside it, nothing from the network."""
    view = view_of(result)
    script = (_TEMPLATES / "filter.js").read_text(encoding="utf-8")
    return (
        environment()
        .get_template("base.html")
        .render(
            view=view,
            filters=Filters.of(view),
            notes=words.NOTES,
            small_sample=SMALL_SAMPLE,
            script=script,
            script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        )
    )


@cache
def environment() -> Environment:
    """Templates of this project: every printed value is escaped and printable."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _printable(value: object) -> object:
    """Every printed text passes here, so that no field can be forgotten."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
