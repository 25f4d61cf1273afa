"""How long a supervisor waits for `callqa rules try` on a whole day: 10,000 calls of 1,500 characters.

    python -m benchmarks.rules_try            a few lines
    python -m benchmarks.rules_try --json     one JSON object

The calls are those of `benchmarks.rules`, in a store of SQLite as the night leaves it: flagged with the
shipped book, which is in force; the one that is tried has words more and less, and one of them many
calls hold. The same is done before the day is flagged, where every rule has to be put to every call.
CPU seconds of this process, from the start of the command's work to its answer, so that a busy machine
does not change the figures much; there is nothing to wait for but the disk.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.printing import show
from benchmarks.rules import spoken
from callqa.model.recording import Recording
from callqa.operations import flag
from callqa.operations.books import trial
from callqa.rules.books import checked
from callqa.rules.publication import Origin
from callqa.rules.published import PublishedBooks
from callqa.storage.session import Site
from callqa.storage.store import Store

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "config" / "keywords.yaml"
DAY = date(2026, 2, 14)
MORNING = datetime(2026, 2, 14, 0, 0, 1, tzinfo=UTC)
BATCH = 250
CHANGES = (
    # from, to: what a supervisor would write
    ("keywords: [差评, ", "keywords: [差评, 打差评, "),
    ("              - 虚假宣传\n", ""),
    ("              - 坑人\n", ""),
    ("              - 骗子\n", "              - 骗子\n              - 订单\n"),
)


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Time the trial of a rule book.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--calls", type=int, default=10_000, help="of the day")
    return parser.parse_args()


@contextmanager
def project(folder: Path) -> Iterator[Site]:
    """Yield a callqa of its own, with the shipped book in force."""
    config = folder / "config" / "pipeline.yaml"
    config.parent.mkdir()
    text = "timezone: UTC\nrecordings: {folders: [inbox]}\n"
    config.write_text(text, encoding="utf-8")
    with Site.open(config) as site:
        book = SHIPPED.read_text(encoding="utf-8")
        published = PublishedBooks(site.database)
        told: dict[str, Any] = {"author": "benchmark", "origin": Origin.COMMAND, "actor": site.actor}
        published.publish(book, checked(book, str(SHIPPED)), now=MORNING, **told)
        yield site


def fill(store: Store, count: int) -> None:
    """Store the day's calls as a night does."""
    waiting = spoken(count)
    recordings = []
    while batch := list(islice(waiting, BATCH)):
        known = [_recording(one.call_id, len(recordings) + n) for n, one in enumerate(batch)]
        digests = (recording.audio_sha256 for recording in known)
        heard = [replace(one, audio_sha256=sha) for one, sha in zip(batch, digests, strict=True)]
        store.save_transcripts(DAY, heard, known)
        recordings += known
    store.save_collection(DAY, recordings, [], [])


def _recording(call_id: str, number: int) -> Recording:
    return Recording(
        call_id=call_id,
        path=f"/recordings/{call_id}.wav",
        started_at=MORNING + timedelta(seconds=8 * number),
        agent=str(8000 + number % 80),
        queue="售后",
        audio_sha256=f"{number:064x}",
    )


def changed(folder: Path) -> Path:
    """Return the shipped book with a few changes."""
    text = SHIPPED.read_text(encoding="utf-8")
    for before, after in CHANGES:
        if before not in text:
            raise SystemExit(f"the shipped book has no {before!r} any more")
        text = text.replace(before, after, 1)
    path = folder / "changed.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def timed(site: Site, book: Path) -> tuple[float, trial.Tried]:
    """CPU seconds of a trial, and what it tells."""
    began = time.process_time()
    tried = trial.try_book(site, book.read_text(encoding="utf-8"), [DAY], name=str(book))
    return time.process_time() - began, tried


def measured(count: int) -> dict[str, float]:
    """All figures."""
    with tempfile.TemporaryDirectory() as name, project(Path(name)) as site:
        fill(site.store, count)
        book = changed(Path(name))
        fresh_seconds, fresh = timed(site, book)
        flag.flag_day(site, DAY)
        seconds, tried = timed(site, book)
    if tried.trial != fresh.trial:
        raise SystemExit("the trial tells otherwise where findings are stored")
    if tried.trial.calls != count or not tried.trial.gained or not tried.trial.lost:
        raise SystemExit("the trial saw other calls, or no change")
    return {
        "seconds_for_try": round(seconds, 1),
        "seconds_not_flagged": round(fresh_seconds, 1),
        "calls": tried.trial.calls,
        "calls_per_second": round(count / seconds),
        "gained": len(tried.trial.gained),
        "lost": len(tried.trial.lost),
    }


def main() -> None:
    """Measure and print."""
    wanted = options()
    show(measured(wanted.calls), as_json=wanted.json)


if __name__ == "__main__":
    main()
