"""The stages of one day, one after the other, without Prefect."""

from datetime import UTC, date, datetime

from flows import collect, qa_rules, report, transcribe
from flows.adapters.results import load_day
from flows.adapters.settings import Configuration
from flows.adapters.store import Store
from flows.core.day import DayResult
from flows.core.plan import Redo

DAY = date(2026, 2, 14)


NEXT = date(2026, 2, 15)


LATE = "20260214-110000_in_8001_12000000001_late.wav"


def work(configuration: Configuration, store: Store, redo: Redo = Redo.MISSING, day: date = DAY) -> DayResult:
    """The stages of one day, without Prefect."""
    collect.collect_day(configuration, store, day)
    transcribe.transcribe_calls(configuration, store, day, transcribe.due(configuration, store, day, redo))
    qa_rules.flag_day(configuration, store, day)
    report.report_day(configuration, store, day, run_id="run", now=datetime.now(UTC))
    return load_day(store, day, configuration.settings.zone, run_id="", now=datetime.now(UTC))
