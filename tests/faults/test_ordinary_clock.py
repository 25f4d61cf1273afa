"""A clock that is ahead takes nothing away, and one that is right again can go on."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from callqa.doctor import machine
from callqa.doctor.check import Level
from callqa.model.errors import BadInputError
from callqa.model.remarks import RemarkKind
from callqa.model.retention import Kind
from callqa.operations.privacy import audit, purge
from callqa.operations.privacy.purge import Due
from callqa.operations.upkeep import clock
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import manifests, runs
from callqa.storage.session import Site
from callqa.storage.store import Store
from tests.support.sites import site
from tests.support.stages import DAY

ROWS = (
    (
        "某一晚系统时钟快了 one night with the clock ahead",
        "夜间任务不做也不清理，说明原因；callqa doctor 报错 the night refuses it, and doctor says so",
    ),
    (
        "时钟校准以后，还没有到的日子已经出过报告 a day to come was reported by a wrong clock",
        "callqa clock --accept 之后照常运行 goes on after that command",
    ),
    (
        "一晚有一周以上的数据到期（时钟快了，或刚设了保存期限） a week of data is due at once",
        "不自动清理，每天提醒，由人运行 callqa purge only a person removes it",
    ),
)
NOON = datetime(2026, 2, 15, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def here(configuration: Configuration, store: Store) -> Site:
    """Provide a site whose last run was on 2026-02-15."""
    runs.started(store.database, "run", DAY, NOON)
    return at(configuration, store, 0)


def at(configuration: Configuration, store: Store, days: int) -> Site:
    return site(configuration, store, now=NOON + timedelta(days=days))


@pytest.mark.parametrize(("days", "is_refused"), [(0, False), (1, False), (4, False), (5, True), (400, True)])
def test_an_unattended_night_refuses_a_clock_that_jumped_past_the_look_back(
    configuration: Configuration, store: Store, here: Site, days: int, is_refused: bool
) -> None:
    later = at(configuration, store, days)

    assert bool(clock.read(later).ahead) is is_refused
    clock.refuse_wrong(later, unattended=False)  # a person named the day
    if is_refused:
        with pytest.raises(BadInputError, match="clock --accept"):
            clock.refuse_wrong(later, unattended=True)


def test_a_pause_that_somebody_has_confirmed_is_over(
    configuration: Configuration, store: Store, here: Site
) -> None:
    later = at(configuration, store, 30)

    clock.accept(later)

    clock.refuse_wrong(later, unattended=True)
    assert audit.entries(later)[-1].action == "clock_accepted"


def test_a_new_site_has_nothing_to_contradict_its_clock(configuration: Configuration, store: Store) -> None:
    clock.refuse_wrong(site(configuration, store), unattended=True)


def test_a_report_of_a_day_to_come_stops_the_nights_until_the_clock_is_accepted(
    configuration: Configuration, store: Store, here: Site
) -> None:
    future = date(2026, 3, 20)
    for day in (DAY, future):
        manifests.save(store.database, day, {("content", ""): "abc"})
    with pytest.raises(BadInputError, match="2026-03-20"):
        clock.refuse_wrong(here, unattended=False)

    assert clock.accept(here) == [future]

    clock.refuse_wrong(here, unattended=True)
    assert manifests.last_day(store.database) == DAY


def test_what_a_wrong_clock_wrote_into_the_run_log_is_no_measure(
    configuration: Configuration, store: Store, here: Site
) -> None:
    runs.started(store.database, "ahead", DAY, NOON + timedelta(days=300))

    assert clock.read(at(configuration, store, 20)).ahead


def test_doctor_says_it(configuration: Configuration, store: Store, here: Site) -> None:
    (good,) = machine.machine_clock(here)
    (bad,) = machine.machine_clock(at(configuration, store, 30))

    assert (good.level, bad.level) == (Level.OK, Level.FAIL)


@pytest.mark.parametrize(("days", "is_held"), [(1, False), (7, False), (8, True), (300, True)])
def test_a_night_removes_a_few_days_only_by_itself(
    here: Site, monkeypatch: pytest.MonkeyPatch, days: int, is_held: bool
) -> None:
    found = [Due(day=DAY - timedelta(days=each), kind=Kind.LOGS) for each in range(days)]
    removed: list[Due] = []
    monkeypatch.setattr(purge, "due", lambda _: found)
    monkeypatch.setattr(purge, "purge", lambda _, items, **__: removed.extend(items))

    done = purge.purge_by_itself(here)

    assert len(removed) == len(done.done) == (0 if is_held else days)
    assert [each.kind for each in done.problems] == ([RemarkKind.PURGE_HELD] if is_held else [])
