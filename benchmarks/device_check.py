"""Everything that is to be known of a machine with a card, in at most eight minutes, as one JSON object.

    python -m benchmarks.device_check > table.json
    python -m benchmarks.device_check --small        the demo model and little speech, also without a card

Each part is a benchmark of its own, in a process of its own, and has so much time; one that takes longer is
ended. What was not run says why: nothing is made up, and nothing is left out in silence. Parts, in order:

equality, demo     texts and times in every precision against float32, alone and in batches, the card against
                   the CPU, memory, and batches that do not fit and are halved
modules            each replaced part of FunASR against FunASR's own
recogniser         full size, random weights: float32, TF32, bf16; batches of 120, 500, 1,000 padded seconds
pipeline           full size, from files to texts, against FunASR's own way on the same files
workers            the same with more processes that read and find speech, the demo model
equality           as the first, full size
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from benchmarks.random_models import paraformer_large
from callqa.host.resources import usable_cores

ROOT = Path(__file__).resolve().parents[1]
DEMO = str(ROOT / "models" / "demo")
LIMIT_S = 480.0
NOT_RUN = "not_run"
Run = Callable[[Sequence[str], float], dict[str, Any]]
"""Runs a benchmark, which may take so many seconds; returns what it prints."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part of the table.

    Args:
        name: in the table.
        command: module and arguments of a benchmark that prints JSON.
        seconds: that it may take.
        needs_card: it says nothing about a machine without one.
    """

    name: str
    command: tuple[str, ...]
    seconds: float
    needs_card: bool = False


def parts(large: str, cores: int, *, small: bool) -> tuple[Part, ...]:
    """Return all parts.

    Args:
        large: folder of a full-size model.
        cores: of this machine.
        small: a little of everything, to see whether it works.
    """
    throughput, equality = "benchmarks.transcribe_throughput", "benchmarks.device_equality"
    speech_s, files, sizes = ("20", "2", ["60"]) if small else ("3000", "24", ["120", "500", "1000"])
    workers = sorted({1, cores // 4, cores // 2, cores - 1} - {0}) if not small else [1]
    batch = ("--rounds", "1", "--stereo", "--batch-seconds", sizes[-1])
    little = ("--seconds", speech_s) if small else ()
    alone = ("--model", large, "--seconds", speech_s, "--batch-seconds", *sizes)
    return (
        Part(name="equality, demo", command=(equality, *little), seconds=90),
        Part(name="modules", command=("benchmarks.device_modules",), seconds=40),
        Part(name="recogniser", command=("benchmarks.device_speed", *alone), seconds=120),
        Part(
            name="pipeline",
            command=(throughput, "--model", large, "--files", files, "--workers", str(workers[-1]), *batch),
            seconds=100,
        ),
        *(
            Part(
                name=f"workers, {count}",
                command=(throughput, "--files", files, "--workers", str(count), *batch),
                seconds=40,
                needs_card=not small,
            )
            for count in workers
        ),
        Part(name="equality", command=(equality, "--model", large), seconds=90, needs_card=not small),
    )


def table(
    wanted: Iterable[Part], run: Run, *, has_card: bool, limit_s: float, clock: Callable[[], float]
) -> dict[str, Any]:
    """Return what every part found, or why it was not run.

    Args:
        run: runs a part.
        limit_s: for all of them; counted from now.
        clock: monotonic, in seconds.
    """
    until = clock() + limit_s
    found: dict[str, Any] = {}
    for part in wanted:
        left = until - clock()
        if part.needs_card and not has_card:
            found[part.name] = {NOT_RUN: "no CUDA card here"}
        elif left < part.seconds / 2:
            found[part.name] = {NOT_RUN: f"no time left of {limit_s:g} s"}
        else:
            began = clock()
            figures = run(part.command, min(part.seconds, left))
            found[part.name] = {**figures, "took_s": round(clock() - began, 1)}
    return found


def in_a_process(command: Sequence[str], seconds: float) -> dict[str, Any]:
    """Run a benchmark in a process of its own; return its figures, or why there are none."""
    module, *arguments = command
    whole = [sys.executable, "-m", module, "--json", *arguments]
    try:
        done = subprocess.run(
            whole, capture_output=True, text=True, timeout=seconds, check=True, cwd=ROOT, env=os.environ
        )
        return dict(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return {NOT_RUN: f"took longer than its {seconds:.3g} s"}
    except subprocess.CalledProcessError as error:
        return {NOT_RUN: f"ended with {error.returncode}", "last_lines": error.stderr.splitlines()[-5:]}
    except ValueError:
        return {NOT_RUN: "printed no JSON object"}


def machine() -> dict[str, Any]:
    """Return what the figures are of."""
    has_card = torch.cuda.is_available()
    return {
        "card": torch.cuda.get_device_name() if has_card else None,
        "cores": usable_cores(),
        "load_before": round(os.getloadavg()[0], 1),
        "torch": torch.__version__,
        "cuda": torch.version.cuda if has_card else None,
    }


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description="Print all that is to be known of a machine with a card.")
    parser.add_argument("--small", action="store_true", help="the demo model and little speech")
    parser.add_argument("--limit", type=float, default=LIMIT_S, help="seconds for everything")
    chosen = parser.parse_args()
    began, about = time.monotonic(), machine()
    with tempfile.TemporaryDirectory() as folder:
        large = DEMO if chosen.small else str(paraformer_large(Path(folder) / "large"))
        made_s = time.monotonic() - began
        wanted = parts(large, usable_cores(), small=chosen.small)
        found = table(
            wanted,
            in_a_process,
            has_card=torch.cuda.is_available(),
            limit_s=chosen.limit - made_s,
            clock=time.monotonic,
        )
    whole = {**about, "small": chosen.small, "seconds": round(time.monotonic() - began, 1), "parts": found}
    print(json.dumps(whole, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
