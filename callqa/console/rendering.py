"""Pages of the console, from its own templates and the report's: both say the same in the same words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.responses import HTMLResponse

from callqa import __version__
from callqa.console.desk import desk_of
from callqa.model.access.account import Account, Capability
from callqa.text.masking import mask
from reports.html.templates import FILTERS, TEMPLATES, printable, telling_broken
from reports.words.language import Catalogue, speaking

_OWN = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
_MENU = (
    ("/", Capability.SIGNED_IN),
    ("/days", Capability.READ_NUMBERS),
    ("/studio", Capability.STUDIO),
    ("/review", Capability.JUDGE),
    ("/appeals", Capability.READ_SPEECH),
    ("/search", Capability.READ_SPEECH),
    ("/agents", Capability.READ_SPEECH),
    ("/trends", Capability.READ_NUMBERS),
    ("/rules", Capability.READ_RULES),
    ("/runs", Capability.OPERATE),
    ("/doctor", Capability.OPERATE),
    ("/audit", Capability.MANAGE),
    ("/accounts", Capability.MANAGE),
)
"""Paths of the menu, and what each asks for."""
_WORDS = Catalogue("console", "access", "judging", "studio", "page", "rollup", "common")


@cache
def _environment() -> Environment:
    """Make the environment: the console's templates first, then the report's, every value escaped."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(_OWN), FileSystemLoader(TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update({**FILTERS, "hidden": hide_numbers})
    return made


@pass_context
def hide_numbers(context: Context, text: str) -> str:
    """Hide personal numbers in what somebody wrote, where the settings hide them."""
    return mask(text) if context["masked"] else text


def page(
    request: Request, template: str, *, account: Account | None = None, status: int = 200, **values: Any
) -> HTMLResponse:
    """Return a page filled in, in the language of the settings.

    Args:
        request: that it answers.
        template: its name.
        account: who reads it; None before signing in.
        status: of the answer.
        values: what the template needs.
    """
    values = {"account": account, "may": _asked(account), "menu": _MENU, **values}
    return HTMLResponse(fill(request, template, **values), status)


def fill(request: Request, template: str, **values: Any) -> str:
    """Return a template filled in, in the language of the settings; arguments as for `page`."""
    settings = desk_of(request).site.settings
    with in_words(request), telling_broken():
        return (
            _environment()
            .get_template(template)
            .render(
                w=_WORDS,
                here=request.url.path,
                version=__version__,
                masked=settings.privacy.mask,
                zone=settings.zone,
                **values,
            )
        )


@contextmanager
def in_words(request: Request) -> Iterator[None]:
    """Say everything inside in the language of the settings."""
    with speaking(desk_of(request).site.settings.report.language):
        yield


def _asked(account: Account | None) -> Callable[[str], bool]:
    """Return what tells a template whether the reader has a capability."""
    return lambda capability: account is not None and account.may(Capability(capability))
