"""The night without Prefect and without a model: what the fault tests kill, hundreds of times.

The order of the stages, the lease, the diary and every write are the product's own; Prefect's engine
is replaced by plain calls, and the recogniser by one that hears the same in every call.
"""

import gc
import logging
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from campaigns import make_project
from doubles import Scripted, WholeChannel

from flows import batches, nightly, tasks, transcribe
from flows.adapters import settings
from flows.adapters.database import Database
from flows.adapters.results import load_day
from flows.adapters.store import Store
from flows.core.errors import CallqaError, ExitCode
from flows.core.plan import Redo
from flows.core.status import status
from flows.verify import verify_day

DAY = date(2026, 2, 14)


def _mapped(_task: Any, following: Any, _settings: Any, look: Any) -> Any:
    """One shard after the other, in this thread."""
    while parameters := following():
        try:
            result: Any = tasks.transcribe_task.fn(**parameters)
        except Exception as error:
            result = error
        look()
        yield parameters, result


def use_double() -> None:
    """Let every transcriber of this process hear 我要投诉."""
    made = transcribe.Transcriber

    def make(*arguments: Any, **options: Any) -> Any:
        return made(*arguments, **{**options, "recogniser": Scripted(), "detector": WholeChannel()})

    transcribe.Transcriber = make  # type: ignore[assignment,misc] - a stand-in


def without_prefect() -> None:
    """Replace Prefect's engine by plain calls."""
    log = logging.getLogger("plain-night")
    for module in (tasks, nightly):
        module.get_run_logger = lambda: log  # type: ignore[attr-defined]
    for name in ("collect_task", "flag_task", "report_task"):
        setattr(nightly, name, getattr(tasks, name).fn)
    batches.mapped = _mapped  # type: ignore[assignment]
    nightly.create_table_artifact = lambda **_: None  # type: ignore[assignment]
    nightly.flow_run = SimpleNamespace(id="plain", parameters={})  # type: ignore[attr-defined]


def run(config: str, redo: Redo = Redo.MISSING, day: date | None = DAY) -> int:
    """One night; returns the exit code that the command would have."""
    try:
        summary = nightly.summary_of(nightly.nightly.fn(day, config, redo))
    except CallqaError as error:
        return int(error.exit_code)
    except OSError:
        return int(ExitCode.UNEXPECTED)
    if summary["problem"]:
        return int(ExitCode.UNEXPECTED)
    return int(ExitCode.SOME_FAILED if summary["failed"] else ExitCode.COMPLETE)


def verify(config: str) -> dict[str, Any]:
    """What `callqa verify --json` prints."""
    configuration = settings.load(Path(config))
    database = Database(configuration.database_url)
    try:
        return verify_day(configuration, Store(database), DAY).as_json()
    finally:
        database.close()


def ledger(config: str) -> dict[str, Any]:
    """What `callqa status --json` prints, and the files that were set aside."""
    configuration = settings.load(Path(config))
    database = Database(configuration.database_url)
    try:
        zone = configuration.settings.zone
        return status(load_day(Store(database), DAY, zone, run_id="", now=datetime.now(UTC)))
    finally:
        database.close()


def warm_up() -> None:
    """One night here, so that everything that is imported late is there before a child is forked."""
    with tempfile.TemporaryDirectory() as folder:
        config = str(make_project(Path(folder)))
        run(config)
        verify(config)
    transcribe._kept[:] = []
    gc.collect()


if __name__ == "__main__":  # the real command with the double: Prefect and all
    from flows import cli

    use_double()
    sys.argv[0] = "callqa"
    cli.main()
