"""A trial on a day that was flagged tells the same as on one that was not, from fewer rules."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from callqa.model.finding import Evaluation
from callqa.operations.books import trial
from callqa.rules.language.rule import RuleBook
from callqa.storage.store import Store
from tests.support.builders import recording, transcript, turn

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]
MORE_RULES = """
      - {id: refund, name: 要退款, keywords: [退款]}
      - {id: greeting, name: 没有问好, must_say: [您好], role: 坐席}
"""


@pytest.fixture
def rules(project: Path, store: Store, callqa: Command) -> Path:
    """Provide a published book of three rules, and a day of two calls."""
    path = project.parent / "keywords.yaml"
    path.write_text(path.read_text(encoding="utf-8") + MORE_RULES, encoding="utf-8")
    callqa("rules", "publish")
    calls = [recording("A"), recording("B", path="/inbox/b.wav")]
    spoken = [transcript(turn("我要投诉退款"), call_id="A"), transcript(turn("退货也行"), call_id="B")]
    store.save_collection(DAY, calls, [], [])
    store.save_transcripts(DAY, spoken, calls)
    return path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def flagged(callqa: Command, rules: Path) -> None:
    callqa("flag", "--day", "2026-02-14")


def flagged_before_the_last_change(callqa: Command, rules: Path) -> None:
    edit(rules, "[退款]", "[钱]")
    callqa("flag", "--day", "2026-02-14")
    edit(rules, "[钱]", "[退款]")
    callqa("rules", "publish")


def told(callqa: Command, rules: Path) -> dict[str, Any]:
    """Return what a trial of a fourth book tells a script, but how long it took."""
    changed = rules.with_name("changed.yaml")
    text = rules.read_text(encoding="utf-8")
    changed.write_text(text.replace("[投诉]", "[投诉, 退货]"), encoding="utf-8")
    code, out, _ = callqa("rules", "try", str(changed), "--day", "2026-02-14", "--json")
    assert code == 0
    return {
        key: value for key, value in json.loads(out).items() if key in ("calls", "rules", "gained", "lost")
    }


@pytest.mark.parametrize("before", [flagged, flagged_before_the_last_change])
def test_the_trial_tells_the_same_whatever_is_stored(
    callqa: Command, rules: Path, before: Callable[[Command, Path], None]
) -> None:
    fresh = told(callqa, rules)

    before(callqa, rules)

    assert told(callqa, rules) == fresh
    assert [(rule["rule_id"], rule["old"], rule["new"]) for rule in fresh["rules"]] == [
        ("complaint", 1, 2),
        ("refund", 1, 1),
        ("greeting", 0, 0),
    ]
    assert [rule["new_unknown"] for rule in fresh["rules"]] == [0, 0, 2]


def test_a_call_that_was_recognised_since_is_not_counted_from_what_is_stored(
    callqa: Command, rules: Path, store: Store
) -> None:
    fresh = told(callqa, rules)

    flagged(callqa, rules)
    store.save_transcripts(DAY, [transcript(turn("我要投诉退款"), call_id="A")], [recording("A")])

    assert told(callqa, rules) == fresh


def test_only_rules_that_differ_are_put_to_a_flagged_day(
    callqa: Command, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flagged(callqa, rules)
    put: list[list[str]] = []

    def seen(*arguments: Any) -> Evaluation:
        book: RuleBook = arguments[1]
        put.append([rule.rule_id for rule in book.rules])
        return real(*arguments)

    real = trial.evaluate_spoken
    monkeypatch.setattr(trial, "evaluate_spoken", seen)
    told(callqa, rules)

    assert put == [["complaint"]] * 4  # of either book, two calls


def test_whoever_watches_a_long_trial_sees_how_far_it_is(
    callqa: Command, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = callqa("rules", "try", str(rules), "--day", "2026-02-14")[2]

    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    watched = callqa("rules", "try", str(rules), "--day", "2026-02-14")[2]

    assert quiet == ""
    assert "试运行" in watched
    assert "2/2" in watched
