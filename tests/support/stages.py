"""The stages of one day, one after the other, without Prefect."""

from datetime import UTC, date, datetime

from callqa.days.day import DayResult
from callqa.days.plan import Redo
from callqa.operations import collect, flag, report, transcribe
from callqa.operations.load import load_day
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store

DAY = date(2026, 2, 14)


NEXT = date(2026, 2, 15)


LATE = "20260214-110000_in_8001_12000000001_late.wav"


def work(configuration: Configuration, store: Store, redo: Redo = Redo.MISSING, day: date = DAY) -> DayResult:
    """The stages of one day, without Prefect."""
    collect.collect_day(configuration, store, day)
    transcribe.transcribe_calls(configuration, store, day, transcribe.due(configuration, store, day, redo))
    flag.flag_day(configuration, store, day)
    report.report_day(configuration, store, day, run_id="run", now=datetime.now(UTC))
    return load_day(store, day, configuration.settings.zone, run_id="", now=datetime.now(UTC))
