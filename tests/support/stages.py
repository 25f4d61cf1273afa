"""The stages of one day, one after the other, without Prefect."""

from datetime import date

from callqa.days.day import DayResult
from callqa.days.plan import Redo
from callqa.operations import collect, flag, report, transcribe
from callqa.operations.load import load_day
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.sites import site

DAY = date(2026, 2, 14)


NEXT = date(2026, 2, 15)


LATE = "20260214-110000_in_8001_12000000001_late.wav"


def work(configuration: Configuration, store: Store, redo: Redo = Redo.MISSING, day: date = DAY) -> DayResult:
    """Return the stages of one day, without Prefect."""
    here = site(configuration, store)
    collect.collect_day(here, day)
    transcribe.transcribe_calls(here, day, transcribe.due(here, day, redo))
    flag.flag_day(here, day)
    report.report_day(here, day, run_id="run")
    return load_day(here, day)
