"""What is done to a night, and whether its content is the same afterwards."""

import errno
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
from pathlib import Path
from typing import Any, Self

import damaged
from calls import write_call

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
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
"""


@dataclass
class Tried:
    """One kind of fault: how often it was tried, and what went wrong.

    Args:
        what: the fault, in English.
        times: how often.
        broken: descriptions of trials whose content differed or whose exit code was wrong.
    """

    what: str
    times: int = 0
    broken: list[str] = field(default_factory=list)


class Zygote:
    """The forking process, as a context."""

    def __init__(self, folder: Path) -> None:
        self._shim = shim(folder)

    def __enter__(self) -> Self:
        path = f"{ROOT}:{ROOT / 'tests'}:{HERE}"
        environment = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
        if self._shim:
            environment["LD_PRELOAD"] = str(self._shim)
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "zygote.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=ROOT,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)

    @property
    def can_fail_writes(self) -> bool:
        """Whether there was a compiler for the disk that fails."""
        return self._shim is not None

    def ask(self, config: Path, do: str = "run", **options: Any) -> dict[str, Any]:
        """Fork a child that runs a night, or verifies the day."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": do, "config": str(config), **options}) + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told


def shim(folder: Path) -> Path | None:
    """The library that lets writes fail, compiled; None without a compiler."""
    compiler = shutil.which("cc")
    if not compiler:
        return None
    library = folder / "faulty_disk.so"
    source = str(HERE / "faulty_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), source, "-ldl"], check=True)
    return library


@contextmanager
def project(calls: int = 3) -> Iterator[Path]:
    """A project with a small day; yields its configuration file."""
    with tempfile.TemporaryDirectory() as name:
        yield make_project(Path(name), calls)


def make_project(folder: Path, calls: int = 3) -> Path:
    """The same in a folder that stays."""
    (folder / "config").mkdir()
    (folder / "config" / "keywords.yaml").write_text(RULES, encoding="utf-8")
    (folder / "config" / "hotwords.txt").write_text("# 无\n", encoding="utf-8")
    config = folder / "config" / "pipeline.yaml"
    config.write_text(PIPELINE, encoding="utf-8")
    for number in range(calls):
        name = f"20260214-0900{number:02}_in_800{number % 3}_1200000{number:04}_c{number}.wav"
        write_call(folder / "inbox" / name, 200 + 50 * number, 0.3)
    (folder / "inbox").mkdir(exist_ok=True)
    (folder / "inbox" / "20260214-100000_in_8001_12000000001_bad.wav").write_bytes(b"no audio" * 99)
    return config


def undisturbed(zygote: Zygote) -> tuple[dict[str, Any], str]:
    """A night that nobody disturbs: how it went, and its content."""
    with project() as config:
        went = zygote.ask(config, folder=str(config.parents[1] / "data"), count_steps=True)
        told = zygote.ask(config, "verify")
    assert (went["rc"], told["ok"]) == (3, True), (went, told)
    return went, str(told["content_sha256"])


def recovers(
    zygote: Zygote, config: Path, content: str, tried: Tried, trial: str, *, redo: str = "missing"
) -> None:
    """Run the same command again, undisturbed, and compare."""
    went = zygote.ask(config, redo=redo)
    told = zygote.ask(config, "verify")
    tried.times += 1
    if went.get("rc") != 3 or not told.get("ok") or told.get("content_sha256") != content:
        tried.broken.append(f"{trial}: {went.get('rc')} {went.get('error')} {told.get('differences')}")


def killed_at_random(zygote: Zygote, times: int) -> Tried:
    """SIGKILL at moments drawn over the whole night."""
    went, content = undisturbed(zygote)
    tried, chance = Tried("SIGKILL at a random moment, then the same command"), random.Random(SEED)
    for _ in range(times):
        moment = chance.uniform(0, went["seconds"])
        with project() as config:
            zygote.ask(config, kill_after_s=moment)
            recovers(zygote, config, content, tried, f"killed after {moment:.3f} s")
    return tried


def killed_at_steps(zygote: Zygote, times: int | None) -> Tried:
    """SIGKILL at the begin and the end of transactions, and before and after a file is put in place.

    Args:
        times: how many steps, drawn; None for every one.
    """
    went, content = undisturbed(zygote)
    tried = Tried("SIGKILL at a step: a transaction begins or commits, a file is put in place")
    for step in _drawn(went["steps"], times):
        with project() as config:
            ended = zygote.ask(config, step=step)
            if ended["signal"] != 9:
                tried.broken.append(f"step {step} was not reached")
            recovers(zygote, config, content, tried, f"killed at step {step}")
    return tried


def failed_writes(zygote: Zygote, error: int, times: int | None, *, stays: bool) -> Tried:
    """ENOSPC or EIO at the Nth write or flush below data/.

    Args:
        error: of errno.
        times: how many N, drawn; None for every one.
        stays: whether every later write fails, too.
    """
    went, content = undisturbed(zygote)
    name = errno.errorcode[error]
    tried = Tried(f"{name} {'from the Nth write on' if stays else 'at the Nth write'}")
    for nth in _drawn(went["writes"], times):
        with project() as config:
            data = str(config.parents[1] / "data")
            ended = zygote.ask(config, folder=data, nth=nth, errno=error, sticky=int(stays))
            if stays and ended.get("rc") not in (1, 2, 3):
                tried.broken.append(f"write {nth}: ended with {ended}")
            recovers(zygote, config, content, tried, f"{name} at write {nth}")
    return tried


def lost_share(zygote: Zygote, times: int) -> Tried:
    """The folder of recordings disappears while the night works, and is back for the next one."""
    _, content = undisturbed(zygote)
    tried = Tried("the share disappears in the middle; the next night finds it again")
    for _ in range(times):
        with project() as config:
            inbox = config.parents[1] / "inbox"
            went = zygote.ask(config, share=str(inbox))
            if went.get("rc") != 3:
                tried.broken.append(f"ended with {went}")
            Path(f"{inbox}.away").rename(inbox)
            recovers(zygote, config, content, tried, "share lost", redo="late")
    return tried


def read_only_reports(zygote: Zygote, times: int) -> Tried:
    """The folder of the reports cannot be written; what was recognised stays, and is not done again."""
    _, content = undisturbed(zygote)
    tried = Tried("a report folder that is read-only; the same command when it can be written again")
    for _ in range(times):
        with project() as config:
            reports = config.parents[1] / "data" / "reports"
            reports.mkdir(parents=True)
            reports.chmod(0o500)
            went = zygote.ask(config, obeys_modes=True)
            kept = zygote.ask(config, "ledger")
            if went.get("rc") != 1 or kept["ok"] != 3 or any(reports.iterdir()):
                tried.broken.append(f"ended with {went}, {kept['ok']} calls kept")
            reports.chmod(0o700)
            recovers(zygote, config, content, tried, "read-only reports")
    return tried


def damaged_files(zygote: Zygote, count: int) -> Tried:
    """A folder full of damaged files: each one is accounted for, and the night ends."""
    tried = Tried("damaged recordings, badly named files, links out of the folder", count)
    with project(0) as config:
        inbox = config.parents[1] / "inbox"
        shutil.rmtree(inbox)
        damaged.make(inbox, count, SEED)
        settings = config.read_text(encoding="utf-8")
        config.write_text(settings.replace("shard_calls: 2", "shard_calls: 50"), encoding="utf-8")
        went = zygote.ask(config)
        told = zygote.ask(config, "ledger")
        verified = zygote.ask(config, "verify")
        outside = list((config.parents[1] / "outside").iterdir())
    accounted = told["received"] + told["duplicates"] + told["deferred"] + damaged.LINKS
    links = sum(line.count("链接指向文件夹之外") for line in told["warnings"])
    balanced = told["received"] == told["ok"] + told["no_speech"] + told["failed"]
    if went.get("rc") != 3 or accounted != count or links != len(outside) or not balanced:
        tried.broken.append(f"{went} accounted {accounted}, links {links}")
    if not verified.get("ok"):
        tried.broken.append(f"{verified.get('differences')}"[:500])
    return tried


def _drawn(count: int, times: int | None) -> Sequence[int]:
    every = range(1, count + 1)
    return every if times is None else sorted(random.Random(SEED).sample(every, min(times, count)))
