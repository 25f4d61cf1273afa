"""What the studio costs: a long recording, a batch of files, live text, and what unloading gives back.

    python -m benchmarks.studio --minutes 90 --files 200

The recording is made of the sample day's calls, one behind the other; the batch is one short call again and
again, and a file that is no recording. Live text is spoken by one and by four microphones, alone and with a
batch beside them. The engine is the process that the console starts, with this folder's demo model.
"""

import argparse
import os
import queue
import time
import wave
from collections import Counter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.long_call import ROOT, SHORT, long_file
from benchmarks.metrics import edits
from callqa.audio.decoding import decode
from callqa.operations.studio import library, process, uploads
from callqa.operations.studio.keeper import EngineState
from callqa.operations.studio.messages import LiveHeard, LiveKind, LiveSound
from callqa.operations.studio.studio import Studio
from callqa.storage.session import Site
from callqa.storage.studio import jobs
from callqa.studio.job import ENDED, Choices, Job

_PIECE = 4 << 20
_BESIDE = 40
"""Files that are recognised beside live text."""
_BLOCK, _BLOCK_S = 3_200, 0.1
"""Bytes and seconds of a message, as the page sends them."""
_SETTINGS = """
recordings: {{folders: [inbox]}}
recogniser: {{model: "{model}", device: cpu}}
console: {{upload: {{max_mb: 4000, total_mb: 9000, least_free_mb: 0}}}}
"""


