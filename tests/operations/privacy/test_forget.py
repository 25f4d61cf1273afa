"""A customer's calls are removed from everything that was made from them, and never come back."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from callqa.operations import collect, flag, report, transcribe
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.reviews import Reviews
from callqa.storage.store import Store
from flows import catch_up
from tests.support.builders import review
from tests.support.calls import write_call
from tests.support.doubles import Scripted
from tests.support.sites import site, site_over

DAY = date(2026, 2, 14)
NUMBER = "12000000002"
Callqa = Callable[..., tuple[int, str, str]]


def work(configuration: Configuration, store: Store) -> None:
    collect.collect_day(site(configuration, store), DAY)
    transcribe.transcribe_calls(site(configuration, store), DAY, [r.call_id for r in store.recordings(DAY)])
    flag.flag_day(site(configuration, store), DAY)
    report.report_day(site(configuration, store), DAY, run_id="run-1")


@pytest.fixture
def reported(configuration: Configuration, store: Store, recogniser: Scripted) -> Store:
    """Three reported calls; the second one's hit was reviewed and exported."""
    work(configuration, store)
    found = store.evaluations(DAY)["c2"].findings[0]
    place = {"day": DAY, "finding_id": found.finding_id, "rule_id": found.rule_id}
    said = review(reviewer="王", note="客户姓甲", at=datetime.now(UTC), **place)
    Reviews(store.database).add(site_over(store, now=datetime.now(UTC)), [said])
    return store


def rows_about(store: Store, call_id: str) -> list[str]:
    """Return the tables in which a call id stands anywhere."""
    with store.database.transaction() as connection:
        names = (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        )
        return [
            name
            for name in names
            if any(
                f"'{call_id}'" in str(tuple(row)) or NUMBER in str(tuple(row))
                for row in connection.execute(text(f"SELECT * FROM {name}"))
            )
        ]


def test_nothing_about_a_forgotten_call_is_left_in_the_database_or_the_reports(
    reported: Store, callqa: Callqa, configuration: Configuration
) -> None:
    callqa("report", "--day", "2026-02-14", "--format", "csv")
    code, told, _ = callqa("forget", "--call", "c2", "--json")

    assert code == 0
    assert json.loads(told)["days"][0]["calls"] == ["c2"]
    assert rows_about(reported, "c2") == []
    assert Reviews(reported.database).between(DAY, DAY) == []
    left = [path for path in (configuration.home / "data" / "reports").rglob("*") if path.is_file()]
    assert sorted(path.suffix for path in left) == [".html", ".html", ".ogg", ".ogg", ".xlsx"]
    pages = {path.name: path.read_text(encoding="utf-8") for path in left if path.suffix == ".html"}
    assert all("_c2" not in page for page in pages.values())
    html = pages["qa-2026-02-14.html"]
    assert "删除了 1 通" in html


def test_nothing_of_a_forgotten_call_is_left_in_the_bytes_of_the_database(
    reported: Store, callqa: Callqa, configuration: Configuration
) -> None:
    callqa("forget", "--customer", NUMBER)

    data = configuration.home / "data"
    assert [path.name for path in data.glob("qa.sqlite3*") if NUMBER.encode() in path.read_bytes()] == []


def test_a_customer_is_found_however_the_number_is_written(reported: Store, callqa: Callqa) -> None:
    _, told, _ = callqa("forget", "--customer", "+86 120-0000-0002", "--dry-run", "--json")

    assert [each["calls"] for each in json.loads(told)["days"]] == [["c2"]]
    assert rows_about(reported, "c2") != []


def test_a_forgotten_call_is_never_collected_again_also_under_another_name(
    reported: Store, callqa: Callqa, configuration: Configuration
) -> None:
    callqa("forget", "--call", "c2")
    inbox = configuration.home / "inbox"
    next(inbox.glob("*c2.wav")).rename(inbox / "20260214-100000_in_8002_12000000002_other.wav")

    work(configuration, reported)

    assert [r.call_id for r in reported.recordings(DAY)] == ["c1", "c3"]


def test_its_call_id_is_known_also_when_its_bytes_have_changed(
    reported: Store, callqa: Callqa, configuration: Configuration
) -> None:
    callqa("forget", "--call", "c2")
    write_call(next((configuration.home / "inbox").glob("*c2.wav")), 777)

    assert catch_up.unfinished(site(configuration, reported), date(2026, 2, 15)) == []
    work(configuration, reported)
    assert [r.call_id for r in reported.recordings(DAY)] == ["c1", "c3"]


def test_the_day_is_whole_afterwards(reported: Store, callqa: Callqa) -> None:
    callqa("forget", "--call", "c2")
    code, told, _ = callqa("verify", "--day", "2026-02-14", "--json")

    assert (code, json.loads(told)["received"]) == (0, 2)


def test_the_audit_log_says_that_it_happened_and_not_to_whom(reported: Store, callqa: Callqa) -> None:
    callqa("forget", "--customer", NUMBER)
    _, told, _ = callqa("audit", "--json")

    assert json.loads(told)["entries"][-1]["about"] == {"day": "2026-02-14", "calls": "1"}


def test_killed_before_the_report_the_same_command_writes_it(
    reported: Store, callqa: Callqa, configuration: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(report, "_write_page", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        callqa("forget", "--call", "c2")
    assert callqa("verify", "--day", "2026-02-14")[0] == 5

    code, told, _ = callqa("forget", "--call", "c2")

    assert (code, "以前已经删除" in told) == (0, True)
    assert callqa("verify", "--day", "2026-02-14")[0] == 0


def test_an_unknown_call_is_refused(reported: Store, callqa: Callqa) -> None:
    assert callqa("forget", "--call", "c9")[0] == 2
    assert callqa("forget")[0] == 2


def test_the_last_call_of_a_day_can_be_forgotten(
    reported: Store, callqa: Callqa, configuration: Configuration
) -> None:
    codes = [callqa("forget", "--call", f"c{number}")[0] for number in (1, 2, 3)]

    assert codes == [0, 0, 0]
    assert reported.recordings(DAY) == []
