"""Make the training speech of the second synthesiser, in files of some minutes each.

``nice -n 19 python -m scripts.make_kokoro_speech --work FOLDER --voices VOICES`` needs the extra
``kokoro`` and the ``voices`` folder of the npm package kokoro-js 1.2.1; an hour of speech takes about
half an hour of one core. A run that was killed goes on with the first file that is missing.
"""

import argparse
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# before numpy and the runtime are imported: this runs beside other work
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from rich.console import Console

from scripts.demo_model import grammar, recordings
from scripts.demo_model.plan import held_out_text
from scripts.demo_model.recordings import Recording
from scripts.demo_model.shards import Draw, training_text
from scripts.demo_model.text import TextSource
from scripts.synth.espeak import SynthesisError
from scripts.synth.kokoro import Kokoro
from scripts.synth.kokoro_folder import make_folder
from scripts.synth.kokoro_voices import TRAINING, UNSEEN, random_voice

_SEED = 20_27
_LONGEST_TEXT = 42
_HOURS = 0.1
_NAMING_EVERY = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """One file: its name, the seed it is a function of, what is said and by whom."""

    name: str
    seed: int
    draw: Draw
    mandarin: tuple[str, ...]
    foreign: tuple[str, ...] = ()


def files(source: TextSource, foreign: tuple[str, ...], hours: float) -> Iterator[Wanted]:
    """Everything to be made, what is measured with first; one file in ten holds names and brands."""
    held_out = held_out_text(source)
    yield Wanted(name="held_out_unseen", seed=900, draw=held_out, mandarin=UNSEEN)
    yield Wanted(name="held_out_training", seed=901, draw=held_out, mandarin=TRAINING)
    for index in range(round(hours / _HOURS)):
        naming = index % _NAMING_EVERY == _NAMING_EVERY - 1
        yield Wanted(
            name=f"{'naming' if naming else 'general'}{index:03}",
            seed=index,
            draw=training_text(source, grammar.naming_sentence if naming else source.sentence),
            mandarin=TRAINING,
            foreign=foreign,
        )


def spoken(wanted: Wanted, speaker: Kokoro) -> Iterator[Recording]:
    """Endless recordings, a function of the file's seed alone."""
    rng = random.Random(_SEED * 1_000 + wanted.seed)
    while True:
        text = wanted.draw(rng)
        if not 0 < len(text.replace(" ", "")) <= _LONGEST_TEXT:
            continue
        voice = random_voice(rng, wanted.mandarin, wanted.foreign)
        try:
            yield recordings.recording_of(text, speaker.synthesize(text, voice))
        except SynthesisError:
            continue


def main() -> None:
    """Make every file that is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for the speech")
    parser.add_argument("--voices", type=Path, required=True, help="folder with zf_xiaobei.bin and others")
    parser.add_argument("--hours", type=float, default=6.0, help="of training speech")
    chosen = parser.parse_args()
    console = Console(width=120)
    make_folder(chosen.work / "model", chosen.voices)
    speaker, source = Kokoro(chosen.work / "model"), TextSource()
    source.prepare()
    for wanted in files(source, speaker.foreign, chosen.hours):
        path = chosen.work / f"{wanted.name}.npz"
        if not path.exists():
            count = recordings.write(path, spoken(wanted, speaker), _HOURS)
            console.log(f"{path.name}: {count} sentences, {_HOURS:.1f} h")


if __name__ == "__main__":
    main()
