"""What is done to a night, and whether anything was lost, doubled, half there or untrue afterwards."""

import errno
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from tests.faults import damaged
from tests.faults.trials import SEED, Tried, Zygote, drawn, kind_of, left_by

EXPORTS = [
    ["report", "--day", "2026-02-14", "--format", "csv"],
    ["report", "--from", "2026-02-14", "--to", "2026-02-14"],
]


def killed_at_random(zygote: Zygote, times: int, where: str = "") -> Tried:
    """SIGKILL at moments drawn over the whole night."""
    tried = Tried(f"SIGKILL at a random moment{where}, then the same command")
    chance = random.Random(SEED)
    for _ in range(times):
        moment = chance.uniform(0, zygote.undisturbed.seconds)
        with zygote.project() as config:
            zygote.ask(config, kill_after_s=moment)
            zygote.recovers(config, tried, f"killed after {moment:.3f} s")
    return tried


def killed_at_steps(zygote: Zygote, times: int | None, where: str = "") -> Tried:
    """SIGKILL at the begin and the end of transactions, and before and after a file is put in place.

    Args:
        times: how many steps, drawn; None for every one.
    """
    tried = Tried(f"SIGKILL at a step{where}: a transaction begins or commits, a file is put in place")
    for step in drawn(_every(zygote, "step"), times):
        with zygote.project() as config:
            ended = zygote.ask(config, point="step", nth=step, fault="kill")
            if ended["signal"] != 9:
                tried.broken.append(f"step {step} was not reached")
            zygote.recovers(config, tried, f"killed at step {step}")
    return tried


def failed_writes(zygote: Zygote, error: int, times: int | None, *, stays: bool) -> Tried:
    """ENOSPC or EIO at the Nth change of a file below data/: created, written, flushed, cut, renamed.

    Args:
        error: of errno.
        times: how many N, drawn from every kind of file; None for every one.
        stays: whether every later write fails, too.
    """
    writes = zygote.undisturbed.writes
    tried = Tried(f"{errno.errorcode[error]} {'from the Nth write on' if stays else 'at the Nth write'}")
    for nth in _of_every_kind(writes, times):
        with zygote.project() as config:
            data = str(config.parents[1] / "data")
            ended = zygote.ask(config, folder=data, write=nth, errno=error, stays=stays)
            trial = f"write {nth} to {writes[nth - 1]}"
            if ended.get("rc") not in (1, 3) or "可能已损坏" in ended["told"]:
                tried.broken.append(f"{tried.what}: {trial}: ended with {ended}")
            if ended.get("rc") == 3 and (untold := _untold(zygote.differs(config), ended["told"])):
                tried.broken.append(f"{tried.what}: {trial}: was told to be done, but {untold}")
            zygote.recovers(config, tried, trial)
    return tried


def failed_exports(zygote: Zygote, error: int, times: int | None) -> Tried:
    """Return the same while tables and a roll-up are written over finished ones: every file stays whole."""
    tried = Tried(f"{errno.errorcode[error]} at the Nth write of tables and a roll-up")
    with zygote.project() as config:
        data = str(config.parents[1] / "data")
        zygote.ask(config)
        done = zygote.ask(config, "command", commands=EXPORTS, folder=data)
        assert done["rc"] == 0, done
        whole = left_by(config)
        for nth in _of_every_kind(done["writes"], times):
            ended = zygote.ask(config, "command", commands=EXPORTS, folder=data, write=nth, errno=error)
            trial = f"write {nth} to {done['writes'][nth - 1]}"
            if ended.get("rc") not in (0, 1, 2):
                tried.broken.append(f"{tried.what}: {trial}: ended with {ended}")
            again = zygote.ask(config, "command", commands=EXPORTS)
            tried.times += 1
            if again.get("rc") != 0 or (differs := zygote.differs(config, whole)):
                tried.broken.append(f"{tried.what}: {trial}: {again if again.get('rc') else differs}")
    return tried


def out_of_memory(zygote: Zygote, times: int | None, *, stays: bool) -> Tried:
    """Memory runs out at the Nth inference; what a smaller batch cannot mend either is tried again later."""
    tried = Tried(f"out of memory {'from the Nth inference on' if stays else 'at the Nth inference'}")
    for nth in drawn(_every(zygote, "inference"), times):
        with zygote.project() as config:
            ended = zygote.ask(config, point="inference", nth=nth, fault="no memory", stays=stays)
            if ended.get("rc") not in (1, 3):
                tried.broken.append(f"{tried.what}: inference {nth}: ended with {ended}")
            zygote.recovers(config, tried, f"inference {nth}", redo="late")
    return tried


def locked(zygote: Zygote, times: int | None) -> Tried:
    """Another program locks the database before the Nth transaction, for longer than we wait."""
    tried = Tried("another program keeps the database locked from the Nth transaction on")
    every = _every(zygote, "transaction")
    for nth in drawn(every, times):
        with zygote.project() as config:
            ended = zygote.ask(config, point="transaction", nth=nth, fault="lock")
            # a night that has its reports only says that its message was not written
            if ended.get("rc") != 1 and (untold := _untold(zygote.differs(config), ended["told"])):
                tried.broken.append(f"{tried.what}: transaction {nth}: ended with {ended}: {untold}")
            zygote.recovers(config, tried, f"transaction {nth}")
    return tried


