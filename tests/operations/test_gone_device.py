"""A GPU that is gone before the night: the CPU does its work, and everybody is told for a week."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from prometheus_client.parser import text_string_to_metric_families

from callqa.doctor import doctor
from callqa.model.errors import DeviceLostError
from callqa.monitoring.notice import Kind
from callqa.operations import collect, engines, export, report, transcribe
from callqa.operations.load import load_day
from callqa.operations.messages import metrics
from callqa.operations.transcribe import Trial
from callqa.recognition.funasr import loading
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.counts import load_devices
from callqa.storage.store import Store
from tests.support.builders import engine
from tests.support.calls import write_call
from tests.support.doubles import Scripted
from tests.support.sites import site
from tests.support.stages import DAY, work

Machine = Callable[[bool], None]
BEFORE = DAY - timedelta(days=1)
NOW = datetime(2026, 2, 15, 1, tzinfo=UTC)
TOLD = "3 通全部是用 CPU 识别的，而 2026-02-13 用的还是 cuda"


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Put a GPU into the machine, or takes it out, as a process that starts then sees it."""

    def put(there: bool) -> None:
        monkeypatch.setattr(loading, "_is_available", lambda device: there and device == "cuda")
        monkeypatch.setattr(engines, "of_this_process", cache(engines.Engines))

    return put


@pytest.fixture
def two_days(project: Path, recogniser: Scripted) -> Configuration:
    """Provide a call on the day before the three, and the device left to the machine."""
    write_call(project.parent.parent / "inbox" / f"{BEFORE:%Y%m%d}-100000_in_8001_12000000001_x.wav", 500)
    text = project.read_text(encoding="utf-8").replace("device: cpu", "device: auto")
    project.write_text(text, encoding="utf-8")
    return pipeline_yaml.load(project)


@pytest.fixture
def without_the_card(two_days: Configuration, store: Store, card: Machine) -> Configuration:
    """Provide the GPU recognised one day, and was gone on the next."""
    card(True)
    work(two_days, store, day=BEFORE)
    card(False)
    work(two_days, store)
    return two_days


def test_page_workbook_and_digest_say_that_the_gpu_is_gone(
    without_the_card: Configuration, store: Store
) -> None:
    written = report.report_paths(without_the_card, DAY)

    assert TOLD in written.html.read_text(encoding="utf-8")
    book = load_workbook(written.workbook)
    assert any(TOLD in str(cell.value) for row in book["概览"].iter_rows() for cell in row)
    here = site(without_the_card, store)
    digest = export.digest_of(here, export.load_shown(here, DAY))
    assert f"与平常不同：{TOLD}" in digest


