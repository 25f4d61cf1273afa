"""When a day on the CPU is worth a remark."""

from datetime import date, timedelta

import pytest

from callqa.model.summaries import OnCpu, last_accelerator, on_cpu

DAY = date(2026, 2, 14)
BEFORE = DAY - timedelta(days=2)


@pytest.mark.parametrize("device", ["cuda", "cuda:1", "mps"])
def test_a_day_on_the_cpu_after_one_on_an_accelerator_is_told(device: str) -> None:
    found = on_cpu(DAY, "auto", {BEFORE: {device: 40}, DAY: {"cpu": 37}})

    assert found == OnCpu(calls=37, recognised=37, device=device, last=BEFORE, is_partly=False)


def test_a_day_of_which_the_cpu_did_a_part_is_told_without_any_other_day() -> None:
    found = on_cpu(DAY, "cuda", {DAY: {"cpu": 12, "cuda": 25}})

    assert found == OnCpu(calls=12, recognised=37, device="cuda", last=DAY, is_partly=True)


@pytest.mark.parametrize(
    ("asked", "devices"),
    [
        ("auto", {DAY: {"cpu": 37}}),
        ("auto", {BEFORE: {"cpu": 40}, DAY: {"cpu": 37}}),
        ("auto", {BEFORE: {"cuda": 40}, DAY: {"cuda": 37}}),
        ("auto", {BEFORE: {"cuda": 40}, DAY: {"mps": 37}}),
        ("auto", {BEFORE: {"cuda": 40}}),
        ("cpu", {BEFORE: {"cuda": 40}, DAY: {"cpu": 37}}),
    ],
    ids=["first day", "never had one", "has one", "another one", "nothing recognised", "wanted so"],
)
def test_nothing_is_said_where_nothing_is_missing(asked: str, devices: dict[date, dict[str, int]]) -> None:
    assert on_cpu(DAY, asked, devices) is None


def test_the_newest_day_with_an_accelerator_counts() -> None:
    devices = {BEFORE - timedelta(days=1): {"cuda": 4}, BEFORE: {"cpu": 1, "cuda:1": 3}, DAY: {"cpu": 2}}

    assert last_accelerator(devices) == (BEFORE, "cuda:1")
