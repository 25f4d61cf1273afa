"""Dialogues and plans become sound: turns on a time line, channels, and what a line adds to them."""

import dataclasses
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from callqa.model.recording import Role
from scripts.sample_day.dialogue import Line, Mark, Part, hanzi
from scripts.synth.espeak import Speech, SynthesisError, Voice, synthesize
from scripts.synth.telephone import LINE_RATE, band, line_noise, mu_law, room, to_line

FloatArray = npt.NDArray[np.float32]
Say = Callable[[str], Speech]
"""One speaker: says a text of Hanzi."""

_LEAK_DB = -35.0
_TRIES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class SpokenTurn:
    """One turn as it was spoken: clean 8 kHz speech, and where it lies in the call."""

    role: Role
    start_s: float
    samples: FloatArray
    text: str
    char_times: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]

    @property
    def end_s(self) -> float:
        """When its last character has been said."""
        return self.start_s + self.char_times[-1][1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Speech of one turn before it has a place in the call."""

    samples: FloatArray
    char_times: tuple[tuple[float, float], ...]
    pause_after_s: float


def speak(parts: Sequence[Part], say: Say) -> Passage:
    """Speak the parts of a turn with their pauses; a pause at the end is kept apart from the sound."""
    pieces: list[FloatArray] = []
    times: list[tuple[float, float]] = []
    at = pause_after_s = 0.0
    for part in parts:
        at += part.pause_s
        if not part.text:
            pause_after_s = part.pause_s
            continue
        speech = say(part.text)
        samples = to_line(speech.samples, speech.sample_rate)
        pieces += [_silence(part.pause_s), samples]
        times += [(at + start, at + end) for start, end in speech.char_times]
        at += len(samples) / LINE_RATE
    return Passage(samples=np.concatenate(pieces), char_times=tuple(times), pause_after_s=pause_after_s)


def espeak(voice: Voice) -> Say:
    """Return a speaker of espeak-ng."""
    return partial(_say, voice=voice)


def _say(text: str, voice: Voice) -> Speech:
    """Speak; espeak-ng now and then loses a character, and does not when it speaks a little faster."""
    for faster in range(_TRIES):
        try:
            return synthesize(text, dataclasses.replace(voice, speed=voice.speed + faster))
        except SynthesisError:
            continue
    return synthesize(text, voice)


def _silence(seconds: float) -> FloatArray:
    return np.zeros(round(seconds * LINE_RATE), dtype=np.float32)


def lay_out(lines: Sequence[Line], speakers: Mapping[Role, Say], rng: random.Random) -> Iterator[SpokenTurn]:
    """Put the turns one after the other; one that talks over starts before the last has ended."""
    free_s = rng.uniform(0.4, 1.4)
    for line in lines:
        passage = speak(line.parts, speakers[line.role])
        gap_s = -rng.uniform(0.4, 1.1) if line.talks_over else rng.uniform(0.15, 0.8)
        start_s = max(free_s + gap_s, 0.2)
        yield SpokenTurn(
            role=line.role,
            start_s=start_s,
            samples=passage.samples,
            text=line.text,
            char_times=passage.char_times,
            marks=line.marks,
        )
        free_s = start_s + len(passage.samples) / LINE_RATE + passage.pause_after_s


def channel(turns: Sequence[SpokenTurn], role: Role, length: int) -> FloatArray:
    """Everything one speaker says, clean, at its place."""
    samples = np.zeros(length, dtype=np.float32)
    for turn in turns:
        if turn.role is role:
            at = round(turn.start_s * LINE_RATE)
            samples[at : at + len(turn.samples)] += turn.samples
    return samples


def length_of(turns: Sequence[SpokenTurn], tail_s: float) -> int:
    """Return samples up to the end of the last turn, and a little more."""
    end = max(turn.start_s + len(turn.samples) / LINE_RATE for turn in turns)
    return round((end + tail_s) * LINE_RATE)


def through_phone(samples: FloatArray, rng: random.Random) -> FloatArray:
    """One speaker's room, handset and level."""
    noise = np.random.default_rng(rng.getrandbits(32))
    if rng.random() < 0.2:
        samples = room(samples, rng, noise)
    samples = band(samples, rng)
    peak = max(float(np.abs(samples).max()), 1e-9)
    level: float = 10 ** (rng.uniform(-11, -2) / 20)
    return (samples / peak * level).astype(np.float32)


def with_noise(samples: FloatArray, rng: random.Random, codec: bool = True) -> FloatArray:
    """Add the line's noise, 22 to 40 dB under the speech, and the telephone network's codec."""
    noise = np.random.default_rng(rng.getrandbits(32))
    spoken = samples[np.abs(samples) > 1e-3]
    speech_rms = float(np.sqrt(np.mean(spoken**2))) if len(spoken) else 0.05
    level = speech_rms * 10 ** (-rng.uniform(22, 40) / 20)
    noisy = np.clip(samples + line_noise(len(samples), rng, noise) * level, -1, 1)
    return mu_law(noisy.astype(np.float32)) if codec else noisy.astype(np.float32)


def stereo(turns: Sequence[SpokenTurn], roles: Sequence[Role], rng: random.Random) -> FloatArray:
    """Return a channel for each role, in the order given: shape (samples, channels)."""
    length = length_of(turns, rng.uniform(0.4, 1.2))
    clean = [through_phone(channel(turns, role, length), rng) for role in roles]
    leak = 10 ** (_LEAK_DB / 20) if rng.random() < 0.3 else 0.0
    mixed = [own + other * leak for own, other in zip(clean, reversed(clean), strict=True)]
    return np.stack([with_noise(samples.astype(np.float32), rng) for samples in mixed], axis=1)


def mono(turns: Sequence[SpokenTurn], roles: Sequence[Role], rng: random.Random) -> FloatArray:
    """Both speakers in one channel: shape (samples, 1)."""
    length = length_of(turns, rng.uniform(0.4, 1.2))
    both = sum(through_phone(channel(turns, role, length), rng) for role in roles)
    mixed = (np.asarray(both) * 0.7).astype(np.float32)
    return with_noise(mixed, rng, codec=False)[:, None]


def hiss(seconds: float, rng: random.Random) -> FloatArray:
    """Return a line on which nobody speaks, in two channels."""
    noise = np.random.default_rng(rng.getrandbits(32))
    length = round(seconds * LINE_RATE)
    channels = [line_noise(length, rng, noise) * rng.uniform(0.001, 0.003) for _ in range(2)]
    return np.stack(channels, axis=1).astype(np.float32)


_TUNE_HZ = (392.0, 493.9, 587.3, 493.9, 440.0, 523.3, 659.3, 523.3)


def hold_tune(seconds: float, rng: random.Random) -> FloatArray:
    """Music on hold on the customer's channel: plucked notes, softly falling; hiss on the agent's."""
    quiet = hiss(seconds, rng)
    at = np.arange(len(quiet)) / LINE_RATE
    beat = (at // 0.5).astype(int)
    pitch = np.array(_TUNE_HZ)[beat % len(_TUNE_HZ)]
    fade = np.exp(-4 * (at % 0.5))
    tones = sum(np.sin(2 * np.pi * pitch * order * (at % 0.5)) / order**2 for order in (1, 2, 3))
    quiet[:, 1] += (0.2 * fade * np.asarray(tones)).astype(np.float32)
    return quiet


def text_of(turns: Sequence[SpokenTurn]) -> str:
    """Everything that is said, in order: Hanzi only."""
    return "".join(hanzi(turn.text) for turn in turns)
