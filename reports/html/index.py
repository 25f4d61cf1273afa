"""The list of all nights as a page: what a supervisor bookmarks."""

from callqa.settings.schema import Language
from reports.html.scripts import scripted
from reports.html.templates import TEMPLATES, render, telling_broken
from reports.view.range.index import Index
from reports.words.language import Catalogue, speaking

NAME = "index.html"
_WORDS = Catalogue("rollup", "page", "common")


def render_index(index: Index, *, masked: bool, language: Language = Language.CHINESE) -> str:
    """Return the page.

    Args:
        index: what is on it; made in the same language.
        masked: whether numbers are hidden in the reports.
        language: what the page speaks.
    """
    with telling_broken():
        script = (TEMPLATES / "index.js").read_text(encoding="utf-8")
    with speaking(language):
        return render(
            "index.html",
            w=_WORDS,
            index=index,
            masked=masked,
            **scripted(script),
        )
