"""How the product hears people: its own engine and rules over real speech, and with a real recogniser.

    python -m benchmarks.real_speech --speech FOLDER                 the shipped demo model on real people
    python -m benchmarks.real_speech --speech FOLDER --real          whisper-base on real people
    python -m benchmarks.real_speech --kokoro FOLDER [--real]        complaints planted in neural voices
    python -m benchmarks.real_speech ... --night                     the same by `callqa run`, Prefect and all

Real recordings (see `benchmarks.real_clips`) are laid out as calls of two channels, in the telephone band.
The neural voices are two that the demo model was never trained on; their folder is the one that
`scripts.make_kokoro_speech` writes (extra ``kokoro``). ``--real`` needs the extra ``real``. What cannot be
measured here is skipped, with the reason.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import soundfile
from rich.console import Console

from benchmarks import real_clips, real_model, real_night
from benchmarks.accuracy import table
from benchmarks.answer_day import Answer, AnswerDay
from benchmarks.day_accuracy import DayAccuracy, measure
from benchmarks.real_clips import Clip
from callqa.model.recording import Direction, Recording, Role
from callqa.model.transcript import Outcome, Turn
from callqa.operations import engines
from callqa.recognition.engine import Transcriber
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.text.fold import fold
from scripts.demo_model.plan import ROOT
from scripts.sample_day.folder import Answers, write_call
from scripts.sample_day.plan import CallPlan, normal_calls
from scripts.sample_day.produce import MadeCall, spoken_call
from scripts.sample_day.sound import Say
from scripts.synth.kokoro_voices import UNSEEN, KokoroVoice
from scripts.synth.telephone import LINE_RATE

if TYPE_CHECKING:
    from scripts.synth.kokoro import Kokoro

_DAY = date(2026, 2, 14)
_NINE = datetime(2026, 2, 14, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
_TURNS = 4
_PAUSE_S = 1.0
_DBFS = -20.0
_SEED = 16


def people(clips: Sequence[Clip], folder: Path) -> AnswerDay:
    """Lay real people out as calls, two a call, who speak in turns; nothing is to be found in them."""
    calls = [clips[at : at + _TURNS] for at in range(0, len(clips), _TURNS)]
    return AnswerDay(calls=tuple(_call(number, who, folder) for number, who in enumerate(calls)))


def _call(number: int, clips: Sequence[Clip], folder: Path) -> Answer:
    lines = [real_clips.at_level(clip, _DBFS, 0.0, _PAUSE_S) for clip in clips]
    edges = np.cumsum([int(_PAUSE_S * LINE_RATE), *map(len, lines)]).tolist()
    sound = np.zeros((edges[-1], 2), np.float32)
    turns = []
    for index, (clip, line) in enumerate(zip(clips, lines, strict=True)):
        sound[edges[index] : edges[index + 1], index % 2] = line
        turns.append(_turn(clip.text, index % 2, edges[index], edges[index + 1]))
    name = f"people{number:02}"
    file = folder / f"{name}.wav"
    soundfile.write(file, sound, LINE_RATE)
    started = _NINE + timedelta(minutes=number)
    return Answer(
        call_id=name,
        recording=Recording(call_id=name, path=str(file), started_at=started, direction=Direction.INBOUND),
        outcome=Outcome.OK,
        turns=tuple(turns),
        categories=frozenset(),
        duration_ms=len(sound) * 1000 // LINE_RATE,
    )


def _turn(text: str, channel: int, start: int, end: int) -> Turn:
    start_ms, end_ms = start * 1000 // LINE_RATE, end * 1000 // LINE_RATE
    edges = np.linspace(start_ms, end_ms, len(text) + 1).astype(int).tolist()
    role = (Role.AGENT, Role.CUSTOMER)[channel]
    times = tuple(pairwise(edges))
    return Turn(role=role, channel=channel, start_ms=start_ms, end_ms=end_ms, text=text, char_times=times)


def planted(speaker: "Kokoro", calls: int, folder: Path) -> AnswerDay:
    """Let neural voices say the dialogues of a sample day; what is to be found in them is known."""
    day = folder / f"{_DAY}"
    day.mkdir()
    answers = Answers(day=_DAY, seed=_SEED, voices="unseen")
    for plan in normal_calls(_DAY, calls, _SEED):
        made = _spoken(replace(plan, mono=False), speaker)
        write_call(made, day)
        answers.add(made)
    return AnswerDay.read(answers.write(folder))


def _spoken(plan: CallPlan, speaker: "Kokoro") -> MadeCall:
    rng = random.Random(f"{_SEED}:{plan.call_id}")
    names = rng.sample(UNSEEN, 2)
    roles = (Role.AGENT, Role.CUSTOMER)
    said = {role: _say(speaker, name, rng) for role, name in zip(roles, names, strict=True)}
    return spoken_call(plan, said, rng)


def _say(speaker: "Kokoro", name: str, rng: random.Random) -> Say:
    voice = KokoroVoice(timbre={name: 1.0}, prosody={name: 1.0}, speed=rng.uniform(0.9, 1.2))
    return lambda text: speaker.synthesize(text, voice)


def engine(configuration: Configuration, model: Path | None) -> Transcriber:
    """Return the configured engine, or the same one with another model."""
    if model is None:
        return engines.configured(configuration)
    settings = engines.settings_of(configuration).model_copy(update={"model": str(model)})
    return Transcriber(settings)


def reasons(wanted: argparse.Namespace) -> str:
    """Return why this cannot be measured here; empty where it can."""
    if wanted.real and (missing := real_model.missing()):
        return missing
    if not wanted.kokoro and not real_clips.folder_of(wanted.speech):
        return "no recordings of real people, and no neural voices: name --speech or --kokoro"
    return ""


def measured(wanted: argparse.Namespace, folder: Path) -> Iterator[tuple[str, DayAccuracy]]:
    """Yield the figures of everything that is given."""
    configuration = pipeline_yaml.load(ROOT / "config" / "pipeline.yaml")
    model = real_model.make_folder(wanted.model or folder / "whisper-base") if wanted.real else None
    running = None if wanted.night else engine(configuration, model)
    for name, day in days(wanted, folder):
        if running is None:
            yield name, real_night.night(day, folder / name, model)
        else:
            yield name, measure(day, configuration, running, fold)


def days(wanted: argparse.Namespace, folder: Path) -> Iterator[tuple[str, AnswerDay]]:
    """Yield the days of what is given."""
    if speech := real_clips.folder_of(wanted.speech):
        yield "real people", people(real_clips.read(speech)[: wanted.clips], folder)
    if wanted.kokoro:
        from scripts.synth.kokoro import Kokoro  # noqa: PLC0415 - needs the extra

        yield "neural voices", planted(Kokoro(wanted.kokoro), wanted.calls, folder)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="Measure the product on real speech.")
    parser.add_argument("--speech", type=Path, help=f"folder of recordings; or {real_clips.VARIABLE}")
    parser.add_argument("--kokoro", type=Path, help="folder of the neural voices")
    parser.add_argument("--real", action="store_true", help="with whisper-base instead of the demo model")
    parser.add_argument("--night", action="store_true", help="by `callqa run` in a project of its own")
    parser.add_argument("--model", type=Path, help="where whisper-base is kept between runs")
    parser.add_argument("--clips", type=int, default=1_000, help="real people, at most")
    parser.add_argument("--calls", type=int, default=8, help="of neural voices")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    wanted = parser.parse_args()
    if why_not := reasons(wanted):
        sys.exit(f"skipped: {why_not}")
    with tempfile.TemporaryDirectory() as folder:
        results = dict(measured(wanted, Path(folder)))
    if wanted.json:
        print(json.dumps({name: result.as_json() for name, result in results.items()}, ensure_ascii=False))
        return
    for name, result in results.items():
        Console().print(table(name, result))


if __name__ == "__main__":
    main()
