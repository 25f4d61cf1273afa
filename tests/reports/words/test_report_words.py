"""The report in another language: one catalogue, nothing forgotten."""

import ast
import inspect
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import reports
from callqa.settings.schema import Language, ReportSettings
from reports.html.page import render_html
from reports.html.templates import environment
from reports.words.language import Catalogue
from tests.reports.english import HANZI, SAID, english_day, page_texts
from tests.reports.html.test_report_html import Page

FOLDER = Path(reports.__file__).parent
WORDS = FOLDER / "words"
MODULES = sorted(path.stem for path in (WORDS / "chinese").glob("[a-z]*.py"))


TOLD_TO_WHO_RESTYLES = {"templates.py"}
"""What is said of a broken template is an error, and errors are Chinese."""


def names(book: ModuleType) -> set[str]:
    """Return what a catalogue says itself; what it imports is somebody else's."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(inspect.getsource(book)))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return {name for name in vars(book) if not name.startswith("_")} - imported


def book(language: str, module: str) -> ModuleType:
    return import_module(f"reports.words.{language}.{module}")


@pytest.mark.parametrize("module", MODULES)
def test_english_has_every_name_of_chinese_and_no_other(module: str) -> None:
    assert names(book("english", module)) == names(book("chinese", module))


@pytest.mark.parametrize("module", MODULES)
def test_what_is_said_is_of_the_same_kind_in_both_languages(module: str) -> None:
    chinese, english = vars(book("chinese", module)), vars(book("english", module))

    for name in names(book("chinese", module)):
        assert type(chinese[name]) is type(english[name]), name
        if inspect.isfunction(chinese[name]):
            assert inspect.signature(english[name]) == inspect.signature(chinese[name])
        if isinstance(chinese[name], dict):
            assert list(english[name]) == list(chinese[name])


def spoken_strings(source: str) -> list[str]:
    """Return the strings of a module but its docstrings, and the keys by which words are looked up."""
    tree = list(ast.walk(ast.parse(source)))
    documented = {id(node.value) for node in tree if isinstance(node, ast.Expr)}
    documented |= {id(key) for node in tree if isinstance(node, ast.Dict) for key in node.keys}
    return [
        node.value
        for node in tree
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented
    ]


def test_no_report_has_a_chinese_word_of_its_own() -> None:
    code = [path for path in FOLDER.rglob("*.py") if WORDS / "chinese" not in path.parents]

    assert code
    for path in code:
        strings = spoken_strings(path.read_text(encoding="utf-8"))
        if path.name not in TOLD_TO_WHO_RESTYLES:
            assert [each for each in strings if HANZI.search(each)] == [], path.name


def test_an_english_report_of_english_calls_has_no_chinese_word() -> None:
    html = render_html(english_day(), settings=ReportSettings(language=Language.ENGLISH))
    page = Page(html)

    assert [text for text in page_texts(html) if HANZI.search(text) and text not in SAID] == []
    assert ("html", {"lang": "en"}) in page.tags


@pytest.mark.parametrize("module", MODULES)
def test_english_is_english(module: str) -> None:
    strings = spoken_strings((WORDS / "english" / f"{module}.py").read_text(encoding="utf-8"))

    assert [each for each in strings if HANZI.search(each)] == []


def test_templates_hold_no_text_of_their_own() -> None:
    loader = environment().loader
    assert loader is not None
    own = [name for name in loader.list_templates() if name.endswith(".html")]

    assert own
    for name in own:
        source = loader.get_source(environment(), name)[0]
        assert not HANZI.search(source), name


def test_a_name_that_no_catalogue_has_is_an_error() -> None:
    with pytest.raises(AttributeError, match="NO_SUCH"):
        _ = Catalogue("page").NO_SUCH
