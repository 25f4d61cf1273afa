"""What two hours in one file need: memory of the processes, and time.

    python -m benchmarks.long_call
    python -m benchmarks.long_call --json --minutes 120

The file is made of the sample day's calls, again and again: stereo, 16 bits, 8 kHz. The product's own engine
transcribes a call of a few seconds first; ``more`` is what the long one needs beyond that. Memory is
resident memory, looked at ten times a second; pages that processes share are counted in each of them.
"""

import argparse
import itertools
import tempfile
import time
import wave
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.memory import LOOK_S, Memory
from benchmarks.printing import show
from callqa.audio.decoding import decode
from callqa.model.errors import AudioError
from callqa.model.recording import Recording
from callqa.model.transcript import Transcript
from callqa.recognition.engine import Transcriber
from callqa.settings.recognition import TranscribeSettings

ROOT = Path(__file__).resolve().parents[1]
SHORT = ROOT / "tests/data/audio/call.wav"
_DAY = ROOT / "data/sample/2026-02-14"
_RATE = 8000


def long_file(path: Path, minutes: float) -> Path:
    """Write the sample day's stereo calls one after the other until it is long enough."""
    calls = [call for each in sorted(_DAY.glob("*.ogg")) if (call := _stereo(each)) is not None]
    left = int(minutes * 60 * _RATE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        for call in itertools.cycle(calls):
            if left <= 0:
                return path
            file.writeframes(call[:left].tobytes())
            left -= len(call)
    return path


def _stereo(path: Path) -> Any:
    try:
        audio = decode(path, max_duration_s=3600)
    except AudioError:  # the sample day has broken files, too
        return None
    samples = np.stack(audio.whole(), axis=1)[::2]
    return (np.clip(samples, -1, 1) * 32767).astype("<i2") if audio.channels == 2 else None


def timed(engine: Transcriber, path: Path) -> tuple[Transcript, float]:
    """Return the transcript of a file, and the seconds that it takes."""
    recording = Recording(call_id=path.stem, path=str(path), started_at=datetime.now(UTC))
    start = time.perf_counter()
    (found,) = engine.transcribe([recording])
    return found, time.perf_counter() - start


def watched(work: Callable[[], Any]) -> tuple[Any, tuple[float, ...]]:
    """Return what some work returns, and the peaks of memory meanwhile."""
    with Memory() as memory:
        found = work()
        time.sleep(2 * LOOK_S)
    return found, memory.peaks


def measured(settings: TranscribeSettings, path: Path) -> dict[str, Any]:
    """Every figure."""
    engine = Transcriber(settings)
    timed(engine, SHORT)
    _, before = watched(lambda: timed(engine, SHORT))
    (found, seconds), peaks = watched(lambda: timed(engine, path))
    engine.close()
    names = ("main", "worker", "tree")
    return {
        "outcome": found.outcome.value,
        "minutes": round(found.duration_ms / 60_000, 2),
        "turns": len(found.turns),
        "characters": sum(len(turn.text) for turn in found.turns),
        "seconds": round(seconds, 1),
        "rtfx": round(found.duration_ms / 1000 / seconds, 1),
        **{f"{name}_peak_mb": round(peak) for name, peak in zip(names, peaks, strict=True)},
        **{
            f"{name}_more_mb": round(peak - base)
            for name, peak, base in zip(names, peaks, before, strict=True)
        },
    }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="Measure what one long call needs.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--model", default=str(ROOT / "models/demo"), help="a folder")
    wanted = parser.parse_args()
    settings = TranscribeSettings(model=wanted.model, workers=1, max_duration_s=wanted.minutes * 60 + 60)
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(settings, long_file(Path(folder) / "long.wav", wanted.minutes))
    show(figures, as_json=wanted.json)


if __name__ == "__main__":
    main()
