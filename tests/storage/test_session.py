"""A site opens its database when somebody needs it, closes it, and knows who asks and what time it is."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from callqa.host.users import ACTING_FOR, who
from callqa.model.errors import BadInputError
from callqa.storage.session import Site


def test_a_database_that_nobody_asks_for_is_not_made(project: Path) -> None:
    with Site.open(project) as site:
        file = site.configuration.database_file

    assert file
    assert not file.exists()


def test_a_database_that_cannot_be_opened_says_so_to_whoever_needs_it(project: Path) -> None:
    with project.open("a", encoding="utf-8") as stream:
        stream.write("\ndatabase: nonsense://\n")

    with Site.open(project) as site, pytest.raises(BadInputError, match="打不开数据库"):
        _ = site.store


def test_one_database_serves_the_whole_block_and_is_closed_after_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Site.open(project) as site:
        database, closed = site.database, []
        assert site.store.database is database
        monkeypatch.setattr(database, "close", lambda: closed.append(True))

    assert closed == [True]


def test_the_user_of_the_process_is_who_asks_unless_a_door_says_otherwise(project: Path) -> None:
    with Site.open(project) as ours, Site.open(project, actor="alice (console)") as theirs:
        assert (ours.actor, theirs.actor) == (who(), "alice (console)")


def test_a_command_of_the_console_works_for_whoever_asked_there(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ACTING_FOR, "alice (console)")

    with Site.open(project) as site:
        assert site.actor == "alice (console)"


def test_days_are_those_of_the_configured_zone(project: Path) -> None:
    evening_in_london = datetime(2026, 2, 14, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai

    with Site.open(project, clock=lambda: evening_in_london) as site:
        assert (site.today(), site.yesterday()) == (date(2026, 2, 15), date(2026, 2, 14))
        assert (site.now(), site.run_id("flag")) == (evening_in_london, "flag-20260214T163000")
