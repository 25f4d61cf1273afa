"""What voice detectors lose of real people's speech, by how loud it is and how long a lead they keep.

    python -m benchmarks.detectors --speech FOLDER              what is cut off, what is added
    python -m benchmarks.detectors --speech FOLDER --recognise  the errors that it costs a real recogniser

Needs recordings of real people (see `benchmarks.real_clips`); ``--fsmn FOLDER`` measures FunASR's fsmn-vad
beside Silero. Everything goes through the product's own front end, levels evened out.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from rich.console import Console
from rich.table import Table

from benchmarks import real_clips, real_model
from benchmarks.metrics import ErrorRate
from benchmarks.real_clips import FRAME, Clip
from callqa.audio.decoding import decode
from callqa.audio.samples import Samples
from callqa.recognition.detectors import load_detector
from callqa.recognition.front_end.ports import VoiceDetector
from callqa.recognition.front_end.segments import listen
from callqa.recognition.front_end.silero_vad import SileroDetector
from callqa.recognition.funasr.model_folder import check_model_folder
from callqa.recognition.funasr.recogniser import load_recogniser
from callqa.settings.recognition import TranscribeSettings
from callqa.text.fold import fold
from scripts.synth.telephone import LINE_RATE

_BEFORE_S, _AFTER_S = 1.5, 1.5
_LEADS = (200, 350, 400)
_LEVELS = (-20.0, -38.0, -60.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Loss:
    """What a detector makes of clips.

    Args:
        found: clips in which it heard anybody.
        clipped: clips whose first sound is cut off.
        lost, added: shares of the clips' speech that is missing, or of silence that is taken for it.
    """

    clips: int
    found: int
    clipped: int
    lost: float
    added: float


def detectors(leads: Sequence[int], fsmn: Path | None) -> Iterator[tuple[str, VoiceDetector]]:
    """Silero with every lead, and fsmn-vad where its folder is given."""
    for lead in leads:
        yield f"silero, lead {lead} ms", SileroDetector(lead_ms=lead)
    if fsmn:
        yield "fsmn-vad", load_detector(str(fsmn))


def measure(clips: Sequence[Clip], dbfs: float, detector: VoiceDetector, folder: Path) -> Loss:
    """Look for every clip's speech through the product's own front end."""
    found = clipped = speech = lost = added = 0
    for clip in clips:
        heard = _heard(clip, dbfs, detector, folder)
        said = np.pad(
            clip.speech(), [(int(_BEFORE_S * LINE_RATE / FRAME), int(_AFTER_S * LINE_RATE / FRAME))]
        )
        taken = np.zeros(len(said), bool)
        for start, end in heard:
            taken[_frame(start) : _frame(end) + 1] = True
        found += taken.any()
        clipped += bool(taken.any()) and not taken[np.argmax(said)]
        speech += said.sum()
        lost += (said & ~taken).sum()
        added += (taken & ~said).sum()
    return Loss(clips=len(clips), found=found, clipped=clipped, lost=lost / speech, added=added / speech)


def _frame(seconds: float) -> int:
    return int(seconds * LINE_RATE / FRAME)


def _heard(clip: Clip, dbfs: float, detector: VoiceDetector, folder: Path) -> list[tuple[float, float]]:
    file = folder / "clip.wav"
    soundfile.write(file, real_clips.at_level(clip, dbfs, _BEFORE_S, _AFTER_S), LINE_RATE)
    heard, _ = listen(file, detector, max_duration_s=60)
    return [(segment.start / 16_000, segment.end / 16_000) for _, segment in heard.found]


def recognised(clips: Sequence[Clip], dbfs: float, chosen: Mapping[str, VoiceDetector], folder: Path) -> None:
    """Print the character errors of a real recogniser behind each detector, and on the whole clip."""
    model = check_model_folder(real_model.make_folder(folder / "whisper-base"))
    recogniser = load_recogniser(model, TranscribeSettings(model=str(model.path), device="cpu"), [])
    rates: dict[str, ErrorRate] = {}
    for clip in clips:
        file = folder / "clip.wav"
        soundfile.write(file, real_clips.at_level(clip, dbfs, _BEFORE_S, _AFTER_S), LINE_RATE)
        for name, detector in (("whole clip", None), *chosen.items()):
            texts = recogniser.recognise(_pieces(file, detector))
            said = fold("".join(one.text for one in texts))
            rates[name] = rates.get(name, ErrorRate()) + ErrorRate.between(fold(clip.text), said)
    for name, rate in rates.items():
        Console().print(f"{dbfs:g} dBFS, {name}: {rate.rate:.1%} of {rate.length} characters wrong")


def _pieces(file: Path, detector: VoiceDetector | None) -> list[Samples]:
    """Return what the recogniser is given; the whole recording where nothing is looked for."""
    if detector is None:
        (whole,) = decode(file, max_duration_s=60).whole()
        return [whole]
    _, pieces = listen(file, detector, max_duration_s=60)
    return [piece for piece in pieces if isinstance(piece, np.ndarray)]


def _table(clips: Sequence[Clip], chosen: Mapping[str, VoiceDetector], folder: Path) -> Table:
    table = Table("loudness", "detector", "found", "first sound cut off", "speech lost", "silence added")
    for dbfs in _LEVELS:
        for name, detector in chosen.items():
            loss = measure(clips, dbfs, detector, folder)
            shares = (f"{loss.lost:.1%}", f"{loss.added:.1%}")
            table.add_row(f"{dbfs:g} dBFS", name, f"{loss.found}/{loss.clips}", str(loss.clipped), *shares)
    return table


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--speech", type=Path, help=f"folder of real recordings; or {real_clips.VARIABLE}")
    parser.add_argument("--fsmn", type=Path, help="folder of an fsmn-vad model")
    parser.add_argument("--recognise", type=float, metavar="DBFS", help="errors of a recogniser, so loud")
    parser.add_argument("--leads", type=int, nargs="*", default=_LEADS, metavar="MS", help="of Silero")
    parser.add_argument("--clips", type=int, default=1_000, help="at most so many")
    wanted = parser.parse_args()
    speech = real_clips.folder_of(wanted.speech)
    why_not = "no recordings of real people: name a folder with --speech" if speech is None else ""
    if why_not := why_not or (real_model.missing() if wanted.recognise else ""):
        sys.exit(f"skipped: {why_not}")
    clips = real_clips.read(Path(str(speech)))[: wanted.clips]
    chosen = dict(detectors(wanted.leads, wanted.fsmn))
    with tempfile.TemporaryDirectory() as folder:
        if wanted.recognise:
            recognised(clips, wanted.recognise, chosen, Path(folder))
        else:
            Console().print(_table(clips, chosen, Path(folder)))


if __name__ == "__main__":
    main()