def lost_share(zygote: Zygote, times: int | None) -> Tried:
    """Take the folder of recordings away before the Nth file is hashed or decoded; it is back later."""
    tried = Tried("the share disappears before the Nth file is hashed, or decoded; later it is there again")
    points = [(point, nth) for point in ("hash", "decode") for nth in _every(zygote, point)]
    for place in drawn(range(len(points)), times):
        point, nth = points[place]
        with zygote.project() as config:
            inbox = config.parents[1] / "inbox"
            ended = zygote.ask(config, point=point, nth=nth, fault="lose share")
            if ended.get("rc") != 3:
                tried.broken.append(f"{tried.what}: {point} {nth}: ended with {ended}")
            Path(f"{inbox}.away").rename(inbox)
            zygote.recovers(config, tried, f"{point} {nth}", redo="late")
    return tried


def read_only_reports(zygote: Zygote, times: int) -> Tried:
    """Make the reports folder unwritable; what was recognised stays, and is not done again."""
    tried = Tried("a report folder that is read-only; the same command when it can be written again")
    for _ in range(times):
        with zygote.project() as config:
            reports = config.parents[1] / "data" / "reports"
            reports.mkdir(parents=True)
            reports.chmod(0o500)
            went = zygote.ask(config, obeys_modes=True)
            kept = zygote.ask(config, "ledger")
            if went.get("rc") != 1 or kept["ok"] != 3 or any(reports.iterdir()):
                tried.broken.append(f"ended with {went}, {kept['ok']} calls kept")
            reports.chmod(0o700)
            zygote.recovers(config, tried, "read-only reports")
    return tried


def damaged_files(zygote: Zygote, count: int) -> Tried:
    """Return a folder full of damaged files: each is accounted for, nobody looks outside, the night ends."""
    tried = Tried("damaged recordings, bad names, bombs of silence, links out of the folder", count)
    with zygote.project(0) as config:
        inbox = config.parents[1] / "inbox"
        shutil.rmtree(inbox)
        made = damaged.make(inbox, count, SEED)
        settings = config.read_text(encoding="utf-8")
        settings = settings.replace("shard_calls: 2", "shard_calls: 50")
        # bombs of silence are refused when they come to this, and not after an hour of them
        config.write_text(settings.replace("settle_s: 0", "settle_s: 0, max_duration_min: 10"), "utf-8")
        with watched(config.parents[1] / "outside") as opened:
            went = zygote.ask(config)
            verified = zygote.ask(config, "verify")
        told = zygote.ask(config, "ledger")
    accounted = told["received"] + told["duplicates"] + told["deferred"] + damaged.LINKS
    links = told["leads_out"]
    balanced = told["received"] == told["ok"] + told["no_speech"] + told["failed"]
    if went.get("rc") != 3 or accounted != count or made != count or not balanced:
        tried.broken.append(f"{went} accounted {accounted} of {made}: {told}"[:500])
    if links != damaged.LINKS + damaged.LINKED_FOLDERS or opened:
        tried.broken.append(f"{links} links told, opened outside: {opened}")
    if not verified.get("ok"):
        tried.broken.append(f"{verified.get('differences')}"[:500])
    return tried


class _Opened(FileSystemEventHandler):
    """Notes what anybody opens."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Any look into a file or a folder is one too many."""
        self.paths.append(f"{event.event_type} {event.src_path!r}")


@contextmanager
def watched(folder: Path) -> Iterator[list[str]]:
    """Everything that any process does with the files of a folder meanwhile (inotify)."""
    opened, observer = _Opened(), Observer()
    observer.schedule(opened, str(folder), recursive=True)
    observer.start()
    try:
        yield opened.paths
    finally:
        observer.stop()
        observer.join()


def _untold(differs: list[str], told: str) -> list[str]:
    """Return what is not as it should be; a night may end well without its metrics, if it says so."""
    return [each for each in differs if not (each == "callqa.prom" and told)]


def _every(zygote: Zygote, point: str) -> range:
    return range(1, zygote.undisturbed.reached[point] + 1)


def _of_every_kind(writes: Sequence[str], times: int | None) -> Sequence[int]:
    """So many numbers of writes, of every kind of file in turn; all of them for None."""
    if times is None:
        return range(1, len(writes) + 1)
    chance = random.Random(SEED)
    kinds: dict[str, list[int]] = {}
    for nth, path in enumerate(writes, 1):
        kinds.setdefault(kind_of(path), []).append(nth)
    for numbers in kinds.values():
        chance.shuffle(numbers)
    turns = zip_longest(*(kinds[kind] for kind in sorted(kinds)))
    return sorted([nth for turn in turns for nth in turn if nth][:times])
