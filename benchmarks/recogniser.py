"""How well the shipped recogniser recognises, through FunASR's public AutoModel.

``python -m benchmarks.recogniser [--json]`` synthesises its audio on the fly (espeak-ng) from fixed
seeds, sends it through ``models/demo`` exactly as production would, and prints error rates. With ``--kokoro
FOLDER`` (what ``scripts.make_kokoro_speech`` writes; extra ``kokoro``) also of the hand-written utterances by
two neural voices that are never trained on.
"""

import argparse
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt
from pypinyin import lazy_pinyin

from benchmarks.printing import show
from benchmarks.recogniser_engine import Engine
from scripts.demo_model import features, grammar
from scripts.demo_model.decode import edits
from scripts.demo_model.hotword_bias import DOMAIN_WORDS
from scripts.demo_model.plan import ROOT, held_out_text
from scripts.demo_model.shards import hiss, over_the_line, speak
from scripts.demo_model.text import TextSource
from scripts.synth.espeak import SynthesisError, synthesize
from scripts.synth.kokoro_voices import UNSEEN as UNSEEN_NEURAL
from scripts.synth.kokoro_voices import random_voice as random_neural_voice
from scripts.synth.telephone import LINE_RATE, telephone, to_line
from scripts.synth.voices import TRAINING_VARIANTS, UNSEEN_VARIANTS, random_voice

FloatArray = npt.NDArray[np.float32]

HANDWRITTEN = ROOT / "benchmarks" / "data" / "handwritten.txt"
_SEED = 41_000
_SENTENCES, _RARE, _NOISES, _CALLS = 200, 80, 60, 8
_DISTRACTORS, _HOTWORDS = 9, 49
_TURNS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """What is said, without spaces, and 16 kHz samples of it."""

    text: str
    samples: FloatArray


def say(text: str, rng: random.Random, variants: tuple[str, ...]) -> Spoken:
    """Speak one text over a telephone; espeak-ng drops a character now and then: try again."""
    while True:
        try:
            line, _ = speak(text, rng, np.random.default_rng(rng.getrandbits(32)), variants)
            return Spoken(text=text.replace(" ", ""), samples=features.to_model_rate(line, LINE_RATE))
        except SynthesisError:
            continue


def sentences(variants: tuple[str, ...], seed: int) -> list[Spoken]:
    """Sentences that were never trained on."""
    rng = random.Random(seed)
    draw = held_out_text(TextSource())
    return [say(draw(rng), rng, variants) for _ in range(_SENTENCES)]


def handwritten() -> list[Spoken]:
    """Return the hand-written utterances, each by a voice that was never trained on."""
    rng = random.Random(_SEED)
    lines = HANDWRITTEN.read_text("utf-8").splitlines()
    return [say(line, rng, UNSEEN_VARIANTS) for line in lines if line.strip()]


def error_rate(said: Sequence[str], spoken: Sequence[Spoken]) -> float:
    """Characters wrong, missing or too many, over characters spoken."""
    wrong = sum(edits(text, one.text) for text, one in zip(said, spoken, strict=True))
    return wrong / sum(len(one.text) for one in spoken)


def plain_figures(engine: Engine) -> dict[str, float]:
    """Sentences without hotwords, and what domain hotwords do to them."""
    known = sentences(TRAINING_VARIANTS, _SEED + 1)
    unseen = sentences(UNSEEN_VARIANTS, _SEED + 2)
    written = handwritten()
    listed = DOMAIN_WORDS[:_HOTWORDS]
    return {
        "held_out_training_voices_cer": _measure(engine, known),
        "held_out_training_voices_domain_hotwords_cer": _measure(engine, known, listed),
        "held_out_unseen_voices_cer": _measure(engine, unseen),
        "handwritten_unseen_voices_cer": _measure(engine, written),
        "handwritten_unseen_voices_domain_hotwords_cer": _measure(engine, written, listed),
        "handwritten_syllable_error_rate": _syllables_wrong(engine, written),
        "handwritten_out_of_vocabulary": _unknown(engine, written),
    }


def _measure(engine: Engine, spoken: Sequence[Spoken], hotwords: Sequence[str] = ()) -> float:
    return error_rate(engine.recognise([one.samples for one in spoken], hotwords), spoken)


def _syllables_wrong(engine: Engine, spoken: Sequence[Spoken]) -> float:
    """Toneless syllables wrong: what is left when homophones and tones are forgiven."""
    said = engine.recognise([one.samples for one in spoken])
    pairs = [(lazy_pinyin(text), lazy_pinyin(one.text)) for text, one in zip(said, spoken, strict=True)]
    return sum(edits(ours, theirs) for ours, theirs in pairs) / sum(len(one) for _, one in pairs)


def _unknown(engine: Engine, spoken: Sequence[Spoken]) -> float:
    """Share of characters that the model cannot write at all."""
    text = "".join(one.text for one in spoken)
    return sum(character not in engine.tokens for character in text) / len(text)


