"""What every door can ask for: it knows no terminal, takes its own lease and writes its own audit line."""

import ast
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from callqa.model.audit import AuditAction
from callqa.model.errors import DayHeldError
from callqa.model.progress import StoppedError, Watcher
from callqa.operations import backfill, database, export, flag, report, review, verify
from callqa.operations.backfill import Night
from callqa.operations.books import publish, trial
from callqa.operations.privacy import forget, purge
from callqa.operations.privacy.audit import entries
from callqa.operations.ranges import rollup
from callqa.rules.publication import Origin
from callqa.settings import pipeline_yaml
from callqa.storage import lease
from callqa.storage.session import Site
from callqa.storage.store import Store
from tests.support.builders import evaluation, finding
from tests.support.sites import site

DAY, NEXT = date(2026, 2, 14), date(2026, 2, 15)
ALICE = "alice (console)"
OPERATIONS = Path(__file__).parents[2] / "callqa" / "operations"
FORBIDDEN = {"typer", "click", "rich", "prefect", "callqa.cli", "callqa.console", "flows"}


@pytest.mark.parametrize("file", sorted(OPERATIONS.rglob("*.py")), ids=lambda file: file.stem)
def test_no_operation_knows_a_terminal(file: Path) -> None:
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    names = {node.id for node in nodes if isinstance(node, ast.Name)}

    assert {name for name in imported for bad in FORBIDDEN if f"{name}.".startswith(f"{bad}.")} == set()
    assert names & {"print", "input"} == set()


@dataclass(frozen=True, kw_only=True)
class Case:
    """A writing operation.

    Args:
        ask: for it.
        action, about: that the audit log says of it.
        held: what nobody else may hold meanwhile; None where everything happens in one transaction.
    """

    ask: Callable[[Site, Path], object]
    action: AuditAction
    about: dict[str, str]
    held: date | str | None = None


def say(site_: Site, folder: Path) -> None:
    """Import one verdict of a supervisor."""
    found = finding(call_id="c1")
    site_.store.save_evaluations(DAY, [evaluation(found, call_id="c1")])
    said = [{"finding_id": found.finding_id, "verdict": "true", "at": datetime.now(UTC).isoformat()}]
    file = {"format": "callqa-verdicts/1", "day": f"{DAY}", "reviewer": "王", "verdicts": said}
    path = folder / "verdicts.json"
    path.write_text(json.dumps(file), encoding="utf-8")
    review.import_file(site_, path, None)


def publish_changed(site_: Site, _folder: Path) -> None:
    """Publish the book in force with one more word."""
    book = (site_.configuration.home / "config" / "keywords.yaml").read_text(encoding="utf-8")
    changed = book.replace("[投诉]", "[投诉, 举报]")
    publish.publish(
        site_,
        changed,
        name="editor",
        author="爱丽丝",
        origin=Origin.COMMAND,
        based_on=publish.latest_number(site_),
    )


def backfill_nothing(site_: Site, _folder: Path) -> None:
    """Work on a range whose nights are somebody else's business."""
    planned = backfill.plan(site_, backfill.span(DAY, NEXT), backfill.Redo.FAILED)
    backfill.work(site_, planned, lambda _day: Night(recognised=3, failed=0, problem=None))


DAY_OF = {"day": f"{DAY}"}
RANGE = {"days": f"{DAY}/{NEXT}"}
ONE = {"days": f"{DAY}/{DAY}", "to": ""}
CASES = {
    "flag again": Case(
        ask=lambda s, _: flag.flag_again(s, DAY), action=AuditAction.FLAGGED, about=DAY_OF, held=DAY
    ),
    "flag several days": Case(
        ask=lambda s, _: flag.flag_days(s, [DAY]), action=AuditAction.FLAGGED, about=DAY_OF
    ),
    "render": Case(
        ask=lambda s, _: report.render(s, DAY), action=AuditAction.RENDERED, about=DAY_OF, held=DAY
    ),
    "roll up": Case(
        ask=lambda s, _: rollup.roll_up(s, [DAY], (DAY, NEXT)),
        action=AuditAction.RENDERED,
        about=RANGE,
        held=lease.RANGES,
    ),
    "export tables": Case(
        ask=lambda s, _: export.export_tables(s, [DAY], export.TableFormat.CSV),
        action=AuditAction.EXPORTED,
        about={**ONE, "format": "csv"},
        held=DAY,
    ),
    "export a text": Case(
        ask=lambda s, _: export.export_text(s, [DAY], export.TextFormat.JSON),
        action=AuditAction.EXPORTED,
        about={**ONE, "format": "json"},
    ),
    "import verdicts": Case(ask=say, action=AuditAction.REVIEWED, about={"reviewer": "王", "new": "1"}),
    "forget": Case(
        ask=lambda s, _: forget.forget(s, forget.find(s, call_id="c2", customer=None)),
        action=AuditAction.FORGOT,
        about={**DAY_OF, "calls": "1"},
        held=DAY,
    ),
    "forget beside roll-ups": Case(
        ask=lambda s, _: forget.forget(s, forget.find(s, call_id="c2", customer=None)),
        action=AuditAction.FORGOT,
        about={**DAY_OF, "calls": "1"},
        held=lease.RANGES,
    ),
    "purge": Case(
        ask=lambda s, _: purge.purge(s, purge.due(s)),
        action=AuditAction.PURGED,
        about={**DAY_OF, "kinds": "transcripts"},
        held=DAY,
    ),
    "back up": Case(
        ask=lambda s, folder: database.back_up(s, folder / "backup"), action=AuditAction.COPIED, about={}
    ),
    "copy": Case(
        ask=lambda s, folder: database.copy(s, f"sqlite:///{folder}/copy"),
        action=AuditAction.COPIED,
        about={},
    ),
    "compact": Case(ask=lambda s, _: database.compact(s), action=AuditAction.COMPACTED, about={}, held=NEXT),
    "backfill": Case(ask=backfill_nothing, action=AuditAction.BACKFILLED, about={**RANGE, "redo": "failed"}),
}


