"""The rule book's file: read, checked, and its examples run."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from callqa.host.files import read_text
from callqa.model.errors import BadInputError
from callqa.rules.advice.caution import Caution
from callqa.rules.advice.caution import with_columns as with_columns_of
from callqa.rules.advice.lint import warnings
from callqa.rules.evaluation.examples import broken_examples
from callqa.rules.language.parse import parse
from callqa.rules.language.rule import RuleBook
from callqa.rules.publication import Publication
from callqa.settings.pipeline_yaml import Configuration
from callqa.strict_yaml import loader
from callqa.strict_yaml.problems import ProblemsError, with_columns

_LONGEST = 2_000_000  # characters; 3,000 rules of ten words have 650,000


def load_book(path: Path) -> RuleBook:
    """Read and check a rule book, and run its examples.

    Raises:
        BadInputError: the file cannot be read, or has problems: all of them, each with its line.
    """
    return checked(read_text(path), str(path))


def cautions(path: Path, today: date) -> tuple[Caution, ...]:
    """Return what in a good rule book is legal but looks like a mistake, with line and column.

    Raises:
        BadInputError: as `load_book`.
    """
    text = read_text(path)
    return suspicions(checked(text, str(path)), text, today)


def suspicions(book: RuleBook, text: str, today: date) -> tuple[Caution, ...]:
    """Return what is legal in a book but looks like a mistake, with line and column in its text."""
    return with_columns_of(warnings(book, today), text)


@lru_cache(maxsize=4)  # a night asks for the same book again and again
def checked(text: str, where: str) -> RuleBook:
    """Check the text of a rule book, and run its examples; ``where`` is the file, as messages name it.

    Raises:
        BadInputError: all of its problems, each with its line.
    """
    book = load_text(text, where)
    if problems := broken_examples(book):
        raise ProblemsError(with_columns(problems, text))
    return book


@lru_cache(maxsize=4)
def load_text(text: str, where: str) -> RuleBook:
    """Check the text of a rule book without its examples, which an older language understood otherwise.

    Raises:
        BadInputError: all of its problems, each with its line.
    """
    if len(text) > _LONGEST:
        what = f"规则手册太大（{len(text) // 10_000} 万字）"
        raise BadInputError(what, where, f"最多 {_LONGEST // 10_000} 万字：检查是不是选错了文件")
    try:
        return parse(loader.load(text, where))
    except ProblemsError as error:
        raise ProblemsError(with_columns(error.problems, text)) from error


def book_of(publication: Publication) -> RuleBook:
    """Read the rules of a published book.

    Raises:
        BadInputError: an upgrade made the language stricter than it was then.
    """
    return load_text(publication.text, f"第 {publication.number} 版规则手册")


def book_file(configuration: Configuration) -> Path:
    """Return the file that supervisors edit."""
    return configuration.resolve(configuration.settings.rules)
