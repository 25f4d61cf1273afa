"""What the studio costs: the text of one long recording, and the memory that unloading gives back.

    python -m benchmarks.studio --minutes 90

The recording is made of the sample day's calls, one behind the other. The engine is the process that the
console starts, with the configured model of this folder's demo.
"""

import argparse
import os
import queue
import time
import wave
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
    minutes = arguments.parse_args().minutes
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
            _measure(site, recording, home, minutes)


def _measure(site: Site, path: Path, home: Path, minutes: float) -> None:
    watched = _Watched()
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
    before = resident_mb(watched.pid)
    began = time.monotonic()
    while not studio.queue.unload():
        time.sleep(0.05)
    print(
        f"memory {before:.0f} MB; {resident_mb(watched.pid):.0f} MB"
        f" {time.monotonic() - began:.1f} s after unloading"
    )
    _live(site, studio)
    studio.close()


def _live(site: Site, studio: Studio) -> None:
    """Speak the short call's agent into a microphone as it was spoken, and compare with the file's text."""
    agent = decode(SHORT, max_duration_s=60).whole()[0]
    content = (agent * 32_767).clip(-32_768, 32_767).astype("<i2").tobytes()
    heard: queue.Queue[tuple[float, LiveHeard]] = queue.Queue()
    assert studio.queue.listen("live", lambda answer: heard.put((time.monotonic(), answer)))
    while studio.queue.engine().state is not EngineState.READY:
        time.sleep(0.05)
    studio.queue.say(LiveSound(session="live", content=b"\0" * _BLOCK))  # loads what finds speech
    time.sleep(2)
    began = time.monotonic()
    for number, at in enumerate(range(0, len(content), _BLOCK)):
        time.sleep(max(began + number * _BLOCK_S - time.monotonic(), 0))
        studio.queue.say(LiveSound(session="live", content=content[at : at + _BLOCK]))
    studio.queue.say(LiveSound(session="live", is_end=True))
    found: list[tuple[float, LiveHeard]] = []
    while not found or found[-1][1].kind is not LiveKind.END:
        found.append(heard.get(timeout=60))
    studio.queue.leave("live")
    # the first tenth of a second was silence of ours
    lags = {
        kind: [at - began - each.to_ms / 1000 + _BLOCK_S for at, each in found if each.kind is kind]
        for kind in (LiveKind.PARTIAL, LiveKind.FINAL)
    }
    for kind, those in lags.items():
        if those:
            print(
                f"live {kind.value}: {len(those)}, lag median {median(those):.2f} s, most {max(those):.2f} s"
            )
    print(
        _against_the_file(
            site, studio, content, "".join(e.text for _, e in found if e.kind is LiveKind.FINAL)
        )
    )


def _against_the_file(site: Site, studio: Studio, content: bytes, said: str) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "agent.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(content)
        job = _dropped(site, studio, path)
    while (found := library.one(studio, job.owner, job.job_id)).state not in ENDED:
        time.sleep(0.05)
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
