"""What more CPU threads bring the recogniser, by the size of the model; random weights, no GPU needed.

    python -m benchmarks.threads --json
    python -m benchmarks.threads --sizes demo half --threads 1 2 4 8

One batch of noise, every number of threads in turns, the best of several rounds. ``gain``: times as
fast as with the first number. ``rtf``, seconds of recognising for a second of speech with that number,
says why the size decides: finding the speech takes 0.003.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.printing import show
from benchmarks.random_models import paraformer, paraformer_large
from callqa.audio.samples import Samples
from callqa.host.resources import usable_cores
from callqa.model.speech import SAMPLE_RATE
from callqa.recognition.funasr.model_folder import check_model_folder
from callqa.recognition.funasr.recogniser import load_recogniser
from callqa.settings.recognition import TranscribeSettings

_SEGMENTS, _SECONDS = 10, 5
_DEMO = Path("models/demo")
_SIZES = {
    "quarter": partial(paraformer, width=256, blocks=12, decoder_blocks=6, vocabulary=4000),
    "half": partial(paraformer, width=320, blocks=24, decoder_blocks=8, vocabulary=6000),
    "full": paraformer_large,
}


def measured(folder: Path, threads: Sequence[int], rounds: int) -> dict[str, Any]:
    """Megabytes of weights, real-time factor with the first number of threads, gain of the others."""
    batch = _noise()
    recognisers = {count: _loaded(folder, count) for count in threads}
    spent: dict[int, list[float]] = {count: [] for count in threads}
    for _ in range(rounds + 1):  # the first one warms up
        for count, recogniser in recognisers.items():
            began = time.perf_counter()
            recogniser.recognise(batch)
            spent[count].append(time.perf_counter() - began)
    first, *others = (min(each[1:]) for each in spent.values())
    return {
        "mb": round((folder / "model.pt").stat().st_size / 1e6),
        "rtf": round(first / (_SEGMENTS * _SECONDS), 4),
        "gain": {str(count): round(first / best, 2) for count, best in zip(threads[1:], others, strict=True)},
    }


def _loaded(folder: Path, threads: int) -> Any:
    settings = TranscribeSettings(model=str(folder), device="cpu", threads=threads)
    return load_recogniser(check_model_folder(folder), settings, ())


def _noise() -> list[Samples]:
    chance = np.random.default_rng(0)
    return [chance.normal(0, 0.05, _SECONDS * SAMPLE_RATE).astype(np.float32) for _ in range(_SEGMENTS)]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", choices=["demo", *_SIZES], default=["demo", *_SIZES])
    parser.add_argument("--threads", nargs="+", type=int, default=sorted({1, usable_cores(physical=True)}))
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folders = {
            size: _DEMO if size == "demo" else _SIZES[size](Path(place) / size) for size in wanted.sizes
        }
        figures = {size: measured(folder, wanted.threads, wanted.rounds) for size, folder in folders.items()}
    show(figures, as_json=wanted.json)


if __name__ == "__main__":
    main()
