"""The catalogue of the language that the report in hand speaks.

Every text that a reader sees and that is not customer speech is in `reports.words` and
`reports.page_words`, and under the same name in `reports.words_en` and `reports.page_words_en`; `words`
below finds it in the language that is being spoken. What English lacks is said in Chinese rather than
not at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import ModuleType
from typing import TYPE_CHECKING, Any

from flows.core.settings import Language
from reports import page_words as _page
from reports import page_words_en as _page_english
from reports import words as _chinese
from reports import words_en as _english

__all__ = ["page_words", "speaking", "words"]

_spoken: ContextVar[Language] = ContextVar("language", default=Language.CHINESE)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Everything inside is said in this language."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def _names(*books: ModuleType) -> dict[str, Any]:
    """What books say, the later ones first."""
    return {name: value for book in books for name, value in vars(book).items() if not name.startswith("_")}


_BOOKS = {
    Language.CHINESE: _names(_chinese, _page),
    Language.ENGLISH: _names(_chinese, _page, _english, _page_english),
}


class _Words:
    """Looks a name up where the spoken language keeps it."""

    def __getattr__(self, name: str) -> Any:
        try:
            return _BOOKS[_spoken.get()][name]
        except KeyError:
            raise AttributeError(f"no catalogue has {name!r}") from None


if TYPE_CHECKING:
    from reports import words  # the checker sees the Chinese catalogue, of which English is a copy
else:
    words = _Words()

page_words: Any = _Words()
"""The same catalogues for templates and for names of the page alone."""
