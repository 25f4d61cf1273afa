"""What a Dask worker loads before its first task: a recogniser that counts, each process for itself."""

import os
from pathlib import Path

from callqa.operations import engines
from tests.support.doubles import WholeChannel
from tests.support.killed_night import Slow

_made = engines.Transcriber


def _counting(*arguments, **options):
    log = Path(os.environ["COUNTING_WORKER"]) / f"{os.getpid()}.log"
    return _made(*arguments, **{**options, "recogniser": Slow(log, seconds=0.3), "detector": WholeChannel()})


engines.Transcriber = _counting  # type: ignore[assignment,misc] - the double's way in
