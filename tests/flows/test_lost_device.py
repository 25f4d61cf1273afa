"""A device that is lost in the middle of a night: who goes on without it, and what is said about it."""

import math
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from callqa.model.errors import BadInputError, DeviceLostError, RecognitionError
from callqa.model.remarks import Remark, RemarkKind
from callqa.operations import transcribe
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from flows import shards
from flows.shards import Batches
from reports.words.lines import said
from tests.support.sites import site

DAY = date(2026, 2, 14)
CALLS = [f"c{number}" for number in range(8)]


@pytest.fixture
def night(configuration: Configuration, store: Store, monkeypatch: pytest.MonkeyPatch):
    """Run four shards, of which the second meets an error wherever it is tried on the device."""

    def run(error: Exception, *, device: str | Exception = "cuda", **changes: object):
        settings = configuration.settings
        night = settings.night.model_copy(update={"shard_calls": 2, **changes})
        changed = replace(configuration, settings=settings.model_copy(update={"night": night}))
        tried: list[tuple[str, str]] = []

        def mapped(task, following, *_):
            while shard := following():
                tried.append((shard["call_ids"][0], shard["device"]))
                lost = shard["call_ids"][0] == "c2" and not shard["device"]
                yield shard, error if lost else 2

        def summary(_):
            if isinstance(device, Exception):
                raise device
            return SimpleNamespace(device=device)

        monkeypatch.setattr(shards, "mapped", mapped)
        monkeypatch.setattr(transcribe, "summary", summary)
        held = SimpleNamespace(ensure=lambda: None, holder="")
        ran = Batches(site(changed, store), held, day=DAY, run_id="r", until=math.inf)
        return ran.work(CALLS), tried, ran

    return run


LOST = DeviceLostError("计算设备出错", "device")


@pytest.mark.parametrize("error", [LOST, RecognitionError("识别出错（RuntimeError）")])
@pytest.mark.parametrize("device", ["cuda", BadInputError("没有可用的设备“cuda”")])
def test_on_one_machine_the_rest_of_the_night_is_the_cpu_s(night, error, device) -> None:
    recognised, tried, ran = night(error, device=device)

    assert recognised == 8
    assert tried == [("c0", ""), ("c2", ""), ("c2", "cpu"), ("c4", "cpu"), ("c6", "cpu")]
    assert (ran.problem, ran.remarks) == (None, [Remark(kind=RemarkKind.DEVICE_LOST)])


def test_on_a_cluster_only_the_shard_that_met_it_is_the_cpu_s(night) -> None:
    """The machine that runs the night has no card itself, and the others still have theirs."""
    recognised, tried, ran = night(LOST, device="cpu", runner="dask")

    assert recognised == 8
    assert tried == [("c0", ""), ("c2", ""), ("c2", "cpu"), ("c4", ""), ("c6", "")]
    assert ran.remarks == [Remark(kind=RemarkKind.DEVICES_LOST)]


def test_without_leave_to_fall_back_the_night_ends_and_says_why(night) -> None:
    recognised, tried, ran = night(LOST, cpu_fallback=False)

    assert (recognised, tried) == (2, [("c0", ""), ("c2", "")])
    assert "计算设备出错" in said(ran.problem)
    assert ran.remarks == []


def test_an_engine_that_fails_on_the_cpu_has_nothing_to_fall_back_to(night) -> None:
    recognised, tried, ran = night(RecognitionError("识别出错（RuntimeError）"), device="cpu")

    assert (recognised, [call for call, _ in tried]) == (6, ["c0", "c2", "c4", "c6"])
    assert "识别出错" in said(ran.problem)
    assert ran.remarks == []
