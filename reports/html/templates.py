"""The templates that customers restyle, and what is said when one of them is broken."""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from callqa.model.errors import BadInputError
from reports.view.format import clean

TEMPLATES = Path(__file__).parents[1] / "templates"
_CURE = "改好这个模板，或从安装包里恢复原来的，再运行 callqa report；Excel 报告不受影响"


def render(template: str, **values: Any) -> str:
    """Return a template filled in.

    Raises:
        BadInputError: it, or one that it includes, is broken; says the file and the line.
    """
    with telling_broken():
        return environment().get_template(template).render(**values)


@contextmanager
def telling_broken() -> Iterator[None]:
    """Say of an error in a template in which file and line it is.

    Raises:
        BadInputError: a template is broken, or is not UTF-8.
    """
    try:
        yield
    except TemplateSyntaxError as error:
        why = f"写法有误：{error.message}"
        raise BadInputError(
            f"报告模板{why}", _place(error.filename or error.name, error.lineno), _CURE
        ) from error
    except TemplateError as error:
        where, why = _frame(error), error.message or type(error).__name__
        raise BadInputError(f"报告模板出错：{why}", where, _CURE) from error
    except UnicodeDecodeError as error:
        file = _not_utf8()
        raise BadInputError("报告模板不是 UTF-8 编码", file, f"另存为 UTF-8；{_CURE}") from error


def _place(file: str | None, line: int) -> str:
    return f"{file or 'templates'}，第 {line} 行"


def _frame(error: TemplateError) -> str:
    """Return the innermost place in a template: Jinja puts templates' own lines into the traceback."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(str(TEMPLATES))]
    return _place(frames[-1].filename, frames[-1].lineno or 0) if frames else str(TEMPLATES)


def _not_utf8() -> str:
    for file in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        try:
            file.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            return str(file)
    return str(TEMPLATES)


@cache
def environment() -> Environment:
    """Make the environment of this project's templates: every printed value is escaped and printable."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def _query(filters: Mapping[str, object]) -> str:
    """Return what a list is filtered to, as an address of the page has it."""
    return urlencode({name: clean(str(value)) for name, value in filters.items()}, quote_via=quote)


FILTERS = {"query": _query}
"""What our templates use beside Jinja's own: for every environment that reads them."""


def printable(value: object) -> object:
    """Clean every printed text here, so that no field can be forgotten."""
    if value.__class__ is str and value.isprintable():  # nearly every value of a page, a million times a day
        return value
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
