"""A book that nobody edited keeps its rules revision, so that no stored day becomes stale by an upgrade."""

from pathlib import Path

import pytest

from callqa.rules.language import parse as language
from callqa.rules.language.parse import parse
from callqa.strict_yaml.loader import read

BOOKS = Path(__file__).parent / "books"
REVISIONS = {
    # computed by the code before each operator had a module of its own
    "every_operator": "rules-4435025e1409522d",
    "defaults": "rules-7c0d7ff4c899b37b",
    "short_forms": "rules-a26cfb9ed6de89e9",
}


@pytest.mark.parametrize(("name", "revision"), REVISIONS.items())
def test_what_a_book_states_is_named_as_it_was_in_language_2(
    name: str, revision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the number of the language may change, when the same book starts to find something else."""
    monkeypatch.setattr(language, "_LANGUAGE", 2)

    assert parse(read(BOOKS / f"{name}.yaml")).revision == revision