def test_an_english_report_says_it_in_english(
    without_the_card: Configuration, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLQA_REPORT__LANGUAGE", "en")
    english = pipeline_yaml.load(without_the_card.path)

    html = report.report_day(site(english, store, now=NOW), DAY, run_id="r").written.html.read_text(
        encoding="utf-8"
    )

    assert "All 3 calls were recognised on the CPU, those of 2026-02-13 still on cuda" in html


def test_the_same_day_again_says_the_same(without_the_card: Configuration, store: Store) -> None:
    again = work(without_the_card, store)

    assert (dict(again.devices), len(again.unusual)) == ({"cpu": 3}, 1)


def test_it_is_told_for_a_week_and_then_the_machine_is_meant_to_have_none(
    without_the_card: Configuration, store: Store, project: Path
) -> None:
    inbox = project.parent.parent / "inbox"

    def is_told(day: date) -> bool:
        write_call(inbox / f"{day:%Y%m%d}-100000_in_8001_12000000001_y{day:%d}.wav", day.day)
        return bool(work(without_the_card, store, day=day).unusual)

    assert [is_told(BEFORE + timedelta(days=days)) for days in (7, 8)] == [True, False]


def test_a_machine_that_never_had_one_has_nothing_to_say(
    two_days: Configuration, store: Store, card: Machine
) -> None:
    card(False)
    work(two_days, store, day=BEFORE)

    assert work(two_days, store).unusual == ()


def test_who_asks_for_the_cpu_is_not_told_that_he_has_it(
    two_days: Configuration, store: Store, card: Machine
) -> None:
    card(True)
    work(two_days, store, day=BEFORE)

    assert work(two_days.on("cpu"), store).unusual == ()


def test_calls_of_several_devices_are_counted_apart(
    two_days: Configuration, store: Store, card: Machine
) -> None:
    """As on a cluster of which one machine has lost its card, or after a card that failed in mid-night."""
    card(True)
    work(two_days, store)
    transcribe.transcribe_calls(site(two_days, store), DAY, ["c2"], device="cpu")

    report.report_day(site(two_days, store, now=NOW), DAY, run_id="r")

    html = report.report_paths(two_days, DAY).html.read_text(encoding="utf-8")
    assert "3 通中有 1 通是用 CPU 识别的，其余用 cuda" in html
    assert "demo · cuda、cpu" in html
    day = load_day(site(two_days, store, now=NOW), DAY)
    assert (dict(day.devices), day.engine and day.engine.asked) == ({"cpu": 1, "cuda": 2}, "auto")


def test_the_monitoring_counts_calls_by_device(
    without_the_card: Configuration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "callqa.prom"
    monkeypatch.setenv("CALLQA_METRICS__TEXTFILE", str(file))

    metrics.publish(site(pipeline_yaml.load(without_the_card.path)), Kind.UNUSUAL, DAY)

    families = text_string_to_metric_families(file.read_text(encoding="utf-8"))
    (counted,) = (each for each in families if each.name == "callqa_recognised_calls")
    assert [(sample.labels, sample.value) for sample in counted.samples] == [({"device": "cpu"}, 3)]


@pytest.mark.parametrize("may_fall_back", [True, False])
def test_a_worker_that_has_lost_its_device_tries_it_once_and_does_what_it_still_draws_on_the_cpu(
    two_days: Configuration, store: Store, card: Machine, recogniser: Scripted, may_fall_back: bool
) -> None:
    night = two_days.settings.night.model_copy(update={"cpu_fallback": may_fall_back})
    worker = replace(two_days, settings=two_days.settings.model_copy(update={"night": night}))
    card(True)
    of_worker = engines.Engines()
    collect.collect_day(site(worker, store), DAY)
    recogniser.broken = DeviceLostError("计算设备出错", "device")
    with pytest.raises(DeviceLostError):
        transcribe.transcribe_calls(site(worker, store), DAY, ["c1"], engines=of_worker)
    recogniser.broken = None

    transcribe.transcribe_calls(site(worker, store), DAY, ["c2"], engines=of_worker)

    assert load_devices(store, DAY) == {DAY: {"cpu" if may_fall_back else "cuda": 1}}
    told = store.day(DAY).engine
    assert (told and told.asked) == "auto"


@pytest.fixture
def yesterday(two_days: Configuration, store: Store, card: Machine) -> date:
    """Provide the last night, which still had the GPU."""
    day = two_days.settings.yesterday(datetime.now(UTC))
    write_call(two_days.home / "inbox" / f"{day:%Y%m%d}-100000_in_8001_12000000001_z.wav", 77)
    card(True)
    work(two_days, store, day=day)
    card(False)
    return day


@pytest.mark.parametrize(("asked", "levels"), [("auto", ["warn"]), ("cpu", [])])
def test_doctor_compares_with_the_last_nights(
    yesterday: date, callqa: Any, monkeypatch: pytest.MonkeyPatch, asked: str, levels: list[str]
) -> None:
    monkeypatch.setenv("CALLQA_RECOGNISER__DEVICE", asked)
    tried = Trial(summary=engine(), seconds=0.1, unknown_hotwords=(), corrected=0, stock_parts=())
    monkeypatch.setattr(transcribe, "try_engine", lambda _: tried)
    monkeypatch.setattr(doctor, "_LOOKS", {"识别引擎": doctor._LOOKS["识别引擎"]})

    _, out, _ = callqa("doctor", "--json")

    told = [each for each in json.loads(out)["checks"] if "现在只能用 CPU" in each["detail"]]
    assert [each["level"] for each in told] == levels
    assert all(f"{yesterday} 的录音是用 cuda 识别的" in each["detail"] for each in told)
