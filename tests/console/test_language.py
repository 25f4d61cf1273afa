"""What the console's pages say stands in the catalogues, in both languages."""

import pytest

from callqa.console.rendering import STATIC
from callqa.model.access.account import AccountRole
from callqa.settings.schema import Language, ReportSettings
from tests.reports.english import HANZI
from tests.support.consoles import Console

TEMPLATES = STATIC.parent / "templates"
OWN = [*TEMPLATES.rglob("*.html"), *STATIC.glob("*.js"), *STATIC.glob("*.css")]


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_no_template_and_no_script_has_a_text_of_its_own(file: object) -> None:
    assert not HANZI.search(file.read_text(encoding="utf-8"))  # type: ignore[attr-defined]  # a path


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/days", "/account", "/accounts", "/rules", "/runs", "/doctor", "/nothing"),
        *("/studio", "/studio/history", "/studio/trash"),
    ],
)
def test_an_english_console_is_english(console: Console, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    english = ReportSettings(language=Language.ENGLISH)
    monkeypatch.setitem(console.site.settings.__dict__, "report", english)

    assert HANZI.search(console.signed_in(AccountRole.ADMIN).get(path).text) is None
