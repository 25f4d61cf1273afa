"""Training speech in files made ahead: every shard is a function of its seed alone."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scripts.demo_model import features
from scripts.demo_model.text import TextSource, is_held_out
from scripts.synth.espeak import SynthesisError, synthesize
from scripts.synth.telephone import LINE_RATE, line_noise, mu_law, telephone, to_line
from scripts.synth.voices import TRAINING_VARIANTS, random_voice

FloatArray = npt.NDArray[np.float32]
HalfArray = npt.NDArray[np.float16]
Draw = Callable[[random.Random], str]

NOISE_SHARE = 0.02
_LONGEST_TEXT = 42


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """One piece of speech: its text without spaces, when each character sounds, its log-mel."""

    text: str
    char_times: FloatArray
    frames: HalfArray


def speak(
    text: str, rng: random.Random, noise: np.random.Generator, variants: tuple[str, ...]
) -> tuple[FloatArray, FloatArray]:
    """Say a text over a telephone: 8 kHz samples, and (start_s, end_s) of every character.

    Raises:
        SynthesisError: when espeak-ng did not time every character.
    """
    speech = synthesize(text, random_voice(rng, variants))
    line = to_line(speech.samples, speech.sample_rate)
    return over_the_line(line, np.array(speech.char_times, dtype=np.float32), rng, noise)


def over_the_line(
    line: FloatArray, times: FloatArray, rng: random.Random, noise: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Put 8 kHz speech between silences on a telephone line; its character times move with it."""
    before, after = _silence_s(rng), _silence_s(rng)
    padded = np.pad(line, (int(before * LINE_RATE), int(after * LINE_RATE)))
    return telephone(padded, rng, noise), times + np.float32(before)


def _silence_s(rng: random.Random) -> float:
    return rng.choice([0.03, rng.uniform(0.0, 0.5)])


def hiss(rng: random.Random, noise: np.random.Generator) -> FloatArray:
    """One to four seconds of a line on which nobody speaks: noise, perhaps with tones."""
    length = int(rng.uniform(0.6, 4.0) * LINE_RATE)
    samples = line_noise(length, rng, noise) * 10 ** (rng.uniform(-65, -15) / 20)
    if rng.random() < 0.3:
        beep = np.sin(2 * np.pi * rng.uniform(300, 1500) * np.arange(length) / LINE_RATE)
        gate = np.sin(2 * np.pi * rng.uniform(0.3, 3) * np.arange(length) / LINE_RATE) > 0
        samples = samples + 10 ** (rng.uniform(-40, -8) / 20) * beep * gate
    return mu_law(samples.astype(np.float32))


def _noise_utterance(rng: random.Random, noise: np.random.Generator) -> Utterance:
    return utterance_of("", hiss(rng, noise), np.zeros((0, 2), np.float32))


def utterance_of(text: str, line: FloatArray, times: FloatArray) -> Utterance:
    """Return samples at 8 kHz as what the model hears."""
    frames = features.log_mel(features.to_model_rate(line, LINE_RATE))
    return Utterance(text=text.replace(" ", ""), char_times=times, frames=frames.astype(np.float16))


def utterances(
    draw: Draw,
    *,
    seed: int,
    variants: tuple[str, ...] = TRAINING_VARIANTS,
    noise_share: float = NOISE_SHARE,
) -> Iterator[Utterance]:
    """Endless speech of drawn texts, a little of it noise with an empty text."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    while True:
        if rng.random() < noise_share:
            yield _noise_utterance(rng, noise)
            continue
        text = draw(rng)
        if not 0 < len(text.replace(" ", "")) <= _LONGEST_TEXT:
            continue
        try:
            yield utterance_of(text, *speak(text, rng, noise, variants))
        except SynthesisError:
            continue


def training_text(source: TextSource, draw: Draw) -> Draw:
    """Return the same draw without the sentences that are held out or hold unknown characters."""

    def drawn(rng: random.Random) -> str:
        while True:
            text = draw(rng)
            if not is_held_out(text) and source.vocabulary.issuperset(text.replace(" ", "")):
                return text

    return drawn


def write(path: Path, made: Iterator[Utterance], hours: float) -> int:
    """Store utterances up to a length of speech; returns how many. The file appears complete."""
    kept: list[Utterance] = []
    remaining = hours * 3600 / features.FRAME_S
    while remaining > 0:
        kept.append(next(made))
        remaining -= len(kept[-1].frames)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.savez(file, allow_pickle=False, **_columns(kept))
    unfinished.rename(path)
    return len(kept)


def _columns(kept: list[Utterance]) -> dict[str, npt.NDArray[np.generic]]:
    return {
        "text": np.array([utterance.text for utterance in kept]),
        "lengths": np.array([len(utterance.frames) for utterance in kept]),
        "char_times": np.concatenate([utterance.char_times for utterance in kept]),
        "frames": np.concatenate([utterance.frames for utterance in kept]),
    }


def read(path: Path) -> list[Utterance]:
    """Return the utterances of a shard."""
    with np.load(path) as shard:
        texts = [str(text) for text in shard["text"]]
        frames = np.split(shard["frames"], np.cumsum(shard["lengths"])[:-1])
        ends = np.cumsum([len(text) for text in texts])[:-1]
        times = np.split(shard["char_times"], ends)
    return [
        Utterance(text=text, char_times=time, frames=frame)
        for text, time, frame in zip(texts, times, frames, strict=True)
    ]
