"""A day in counts says what the whole day says: whether it is complete, and why not."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from callqa.days.day import DayResult
from callqa.model.access.account import EVERYTHING, Scope
from callqa.model.coverage import Case, Coverage, Gap, GapKind, Source
from callqa.operations.calls.browse import in_counts
from callqa.operations.load import load_day, shown
from reports.view.day import ledger_view
from reports.view.tables import skipped
from reports.view.trust import trust_of
from reports.words.lines import gap_lines, remark_lines
from tests.console.calls.days import store_whole_day
from tests.console.conftest import NOW
from tests.support.builders import DAY, not_evaluated
from tests.support.consoles import Console, console_in


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    with console_in(tmp_path, NOW) as made:
        store_whole_day(made, tmp_path)
        yield made


def told(day: DayResult) -> dict[str, object]:
    rows = skipped(day)
    return {
        "ledger": day.ledger(),
        "words": ledger_view(day.ledger()),
        "trust": trust_of(day, rows, 0.02),
        "skipped": [(row.rule_id, row.reason, sorted(row.calls)) for row in rows],
        "remarks": list(remark_lines(day)),
        "gaps": list(gap_lines(day)),
    }


def agrees(console: Console, scope: Scope = EVERYTHING) -> dict[str, object]:
    whole = load_day(console.site, DAY)
    own = tuple(call for call in whole.calls if scope.holds(call.recording.queue, call.recording.agent))
    ids = {call.recording.call_id for call in own}
    part = replace(whole, calls=own, coverage=whole.coverage.within(ids))
    expected = told(shown(console.site.configuration, part))

    assert told(in_counts(console.site, DAY, scope)) == expected
    return expected


def test_a_day_like_others(console: Console) -> None:
    assert agrees(console)["remarks"] == []
    agrees(console, Scope(queues=("售前",)))
    agrees(console, Scope(agents=("1001", "2003")))


def test_a_day_of_which_much_is_to_be_told(console: Console) -> None:
    store = console.site.store
    known = store.evaluations(DAY)
    known["b"] = replace(known["b"], not_evaluated=(not_evaluated("greeting"),))
    known["c"] = replace(known["c"], rules_revision="an older book")
    del known["d"]
    store.save_evaluations(DAY, list(known.values()))
    cases = (Case(call_id="a", name="a.wav"), Case(call_id="o03", name="o03.wav"))
    gap = Gap(kind=GapKind.INCOMPLETE_AUDIO, cases=cases)
    store.save_coverage(DAY, Source.TRANSCRIBE, Coverage(files=75, gaps=(gap,)))

    assert len(agrees(console)["skipped"]) > 1  # type: ignore[arg-type]  # a list
    agrees(console, Scope(queues=("售后",)))
