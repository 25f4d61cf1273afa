"""How fast a day is flagged: 10,000 calls, 300 rules, 1,500 phrases, one core, against pandas.

    python benchmarks/rules.py            a few lines
    python benchmarks/rules.py --json     one JSON object

The other side is what one would write in an afternoon: a DataFrame of turns, and one regular
expression a rule, over texts that are evened out once for all rules. The calls hold fillers, marks,
digits in both widths and traditional characters, as those of recognisers do, within the phrases,
too. Its findings are asserted to be ours, call by call: rule, turn, characters, times, evidence
(ours also have an id and the names that reports need). It is run on the first calls only, and the
two sides take turns, a few runs in a row each, so that neither begins with the memory caches that the
other has filled; the best run of each counts. The ratio is of calls a second.
``seconds_for_day`` is for the whole day with the same book in which every fifth rule also listens
for near-homophones, and all for spoken forms, which pandas has nothing to compare with.

CPU seconds of this process, so that a busy machine does not change the figures much.
"""

# ruff: noqa: E402 - the path below comes first, so that the file also runs as a script

import argparse
import gc
import random
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import jieba
import pandas as pd
from opencc import OpenCC

from benchmarks.printing import show
from benchmarks.synthetic_calls import call, calls, sentences
from callqa.model.finding import Finding
from callqa.model.transcript import Transcript
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.parse import parse
from callqa.rules.language.rule import RuleBook
from callqa.rules.search.phrase_index import FILLERS
from callqa.strict_yaml.located import Located

RULES, PHRASES_A_RULE = 300, 5
SAID = 40
"""One phrase in so many is said at all on this day: a call then has a handful of findings."""
CHARACTERS = 1500
SEED = 11
ROUNDS, IN_A_ROW = 3, 3
"""The best of so many runs counts, for both sides."""
VARIANTS = 20
"""In so many ways each sentence is said."""
SHARES = {"filler": 0.02, "mark": 0.06, "digits": 0.002, "traditional": 0.01}
"""Before or, the last, in the place of so many of the characters."""
LONGER = 1.1
"""So many times as long a text becomes by that."""
Findings = TypeVar("Findings")
Place = tuple[str, str, int, int, int, int, int, str]
"""Call, rule, turn, start, end, both as times, evidence."""


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Time the rules against pandas.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--calls", type=int, default=10_000, help="of the day")
    parser.add_argument("--pandas-calls", type=int, default=250, help="that pandas is given")
    return parser.parse_args()


