"""What misheard characters cost the rules: 10 % of all characters replaced by others that sound alike.

    python benchmarks/homophones.py            a few lines
    python benchmarks/homophones.py --json     one JSON object

The calls are made of the sentences of the shipped day and of the hand-written dialogues; the rules are
the shipped book's. What the book finds in the untouched text is the truth. Every replaced character
becomes a common one of the same sound in any tone (seven times in ten), or of a sound that is often
confused with it: n/ng, l/n, zh/z, f/h. A finding is right if the same rule has one at an overlapping
place in the untouched text. ``exact`` is the book with near-homophones off, ``pinyin`` with them on
for every rule.
"""

# ruff: noqa: E402 - the path below comes first, so that the file also runs as a script

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import jieba

from benchmarks.printing import show
from benchmarks.synthetic_calls import calls
from callqa.model.transcript import Transcript
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.parse import parse
from callqa.rules.language.rule import RuleBook
from callqa.strict_yaml.loader import read
from callqa.text.pinyin import canonical, same_sound, syllables

SHARE = 0.1
SAME_SOUND = 0.7
CHARACTERS = 1500
COMMON = 3000
Place = tuple[str, str, int, int, int]  # call, rule, turn, start, end


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure rules on misheard text.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--show", type=int, default=0, help="so many findings that are missed or wrong")
    return parser.parse_args()


def book(*, pinyin: bool) -> RuleBook:
    """Return the shipped book, every rule with or without near-homophones."""
    located = read(ROOT / "config/keywords.yaml")
    for category in located.data["categories"]:  # type: ignore[call-overload,index,union-attr] # a book
        category["pinyin"] = pinyin
        for rule in category["rules"]:
            rule.pop("pinyin", None)
    return parse(located)


class Mishearing:
    """Replaces characters by others that sound alike.

    Args:
        seed: of the choice.
    """

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        for character in _common_characters():
            self._alike[canonical(syllables(character)[0])].append(character)

    def of(self, transcript: Transcript) -> Transcript:
        """Return the transcript as it might have been misheard; every text keeps its length."""
        turns = tuple(replace(turn, text="".join(map(self._one, turn.text))) for turn in transcript.turns)
        return replace(transcript, turns=turns)

    def _one(self, character: str) -> str:
        if self._chance.random() >= SHARE:
            return character
        syllable = syllables(character)[0]
        same = self._chance.random() < SAME_SOUND
        choices = [
            other
            for other in self._alike[canonical(syllable)]
            if other != character and same_sound(syllable, syllables(other)[0]) is same
        ]
        return self._chance.choice(choices) if choices else character


def places(transcripts: Iterable[Transcript], rules: RuleBook) -> set[Place]:
    """Where the rules find something; findings about a whole call left out."""
    return {
        (one.call_id, one.rule_id, one.turn, one.start, one.end)
        for transcript in transcripts
        for one in evaluate(transcript, rules).findings
        if one.turn is not None and one.evidence
    }


def share_met(wanted: set[Place], found: set[Place]) -> tuple[float, list[Place]]:
    """How many of the wanted places overlap with one found by the same rule, and those that do not."""
    spans: defaultdict[tuple[str, str, int], list[tuple[int, int]]] = defaultdict(list)
    for call, rule, turn, start, end in found:
        spans[call, rule, turn].append((start, end))
    missed = [
        place
        for place in sorted(wanted)
        if not any(start < place[4] and place[3] < end for start, end in spans[place[:3]])
    ]
    return 1 - len(missed) / max(1, len(wanted)), missed


def measured(wanted: argparse.Namespace) -> dict[str, float]:
    """All figures."""
    exact, lenient = book(pinyin=False), book(pinyin=True)
    clean = list(calls(wanted.calls, CHARACTERS, wanted.seed))
    mishearing = Mishearing(wanted.seed)
    heard = [mishearing.of(transcript) for transcript in clean]
    truth = places(clean, exact)
    by_words, by_sound = places(heard, exact), places(heard, lenient)
    missed, extra = share_met(truth, by_sound)[1], share_met(by_sound, truth)[1]
    _show(heard, missed[: wanted.show], "missed")
    _show(heard, extra[: wanted.show], "extra")
    return {
        "exact_recall": round(share_met(truth, by_words)[0], 4),
        "exact_precision": round(share_met(by_words, truth)[0], 4),
        "pinyin_recall": round(share_met(truth, by_sound)[0], 4),
        "pinyin_precision": round(share_met(by_sound, truth)[0], 4),
        "extra_on_clean_text": len(share_met(places(clean, lenient), truth)[1]),
        "findings": len(truth),
        "calls": wanted.calls,
    }


def _show(heard: Sequence[Transcript], chosen: Iterable[Place], why: str) -> None:
    texts = {transcript.call_id: transcript for transcript in heard}
    for call, rule, turn, start, end in chosen:
        text = texts[call].turns[turn].text
        print(f"{why}: {rule}: {text[max(0, start - 6) : start]}[{text[start:end]}]{text[end : end + 6]}")


def _common_characters() -> list[str]:
    counts: defaultdict[str, int] = defaultdict(int)
    lines = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    for word, count, _ in (line.split(" ") for line in lines):
        for character in word:
            counts[character] += int(count)
    hanzi = (character for character in counts if "\u4e00" <= character <= "\u9fff")
    return sorted(hanzi, key=lambda character: (-counts[character], character))[:COMMON]


def main() -> None:
    """Measure and print."""
    wanted = options()
    figures = measured(wanted)
    show(figures, as_json=wanted.json)


if __name__ == "__main__":
    main()
