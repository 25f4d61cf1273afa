"""What a big day costs beside recognition: collect, store, flag, report and seal, a process each.

    python -m benchmarks.big_day                              2,000 calls, then 20,000
    python -m benchmarks.big_day --calls 2000 --json
    python -m benchmarks.big_day --calls 20000 --into FOLDER  goes on where an earlier call was stopped

The recogniser is a double that answers at once with calls of 800 characters, three to four minutes;
everything else is the product's own: an inbox of the PBX with a sidecar beside every call, shards of the
configured size, the shipped book, SQLite on the disk, both reports with their pages. One sentence in forty
holds a word of the book. One call in five repeats itself, in turns of ten to three hundred characters.
Recordings are 100 bytes, so that no clip is made and hashing costs next to nothing; add what reading
them costs the disk.

Each stage prints CPU seconds of its process, without imports, and the peak memory, with them; and where
there are two sizes, how many times as dear a call of the bigger day is, and what a further call costs. `seal`
is a second seal of the day that `report` has sealed already: its seconds are part of the report's.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from benchmarks.collect import DAY, write_day
from benchmarks.printing import show
from benchmarks.synthetic_calls import call, sentences
from callqa.days.manifest import call_digests
from callqa.days.plan import Redo
from callqa.model.recording import Recording
from callqa.model.transcript import Transcript
from callqa.operations import collect, flag, report, transcribe
from callqa.operations.engines import Engines, configured
from callqa.operations.load import load_day
from callqa.rules.in_force import current
from callqa.rules.language.parse import phrases
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import manifests
from callqa.storage.session import Site

ROOT = Path(__file__).resolve().parents[1]
PIPELINE = f"""recordings: {{folders: [inbox], settle_s: 0}}
recogniser: {{model: {ROOT / "models" / "demo"}}}
report: {{clips: none}}
"""
DIFFERENT, CHARACTERS, SEED = 200, 800, 11
"""The double knows so many calls of so many characters, and tells them in turn."""
A_BATCH = 5
"""Calls that are finished together: of 1,000 seconds of speech."""
REPEATS_EVERY, LOUD_EVERY = 5, 40
"""Of how many calls one repeats itself; of how many sentences one holds a word of the book."""
AGAIN = ("我问你们什么时候发货", "我问你们什么时候发货呀请您看一下", "我问你们什么时候发货呀请您看一下" * 20)
_FIGURES = "figures.json"


class Double:
    """A recogniser that has heard everything already.

    Args:
        configuration: with the book whose words are said now and then.
    """

    def __init__(self, configuration: Configuration) -> None:
        engine = configured(configuration)
        self.summary, self._revision = engine.summary, engine.revision
        self._known = [*_spoken(phrases(current(configuration)))]

    def transcribe_batches(self, recordings: Sequence[Recording]) -> Iterator[list[Transcript]]:
        """Yield what was said, a batch of a graphics card after the other."""
        for first in range(0, len(recordings), A_BATCH):
            yield [*map(self._said_in, recordings[first : first + A_BATCH])]

    def _said_in(self, recording: Recording) -> Transcript:
        return replace(
            self._known[int(recording.call_id.rpartition(".")[2]) % DIFFERENT],
            call_id=recording.call_id,
            audio_sha256=recording.audio_sha256,
            engine_revision=self._revision,
        )


class DoubleEngines(Engines):
    """Hands out the double, whatever is asked for."""

    def __init__(self, double: Double) -> None:
        super().__init__()
        self._double = double

    def get(self, configuration: Configuration) -> Any:  # noqa: ARG002 - in the place of a Transcriber
        """Return the double."""
        return self._double


def _spoken(words: Sequence[str]) -> Iterator[Transcript]:
    chance, pool = random.Random(SEED), sentences()
    quiet = [text for text in pool if not any(word in text for word in words)]
    for number in range(DIFFERENT):
        said: list[str] = []
        while sum(map(len, said)) < CHARACTERS:
            again = number % REPEATS_EVERY == 0 and chance.random() < 0.5
            said.append(chance.choice(AGAIN if again else quiet if chance.randrange(LOUD_EVERY) else pool))
        yield call(f"call-{number}", said)


def _collect(site: Site) -> int:
    return collect.collect_day(site, DAY).recordings


def _store(site: Site) -> int:
    engines = DoubleEngines(Double(site.configuration))
    due = transcribe.due(site, DAY, Redo.MISSING)
    size = site.settings.night.shard_calls
    return sum(
        transcribe.transcribe_calls(site, DAY, due[at : at + size], run_id="benchmark", engines=engines)
        for at in range(0, len(due), size)
    )


def _flag(site: Site) -> int:
    return flag.flag_day(site, DAY, run_id="benchmark")


def _report(site: Site) -> int:
    return len(report.report_day(site, DAY, run_id="benchmark").result.calls)


def _seal(site: Site) -> int:
    digests = call_digests(load_day(site, DAY))
    manifests.save(site.database, DAY, manifests.load(site.database, DAY) | digests)
    return len(digests)


STAGES: dict[str, Callable[[Site], int]] = {
    "collect": _collect,
    "store": _store,
    "flag": _flag,
    "report": _report,
    "seal": _seal,
}


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Time a big day without its recognition.")
    parser.add_argument("--calls", type=int, nargs="+", default=[2_000, 20_000], help="of the day")
    parser.add_argument("--into", help="a folder that is kept, so that a later call goes on")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    return parser.parse_args()


def stage(name: str, config: str) -> dict[str, float]:
    """Work on one stage in this process."""
    with Site.open(config) as site:
        began, wall = time.process_time(), time.perf_counter()
        done = STAGES[name](site)
        seconds, wall = time.process_time() - began, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu_s": round(seconds, 2), "wall_s": round(wall, 2), "peak_mb": round(peak), "things": done}


def project(folder: Path, count: int) -> Path:
    """Write a project with a day of recordings, unless it is there; return its configuration."""
    config = folder / "config" / "pipeline.yaml"
    if not config.exists():
        write_day(folder / "inbox", DAY, count)
        config.parent.mkdir(parents=True)
        for path in (ROOT / "config").iterdir():
            (config.parent / path.name).write_bytes(path.read_bytes())
        config.write_text(PIPELINE, encoding="utf-8")
    return config


def measured(folder: Path, count: int) -> dict[str, dict[str, float]]:
    """Return the figures of all stages; those that an earlier call has measured are not measured again."""
    config, known = project(folder, count), folder / _FIGURES
    figures = cast("dict[str, dict[str, float]]", json.loads(known.read_text())) if known.exists() else {}
    for name in STAGES:
        if name not in figures:
            command = [sys.executable, "-m", "benchmarks.big_day", "--stage", name, "--into", str(config)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
            figures[name] = json.loads(done.stdout)
            known.write_text(json.dumps(figures), encoding="utf-8")
    return figures


def told(by_size: dict[int, dict[str, dict[str, float]]]) -> dict[str, float]:
    """Return all figures by their names, with the totals, and the price of a call of the bigger day."""
    figures: dict[str, float] = {}
    for count, stages in by_size.items():
        for name, each in stages.items():
            figures |= {f"{count} {name} {key}": value for key, value in each.items()}
        timed = [each for name, each in stages.items() if name != "seal"]
        figures[f"{count} all cpu_s"] = round(sum(each["cpu_s"] for each in timed), 1)
        figures[f"{count} all peak_mb"] = max(each["peak_mb"] for each in timed)
    if len(by_size) > 1:
        small, big = min(by_size), max(by_size)
        for name in STAGES:
            price = by_size[big][name]["cpu_s"] / big, by_size[small][name]["cpu_s"] / small
            figures[f"{name}: a call of {big} costs times one of {small}"] = round(price[0] / price[1], 2)
    return figures


def main() -> None:
    """Measure and print."""
    wanted = options()
    if wanted.stage:
        print(json.dumps(stage(wanted.stage, wanted.into)))
        return
    with tempfile.TemporaryDirectory() as own:
        folder = Path(wanted.into or own)
        by_size = {count: measured(folder / str(count), count) for count in sorted(wanted.calls)}
    show(told(by_size), as_json=wanted.json)


if __name__ == "__main__":
    main()
