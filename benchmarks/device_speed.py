"""How fast the recogniser alone is in each precision, and with batches of each size.

    python -m benchmarks.device_speed --json
    python -m benchmarks.device_speed --model FOLDER --seconds 3000 --batch-seconds 120 500 1000

The speech of the sample day, as often as it takes, in batches that are packed beforehand: no reading, no
voice detection, no queue. ``rtfx`` is seconds of speech a second; the first batch of each is not counted.
"""

import argparse
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import torch

from benchmarks.device_equality import precisions, speech
from benchmarks.printing import show
from callqa.audio.samples import Samples
from callqa.model.speech import SAMPLE_RATE
from callqa.recognition.front_end.packing import pack
from callqa.recognition.funasr.loading import pick_device
from callqa.recognition.funasr.model_folder import check_model_folder
from callqa.recognition.funasr.recogniser import FunAsrRecogniser, load_recogniser
from callqa.settings.recognition import Precision, TranscribeSettings

_ROOT = Path(__file__).parents[1]
_DIFFERENT_S = 240.0


def enough(seconds: float) -> list[Samples]:
    """Return segments of speech that last so long together."""
    found, left = list[Samples](), seconds * SAMPLE_RATE
    for segment in cycle(speech(min(seconds, _DIFFERENT_S))):
        if left <= 0:
            break
        found.append(segment)
        left -= len(segment)
    return found


def rtfx(recogniser: FunAsrRecogniser, segments: Sequence[Samples], batch_seconds: float) -> float:
    """Return how many seconds of speech are recognised a second, in batches of so many padded seconds."""
    lengths = [len(segment) for segment in segments]
    batches = [[segments[n] for n in one] for one in pack(lengths, int(batch_seconds * SAMPLE_RATE))]
    recogniser.recognise(batches[0])
    began = time.perf_counter()
    for batch in batches:
        recogniser.recognise(batch)
    return sum(lengths) / SAMPLE_RATE / (time.perf_counter() - began)


def measured(
    settings: TranscribeSettings, segments: Sequence[Samples], sizes: Sequence[float]
) -> dict[str, float]:
    """Return the figure of every precision that the device has, with every size."""
    figures: dict[str, float] = {}
    for precision in (Precision.FLOAT32, *precisions(settings.device)):
        for size in sizes:
            changes = {"precision": precision, "batch_seconds": size}
            chosen = settings.model_copy(update=changes)
            recogniser = load_recogniser(check_model_folder(Path(chosen.model)), chosen, ())
            found = rtfx(recogniser, segments, size)
            figures[f"{precision.value}_{size:g}s_rtfx"] = round(found, 1)
    return figures


def main() -> None:
    """Print the figures, line by line or as one JSON object."""
    parser = argparse.ArgumentParser(description="Time the recogniser alone.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--model", default=str(_ROOT / "models" / "demo"))
    parser.add_argument("--device", default="auto")
    parser.add_argument("--seconds", type=float, default=120.0, help="of speech")
    parser.add_argument("--batch-seconds", type=float, nargs="+", default=[120.0])
    chosen = parser.parse_args()
    settings = TranscribeSettings(model=chosen.model, device=pick_device(chosen.device))
    card = {"card": torch.cuda.get_device_name()} if settings.device.startswith("cuda") else {}
    figures = measured(settings, enough(chosen.seconds), chosen.batch_seconds)
    show({"device": settings.device, **card, **figures}, as_json=chosen.json)


if __name__ == "__main__":
    main()
