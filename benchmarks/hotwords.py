"""What hotwords and the correction by sound are worth, and what they make up.

``python -m benchmarks.hotwords [--json]`` speaks sentences with rare names and brands (espeak-ng, fixed
seeds), recognises them with ``models/demo`` in one run in four ways (with nothing, with hotwords, with
the correction by sound, with both) and counts the words that were found. The recogniser is given ten
words, the correction these and a list of hundreds, as a call centre has names of agents.

Then it lets each way listen to speech in which nobody says the words, and to lines on which nobody
speaks, and counts the words that it hears all the same.
"""

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.printing import show
from benchmarks.recogniser import FloatArray, Spoken, say
from benchmarks.recogniser_engine import Engine
from callqa.model.speech import SAMPLE_RATE, Recognition
from callqa.recognition.correction import Corrector, Vocabulary
from callqa.settings.recognition import DEFAULTS
from callqa.text.common_words import common_words
from scripts.demo_model import features, grammar
from scripts.demo_model.hotword_bias import DOMAIN_WORDS
from scripts.demo_model.plan import ROOT
from scripts.demo_model.shards import hiss
from scripts.synth.telephone import LINE_RATE
from scripts.synth.voices import TRAINING_VARIANTS

_SEED = 52_000
_DISTRACTORS, _DOMAIN, _LISTED = 9, 49, 300
_WAYS = ("nothing", "hotwords", "correction", "both")


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A sentence with a rare word.

    Args:
        spoken: the sentence, as it is spoken.
        word: the rare word in it.
        others: rare words that are not in it.
    """

    spoken: Spoken
    word: str
    others: tuple[str, ...]


def cases(count: int) -> list[Case]:
    """Sentences with names and brands that the model was never trained on."""
    rng = random.Random(_SEED)
    drawn = [grammar.naming_example(rng) for _ in range(count)]
    return [
        Case(
            spoken=say(text, rng, TRAINING_VARIANTS),
            word=word,
            others=tuple(grammar.name(rng) for _ in range(_DISTRACTORS)),
        )
        for text, word in drawn
    ]


def listed() -> tuple[str, ...]:
    """Return a long list of names that a correction has to live with."""
    rng = random.Random(_SEED + 2)
    return tuple(dict.fromkeys(grammar.name(rng) for _ in range(_LISTED)))


def texts(
    engine: Engine, samples: Sequence[FloatArray], given: Sequence[str], words: Sequence[str]
) -> dict[str, list[str]]:
    """Return what is recognised in each of the four ways.

    Args:
        given: words that the recogniser is given.
        words: that the correction may put in.
    """
    plain, helped = engine.recognise(samples), engine.recognise(samples, given)
    return {
        "nothing": plain,
        "hotwords": helped,
        "correction": [corrected(text, words) for text in plain],
        "both": [corrected(text, words) for text in helped],
    }


def corrected(text: str, words: Sequence[str]) -> str:
    """Return a text after the product's correction by sound."""
    vocabulary = Vocabulary(hotwords=tuple(words), common=common_words())
    recognition = Recognition(text=text, char_times=tuple((0, 0) for _ in text))
    return Corrector(vocabulary, DEFAULTS.correct_from).correct(recognition).text


def recall(engine: Engine, spoken: Sequence[Case]) -> dict[str, float]:
    """Return the share of rare words that is found, among all the expected words."""
    found, names = dict.fromkeys(_WAYS, 0), listed()
    for case in spoken:
        given = (case.word, *case.others)
        heard = texts(engine, [case.spoken.samples], given, (*given, *names))
        for way in _WAYS:
            found[way] += case.word in heard[way][0]
    return {f"recall_{way}": found[way] / len(spoken) for way in _WAYS}


def insertions_in_speech(engine: Engine, spoken: Sequence[Case]) -> dict[str, float]:
    """Count the expected words heard per hour in sentences in which nobody says them."""
    made_up, names = dict.fromkeys(_WAYS, 0), listed()
    for case in spoken:
        words = [word for word in (*case.others, *names) if word not in case.spoken.text]
        heard = texts(engine, [case.spoken.samples], case.others, words)
        for way in _WAYS:
            made_up[way] += sum(word in heard[way][0] for word in words)
    hours = _hours([case.spoken.samples for case in spoken])
    return {f"false_insertions_per_hour_of_speech_{way}": made_up[way] / hours for way in _WAYS}


def insertions_in_noise(engine: Engine, count: int) -> dict[str, float]:
    """Domain words heard per hour on lines on which nobody speaks."""
    rng, noise = random.Random(_SEED + 1), np.random.default_rng(_SEED + 1)
    lines = [features.to_model_rate(hiss(rng, noise), LINE_RATE) for _ in range(count)]
    given = DOMAIN_WORDS[:_DOMAIN]
    words = tuple(dict.fromkeys((*given, *listed())))
    heard = texts(engine, lines, given, words)
    hours = _hours(lines)
    figures = {"hours_of_noise": hours}
    for way in _WAYS:
        made_up = sum(text.count(word) for text in heard[way] for word in words)
        figures[f"false_insertions_per_hour_of_noise_{way}"] = made_up / hours
    return figures


def _hours(lines: Sequence[FloatArray]) -> float:
    return sum(map(len, lines)) / SAMPLE_RATE / 3600


def main() -> None:
    """Print every figure, as a table or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "demo")
    parser.add_argument("--words", type=int, default=80, help="sentences with a rare word")
    parser.add_argument("--noises", type=int, default=600, help="lines of noise")
    chosen = parser.parse_args()
    engine, spoken = Engine(chosen.model), cases(chosen.words)
    parts: list[Callable[[], dict[str, float]]] = [
        lambda: recall(engine, spoken),
        lambda: insertions_in_speech(engine, spoken),
        lambda: insertions_in_noise(engine, chosen.noises),
    ]
    figures = {"words": float(len(spoken))}
    for part in parts:
        figures |= part()
    rounded = {name: round(value, 4) for name, value in figures.items()}
    show(rounded, as_json=chosen.json, form=".3f")


if __name__ == "__main__":
    main()
