"""A day of known answers through the product's own night: ``callqa run`` in a project of its own."""

import csv
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import yaml

from benchmarks.answer_day import Answer, AnswerDay
from benchmarks.day_accuracy import DayAccuracy, Judged, compared
from callqa.operations import flag
from callqa.operations.load import load_day
from callqa.storage.session import Site
from callqa.text.fold import fold
from scripts.demo_model.plan import ROOT
from scripts.sample_day.folder import COLUMNS

_CALLQA = "from callqa.cli.app import main; main()"
_SOME_FAILED = 3  # the exit status of a night that read all but some calls


def night(day: AnswerDay, folder: Path, model: Path | None) -> DayAccuracy:
    """Run the night over a day and compare what it stored with the answers.

    Args:
        folder: becomes the project: inbox, configuration, database, reports.
        model: of the recogniser; None for the shipped one.

    Raises:
        SystemExit: the night did not end as a night does.
    """
    when = day.calls[0].recording.started_at.date()
    config = project(day.calls, when, folder, model)
    command = [sys.executable, "-c", _CALLQA, "run", "--day", f"{when}", "--config", str(config)]
    done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)
    if done.returncode not in (0, _SOME_FAILED):
        raise SystemExit(f"the night ended with {done.returncode}")
    return stored(day, when, config)


def project(calls: Sequence[Answer], when: date, folder: Path, model: Path | None) -> Path:
    """Lay the recordings out as a recorder does, with a call record; return the configuration."""
    inbox, config = folder / "inbox" / f"{when}", folder / "config"
    inbox.mkdir(parents=True)
    config.mkdir()
    for answer in calls:
        (inbox / Path(answer.recording.path).name).hardlink_to(answer.recording.path)
    with (inbox / f"cdr-{when}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(map(_row, calls))
    for shipped in (ROOT / "config").iterdir():
        (config / shipped.name).write_bytes(shipped.read_bytes())
    settings = {
        "recordings": {"folders": ["inbox"], "settle_s": 0},
        "recogniser": {"model": str(model or ROOT / "models" / "demo")},
        "report": {"clips": "none"},
    }
    (config / "pipeline.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return config / "pipeline.yaml"


def _row(answer: Answer) -> dict[str, str]:
    recording = answer.recording
    return {
        "call_id": recording.call_id,
        "start": recording.started_at.isoformat(),
        "direction": recording.direction.value,
        "file": Path(recording.path).name,
    }


def stored(day: AnswerDay, when: date, config: Path) -> DayAccuracy:
    """Compare what the database holds with the answers."""
    with Site.open(str(config)) as site:
        calls = {call.recording.call_id: call for call in load_day(site, when).calls}
        book = flag.load_book(site.configuration.resolve(site.settings.rules))
    found = [(answer, calls[answer.call_id]) for answer in day.calls]
    judged = [Judged(answer=a, transcript=c.transcript, evaluation=c.evaluation) for a, c in found]
    return compared(judged, book, fold)
