"""What a second of a recording costs one core before recognition, against FunASR's own front.

    python -m benchmarks.front_end
    python -m benchmarks.front_end --json

Everything runs in one process on one thread, on the same files, one after the other. Figures are
seconds of work for a second of stereo recording; ``cores_for_1000x`` is how many cores it takes to feed a
recogniser that is a thousand times as fast as speech.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.printing import show
from benchmarks.sounds import call_files
from callqa.audio.decoding import Audio, decode
from callqa.model.speech import Segment
from callqa.recognition.front_end.segments import listen, spoken_in, without_leaks
from callqa.recognition.front_end.silero_vad import SileroDetector
from callqa.recognition.funasr.loading import build
from callqa.recognition.funasr.quiet import quiet

ROOT = Path(__file__).resolve().parents[1]
_LIMIT_S = 24 * 3600.0


def timed(work: Callable[[], Any]) -> float:
    """Processor seconds that something takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def listened(file: Path, detector: SileroDetector) -> int:
    """Everything that a worker does with a recording; returns how many stretches of speech it has."""
    _, pieces = listen(file, detector, max_duration_s=_LIMIT_S)
    return len(list(pieces))


def ours(files: list[Path]) -> dict[str, float]:
    """Seconds of each stage, and of the whole front end as a worker runs it."""
    detector = SileroDetector()
    listened(files[0], detector)
    audios = [decode(file, max_duration_s=_LIMIT_S) for file in files]

    def found(audio: Audio) -> list[tuple[int, Segment]]:
        return spoken_in(audio, detector, [1.0] * audio.channels)

    spoken = [found(audio) for audio in audios]
    both = list(zip(audios, spoken, strict=True))
    return {
        "decode_and_resample": timed(lambda: [decode(file, max_duration_s=_LIMIT_S) for file in files]),
        "find_speech": timed(
            lambda: [spoken_in(audio, detector, [1.0] * audio.channels) for audio in audios]
        ),
        "leave_out_leaks": timed(lambda: [without_leaks(audio, found) for audio, found in both]),
        "front_end": timed(lambda: [listened(file, detector) for file in files]),
    }


def stock(files: list[Path]) -> dict[str, float]:
    """Seconds of FunASR's own loader, of its Silero, and of its features."""
    with quiet():
        from funasr.frontends.wav_frontend import WavFrontend  # noqa: PLC0415 - its import takes seconds
        from funasr.utils.load_utils import load_audio_text_image_video  # noqa: PLC0415 - the same
    vad = build("silero-vad", threads=1)
    vad.generate(input=[str(files[0])])
    sounds = [decode(file, max_duration_s=_LIMIT_S) for file in files]
    channels = [np.ascontiguousarray(c) for audio in sounds for c in audio.whole()]
    mvn = str(ROOT / "models/demo/am.mvn")
    frontend = WavFrontend(cmvn_file=mvn, fs=16000, window="hamming", n_mels=80, lfr_m=7, lfr_n=6)

    def features() -> None:
        for channel in channels:
            frontend(torch.from_numpy(channel)[None], torch.tensor([len(channel)]))

    return {
        "stock_load": timed(lambda: [load_audio_text_image_video(str(file), fs=16000) for file in files]),
        "stock_find_speech": timed(lambda: [vad.generate(input=[c], fs=16000) for c in channels]),
        "stock_features": timed(features),
    }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="Measure what comes before recognition.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--files", type=int, default=6)
    parser.add_argument("--minutes", type=float, default=2.0, help="of a file, at most")
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        files, seconds = call_files(Path(folder), wanted.files, wanted.minutes * 60, channels=2)
        spent = {**ours(files), **stock(files)}
    figures = {name: round(each / seconds, 6) for name, each in spent.items()}
    figures["cores_for_1000x"] = round(1000 * figures["front_end"], 2)
    figures["stock_cores_for_1000x"] = round(
        1000 * (figures["stock_load"] + figures["stock_find_speech"] + figures["stock_features"]), 2
    )
    show(figures, as_json=wanted.json)


if __name__ == "__main__":
    main()
