"""The night without Prefect and without a model: what the fault tests kill, hundreds of times.

The order of the stages, the lease, the diary and every write are the product's own; Prefect's engine
is replaced by plain calls, and the model by one that hears the same in every call. As a program it is the
real command, Prefect and all, with that model; it may be told to kill itself at the border of a stage.
"""

import gc
import io
import logging
import os
import signal
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from callqa.cli import app
from callqa.days.plan import Redo
from callqa.days.status import status
from callqa.model.coverage import WhyUnread
from callqa.model.errors import CallqaError, ExitCode
from callqa.operations import collect, engines, flag, report, transcribe
from callqa.operations.load import load_day
from callqa.operations.verify import verify_day
from callqa.recognition.funasr.families import Paraformer
from callqa.recognition.funasr.recogniser import FunAsrRecogniser
from callqa.settings import pipeline_yaml
from callqa.storage import lease
from callqa.storage.database import Database
from callqa.storage.store import Store
from flows import afterwards, nightly, shards
from flows import collect as collecting
from flows import transcribe as transcribing
from reports.words.lines import said
from tests.faults.trials import make_project
from tests.support.doubles import WholeChannel
from tests.support.sites import site

DAY = date(2026, 2, 14)
KILL_AT, REAL_MODEL = "CALLQA_FAULTS_KILL_AT", "CALLQA_FAULTS_REAL_MODEL"
STAGES: dict[str, tuple[Any, str]] = {
    "collect": (collect, "collect_day"),
    "transcribe": (transcribe, "transcribe_calls"),
    "flag": (flag, "flag_day"),
    "report": (report, "report_day"),
}
BORDERS = [f"{stage}:{side}" for stage in STAGES for side in ("begin", "end")]


class Saying:
    """A model that hears 我要投诉 in every segment."""

    def generate(self, input: Any, **_: Any) -> list[dict[str, Any]]:
        """Return what FunASR's AutoModel answers."""
        times = [[100 * at, 100 * (at + 1)] for at in range(4)]
        return [{"text": "我 要 投 诉", "timestamp": times} for _ in input]


def use_double() -> None:
    """Let every transcriber of this process hear 我要投诉."""
    made = engines.Transcriber

    def make(*arguments: Any, **options: Any) -> Any:
        hearing = {"recogniser": FunAsrRecogniser(Saying(), Paraformer()), "detector": WholeChannel()}
        return made(*arguments, **{**options, **hearing})

    engines.Transcriber = make  # type: ignore[assignment,misc] - a stand-in


def _mapped(_task: Any, following: Any, _settings: Any, look: Any) -> Any:
    """One shard after the other, in this thread."""
    while parameters := following():
        try:
            result: Any = transcribing.transcribe_task.fn(**parameters)
        except Exception as error:
            result = error
        look()
        yield parameters, result


def without_prefect() -> None:
    """Replace Prefect's engine by plain calls; nothing waits before it is tried again."""
    log = logging.getLogger("plain-night")
    for module in (afterwards, nightly, collecting, transcribing):
        module.get_run_logger = lambda: log  # type: ignore[attr-defined]
    for name in ("collect_task", "flag_task", "report_task"):
        setattr(nightly, name, getattr(nightly, name).fn)
    shards.mapped = _mapped  # type: ignore[assignment]
    nightly.create_table_artifact = lambda **_: None  # type: ignore[assignment]
    nightly.flow_run = SimpleNamespace(id="plain", parameters={})  # type: ignore[attr-defined]
    lease._PAUSES_S = (0.0, 0.0)


def run(config: str, redo: Redo = Redo.MISSING, day: date | None = DAY) -> int:
    """One night; returns the exit code that the command would have."""
    return told_run(config, redo, day)[0]


def told_run(config: str, redo: Redo = Redo.MISSING, day: date | None = DAY) -> tuple[int, str]:
    """One night; returns the exit code that the command would have, and what it would say is wrong."""
    try:
        summary = nightly.summary_of(nightly.nightly.fn(day, config, redo))
    except CallqaError as error:
        return int(error.exit_code), str(error)
    except OSError as error:
        return int(ExitCode.UNEXPECTED), str(error)
    if summary["problem"]:
        return int(ExitCode.UNEXPECTED), said(summary["problem"])
    return int(ExitCode.SOME_FAILED if summary["failed"] else ExitCode.COMPLETE), "；".join(
        map(said, summary["unsent"])
    )


def command(config: str, *arguments: str) -> tuple[int, str]:
    """Another command, in this process; returns its exit code and what it told."""
    told = io.StringIO()
    sys.argv = ["callqa", *arguments, "--config", config]
    try:
        with redirect_stdout(told), redirect_stderr(told):
            app.main()
    except SystemExit as ended:
        return int(ended.code or 0), told.getvalue()
    return 0, told.getvalue()


def verify(config: str) -> dict[str, Any]:
    """Return what `callqa verify --json` prints."""
    configuration = pipeline_yaml.load(Path(config))
    database = Database(configuration.database_url)
    try:
        return verify_day(site(configuration, Store(database)), DAY).as_json()
    finally:
        database.close()


def ledger(config: str) -> dict[str, Any]:
    """Return what `callqa status --json` prints, and how many links lead out of the folders."""
    configuration = pipeline_yaml.load(Path(config))
    database = Database(configuration.database_url)
    try:
        found = load_day(site(configuration, Store(database)), DAY)
        cases = [case for gap in found.coverage.gaps for case in gap.cases]
        return {**status(found), "leads_out": sum(case.why == WhyUnread.LEADS_OUT for case in cases)}
    finally:
        database.close()


def warm_up() -> None:
    """One night here, so that everything that is imported late is there before a child is forked."""
    with tempfile.TemporaryDirectory() as folder:
        config = str(make_project(Path(folder)))
        run(config)
        verify(config)
        for kind in ("report", "csv", "json"):
            command(config, "report", "--day", str(DAY), "--format", kind)
        command(config, "report", "--from", str(DAY), "--to", str(DAY))
    engines.of_this_process.cache_clear()
    gc.collect()


def kill_at(border: str) -> None:
    """Let this process die where a stage begins or ends."""
    stage, _, side = border.partition(":")
    owner, name = STAGES[stage]
    real = getattr(owner, name)

    def deadly(*arguments: Any, **options: Any) -> Any:
        if side == "end":
            real(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, deadly)


def main() -> None:
    """Run the real command with the double, or with the real model."""
    if REAL_MODEL not in os.environ:
        use_double()
    if border := os.environ.get(KILL_AT):
        kill_at(border)
    sys.argv[0] = "callqa"
    app.main()


if __name__ == "__main__":
    main()
