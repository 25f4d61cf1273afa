"""The catalogues of the language that the report in hand speaks.

Every text that a reader sees and that is not customer speech is in a module of `reports.words.chinese`, and
under the same name in the module of `reports.words.english` that is called the same. The catalogues below
find it in the language that is being spoken.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import TYPE_CHECKING, Any

from callqa.settings.schema import Language

__all__ = [
    "Catalogue",
    "coverage_words",
    "digest_words",
    "message_words",
    "page_words",
    "remark_words",
    "rollup_words",
    "rule_words",
    "speaking",
    "studio_words",
    "trial_words",
    "words",
    "workbook_words",
]

_PACKAGES = {Language.CHINESE: "reports.words.chinese", Language.ENGLISH: "reports.words.english"}
_spoken: ContextVar[Language] = ContextVar("language", default=Language.CHINESE)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Everything inside is said in this language."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


class Catalogue:
    """Looks a name up in modules of the spoken language.

    Args:
        modules: their names in the package of a language; the first that has a name says it.
    """

    def __init__(self, *modules: str) -> None:
        self._modules = modules
        self._books: dict[Language, dict[str, Any]] = {}
        """By language, each as soon as it is spoken: no run speaks both, and most words are never said."""

    def __getattr__(self, name: str) -> Any:
        language = _spoken.get()
        if language not in self._books:
            self._books[language] = _names(_PACKAGES[language], self._modules)
        try:
            return self._books[language][name]
        except KeyError:
            raise AttributeError(f"no catalogue has {name!r}") from None


def _names(package: str, modules: tuple[str, ...]) -> dict[str, Any]:
    books = [vars(import_module(f"{package}.{module}")) for module in reversed(modules)]
    return {name: value for book in books for name, value in book.items() if not name.startswith("_")}


if TYPE_CHECKING:  # the checker sees the Chinese catalogues, of which the others are copies
    from reports.words.chinese import common as words
    from reports.words.chinese import coverage as coverage_words
    from reports.words.chinese import digest as digest_words
    from reports.words.chinese import message as message_words
    from reports.words.chinese import page as page_words
    from reports.words.chinese import remarks as remark_words
    from reports.words.chinese import rollup as rollup_words
    from reports.words.chinese import rules as rule_words
    from reports.words.chinese import studio as studio_words
    from reports.words.chinese import trial as trial_words
    from reports.words.chinese import workbook as workbook_words
else:
    words = Catalogue("common")
    coverage_words = Catalogue("coverage")
    digest_words = Catalogue("digest")
    message_words = Catalogue("message")
    page_words = Catalogue("page")
    remark_words = Catalogue("remarks")
    rollup_words = Catalogue("rollup")
    rule_words = Catalogue("rules")
    studio_words = Catalogue("studio")
    trial_words = Catalogue("trial")
    workbook_words = Catalogue("workbook")
