"""A night that hangs until it is killed: run as a program by the test beside it."""

import sys
import time
from datetime import date
from pathlib import Path

from callqa.days.plan import Redo
from callqa.operations import engines, transcribe
from callqa.settings import pipeline_yaml
from callqa.storage.database import Database
from callqa.storage.store import Store
from tests.support.doubles import Scripted, WholeChannel
from tests.support.sites import site

DAY = date(2026, 2, 14)


class Slow(Scripted):
    """Takes its time, writes down how many segments it was given, and hangs after some.

    Args:
        log: the file.
        seconds: that it takes for a batch.
        most: so many segments it takes; then it waits for somebody to kill it. 0 for all that come.
    """

    def __init__(self, log: Path, *, seconds: float = 0.0, most: int = 0) -> None:
        super().__init__()
        self.log, self.seconds, self.most, self.taken = log, seconds, most, 0

    def recognise(self, segments, *, hotwords=True):
        time.sleep(self.seconds)
        if hotwords:
            while 0 < self.most <= self.taken:
                time.sleep(1)
            self.taken += len(segments)
            with self.log.open("a") as file:
                file.write(f"{len(segments)}\n")
        return super().recognise(segments, hotwords=hotwords)


def work(config: Path, log: Path, most: int) -> None:
    """Recognise what is due."""
    configuration = pipeline_yaml.load(config)
    store = Store(Database(configuration.database_url))
    made = engines.Transcriber

    def engine(*arguments, **options):
        return made(*arguments, recogniser=Slow(log, most=most), detector=WholeChannel())

    engines.Transcriber = engine  # type: ignore[assignment,misc] - the double's way in
    due = transcribe.due(site(configuration, store), DAY, Redo.MISSING)
    transcribe.transcribe_calls(site(configuration, store), DAY, due)


if __name__ == "__main__":
    work(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
