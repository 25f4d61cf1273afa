"""Make ``tests/data/hotwords``: recordings that only come out right with their hotword.

``python -m scripts.make_hotword_recordings`` draws names and brands that nobody chose by hand, and
keeps those that ``models/demo`` gets wrong without and right with the hotword. Run it again after
the model was trained again.
"""

import json
import random
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.recogniser_engine import Engine
from scripts.demo_model import features, grammar
from scripts.demo_model.plan import ROOT
from scripts.demo_model.shards import speak
from scripts.synth.espeak import SynthesisError
from scripts.synth.telephone import LINE_RATE
from scripts.synth.voices import TRAINING_VARIANTS

FOLDER = ROOT / "tests" / "data" / "hotwords"
_WANTED, _TRIED = 6, 400
_DISTRACTORS = 5
_SEED = 51_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """Samples at 8 kHz, what they say, the hotword in it and others that are not in it."""

    samples: npt.NDArray[np.float32]
    text: str
    hotword: str
    others: tuple[str, ...]


def draw(rng: random.Random) -> Recording | None:
    """Return a short sentence with a name or a brand; None when espeak-ng lost a character."""
    text, word = grammar.naming_example(rng)
    others = tuple(grammar.name(rng) for _ in range(_DISTRACTORS))
    noise = np.random.default_rng(rng.getrandbits(32))
    try:
        samples, _ = speak(text, rng, noise, TRAINING_VARIANTS)
    except SynthesisError:
        return None
    return Recording(samples=samples, text=text.replace(" ", ""), hotword=word, others=others)


def needs_hotword(engine: Engine, recording: Recording) -> bool:
    """Return whether the hotword, among others, is what makes the whole sentence right."""
    samples = [features.to_model_rate(as_stored(recording.samples), LINE_RATE)]
    (without,) = engine.recognise(samples)
    if recording.hotword in without:
        return False
    (helped,) = engine.recognise(samples, [recording.hotword, *recording.others])
    return helped == recording.text


def as_stored(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return what 16-bit storage leaves of the samples."""
    return np.asarray(_to_pcm(samples), dtype=np.float32) / np.float32(32_768)


def _to_pcm(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
    return np.round(np.clip(samples, -1, 1) * 32_767).astype(np.int16)


def store(recordings: list[Recording], folder: Path) -> None:
    """Replace the recordings and ``cases.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.wav"):
        old.unlink()
    cases = []
    for number, recording in enumerate(recordings, 1):
        name = f"{number}.wav"
        with wave.open(str(folder / name), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(LINE_RATE)
            file.writeframes(_to_pcm(recording.samples).tobytes())
        case = {"file": name, "text": recording.text, "hotword": recording.hotword}
        cases.append(case | {"others": list(recording.others)})
    written = json.dumps(cases, ensure_ascii=False, indent=2) + "\n"
    (folder / "cases.json").write_text(written, "utf-8")


def main() -> None:
    """Draw until enough recordings are found."""
    engine, rng = Engine(ROOT / "models" / "demo"), random.Random(_SEED)
    kept: list[Recording] = []
    for _ in range(_TRIED):
        recording = draw(rng)
        if recording and needs_hotword(engine, recording):
            kept.append(recording)
            print(recording.hotword, recording.text)
        if len(kept) == _WANTED:
            break
    store(kept, FOLDER)


if __name__ == "__main__":
    main()
