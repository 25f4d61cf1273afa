"""How fast the product transcribes, against FunASR's own way, on the same files and in the same run.

    python -m benchmarks.transcribe_throughput                 the demo model
    python -m benchmarks.transcribe_throughput --json          one JSON object
    python -m benchmarks.transcribe_throughput --model random-paraformer-large --files 2

Stock is ``AutoModel.generate(list of files)`` with Silero: file by file, both channels averaged to
one. Ours recognises both channels. So that the same audio is compared, every file is mono here unless
``--stereo`` is given; then ours does twice the work, and the ratio is of files, not of channels.
``fraction_of_forward`` compares with nothing but the forward passes of perfectly packed batches, by the
clock; ``fraction_of_forward_cpu`` does by processor seconds of the main process, which recognises: what is
lost there is hand-over and packing; what only the clock loses is waiting, and cores that share a memory.
``--without-stock`` leaves FunASR's own way out, which takes most of the time.
Until the first batch (``first_batch_s``) the recogniser has nothing to do: with few files that weighs more
than in a night. ``front_end_s`` is the work of the worker processes, which goes on beside the recogniser;
``peak_mb`` is of all processes together, the stock model's weights included.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import torch

from benchmarks.memory import Memory
from benchmarks.printing import show
from benchmarks.random_models import paraformer_large
from benchmarks.sounds import call_files
from callqa.audio.samples import Samples
from callqa.model.speech import SAMPLE_RATE, Recognition
from callqa.recognition.front_end.packing import pack, padding_ratio
from callqa.recognition.front_end.pool import FrontEnd, load_front_end
from callqa.recognition.front_end.queue import Waiting
from callqa.recognition.front_end.segments import listen
from callqa.recognition.front_end.silero_vad import SileroDetector
from callqa.recognition.funasr.loading import build, pick_device
from callqa.recognition.funasr.model_folder import check_model_folder
from callqa.recognition.funasr.recogniser import FunAsrRecogniser, load_recogniser
from callqa.recognition.pipeline import run
from callqa.settings.recognition import TranscribeSettings

ROOT = Path(__file__).resolve().parents[1]
RANDOM_LARGE = "random-paraformer-large"


@dataclass
class Watched:
    """A recogniser whose batches are watched: their sizes, and the time that they take.

    Args:
        recogniser: the real one.
        since: when the first recording was given to the pipeline.
        first_s: until the first batch.
        batches: the lengths of the segments of each, in samples.
        seconds: that the recogniser worked.
        cpu_s: the same in processor seconds.
        segments: everything that it was given.
    """

    recogniser: FunAsrRecogniser
    since: float = field(default_factory=time.perf_counter)
    first_s: float = 0.0
    batches: list[list[int]] = field(default_factory=list)
    seconds: float = 0.0
    cpu_s: float = 0.0
    segments: list[Samples] = field(default_factory=list)

    def recognise(self, segments: Sequence[Samples]) -> list[Recognition]:
        """Recognise a batch."""
        start = time.perf_counter()
        self.first_s = self.first_s or start - self.since
        self.batches.append([len(segment) for segment in segments])
        self.segments += segments
        cpu = time.thread_time()
        found = self.recogniser.recognise(segments)
        self.cpu_s += time.thread_time() - cpu
        self.seconds += time.perf_counter() - start
        return found


def timed(work: Callable[[], Any]) -> float:
    """Seconds that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cpu_timed(work: Callable[[], float]) -> tuple[float, float]:
    """Return the seconds that something says it took, and the processor seconds of this process."""
    start = time.process_time()
    return work(), time.process_time() - start


def ours(files: Sequence[Path], front_end: FrontEnd, watched: Watched, settings: TranscribeSettings) -> float:
    """Seconds of the product's pipeline."""
    waiting = Waiting(settings.batch_seconds, settings.waiting_batches)
    return timed(lambda: list(run(files, front_end, watched.recognise, waiting)))


def front(files: Sequence[Path]) -> float:
    """Seconds of one process that does nothing but decode and find speech."""
    detector = SileroDetector()

    def work() -> None:
        for file in files:
            _, pieces = listen(file, detector, max_duration_s=24 * 3600)
            deque(pieces, maxlen=0)

    return timed(work)


def forward(watched: Watched, batch_seconds: float) -> float:
    """Seconds of the bare forward passes over the same segments, packed with all of them known."""
    lengths = [len(segment) for segment in watched.segments]
    batches = pack(lengths, int(batch_seconds * SAMPLE_RATE))

    def work() -> None:
        for batch in batches:
            watched.recogniser.recognise([watched.segments[index] for index in batch])

    return timed(work)