def rare_word_figures(engine: Engine) -> dict[str, float]:
    """Names and brands: found without and with the hotword, and the sentences around them."""
    rng = random.Random(_SEED + 3)
    cases = [grammar.naming_example(rng) for _ in range(_RARE)]
    spoken = [say(text, rng, TRAINING_VARIANTS) for text, _ in cases]
    without = engine.recognise([one.samples for one in spoken])
    helped, misled = [], []
    for one, (_, word) in zip(spoken, cases, strict=True):
        others = [grammar.name(rng) for _ in range(_DISTRACTORS)]
        helped += engine.recognise([one.samples], [word, *others])
        misled += engine.recognise([one.samples], others)
    return {
        "rare_word_recall_without_hotword": _recall(without, cases),
        "rare_word_recall_with_hotword": _recall(helped, cases),
        "rare_word_sentence_cer_without_hotword": error_rate(without, spoken),
        "rare_word_sentence_cer_with_hotword": error_rate(helped, spoken),
        "rare_word_sentence_cer_with_wrong_hotwords": error_rate(misled, spoken),
    }


def _recall(said: Sequence[str], cases: Sequence[tuple[str, str]]) -> float:
    return float(np.mean([word in text for text, (_, word) in zip(said, cases, strict=True)]))


def noise_figures(engine: Engine) -> dict[str, float]:
    """Characters and hotwords made up on lines on which nobody speaks."""
    rng, noise = random.Random(_SEED + 4), np.random.default_rng(_SEED + 4)
    lines = [features.to_model_rate(hiss(rng, noise), LINE_RATE) for _ in range(_NOISES)]
    without = engine.recognise(lines)
    helped = engine.recognise(lines, DOMAIN_WORDS[:_HOTWORDS])
    return {
        "noise_with_any_text": float(np.mean([text != "" for text in without])),
        "noise_with_any_text_domain_hotwords": float(np.mean([text != "" for text in helped])),
        "noise_with_a_hotword": float(
            np.mean([any(word in text for word in DOMAIN_WORDS) for text in helped])
        ),
    }


def call_figures(engine: Engine) -> dict[str, float]:
    """Whole channels of calls, behind the product's voice detection."""
    voices = {"training": TRAINING_VARIANTS, "unseen": UNSEEN_VARIANTS}
    figures = {}
    for offset, (name, variants) in enumerate(voices.items()):
        rng = random.Random(_SEED + 5 + offset)
        channels = [_channel(rng, variants) for _ in range(2 * _CALLS)]
        said = [engine.recognise_long(one.samples) for one in channels]
        figures[f"call_{name}_voices_cer"] = error_rate(said, channels)
    return figures


def _channel(rng: random.Random, variants: tuple[str, ...]) -> Spoken:
    """One side of a call: turns by one voice, silence while the other side speaks."""
    draw, voice = held_out_text(TextSource()), random_voice(rng, variants)
    texts: list[str] = []
    pieces: list[FloatArray] = []
    while len(texts) < _TURNS:
        text = draw(rng)
        try:
            speech = synthesize(text, voice)
        except SynthesisError:
            continue
        silence = np.zeros(int(rng.uniform(0.8, 5.0) * LINE_RATE), np.float32)
        pieces += [silence, to_line(speech.samples, speech.sample_rate)]
        texts.append(text.replace(" ", ""))
    line = telephone(np.concatenate(pieces), rng, np.random.default_rng(rng.getrandbits(32)))
    return Spoken(text="".join(texts), samples=features.to_model_rate(line, LINE_RATE))


def neural_figures(engine: Engine, folder: Path) -> dict[str, float]:
    """Return how the hand-written utterances are read in the second synthesiser's unheard voices."""
    from scripts.synth.kokoro import Kokoro  # noqa: PLC0415 - needs the extra

    rng, noise = random.Random(_SEED + 7), np.random.default_rng(_SEED + 7)
    speaker, spoken = Kokoro(folder), []
    for text in filter(None, map(str.strip, HANDWRITTEN.read_text("utf-8").splitlines())):
        speech = speaker.synthesize(text, random_neural_voice(rng, UNSEEN_NEURAL))
        line = to_line(speech.samples, speech.sample_rate)
        heard, _ = over_the_line(line, np.array(speech.char_times, np.float32), rng, noise)
        samples = features.to_model_rate(heard, LINE_RATE)
        spoken.append(Spoken(text=text.replace(" ", ""), samples=samples))
    return {
        "handwritten_neural_voices_cer": _measure(engine, spoken),
        "handwritten_neural_voices_syllable_error_rate": _syllables_wrong(engine, spoken),
    }


PARTS: dict[str, Callable[[Engine], dict[str, float]]] = {
    "plain": plain_figures,
    "rare": rare_word_figures,
    "noise": noise_figures,
    "calls": call_figures,
}


def main() -> None:
    """Print every figure, as a table or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "demo")
    parser.add_argument("--kokoro", type=Path, help="folder of the second synthesiser")
    parser.add_argument("--only", choices=PARTS, nargs="*", default=list(PARTS))
    chosen = parser.parse_args()
    engine = Engine(chosen.model)
    figures: dict[str, float] = {}
    for part in chosen.only:
        figures |= PARTS[part](engine)
    if chosen.kokoro:
        figures |= neural_figures(engine, chosen.kokoro)
    rounded = {name: round(value, 4) for name, value in figures.items()}
    show(rounded, as_json=chosen.json, form=".2%")


if __name__ == "__main__":
    main()
