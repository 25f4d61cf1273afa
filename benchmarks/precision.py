"""What rounding costs and brings on a CPU: other texts on the demo model, processor time at full size.

    python -m benchmarks.precision                  both, about five minutes
    python -m benchmarks.precision --sizes demo     texts only
    python -m benchmarks.precision --json

Texts are of every stretch of speech in the shipped sample day (synthetic speech), with hotwords, alone and
in batches: ``changed`` differ from float32, ``hang_on_batch`` differ between the two. Time is processor time
of one thread for the same batches: ``exact`` is float32 as the product runs it on this machine, ``stock``
the same recogniser with PyTorch's own products. Random weights need the same time as trained ones.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from benchmarks.printing import show
from benchmarks.random_models import paraformer_large
from callqa.audio.decoding import decode
from callqa.audio.samples import Samples
from callqa.model.errors import AudioError
from callqa.model.speech import SAMPLE_RATE
from callqa.recognition.front_end.packing import pack
from callqa.recognition.front_end.silero_vad import SileroDetector, speech_in
from callqa.recognition.funasr.fast import linear
from callqa.recognition.funasr.fast.precision import choose
from callqa.recognition.funasr.model_folder import check_model_folder
from callqa.recognition.funasr.recogniser import FunAsrRecogniser, load_recogniser
from callqa.settings.recognition import Precision, TranscribeSettings

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_DAY = ROOT / "data/sample/2026-02-14"
HOTWORDS = ("退款", "投诉", "净水器", "套餐")
KINDS = (Precision.FLOAT32, Precision.BF16, Precision.INT8)
_BATCH_S, _TIMED_S = 60, 40


def sample_speech() -> list[Samples]:
    """Return every stretch of speech of the sample day, float32 at 16 kHz."""
    detector, found = SileroDetector(), []
    for path in sorted(SAMPLE_DAY.iterdir()):
        try:
            audio = decode(path, max_duration_s=600)
        except AudioError:  # three files of the day are broken on purpose, others are no audio
            continue
        for samples in audio.whole():
            found += [samples[span.start : span.end] for span in speech_in(samples, detector)]
    return found


def texts(recogniser: FunAsrRecogniser, segments: Sequence[Samples], *, alone: bool) -> list[str]:
    """Return what is heard in each segment."""
    if alone:
        return [recogniser.recognise([segment])[0].text for segment in segments]
    return [heard.text for heard in recogniser.recognise(segments)]


def loaded(folder: Path, precision: Precision, hotwords: Sequence[str] = ()) -> FunAsrRecogniser:
    """Load a model as a night does."""
    settings = TranscribeSettings(
        model=str(folder), device="cpu", threads=1, precision=precision, batch_seconds=_BATCH_S
    )
    return load_recogniser(check_model_folder(folder), settings, hotwords)


def changes(segments: Sequence[Samples]) -> dict[str, Any]:
    """Count the texts that another precision changes on the demo model."""
    figures: dict[str, Any] = {"segments": len(segments)}
    exact: list[str] = []
    for kind in possible():
        recogniser = loaded(ROOT / "models/demo", kind, HOTWORDS)
        alone, together = (texts(recogniser, segments, alone=each) for each in (True, False))
        exact = exact or alone
        figures[f"{kind}_changed"] = sum(a != b for a, b in zip(alone, exact, strict=True))
        figures[f"{kind}_hang_on_batch"] = sum(a != b for a, b in zip(alone, together, strict=True))
    return figures


def possible() -> list[Precision]:
    """Return the kinds that this CPU has."""
    return [kind for kind in KINDS if kind is not Precision.INT8 or torch.cpu._is_vnni_supported()]


def speeds(segments: Sequence[Samples]) -> dict[str, Any]:
    """Time the same batches in every precision at full size, and with PyTorch's own products."""
    batches = [
        [segments[i] for i in batch] for batch in pack([len(s) for s in segments], _BATCH_S * SAMPLE_RATE)
    ]
    seconds = sum(map(len, segments)) / SAMPLE_RATE
    figures: dict[str, Any] = {"speech_s": round(seconds, 1)}
    spent: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        model = paraformer_large(Path(folder) / "large")
        for name, kind in {"stock": Precision.FLOAT32, "exact": Precision.FLOAT32, **rounded()}.items():
            with torchs_own_products(name == "stock"):
                recogniser = loaded(model, choose(kind, "cpu"))
            spent[name] = min(processor_seconds(recogniser, batches) for _ in range(2))
            figures[f"{name}_cpu_s_per_s"] = round(spent[name] / seconds, 4)
            del recogniser
    figures |= {f"{name}_over_stock": round(spent["stock"] / each, 2) for name, each in spent.items()}
    return figures


def rounded() -> dict[str, Precision]:
    """Return the kinds that round, by name."""
    return {str(kind): kind for kind in possible() if kind is not Precision.FLOAT32}


@contextmanager
def torchs_own_products(wanted: bool) -> Iterator[None]:
    """Load models without oneDNN's products, if that is wanted."""
    faster = linear._is_faster
    if wanted:
        linear._is_faster = lambda *_: False  # type: ignore[assignment]
    try:
        yield
    finally:
        linear._is_faster = faster


def processor_seconds(recogniser: FunAsrRecogniser, batches: Sequence[Sequence[Samples]]) -> float:
    """Return the processor time of some batches."""
    start = time.process_time()
    for batch in batches:
        recogniser.recognise(batch)
    return time.process_time() - start


def some(segments: Sequence[Samples], seconds: float) -> list[Samples]:
    """Return the first segments that last so long together."""
    kept, total = [], 0.0
    for segment in segments:
        if total >= seconds:
            break
        kept.append(segment)
        total += len(segment) / SAMPLE_RATE
    return kept


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=("demo", "full"), default=["demo", "full"])
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    segments, figures = sample_speech(), {}
    if "demo" in wanted.sizes:
        figures |= changes(segments)
    if "full" in wanted.sizes:
        figures |= speeds(some(segments, _TIMED_S))
    show(figures, as_json=wanted.json)


if __name__ == "__main__":
    main()
