"""A night that is slow enough to be killed: run as a program by the test beside it."""

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
    """Takes its time, and writes down how many segments it was given."""

    def __init__(self, log: Path, seconds: float) -> None:
        super().__init__()
        self.log, self.seconds = log, seconds

    def recognise(self, segments, *, hotwords=True):
        time.sleep(self.seconds)
        if hotwords:
            with self.log.open("a") as file:
                file.write(f"{len(segments)}\n")
        return super().recognise(segments, hotwords=hotwords)


def work(config: Path, log: Path, seconds: float) -> None:
    """Recognise what is due."""
    configuration = pipeline_yaml.load(config)
    store = Store(Database(configuration.database_url))
    made = engines.Transcriber

    def engine(*arguments, **options):
        return made(*arguments, recogniser=Slow(log, seconds), detector=WholeChannel())

    engines.Transcriber = engine  # type: ignore[assignment,misc] - the double's way in
    due = transcribe.due(site(configuration, store), DAY, Redo.MISSING)
    transcribe.transcribe_calls(site(configuration, store), DAY, due)


if __name__ == "__main__":
    work(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
