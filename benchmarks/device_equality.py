"""Whether a machine's card computes what the CPU computes, how much memory it takes, and what it does
when there is not enough.

``python -m benchmarks.device_equality [--json] [--model FOLDER|random-paraformer-large]`` recognises the
same synthetic speech in every precision that the machine has, compares texts and times with float32,
and those of every segment alone with those in batches. Without a CUDA card it says so, and compares
bf16 with float32 on the CPU only.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.printing import show
from benchmarks.random_models import paraformer_large
from callqa.audio.decoding import decode
from callqa.audio.samples import Samples
from callqa.model.speech import SAMPLE_RATE, Recognition
from callqa.recognition.front_end.silero_vad import SileroDetector, speech_in
from callqa.recognition.funasr.loading import pick_device
from callqa.recognition.funasr.model_folder import check_model_folder
from callqa.recognition.funasr.recogniser import FunAsrRecogniser, load_recogniser
from callqa.settings.recognition import Precision, TranscribeSettings

_ROOT = Path(__file__).parents[1]
_DAY = _ROOT / "data" / "sample" / "2026-02-14"
_RANDOM = "random-paraformer-large"
_ENOUGH_S, _MEMORY_S = 240.0, 1_000.0
_SCARCE = 0.02
"""Part of a card's memory that is left for the test of scarce memory, weights not counted."""


def speech(seconds: float) -> list[Samples]:
    """Segments of the shipped day, about so much in all."""
    detector, found, total = SileroDetector(), [], 0.0
    for path in sorted(_DAY.glob("*.ogg")):
        for channel in decode(path, max_duration_s=3600).whole():
            for one in speech_in(channel, detector):
                found.append(channel[one.start : one.end].copy())
                total += one.seconds
        if total >= seconds:
            break
    return found


def precisions(device: str) -> tuple[Precision, ...]:
    """Return what is compared with float32 on a device; a CPU has no TF32."""
    return (Precision.TF32, Precision.BF16) if device.startswith("cuda") else (Precision.BF16,)


def compared(settings: TranscribeSettings, segments: Sequence[Samples]) -> dict[str, float]:
    """Return the share of segments with the same text (and times) as in float32, and as alone."""
    figures: dict[str, float] = {}
    exact: list[Recognition] = []
    for precision in (Precision.FLOAT32, *precisions(settings.device)):
        recogniser = _loaded(settings.model_copy(update={"precision": precision}))
        found = recogniser.recognise(segments)
        alone = [recogniser.recognise([segment])[0] for segment in segments]
        exact = exact or found
        figures |= _shares(f"{precision.value}_equal", found, exact)
        figures |= _shares(f"{precision.value}_alone_equal", found, alone)
    if settings.device != "cpu":
        on_cpu = _loaded(
            settings.model_copy(update={"device": "cpu", "precision": Precision.FLOAT32})
        ).recognise(segments)
        figures |= _shares("float32_on_cpu_equal", on_cpu, exact)
    return figures


def _shares(name: str, ours: Sequence[Recognition], theirs: Sequence[Recognition]) -> dict[str, float]:
    pairs = list(zip(ours, theirs, strict=True))
    texts, both = [a.text == b.text for a, b in pairs], [a == b for a, b in pairs]
    shares = {f"{name}_texts": np.mean(texts), f"{name}_texts_and_times": np.mean(both)}
    return {key: round(float(share), 4) for key, share in shares.items()}


def _loaded(settings: TranscribeSettings) -> FunAsrRecogniser:
    return load_recogniser(check_model_folder(Path(settings.model)), settings, ())


def memory(settings: TranscribeSettings) -> dict[str, float]:
    """GB that 1,000 padded seconds in one batch take on the card, beside the weights."""
    recogniser = _loaded(settings.model_copy(update={"batch_seconds": _MEMORY_S}))
    weights = torch.cuda.memory_allocated()
    torch.cuda.reset_peak_memory_stats()
    recogniser.recognise([_noise(10.0)] * int(_MEMORY_S / 10))
    return {
        "weights_gb": round(weights / 1e9, 3),
        "peak_gb_per_1000_padded_seconds": round((torch.cuda.max_memory_allocated() - weights) / 1e9, 3),
    }


def _noise(seconds: float) -> Samples:
    return np.random.default_rng(0).normal(0, 0.05, int(seconds * SAMPLE_RATE)).astype(np.float32)


def scarce(settings: TranscribeSettings, segments: Sequence[Samples]) -> dict[str, Any]:
    """Whether everything is still recognised, to the same texts, when a whole batch does not fit."""
    recogniser = _loaded(settings.model_copy(update={"batch_seconds": 1e6}))
    enough = recogniser.recognise(segments)
    with _little_memory():
        found = recogniser.recognise([*segments] * 4)
    return {
        "oom_failed_segments": sum(bool(heard.failure) for heard in found),
        "oom_equal_texts": [heard.text for heard in found] == [heard.text for heard in enough] * 4,
    }


@contextmanager
def _little_memory() -> Iterator[None]:
    torch.cuda.empty_cache()
    total = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction(torch.cuda.memory_allocated() / total + _SCARCE)
    try:
        yield
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)


def checked(settings: TranscribeSettings, seconds: float = _ENOUGH_S) -> dict[str, Any]:
    """Everything that so much speech can show here; keys that need a card are absent without one."""
    segments = speech(seconds)
    figures: dict[str, Any] = {
        "device": settings.device,
        "segments": len(segments),
        "stock_parts": list(_loaded(settings).stock_parts),
        **compared(settings, segments),
    }
    if settings.device.startswith("cuda"):
        name = torch.cuda.get_device_name()
        return figures | {"card": name} | memory(settings) | scarce(settings, segments)
    note = "no CUDA card here: TF32, memory on the card and its shortage were not tried"
    return figures | {"not_tried": note}


def main() -> None:
    """Print what was found, line by line or as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--model", default=str(_ROOT / "models" / "demo"), help=f"a folder, or {_RANDOM}")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--seconds", type=float, default=_ENOUGH_S, help="of speech, about")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = str(paraformer_large(Path(folder) / "m")) if chosen.model == _RANDOM else chosen.model
        settings = TranscribeSettings(model=model, device=pick_device(chosen.device))
        figures = checked(settings, chosen.seconds)
    show(figures, as_json=chosen.json)


if __name__ == "__main__":
    main()