def stock(folder: Path, device: str, threads: int) -> Callable[[Sequence[Path]], Any]:
    """FunASR's own way: its model, its VAD, its batches."""
    model = build(folder, device=device, threads=threads, vad_model="silero-vad")
    return lambda files: model.generate(input=[str(file) for file in files], batch_size_s=300)


def measured(
    wanted: argparse.Namespace, folder: Path, files: Sequence[Path], seconds: float
) -> dict[str, Any]:
    """Every figure."""
    device = pick_device(wanted.device)
    theirs = None if wanted.without_stock else stock(folder, device, wanted.threads)
    spent, watched, peak_mb = rounds(wanted, folder, files, theirs)
    figures = {
        **speeds(spent, seconds),
        "padding_ratio": padding_ratio(watched.batches),
        "peak_mb": peak_mb,
        "audio_s": seconds,
        "speech_s": sum(map(len, watched.segments)) / SAMPLE_RATE,
        "front_end_s": front(files),
        "batches": len(watched.batches),
        "segments": len(watched.segments),
    }
    return {
        "model": wanted.model,
        "device": torch.cuda.get_device_name() if device.startswith("cuda") else device,
        "threads": wanted.threads,
        "workers": wanted.workers,
        "batch_seconds": wanted.batch_seconds,
        **{name: round(float(value), 4) for name, value in figures.items()},
    }


def rounds(
    wanted: argparse.Namespace,
    folder: Path,
    files: Sequence[Path],
    theirs: Callable[[Sequence[Path]], Any] | None,
) -> tuple[dict[str, float], Watched, float]:
    """Both ways in turns: the best seconds of each, what was recognised last, and its memory in MB."""
    settings = TranscribeSettings(
        model=str(folder),
        device=wanted.device,
        threads=wanted.threads,
        workers=wanted.workers,
        batch_seconds=wanted.batch_seconds,
    )
    recogniser = load_recogniser(check_model_folder(folder), settings, ())
    front_end = load_front_end(settings)
    spent: dict[str, list[float]] = defaultdict(list)
    for count in [1, *[len(files)] * wanted.rounds]:  # the first round, of one file, warms all of them up
        with Memory() as memory:
            watched = Watched(recogniser)
            given = (files[:count], front_end, watched, settings)
            _both(spent, "pipeline", partial(ours, *given))
        spent["pipeline_cpu"][-1] -= memory.cpu_s
        spent["recogniser"].append(watched.seconds)
        spent["recogniser_cpu"].append(watched.cpu_s)
        spent["first_batch"].append(watched.first_s)
        _both(spent, "forward", partial(forward, watched, settings.batch_seconds))
        if theirs:
            spent["stock"].append(timed(partial(theirs, files[:count])))
    front_end.close()
    return {what: min(each[1:]) for what, each in spent.items()}, watched, memory.peaks[2]


def _both(spent: dict[str, list[float]], what: str, work: Callable[[], float]) -> None:
    seconds, cpu = cpu_timed(work)
    spent[what].append(seconds)
    spent[f"{what}_cpu"].append(cpu)


def speeds(spent: dict[str, float], seconds: float) -> dict[str, float]:
    """Return what the seconds say, for so many seconds of audio; and they themselves."""
    stock = spent.get("stock")
    against = {"ratio_vs_stock": stock / spent["pipeline"], "stock_rtfx": seconds / stock} if stock else {}
    return {
        **against,
        "fraction_of_forward": spent["forward"] / spent["pipeline"],
        "fraction_of_forward_cpu": spent["forward_cpu"] / spent["pipeline_cpu"],
        "rtfx": seconds / spent["pipeline"],
        **{f"{what}_s": each for what, each in spent.items()},
    }


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure transcription against FunASR's own way.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--model", default=str(ROOT / "models/demo"), help=f"a folder, or {RANDOM_LARGE}")
    parser.add_argument("--files", type=int, default=120)
    parser.add_argument("--minutes", type=float, default=1.0, help="of a file, at most")
    parser.add_argument("--stereo", action="store_true", help="two channels a file")
    parser.add_argument("--without-stock", action="store_true", help="only ours")
    parser.add_argument("--rounds", type=int, default=2, help="of which the fastest counts")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--batch-seconds", type=float, default=120.0)
    return parser.parse_args()


def main() -> None:
    """Measure, and print."""
    wanted = options()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        channels = 2 if wanted.stereo else 1
        files, seconds = call_files(place, wanted.files, wanted.minutes * 60, channels)
        folder = paraformer_large(place / "large") if wanted.model == RANDOM_LARGE else Path(wanted.model)
        figures = measured(wanted, folder, files, seconds)
    if not wanted.json and not torch.cuda.is_available():
        print("no GPU here: these are figures of the CPU", file=sys.stderr)
    show(figures, as_json=wanted.json)


if __name__ == "__main__":
    main()
