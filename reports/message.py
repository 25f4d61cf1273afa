"""The morning message as title and text."""

from dataclasses import asdict
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.core.notice import Notice

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    # plain text: nothing to escape
    return Environment(  # noqa: S701
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def message(notice: Notice) -> tuple[str, str]:
    """Title and text; ``templates/message.txt`` can be rewritten."""
    text = _environment().get_template("message.txt").render(asdict(notice)).strip()
    title, _, body = text.partition("\n")
    return title, body.strip()
