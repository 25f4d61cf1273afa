"""The file for Prometheus: read with the parser of Prometheus' own library."""

import multiprocessing
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from callqa.host import resources
from callqa.model.errors import CallqaError, Failure
from callqa.monitoring import textfile
from callqa.monitoring.metrics import STATUSES, Metric, gauge, last_nights
from callqa.monitoring.notice import Kind
from callqa.operations import collect, flag
from callqa.operations.messages import metrics
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.builders import failed_transcript, transcript, turn
from tests.support.doubles import Scripted
from tests.support.places import ROOT
from tests.support.sites import site

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]
Samples = dict[tuple[str, ...], float]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the metrics are configured to go."""
    path = tmp_path / "collector" / "callqa.prom"
    path.parent.mkdir()
    monkeypatch.setenv("CALLQA_METRICS__TEXTFILE", str(path))
    return path


@pytest.fixture
def configured(file: Path, project: Path) -> Configuration:
    from callqa.settings import pipeline_yaml

    return pipeline_yaml.load(project)


def parsed(file: Path) -> dict[str, Samples]:
    families = text_string_to_metric_families(file.read_text(encoding="utf-8"))
    return {f.name: {tuple(s.labels.values()): s.value for s in f.samples} for f in families}


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_a_night_is_told_in_figures(callqa: Command, file: Path, project: Path) -> None:
    (project.parent.parent / "inbox" / "20260214-100000_in_8001_12000000007_x7.wav").write_bytes(b"no audio")

    code, _, _ = callqa("run", "--day", "2026-02-14")

    told = parsed(file)
    assert code == 3
    assert told["callqa_calls"] == {("ok",): 3, ("no_speech",): 0, ("failed",): 1}
    assert told["callqa_failed_calls"][("not_audio",)] == 1
    assert set(told["callqa_last_night_timestamp_seconds"]) == {("finished_with_failures",)}
    assert told["callqa_findings"] == {("critical",): 0, ("high",): 3, ("medium",): 0, ("low",): 0}
    assert told["callqa_audio_seconds"] == {(): 3}
    assert set(told["callqa_stage_seconds"]) == {("collect",), ("transcribe",), ("flag",), ("report",)}
    transcribing = told["callqa_stage_seconds"][("transcribe",)]
    assert told["callqa_real_time_factor"][()] == pytest.approx(transcribing / 3)
    assert told["callqa_peak_memory_bytes"][("main",)] > 1e7
    assert told["callqa_days_unfinished"] == {(): 0}
    assert told["callqa_quarantined_calls"] == {(): 1}
    assert told["callqa_report_written_timestamp_seconds"][()] > 1e9
    assert set(told["callqa_free_disk_bytes"]) == {("reports",), ("database",)}
    ((revision,),) = told["callqa_rules_info"]
    assert revision.startswith("rules-")
    assert told["callqa_unsent_messages"] == {(): 0}


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_the_file_says_nothing_of_customers_and_agents(callqa: Command, file: Path) -> None:
    callqa("run", "--day", "2026-02-14")

    text = file.read_text(encoding="utf-8")
    assert text.isascii()  # no speech, no rule names
    for secret in ("1200000000", "8001", "c1"):
        assert secret not in text


@pytest.mark.usefixtures("prefect_server")
def test_a_night_that_recognised_nothing_has_no_real_time_factor(
    callqa: Command, file: Path, recogniser: Scripted
) -> None:
    callqa("run", "--day", "2026-02-14")
    callqa("run", "--day", "2026-02-14")

    told = parsed(file)
    assert "callqa_real_time_factor" not in told
    assert told["callqa_calls"][("ok",)] == 3


def test_other_users_may_read_the_file_and_no_half_file_is_ever_seen(
    configured: Configuration, file: Path
) -> None:
    metrics.publish(site(configured), Kind.DID_NOT_RUN, DAY)

    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert [each.name for each in file.parent.iterdir()] == ["callqa.prom"]


def test_nothing_is_written_where_nobody_asked_for_it(configuration: Configuration) -> None:
    metrics.publish(site(configuration), Kind.FAILED, DAY)

    assert list(configuration.home.rglob("*.prom")) == []


def test_a_day_that_did_not_run_keeps_what_is_known_of_better_nights(
    callqa: Command, configured: Configuration, file: Path
) -> None:
    metrics.publish(site(configured), Kind.FINISHED, DAY - timedelta(days=1))
    before = parsed(file)["callqa_last_night_timestamp_seconds"]

    code, _, _ = callqa("expect", "--day", "2026-02-14")

    told = parsed(file)
    assert code == 6
    assert told["callqa_last_night_timestamp_seconds"].keys() == {("finished",), ("did_not_run",)}
    assert told["callqa_last_night_timestamp_seconds"][("finished",)] == before[("finished",)]
    assert told["callqa_days_unfinished"] == {(): 1}
    assert "callqa_calls" not in told


def test_a_night_that_fails_before_it_begins_is_told(callqa: Command, file: Path, project: Path) -> None:
    project.write_text(project.read_text(encoding="utf-8").replace("[inbox]", "[nowhere]"), encoding="utf-8")

    code, _, _ = callqa("run", "--day", "2026-02-14")

    assert code == 2
    assert set(parsed(file)["callqa_last_night_timestamp_seconds"]) == {("failed",)}


def test_a_database_that_cannot_be_read_leaves_its_figures_out(
    callqa: Command, file: Path, project: Path
) -> None:
    database = project.parent.parent / "data" / "qa.sqlite3"
    database.parent.mkdir()
    database.write_bytes(b"no database at all" * 100)

    callqa("expect", "--day", "2026-02-14")

    told = parsed(file)
    assert "callqa_quarantined_calls" not in told
    assert set(told["callqa_last_night_timestamp_seconds"]) == {("did_not_run",)}


def test_a_run_for_an_older_day_leaves_the_file_as_it_is(configured: Configuration, file: Path) -> None:
    metrics.publish(site(configured), Kind.FINISHED, DAY)
    before = file.read_bytes()

    metrics.publish(site(configured), Kind.FAILED, DAY - timedelta(days=1))
    metrics.publish(site(configured), Kind.TEST, DAY + timedelta(days=1))

    assert file.read_bytes() == before


def test_days_without_a_result_or_a_report_are_unfinished(
    configured: Configuration, store: Store, file: Path
) -> None:
    collect.collect_day(site(configured, store), DAY)

    metrics.publish(site(configured), Kind.FINISHED, DAY + timedelta(days=1))
    one_day_later = parsed(file)["callqa_days_unfinished"]
    metrics.publish(site(configured), Kind.FAILED, DAY + timedelta(days=2))

    assert one_day_later == {(): 1}
    assert parsed(file)["callqa_days_unfinished"] == {(): 2}


def test_calls_that_were_tried_often_enough_are_in_quarantine(
    configured: Configuration, store: Store, file: Path
) -> None:
    collect.collect_day(site(configured, store), DAY)
    failed = {
        "c1": failed_transcript("空文件", "c1", Failure.EMPTY),
        "c2": failed_transcript("读取失败（…）", "c2", Failure.UNREACHABLE, retryable=True),
        "c3": transcript(turn("我要投诉"), call_id="c3"),
    }
    made = [replace(failed[each.call_id], audio_sha256=each.audio_sha256) for each in store.recordings(DAY)]
    store.save_transcripts(DAY, made, store.recordings(DAY))
    flag.flag_day(site(configured, store), DAY)

    metrics.publish(site(configured), Kind.WITH_FAILURES, DAY)

    told = parsed(file)
    assert told["callqa_quarantined_calls"] == {(): 1}
    assert {name for (name,), count in told["callqa_failed_calls"].items() if count} == {
        "empty",
        "unreachable",
    }


def test_memory_is_that_of_this_process_of_its_workers_and_of_the_device(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cuda = SimpleNamespace(is_initialized=lambda: True, max_memory_reserved=lambda: 5_000)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))
    ready = multiprocessing.get_context("spawn").Event()
    worker = multiprocessing.get_context("spawn").Process(target=ready.wait, daemon=True)
    worker.start()
    try:
        peaks = resources.peak_bytes()
    finally:
        worker.kill()
        worker.join()

    assert peaks["device"] == 5_000
    assert peaks["main"] > 1e7
    assert peaks["workers"] > 1e6


def test_a_folder_that_is_not_there_is_told_and_fails_nothing(
    callqa: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLQA_METRICS__TEXTFILE", str(tmp_path / "nowhere" / "callqa.prom"))

    code, out, _ = callqa("expect", "--day", "2026-02-14")

    assert code == 6
    assert "监控指标没有写成" in out
    assert "metrics.textfile" in out


def test_a_file_that_somebody_else_has_written_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "callqa.prom"
    file.write_text('no{metrics="at all', encoding="utf-8")

    assert textfile.read(file) == {}
    textfile.write(
        file, [gauge("calls", "Calls.", 3), Metric(name="x", text="", samples={("a",): 1}, labels=("b",))]
    )

    assert textfile.read(file) == {"callqa_calls": {(): 3.0}, "x": {("a",): 1.0}}


def test_a_collector_that_refuses_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(CallqaError, match="写不进去"):
        textfile.write(tmp_path / "nowhere" / "callqa.prom", [])


def test_only_ways_to_end_that_exist_are_kept() -> None:
    before = {("finished",): 1.0, ("made_up",): 2.0, ("failed",): 3.0}

    assert last_nights(before, Kind.FAILED, 9) == {("finished",): 1.0, ("failed",): 9}


def test_metrics_are_of_last_night_by_the_clock_of_the_configured_zone(
    configured: Configuration, file: Path
) -> None:
    metrics.publish(site(configured), Kind.FINISHED, DAY)

    (start,) = parsed(file)["callqa_day_start_timestamp_seconds"].values()
    assert datetime.fromtimestamp(start, UTC) == datetime(2026, 2, 13, 16, tzinfo=UTC)


@pytest.mark.parametrize("document", ["docs/operations.md", "docs/operations.zh-CN.md"])
@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_the_handbook_lists_every_metric_and_no_other(callqa: Command, file: Path, document: str) -> None:
    rows = re.findall(r"^\| (`callqa_[^|]+)\|", (ROOT / document).read_text(encoding="utf-8"), re.MULTILINE)
    (file.parents[1] / "inbox" / "calls.csv").write_text(
        "call_id,start,file\nc1,2026-02-14T09:00:01+08:00,\nno,2026-02-14T09:30:00+08:00,\n", encoding="utf-8"
    )

    callqa("run", "--day", "2026-02-14")

    assert parsed(file)["callqa_unrecorded_calls"] == {(): 1}
    assert set(re.findall(r"callqa_\w+", " ".join(rows))) == set(parsed(file))


def test_the_alert_rules_ask_for_metrics_and_labels_that_exist() -> None:
    rules = yaml.safe_load((ROOT / "deploy" / "prometheus-rules.yml").read_text(encoding="utf-8"))
    asked = " ".join(rule["expr"] for rule in rules["groups"][0]["rules"])
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert set(re.findall(r"callqa_\w+", asked)) <= set(re.findall(r"`(callqa_\w+)`", table))
    assert set(re.findall(r"[a-z_]{6,}(?=\||\"})", asked)) <= {*STATUSES, "failed", "transcribe", "finished"}


def test_what_a_killed_process_has_left_goes_with_the_next_writing(tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    left = [tmp_path / f"callqa.prom.{gone.pid}", tmp_path / f"callqa.prom.{gone.pid}.140559807734336"]
    others = [tmp_path / "callqa.prom.bak", tmp_path / f"callqa.prom.{os.getppid()}"]
    for path in (*left, *others):
        path.write_text("half", encoding="utf-8")

    textfile.write(tmp_path / "callqa.prom", [])

    assert sorted(tmp_path.iterdir()) == sorted([tmp_path / "callqa.prom", *others])
