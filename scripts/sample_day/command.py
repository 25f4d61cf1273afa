"""The command that makes a day; ``scripts/make_sample_day.py`` starts it."""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.progress import track

from scripts.sample_day.folder import Answers, write_call, write_call_record, write_duplicate
from scripts.sample_day.fresh import make_calls
from scripts.sample_day.plan import CallPlan, normal_calls
from scripts.sample_day.specials import special_calls, twice, with_sidecars
from scripts.sample_day.voices import Cast

SAMPLE = Path(__file__).resolve().parents[2] / "data/sample"


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Make a day of synthetic calls.")
    parser.add_argument("--day", type=date.fromisoformat, default=date(2026, 2, 14))
    parser.add_argument("--calls", type=int, default=30, help="normal calls, default 30")
    parser.add_argument("--seed", type=int, default=214)
    parser.add_argument("--out", type=Path, default=SAMPLE, help="parent folder")
    parser.add_argument("--plain", action="store_true", help="normal calls only, none broken")
    parser.add_argument("--unseen-voices", action="store_true", help="not the training's voices")
    parser.add_argument("--kokoro", type=Path, help="folder of the second synthesiser (extra kokoro)")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    return parser.parse_args(arguments)


def plans(wanted: argparse.Namespace) -> list[CallPlan]:
    """Return the calls of the day in order of time, with those beside it."""
    normal = list(normal_calls(wanted.day, wanted.calls, wanted.seed))
    if wanted.plain:
        return normal
    both = [*with_sidecars(normal), *special_calls(wanted.day, wanted.seed)]
    return sorted(both, key=lambda call: (call.started_at, call.call_id))


def make_day(wanted: argparse.Namespace) -> Path:
    """Write a day's folder and, beside it, its answers; return the path of the answers."""
    folder = wanted.out / f"{wanted.day}"
    folder.mkdir(parents=True, exist_ok=True)
    voices = "unseen" if wanted.unseen_voices else "training"
    answers = Answers(day=wanted.day, seed=wanted.seed, voices=voices)
    calls = plans(wanted)
    cast = Cast(seed=wanted.seed, unseen=wanted.unseen_voices, kokoro=wanted.kokoro)
    made = make_calls(calls, cast)
    for call in track(made, "making calls", total=len(calls), disable=wanted.quiet):
        write_call(call, folder)
        answers.add(call)
        if call.plan.call_id == twice(calls):
            answers.duplicates.append(write_duplicate(call, folder))
    write_call_record(calls, wanted.day, folder)
    return answers.write(wanted.out)
