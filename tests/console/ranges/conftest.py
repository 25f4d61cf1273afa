"""A console with two weeks of days, of which one was not run."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from callqa.days.rule_changes import ChangeKind, RuleChange
from callqa.model.finding import Severity
from tests.console.conftest import NOW
from tests.reports.browsing import complaint, spoken_call
from tests.support.builders import DAY, day_result, failed_call
from tests.support.consoles import Console, console_in, store_day

DAYS = 10
MISSING = DAY - timedelta(days=3)
"""A day that was not run."""


def store_days(console: Console) -> None:
    """Store days with more complaints from day to day, and a changed rule book on the last."""
    for back in range(DAYS):
        day = DAY - timedelta(days=back)
        if day == MISSING:
            continue
        hits = DAYS - back
        calls = [
            *(
                spoken_call(f"c{n}", "1001", complaint(f"c{n}", severity=Severity.HIGH), queue="售后")
                for n in range(hits)
            ),
            *(spoken_call(f"d{n}", "1002", queue="售前") for n in range(6)),
            failed_call("e"),
        ]
        made = day_result(*calls)
        window = replace(made.window, day=day)
        priced = tuple(replace(rule, points=20) for rule in made.rules)
        shifted = [
            replace(
                call,
                recording=replace(
                    call.recording,
                    path=f"/inbox/{day}/{call.recording.call_id}.wav",
                    started_at=call.recording.started_at - timedelta(days=back),
                ),
            )
            for call in made.calls
        ]
        store_day(console, replace(made, window=window, calls=tuple(shifted), rules=priced))
    changes = [RuleChange(kind=ChangeKind.ADDED, rule_id="complaint", name="投诉")]
    known = console.site.store.day(DAY)
    console.site.store.save_rules(DAY, known.rules_revision, known.rules, changes)


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with console_in(tmp_path_factory.mktemp("ranges"), NOW) as made:
        store_days(made)
        yield made


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page count all of its days, however slow the machine is."""
    monkeypatch.setattr("callqa.console.ranges.span._BUDGET_S", 600.0)
