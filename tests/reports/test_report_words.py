"""The report in another language: one catalogue, nothing forgotten."""

import inspect
import re
from types import ModuleType

import pytest
from builders import call, day_result, failed_call, finding, not_evaluated, whole_call_finding
from test_report_html import Page

from flows.core.finding import Certainty
from flows.core.settings import Language, ReportSettings
from reports import page_words, page_words_en, words, words_en
from reports.html import environment, render_html
from reports.language import page_words as spoken

SAID = {"我要", "投诉", "我要投诉"}
HANZI = re.compile("[\u4e00-\u9fff]")


def names(book: ModuleType) -> set[str]:
    return {
        name
        for name, value in vars(book).items()
        if not name.startswith("_") and not isinstance(value, (type, ModuleType))
    }


def test_english_has_every_name_of_the_page_and_no_other() -> None:
    assert names(page_words_en) == names(page_words)


def test_english_has_no_name_that_chinese_lacks() -> None:
    assert names(words_en) <= names(words)


@pytest.mark.parametrize("book", [words_en, page_words_en])
def test_english_functions_take_the_same_arguments(book: ModuleType) -> None:
    chinese = words if book is words_en else page_words
    functions = [name for name in names(book) if inspect.isfunction(getattr(book, name))]

    assert functions
    for name in functions:
        assert inspect.signature(getattr(book, name)) == inspect.signature(getattr(chinese, name))


def test_an_english_report_of_english_calls_has_no_chinese_word() -> None:
    rule = {"rule_name": "refund", "category": "complaints"}
    hit = finding("refund", certainty=Certainty.DOUBTFUL, other_reading="re fund", **rule)
    day = day_result(
        call("a", hit, whole_call_finding("a", **rule), queue="sales", agent="bob"),
        failed_call("b", "cut off", queue="sales", agent=None),
        call("c", not_evaluated=(not_evaluated(reason="role unknown"),), queue="sales", agent="eve"),
        rules=(),
    )
    html = render_html(day, settings=ReportSettings(language=Language.ENGLISH))
    page = Page(html)

    hidden = {"script", "style"}
    texts = [text for tag, inside in page.texts.items() if tag not in hidden for text in inside]
    left = [text for text in texts if HANZI.search(text) and text not in SAID]
    labels = [value for name in ("aria-label", "title", "placeholder") for value in page.every(name)]
    assert left == []
    assert [label for label in labels if HANZI.search(label)] == []
    assert ("html", {"lang": "en"}) in page.tags


def test_templates_hold_no_text_of_their_own() -> None:
    loader = environment().loader
    assert loader is not None
    chinese_only = {"trial.html", "rollup.html"}
    own = [name for name in loader.list_templates() if name.endswith(".html") and name not in chinese_only]

    assert own
    for name in own:
        source = loader.get_source(environment(), name)[0]
        assert not HANZI.search(source), name


def test_a_name_that_no_catalogue_has_is_an_error() -> None:
    with pytest.raises(AttributeError, match="NO_SUCH"):
        _ = spoken.NO_SUCH
