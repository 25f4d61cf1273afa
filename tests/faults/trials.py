"""A small project, the process that forks its nights, and what a night leaves that nobody disturbs."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from tests.support.calls import write_call
from tests.support.places import ROOT

SEED = 20260214
RULES = """
categories:
  - name: 投诉
    severity: 严重
    role: 客户
    rules:
      - {id: complaint, name: 客户要投诉, keywords: [投诉]}
"""
PIPELINE = f"""
recordings: {{folders: [inbox], settle_s: 0}}
recogniser: {{model: "{ROOT}/models/demo", device: cpu, threads: 1, workers: 0}}
night: {{shard_calls: 2}}
report: {{calls_in_file: 1, calls_per_page: 2}}
metrics: {{textfile: data/callqa.prom}}
"""
Left = dict[str, str]
"""The files below data/: their paths, and the hash of those that are the same in every night."""


@dataclass
class Tried:
    """One kind of fault: how often it was tried, and what went wrong.

    Args:
        what: the fault, in English.
        times: how often.
        broken: descriptions of trials after which something was lost, doubled, half there or untrue.
    """

    what: str
    times: int = 0
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class Undisturbed:
    """A night that nobody disturbs.

    Args:
        content: its content_sha256.
        left: its files.
        writes: the path below data/ of every write, in order; empty without a compiler.
        reached: how often it passes each point where a fault can be put.
        seconds: that it took.
    """

    content: str
    left: Left
    writes: tuple[str, ...]
    reached: dict[str, int]
    seconds: float


class Zygote:
    """The forking process, as a context.

    Args:
        folder: for the library that lets writes fail.
        database: gives the URL of an empty database; SQLite in the project's folder by default.
    """

    def __init__(self, folder: Path, database: Any = str) -> None:
        self._folder, self._shim = folder, shim(folder)
        self._database = database

    def __enter__(self) -> Self:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        if self._shim:
            environment["LD_PRELOAD"] = str(self._shim)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=ROOT,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(60)

    def on(self, database: Any) -> "Zygote":
        """Return the same process for projects with another database; it must not be entered."""
        other = Zygote(self._folder, database)
        other.process = self.process
        return other

    @property
    def can_fail_writes(self) -> bool:
        """Whether there was a compiler for the disk that fails."""
        return self._shim is not None

    def ask(self, config: Path, do: str = "run", **options: Any) -> dict[str, Any]:
        """Fork a child that runs a night, verifies the day, or runs another command."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, "config": str(config), **options}) + "\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told

    @contextmanager
    def project(self, calls: int = 3) -> Iterator[Path]:
        """Yield a project with a small day; yields its configuration file."""
        with tempfile.TemporaryDirectory() as name:
            yield make_project(Path(name), calls, self._database())

    @cached_property
    def undisturbed(self) -> Undisturbed:
        """What every disturbed night is compared with, measured once."""
        return self.quiet_night()

    def quiet_night(self) -> Undisturbed:
        """Return a night that nobody disturbs."""
        with self.project() as config:
            went = self.ask(config, folder=str(config.parents[1] / "data"), count=True)
            told = self.ask(config, "verify")
            left = left_by(config)
        assert (went["rc"], told["ok"]) == (3, True), (went, told)
        return Undisturbed(
            content=told["content_sha256"],
            left=left,
            writes=tuple(went["writes"]),
            reached=went["reached"],
            seconds=went["seconds"],
        )

    def differs(self, config: Path, whole: Left | None = None) -> list[str]:
        """How a project differs from one that nobody disturbed; empty when all is well.

        Args:
            whole: the files that it should have; by default those of a night.
        """
        told, left = self.ask(config, "verify"), left_by(config)
        whole = self.undisturbed.left if whole is None else whole
        names = sorted(name for name in left.keys() | whole.keys() if left.get(name) != whole.get(name))
        content = [] if told.get("content_sha256") == self.undisturbed.content else ["another content_sha256"]
        return [*content, *map(str, told.get("differences", ["verify failed"])), *names]

    def recovers(self, config: Path, tried: Tried, trial: str, redo: str = "missing") -> None:
        """Run the same command again, undisturbed, and compare."""
        went = self.ask(config, redo=redo)
        tried.times += 1
        if went.get("rc") != 3 or (differs := self.differs(config)):
            told = differs if went.get("rc") == 3 else went
            tried.broken.append(f"{tried.what}: {trial}: {told}")


def shim(folder: Path) -> Path | None:
    """Return the library that lets writes fail, compiled; None without a compiler."""
    compiler = shutil.which("cc")
    if not compiler:
        return None
    library = folder / "faulty_disk.so"
    source = str(ROOT / "tests" / "faults" / "faulty_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), source, "-ldl"], check=True)
    return library


def make_project(folder: Path, calls: int = 3, database: str = "") -> Path:
    """Return a project with a small day, of which one file holds no audio; returns its configuration file."""
    (folder / "config").mkdir()
    (folder / "config" / "keywords.yaml").write_text(RULES, encoding="utf-8")
    (folder / "config" / "hotwords.txt").write_text("# 无\n", encoding="utf-8")
    config = folder / "config" / "pipeline.yaml"
    config.write_text(PIPELINE + (f'database: "{database}"\n' if database else ""), encoding="utf-8")
    for number in range(calls):
        name = f"20260214-0900{number:02}_in_800{number % 3}_1200000{number:04}_c{number}.wav"
        write_call(folder / "inbox" / name, 200 + 50 * number, 0.3)
    (folder / "inbox").mkdir(exist_ok=True)
    (folder / "inbox" / "20260214-100000_in_8001_12000000001_bad.wav").write_bytes(b"no audio" * 99)
    return config


def left_by(config: Path) -> Left:
    """Return what lies below data/; clips, pages and tables are hashed, reports say when they were made."""
    data = config.parents[1] / "data"
    files = sorted(path for path in data.rglob("*") if path.is_file())
    return {str(path.relative_to(data)): _hash(path) for path in files}


def _hash(path: Path) -> str:
    same = path.parent.name in ("clips", "calls") or path.suffix in (".csv", ".json")
    return hashlib.sha256(path.read_bytes()).hexdigest() if same else ""


def kind_of(path: str) -> str:
    """Return what kind of file a path below data/ is: the database, clips, calls (pages), .html, .xlsx …"""
    file = Path(path)
    if file.name.startswith("qa.sqlite3"):
        return "database"
    if file.name.startswith("callqa.prom"):
        return "metrics"
    return file.parent.name if file.parent.name in ("clips", "calls") else file.suffix or "folder"


def drawn(every: Sequence[int], times: int | None) -> Sequence[int]:
    """So many of them, always the same ones; None for all."""
    return every if times is None else sorted(random.Random(SEED).sample(every, min(times, len(every))))
