"""What the shipped rule book finds in calls that were written by hand, and what it misses.

    python -m benchmarks.book            a table for each set of calls
    python -m benchmarks.book FILE       of other calls in the same form, by category only
    python -m benchmarks.book --list     and every miss and every false hit
    python -m benchmarks.book --json     one JSON object

The calls are in `benchmarks/book_calls`: some by somebody who never saw the book (blind), some that were
blind before the book was last extended (earlier), some by one who had read it (known). They are put to
the product's own evaluation, as `callqa rules try --transcripts` does, with evenly timed turns and no
error of recognition. The score is per call and rule, whether or not the hit is at the labelled words;
per call and category in calls whose author did not know the rules (their labels have none).
Rules that ship switched off are switched on. An excerpt has neither the opening nor the end of its call.
What agents say (agents.jsonl) is put into a call of its own: before a silence, or after a complaint.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.metrics import Agreement
from callqa.operations.flag import load_book
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.evaluation.given import parse_calls
from callqa.rules.language.rule import RuleBook

ROOT = Path(__file__).resolve().parents[1]
CALLS = Path(__file__).with_name("book_calls")
SETS = ("blind", "earlier", "known")
MANNERS = ("plain", "indirect")
DAY = date(2026, 2, 14)
CHARACTER_MS, PAUSE_MS = 200, 1500
"""A usual speed, and a pause at which a speaker's next turn is a sentence of its own."""
OF_WHOLE_CALLS = {"坐席未报开场白", "坐席未报结束语"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """One rule in one call.

    Args:
        rule: its name, which the labels use; its category where they do not know the rules.
        manner: plain or indirect; empty where nothing was expected.
        words: that were expected, or that were reported.
        reported: the book found it.
    """

    call_id: str
    category: str
    rule: str
    manner: str
    words: str
    reported: bool

    @property
    def agreement(self) -> Agreement:
        """Right, extra or missed: one of them is 1."""
        expected = bool(self.manner)
        return Agreement(
            right=int(expected and self.reported),
            extra=int(not expected),
            missed=int(expected and not self.reported),
        )


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure the shipped rule book on hand-written calls.")
    parser.add_argument("file", type=Path, nargs="?", help="only these calls, and only by category")
    parser.add_argument("--agents", type=Path, default=CALLS / "agents.jsonl", help="what agents say")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--list", action="store_true", help="every miss and every false hit")
    parser.add_argument("--book", type=Path, default=ROOT / "config" / "keywords.yaml")
    parser.add_argument("--calls", choices=SETS, action="append", help="only these")
    return parser.parse_args()


def judged(path: Path, book: RuleBook) -> Iterator[Judged]:
    """Put a book to the calls of a file, and compare with what was expected of it."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    without_rules = any(label["rule"] is None for row in rows for label in row["expected"])
    categories = {rule.name: rule.category for rule in book.rules}
    timed = "\n".join(json.dumps(_timed(row), ensure_ascii=False) for row in rows)
    for row, call in zip(rows, parse_calls(timed, path.name, DAY), strict=True):
        findings = evaluate(call.transcript, book, call.recording).findings
        unheard = OF_WHOLE_CALLS if row.get("excerpt") else set()
        reported = {
            one.rule_name: one.evidence or "（整通电话）"
            for one in reversed(findings)
            if one.rule_name not in unheard
        }
        if without_rules:
            yield from _compared(*_by_category(row, reported, categories))
        else:
            yield from _compared(row, reported, categories)


def _by_category(
    row: Mapping[str, Any], reported: Mapping[str, str], categories: Mapping[str, str]
) -> tuple[Mapping[str, Any], Mapping[str, str], Mapping[str, str]]:
    """Take the categories for rules; one that is optional counts neither as missed nor as false."""
    optional = {each["category"] if isinstance(each, Mapping) else each for each in row.get("optional", ())}
    expected = [{**label, "rule": label["category"]} for label in row["expected"]]
    found = {categories[name]: words for name, words in reported.items()}
    return (
        {**row, "expected": [label for label in expected if label["rule"] not in optional]},
        {name: words for name, words in found.items() if name not in optional},
        {name: name for name in categories.values()},
    )


def _timed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the call as a line for `callqa rules try --transcripts`, its turns one after the other."""
    turns, at = [], 0
    for turn in row["turns"]:
        end = at + CHARACTER_MS * len(turn["text"])
        turns.append({**turn, "start_ms": at, "end_ms": end})
        at = end + PAUSE_MS
    return {"call_id": row["call_id"], "duration_ms": at, "turns": turns}


def _compared(
    row: Mapping[str, Any], reported: Mapping[str, str], categories: Mapping[str, str]
) -> Iterator[Judged]:
    expected = _expected(row["expected"])
    for name in sorted(expected.keys() | reported.keys()):
        manner, words = expected.get(name, ("", ""))
        yield Judged(
            call_id=row["call_id"],
            category=categories[name],
            rule=name,
            manner=manner,
            words=words or reported[name],
            reported=name in reported,
        )


def _expected(labels: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Manner and words of every rule; plain where one of its labels is."""
    found: dict[str, tuple[str, str]] = {}
    for label in sorted(labels, key=lambda label: MANNERS.index(label["how"])):
        found.setdefault(label["rule"], (label["how"], label["words"]))
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """What an agent said, and whether the book took it for what it is.

    Args:
        what: holding, which announces a silence, or soothing.
        is_one: it is such a phrase; others are there so that a book which takes everything for one is seen.
        taken: the book took it for one.
    """

    text: str
    what: str
    is_one: bool
    taken: bool


HEARD_AFTER = {
    "holding": "长时间冷场",
    "soothing": "客户不满，坐席没有安抚",
    "opening": "坐席未报开场白",
    "closing": "坐席未报结束语",
}
"""The rule that such a phrase keeps silent."""


def phrases(book: RuleBook, path: Path) -> Iterator[Phrase]:
    """Put what agents say to a book."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        call = IN_A_CALL[row["what"]](row["text"])
        (given,) = parse_calls(json.dumps(call, ensure_ascii=False), "agents.jsonl", DAY)
        found = {one.rule_name for one in evaluate(given.transcript, book, given.recording).findings}
        yield Phrase(**row, taken=HEARD_AFTER[row["what"]] not in found)


def _holding(text: str) -> dict[str, Any]:
    """Return a call in which half a minute of silence follows."""
    call = _timed(
        {"call_id": "holding", "turns": [_says("customer", "帮我查一下订单"), _says("agent", text)]}
    )
    found = {**_says("agent", "您的包裹在路上"), "start_ms": 45_000, "end_ms": 47_000}
    return {**call, "duration_ms": 50_000, "turns": [*call["turns"], found]}


def _soothing(text: str) -> dict[str, Any]:
    """Return a call in which a complaint comes before."""
    turns = [("customer", "我对你们非常不满意"), ("agent", text), ("customer", "那你说怎么办")]
    said = [_says(role, words) for role, words in (*turns, ("agent", "我给您登记"))]
    return _timed({"call_id": "soothing", "turns": said})


def _opening(text: str) -> dict[str, Any]:
    """Return a call that begins so."""
    said = [_says("agent", text), _says("customer", "我的包裹到哪了"), _says("agent", "在路上")]
    return _timed({"call_id": "opening", "turns": said})


def _closing(text: str) -> dict[str, Any]:
    """Return a call that ends so."""
    said = [_says("agent", "请讲"), _says("customer", "我的包裹到哪了"), _says("agent", text)]
    return _timed({"call_id": "closing", "turns": said})


IN_A_CALL = {"holding": _holding, "soothing": _soothing, "opening": _opening, "closing": _closing}


def _says(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "text": text}


def agents_figures(said: Iterable[Phrase]) -> dict[str, Any]:
    """Return how many of each sort were taken for one, of those that are and of the others."""
    heard = list(said)
    return {
        f"{what}{'' if is_one else '_not'}": {"phrases": len(part), "taken": sum(one.taken for one in part)}
        for what in HEARD_AFTER
        for is_one in (True, False)
        for part in [[one for one in heard if (one.what, one.is_one) == (what, is_one)]]
        if part
    }


def total(results: Iterable[Judged]) -> Agreement:
    """All of them together."""
    return sum((one.agreement for one in results), Agreement())


def by(key: str, results: Iterable[Judged]) -> dict[str, list[Judged]]:
    """Return the results apart, by one of their fields."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in results:
        groups[getattr(one, key)].append(one)
    return groups


def figures(results: list[Judged]) -> dict[str, Any]:
    """Recall and precision, and recall of what was said plainly and of the rest."""
    everything, manners = total(results), by("manner", results)
    return {
        "labels": everything.right + everything.missed,
        "reports": everything.right + everything.extra,
        "recall": everything.recall,
        "precision": everything.precision,
        **{f"recall_{manner}": total(manners.get(manner, ())).recall for manner in MANNERS},
    }


def as_json(results: list[Judged], *, listed: bool) -> dict[str, Any]:
    """All figures of one file."""
    made = {
        **figures(results),
        "categories": {name: figures(group) for name, group in by("category", results).items()},
        "rules": {name: figures(group) for name, group in by("rule", results).items()},
    }
    wrong = [one for one in results if not one.agreement.right]
    return {**made, "wrong": [_plain(one) for one in wrong]} if listed else made


def _plain(one: Judged) -> dict[str, str]:
    kind = "missed" if one.manner else "false"
    return {"call": one.call_id, "rule": one.rule, "what": kind, "how": one.manner, "words": one.words}


def table(name: str, results: list[Judged], *, by_rule: bool = True) -> Table:
    """Return the figures of one file, for people: a line a category, and one a rule below it.

    Args:
        name: of the file.
        results: all of them.
        by_rule: with a line a rule.
    """
    shown = Table(title=f"{name}: {len({one.call_id for one in results})} calls with labels or reports")
    for heading in ("", "labels", "reports", "recall", "plain", "indirect", "precision"):
        shown.add_column(heading, justify="left" if not heading else "right")
    shown.add_row("all", *_cells(results), style="bold")
    for category, group in by("category", results).items():
        shown.add_row(category, *_cells(group), style="bold")
        for rule, part in by("rule", group).items() if by_rule else ():
            shown.add_row(f"  {rule}", *_cells(part))
    return shown


def _cells(results: list[Judged]) -> Iterator[str]:
    found = figures(results)
    yield from (str(found[key]) for key in ("labels", "reports"))
    for key in ("recall", "recall_plain", "recall_indirect", "precision"):
        yield "–" if found[key] is None else f"{found[key]:.0%}"


def whole(book: RuleBook) -> RuleBook:
    """Return the book with every rule switched on."""
    return replace(book, rules=(*book.rules, *book.switched_off), switched_off=(), revision="all on")


def main() -> None:
    """Measure, and print."""
    wanted = options()
    book = whole(load_book(wanted.book))
    paths = [wanted.file] if wanted.file else [CALLS / f"{name}.jsonl" for name in wanted.calls or SETS]
    measured = {path.stem: [*judged(path, book)] for path in paths}
    said = [*phrases(book, wanted.agents)]
    if wanted.json:
        made = {name: as_json(results, listed=wanted.list) for name, results in measured.items()}
        made["agents"] = agents_figures(said)
        print(json.dumps(made, ensure_ascii=False))
        return
    for name, results in measured.items():
        Console().print(table(name, results, by_rule=not wanted.file))
        for one in results if wanted.list else ():
            if not one.agreement.right:
                print(*_plain(one).values(), sep="\t")
    for name, figure in agents_figures(said).items():
        print(f"agents, {name}: {figure['taken']} of {figure['phrases']} taken for it")


if __name__ == "__main__":
    main()