def resident_mb(pid: int) -> float:
    """Return the memory of a process and of its children, in MB; 0 where it has ended."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    own = next((line for line in status.read_text().splitlines() if line.startswith("VmRSS")), "VmRSS 0")
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = children.read_text().split() if children.exists() else []
    return int(own.split()[1]) / 1024 + sum(resident_mb(int(child)) for child in below)


class _Watched:
    """Starts the engine and remembers its process."""

    pid = 0

    def __call__(self, config: Path, hear: process.Hear) -> process.Engine:
        made = process.EngineProcess(process.command(config), hear)
        self.pid = made.pid
        return made


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--files", type=int, default=10)
    arguments.add_argument("--microphones", type=int, nargs="*", default=[1, 4])
    asked = arguments.parse_args()
    minutes = asked.minutes
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "config").mkdir()
        config = home / "config" / "pipeline.yaml"
        config.write_text(_SETTINGS.format(model=ROOT / "models/demo"))
        for name in ("keywords.yaml", "hotwords.txt"):
            (home / "config" / name).write_bytes((ROOT / "config" / name).read_bytes())
        recording = long_file(home / "long.wav", minutes)
        with Site.open(config) as site:
            _measure(site, recording, home, asked)


def _measure(site: Site, path: Path, home: Path, asked: argparse.Namespace) -> None:
    minutes, watched = asked.minutes, _Watched()
    studio = Studio(site, watched)
    began = time.monotonic()
    studio.queue.load()
    while studio.queue.engine().state is not EngineState.READY:
        time.sleep(0.05)
    print(f"model loaded: {time.monotonic() - began:.1f} s, {resident_mb(watched.pid):.0f} MB")
    job = _dropped(site, studio, path)
    began, first = time.monotonic(), 0.0
    while (found := library.one(studio, job.owner, job.job_id)).state not in ENDED:
        running = studio.queue.running()
        if not first and running and running.advanced and running.advanced.done_ms:
            first = time.monotonic() - began
        time.sleep(0.05)
    seconds = time.monotonic() - began
    turns = len(library.result_of(studio, found).turns) if not found.problem else 0
    print(
        f"text of {minutes:g} minutes: {seconds:.1f} s, {minutes * 60 / seconds:.0f} x real time,"
        f" {turns} turns"
    )
    print(f"first words after {first:.1f} s; result kept in {_kept_mb(home):.1f} MB")
    if asked.files:
        _batch(site, studio, asked.files)
    before = resident_mb(watched.pid)
    began = time.monotonic()
    while not studio.queue.unload():
        time.sleep(0.05)
    print(
        f"memory {before:.0f} MB; {resident_mb(watched.pid):.0f} MB"
        f" {time.monotonic() - began:.1f} s after unloading"
    )
    for beside in (False, True):
        for microphones in asked.microphones:
            _live(site, studio, microphones, beside=beside)
    studio.close()


def _batch(site: Site, studio: Studio, files: int) -> None:
    """Drop files and one broken one at once, and wait for all of them."""
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        broken = Path(folder) / "broken.wav"
        broken.write_bytes(b"<html>" * 999)
        dropped = [_dropped(site, studio, each) for each in (*[SHORT] * (files - 1), broken)]
    uploaded = time.monotonic() - began
    ended = [_ended(studio, job) for job in dropped]
    seconds, spoken = time.monotonic() - began, sum(job.duration_ms for job in ended) / 1000
    states = Counter(job.state.value for job in ended)
    print(
        f"batch of {files} files, {spoken / 60:.0f} minutes: {seconds:.1f} s,"
        f" {spoken / seconds:.0f} x real time, dropped in {uploaded:.1f} s; {dict(states)}"
    )


def _ended(studio: Studio, job: Job) -> Job:
    while (found := library.one(studio, job.owner, job.job_id)).state not in ENDED:
        time.sleep(0.05)
    return found


def _live(site: Site, studio: Studio, microphones: int, *, beside: bool) -> None:
    """Speak the short call's agent into microphones as it was spoken, and compare with the file's text.

    Args:
        beside: whether files are recognised meanwhile.
    """
    agent = decode(SHORT, max_duration_s=60).whole()[0]
    content = (agent * 32_767).clip(-32_768, 32_767).astype("<i2").tobytes()
    names = [f"live-{number}" for number in range(microphones)]
    heard: queue.Queue[tuple[float, LiveHeard]] = queue.Queue()
    for name in names:
        assert studio.queue.listen(name, lambda answer: heard.put((time.monotonic(), answer)))
    while studio.queue.engine().state is not EngineState.READY:
        time.sleep(0.05)
    for name in names:  # loads what finds speech
        studio.queue.say(LiveSound(session=name, content=b"\0" * _BLOCK))
    time.sleep(2)
    batch = [_dropped(site, studio, SHORT) for _ in range(_BESIDE)] if beside else []
    found = _spoken(studio, content, names, heard)
    still = sum(library.one(studio, job.owner, job.job_id).state not in ENDED for job in batch)
    what = f"{microphones} microphone(s), {still} of {len(batch)} files still waiting behind them"
    for kind in (LiveKind.PARTIAL, LiveKind.FINAL):
        lags = [lag for lag, each in found if each.kind is kind]
        if lags:
            print(f"live, {what}, {kind.value}: {_quantiles(lags)}")
    for job in batch:
        library.erase(site, studio, job)
    said = "".join(e.text for _, e in found if e.kind is LiveKind.FINAL and e.session == names[0])
    if not beside:
        print(_against_the_file(site, studio, content, said))


def _spoken(
    studio: Studio, content: bytes, names: list[str], heard: "queue.Queue[tuple[float, LiveHeard]]"
) -> list[tuple[float, LiveHeard]]:
    """Speak into all microphones at once; return each answer with its lag in seconds."""
    began = time.monotonic()
    for number, at in enumerate(range(0, len(content), _BLOCK)):
        time.sleep(max(began + number * _BLOCK_S - time.monotonic(), 0))
        for name in names:
            studio.queue.say(LiveSound(session=name, content=content[at : at + _BLOCK]))
    for name in names:
        studio.queue.say(LiveSound(session=name, is_end=True))
    found: list[tuple[float, LiveHeard]] = []
    while sum(each.kind is LiveKind.END for _, each in found) < len(names):
        found.append(heard.get(timeout=60))
    for name in names:
        studio.queue.leave(name)
    # the first tenth of a second was silence of ours
    return [(at - began - each.to_ms / 1000 + _BLOCK_S, each) for at, each in found]


def _quantiles(lags: list[float]) -> str:
    ordered = sorted(lags)
    late = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
    return f"{len(lags)}, lag median {median(lags):.2f} s, p95 {late:.2f} s, most {ordered[-1]:.2f} s"


def _against_the_file(site: Site, studio: Studio, content: bytes, said: str) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "agent.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(content)
        job = _dropped(site, studio, path)
    found = _ended(studio, job)
    text = "".join(turn.text for turn in library.result_of(studio, found).turns)
    return f"live finals: {edits(text, said)} of {len(text)} characters other than the file's"


def _dropped(site: Site, studio: Studio, path: Path) -> Job:
    size, here = path.stat().st_size, 0
    job = uploads.begin(site, studio, "benchmark", name=path.name, size_bytes=size, choices=Choices())
    with path.open("rb") as file:
        while content := file.read(_PIECE):
            here = uploads.receive(site, studio, job, here, content)
            found = jobs.find(studio.database, job.job_id, job.owner)
            assert found
    return job


def _kept_mb(home: Path) -> float:
    return (home / "data/console/studio.sqlite3").stat().st_size / (1 << 20)


if __name__ == "__main__":
    main()