def phrases(count: int) -> list[str]:
    """Words of the calls, and many more that are never said, of two to four characters."""
    chance, text = random.Random(SEED), "\n".join(sentences())
    entries = (
        line.split(" ")
        for line in Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    )
    common = (word for word, uses, _ in entries if int(uses) > 50)
    words = sorted(word for word in common if 2 <= len(word) <= 4 and _plain(word))
    said = [word for word in words if 0 < text.count(word) <= 3]
    unsaid = [word for word in words if word not in text]
    chosen = chance.sample(said, count // SAID) + chance.sample(unsaid, count - count // SAID)
    chance.shuffle(chosen)
    return chosen


def book(*, pinyin_every: int = 0) -> RuleBook:
    """Return a book of 300 rules of five phrases for three roles; every tenth has an exception."""
    words = phrases(RULES * PHRASES_A_RULE)
    rules = []
    for number in range(RULES):
        keywords = words[number * PHRASES_A_RULE : (number + 1) * PHRASES_A_RULE]
        rule = {
            "id": f"r{number}",
            "name": f"规则{number}",
            "keywords": keywords,
            "role": ("客户", "坐席", "任意")[number % 3],
            "forms": "口语" if pinyin_every else "原样",
        }
        if number % 10 == 0:
            rule["not_in"] = [f"没{keywords[0]}", f"不{keywords[1]}"]
        if pinyin_every and number % pinyin_every == 0:
            rule["pinyin"] = True
        rules.append(rule)
    categories = [{"name": "全部", "severity": "一般", "rules": rules}]
    return parse(Located(data={"categories": categories}, where="benchmark"))  # type: ignore[dict-item,list-item] # plain


def spoken(count: int) -> Iterator[Transcript]:
    """Yield calls with all that the rules have to see through."""
    chance = random.Random(SEED)
    for one in calls(count, round(CHARACTERS / LONGER), SEED):
        yield call(one.call_id, [_rough(turn.text, chance.randrange(VARIANTS)) for turn in one.turns])


@cache
def _rough(text: str, variant: int) -> str:
    """Return a sentence as it may come from a recogniser."""
    chance = random.Random(f"{text}{variant}")
    return "".join(_before(chance) + _as_written(character, chance) for character in text)


def _before(chance: random.Random) -> str:
    filler = chance.choice(FILLERS) if chance.random() < SHARES["filler"] else ""
    mark = chance.choice("，。、？！ ") if chance.random() < SHARES["mark"] else ""
    digits = chance.choice(("12315", "１００８６", "300")) if chance.random() < SHARES["digits"] else ""
    return filler + mark + digits


def _as_written(character: str, chance: random.Random) -> str:
    other = _TRADITIONAL(character)
    known = other != character and _SIMPLIFIED(other) == character
    return other if known and chance.random() < SHARES["traditional"] else character


_TRADITIONAL, _SIMPLIFIED = OpenCC("s2t").convert, OpenCC("t2s").convert


def ours(transcripts: Iterable[Transcript], rules: RuleBook) -> tuple[float, list[Finding]]:
    """Seconds and findings."""
    seconds, findings = 0.0, []
    waiting = iter(transcripts)
    while batch := list(islice(waiting, 250)):  # a whole day's calls would not fit into the memory
        began = time.process_time()
        evaluations = [evaluate(transcript, rules) for transcript in batch]
        seconds += time.process_time() - began
        findings += [finding for one in evaluations for finding in one.findings]
    return seconds, findings


def with_pandas(transcripts: list[Transcript], rules: RuleBook) -> tuple[float, set[Place]]:
    """Return the same with a table of turns and a regular expression a rule."""
    began = time.process_time()
    simple = _simple_forms(transcripts)
    table = pd.DataFrame(
        [
            (one.call_id, n, turn.role, turn.text, turn.char_times)
            for one in transcripts
            for n, turn in enumerate(one.turns)
        ],
        columns=["call", "turn", "role", "text", "times"],
    )
    table["even"] = table["text"].str.translate(simple).str.replace(_MARKS, "", regex=True)
    table["even"] = table["even"].str.replace(_FILLERS, "", regex=True)
    found = {place for rule in rules.rules for place in _of_rule(table, rule)}
    return time.process_time() - began, found


def _of_rule(table: pd.DataFrame, rule) -> Iterator[Place]:  # type: ignore[no-untyped-def] # a Rule
    pattern = re.compile("|".join(sorted((p.folded for p in rule.keywords), key=len, reverse=True)))
    spared = re.compile("|".join(p.folded for p in rule.not_in)) if rule.not_in else None
    turns = table if rule.role is None else table[table["role"] == rule.role]
    for row in turns[turns["even"].str.contains(pattern)].itertuples():
        shelters = [one.span() for one in spared.finditer(row.even)] if spared else []
        way_back = _way_back(row.text)
        for match in pattern.finditer(row.even):
            start, end = match.span()
            if not any(opens <= start and end <= closes for opens, closes in shelters):
                first, last = way_back[start], way_back[end - 1]
                times = row.times[first][0], row.times[last][1]
                yield (
                    row.call,
                    rule.rule_id,
                    row.turn,
                    first,
                    last + 1,
                    *times,
                    row.text[first : last + 1],
                )


def _simple_forms(transcripts: Iterable[Transcript]) -> dict[int, str]:
    """Width and script of every character that is said, evened out."""
    said = {character for one in transcripts for turn in one.turns for character in turn.text}
    return {ord(one): _SIMPLIFIED(unicodedata.normalize("NFKC", one)) for one in said}


def _way_back(text: str) -> list[int]:
    """Where each character that is left of a text stands in it; made where something is found."""
    spoken = [index for index, character in enumerate(text) if not _MARKS.match(character)]
    fillers = _FILLERS.finditer("".join(text[index] for index in spoken))
    gone = {index for filler in fillers for index in range(*filler.span())}
    return [place for index, place in enumerate(spoken) if index not in gone]


_MARKS = re.compile(r"\W")
_FILLERS = re.compile("|".join(FILLERS))


def _place(finding: Finding) -> Place:
    assert finding.turn is not None  # no rule of the book is about a whole call
    span = finding.start, finding.end, finding.start_ms, finding.end_ms
    return finding.call_id, finding.rule_id, finding.turn, *span, finding.evidence


def _plain(word: str) -> bool:
    """Whether a word has one form only, and no part of a filler: it is the same to both sides."""
    return not set(word) & {*"零一二三四五六七八九十百千万亿两幺〇", *"".join(FILLERS)}


def fastest(side: Callable[..., tuple[float, Findings]], *given: object) -> tuple[float, Findings]:
    """Of a few runs of a side in a row."""
    return min((side(*given) for _ in range(IN_A_ROW)), key=itemgetter(0))


def measured(wanted: argparse.Namespace) -> dict[str, float]:
    """All figures."""
    exact, listening = book(), book(pinyin_every=5)
    first = list(spoken(wanted.pandas_calls))
    ours(first[:20], exact)  # tables are filled, the book is compiled: once a night
    ours(first[:20], listening)
    gc.freeze()  # what the calls are made of is not looked through again and again, on either side
    rounds = [(fastest(ours, first, exact), fastest(with_pandas, first, exact)) for _ in range(ROUNDS)]
    our_seconds = min(mine for (mine, _), _ in rounds)
    their_seconds = min(theirs for _, (theirs, _) in rounds)
    (_, findings), (_, places) = rounds[-1]
    mine = {_place(finding) for finding in findings}
    if mine != places:
        counts = f"{len(mine - places)} only ours, {len(places - mine)} only theirs"
        raise SystemExit(f"the findings differ: {counts}")
    day_seconds, heard = ours(spoken(wanted.calls), listening)
    return {
        "ratio_vs_pandas": round(their_seconds / our_seconds, 1),
        "seconds_for_day": round(day_seconds * 10_000 / wanted.calls, 2),
        "calls": wanted.calls,
        "rules": RULES,
        "phrases": RULES * PHRASES_A_RULE,
        "findings_compared": len(mine),
        "findings_a_call": round(len(heard) / wanted.calls, 2),
        "ours_calls_per_second": round(len(first) / our_seconds),
        "pandas_calls_per_second": round(len(first) / their_seconds, 1),
    }


def main() -> None:
    """Measure and print."""
    wanted = options()
    figures = measured(wanted)
    show(figures, as_json=wanted.json)


if __name__ == "__main__":
    main()
