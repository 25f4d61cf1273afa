"""A run loads its day once, for the report, and hands it on to whatever else needs it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from callqa.operations import load
from callqa.storage.session import Site
from tests.support.receiving import Received

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Provide the days whose calls were loaded, in order."""
    days: list[date] = []
    real = load._calls

    def counted(store: object, day: date, *rest: object) -> object:
        days.append(day)
        return real(store, day, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "_calls", counted)
    return days


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_a_night_with_its_message_its_metrics_and_its_command_loads_the_day_once(
    callqa: Command, loaded: list[date], receiver: Received, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLQA_METRICS__TEXTFILE", str(tmp_path / "callqa.prom"))

    code, out, _ = callqa("run", "--day", f"{DAY}")

    (message,) = receiver.posted
    assert code == 0
    assert "收到 3 通" in out
    assert "收到 3 = 已分析 3" in message["message"]
    assert 'callqa_calls{outcome="ok"} 3.0' in (tmp_path / "callqa.prom").read_text(encoding="utf-8")
    assert loaded == [DAY]


def test_flagging_a_day_again_loads_it_once(callqa: Command, reported: object, loaded: list[date]) -> None:
    code, out, _ = callqa("flag", "--day", f"{DAY}")

    assert (code, loaded) == (0, [DAY])
    assert "收到 3 通" in out


@pytest.mark.parametrize("kind", ["text", "json", "csv"])
def test_an_export_loads_a_day_once(callqa: Command, reported: object, loaded: list[date], kind: str) -> None:
    assert callqa("report", "--day", f"{DAY}", "--format", kind)[0] == 0

    assert loaded == [DAY]


def test_a_day_is_handed_on_to_the_innermost_receiver_only(reported: object, project: Path) -> None:
    from flows import handover

    with Site.open(project) as site:
        result = load.load_day(site, DAY)
    with handover.receiving() as outer:
        with handover.receiving() as inner:
            handover.hand_on(result)
        assert (inner, outer) == ([result], [])
    handover.hand_on(result)  # to nobody