@pytest.fixture
def alice(reported: Store, project: Path) -> Site:
    """Provide a reported day, as somebody at another door sees it; its transcripts are too old to be kept."""
    with project.open("a", encoding="utf-8") as stream:
        stream.write("\nretention: {transcripts_days: 1}\n")
    return site(pipeline_yaml.load(project), reported, actor=ALICE)


def noted(site_: Site, by: str) -> list[tuple[AuditAction, dict[str, str]]]:
    """Return what the audit log says that somebody did."""
    return [(entry.action, dict(entry.about)) for entry in entries(site_) if entry.who == by]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_writing_operation_notes_who_asked_for_it(case: Case, alice: Site, tmp_path: Path) -> None:
    case.ask(alice, tmp_path)

    ((action, about),) = noted(alice, ALICE)
    assert action is case.action
    assert about.items() >= case.about.items()


@pytest.mark.parametrize(
    "case", [case for case in CASES.values() if case.held], ids=[n for n, case in CASES.items() if case.held]
)
def test_what_somebody_else_holds_is_left_alone_and_nothing_is_noted(
    case: Case, alice: Site, tmp_path: Path
) -> None:
    with lease.holding(alice.database, case.held or DAY, 60), pytest.raises(DayHeldError):
        case.ask(alice, tmp_path)

    assert noted(alice, ALICE) == []


def test_a_page_of_a_trial_is_not_written_while_calls_are_taken_out_of_reports(
    alice: Site, tmp_path: Path
) -> None:
    page, text = tmp_path / "page.html", Path(alice.configuration.resolve(alice.settings.rules)).read_text()

    with lease.holding(alice.database, lease.RANGES, 60), pytest.raises(DayHeldError):
        trial.try_to_page(alice, text, [DAY], page, name="new.yaml")
    assert not page.exists()

    tried, written = trial.try_to_page(alice, text, [DAY], page, name="new.yaml")
    assert (tried.days, written, page.is_file()) == ((DAY,), page, True)


def test_a_publication_says_who_ran_it_and_whose_book_it_is(alice: Site, tmp_path: Path) -> None:
    publish_changed(alice, tmp_path)

    ((action, about),) = noted(alice, ALICE)
    assert (action, about["author"], about["number"]) == (AuditAction.PUBLISHED, "爱丽丝", "2")


def test_a_day_that_cannot_be_flagged_stops_none_of_the_others(alice: Site) -> None:
    told: list[date] = []
    with lease.holding(alice.database, DAY, 60):
        ended = flag.flag_days(alice, [DAY, NEXT], tell=lambda day, _: told.append(day))

    assert [each.result.window.day for each in ended.done] == [NEXT]
    assert isinstance(ended.undone[DAY], DayHeldError)
    assert told == [DAY, NEXT]


def try_book(site_: Site, watcher: Watcher) -> None:
    """Try the book in force on one day."""
    book = (site_.configuration.home / "config" / "keywords.yaml").read_text(encoding="utf-8")
    trial.try_book(site_, book, [DAY], name="editor", watcher=watcher)


def forget_two(site_: Site, watcher: Watcher) -> None:
    """Forget two calls of one day, one after the other."""
    asked = [forget.find(site_, call_id=each, customer=None)[0] for each in ("c1", "c2")]
    forget.forget(site_, asked, watcher)


def work_on_range(site_: Site, watcher: Watcher) -> None:
    """Work on a range of days with one that has calls."""
    planned = backfill.plan(site_, backfill.span(DAY, NEXT), backfill.Redo.FAILED)
    backfill.work(site_, planned, lambda _day: Night(recognised=3, failed=0, problem=None), watcher)


STOPPED: dict[str, Callable[[Site, Watcher], object]] = {
    "try": try_book,
    "flag": lambda s, watcher: flag.flag_days(s, [DAY, NEXT], watcher),
    "roll up": lambda s, watcher: rollup.roll_up(s, [DAY, NEXT], (DAY, NEXT), watcher),
    "export": lambda s, w: export.export_tables(s, [DAY, NEXT], export.TableFormat.CSV, watcher=w),
    "verify": lambda s, watcher: verify.verify_day(s, DAY, watcher),
    "purge": lambda s, watcher: purge.purge(s, purge.due(s), watcher=watcher),
    "forget": forget_two,
    "backfill": work_on_range,
}


@pytest.mark.parametrize("ask", STOPPED.values(), ids=STOPPED)
def test_a_long_operation_says_how_far_it_is_and_stops_between_two_units(
    alice: Site, ask: Callable[[Site, Watcher], object]
) -> None:
    seen: list[tuple[int, int]] = []
    watcher = Watcher(progress=lambda done, total: seen.append((done, total)), stop=lambda: True)

    with pytest.raises(StoppedError):
        ask(alice, watcher)

    ((done, total),) = seen
    assert done < total
