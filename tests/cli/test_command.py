"""The command: what it prints, and how it exits."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from callqa.model.transcript import Outcome, Transcript
from callqa.operations import collect, flag
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.doubles import Scripted
from tests.support.sites import site

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def stored_day(configuration: Configuration, store: Store) -> None:
    """Provide the project's day with one spoken, one silent and one failed call, and its findings."""
    from tests.support.builders import transcript, turn

    collect.collect_day(site(configuration, store), DAY)
    calls: dict[str, Transcript] = {
        "c1": transcript(turn("我要投诉"), call_id="c1"),
        "c2": transcript(call_id="c2"),
        "c3": transcript(call_id="c3", outcome=Outcome.FAILED, reason="文件不完整"),
    }
    audio = {each.call_id: each.audio_sha256 for each in store.recordings(DAY)}
    made = [replace(each, audio_sha256=audio[each.call_id]) for each in calls.values()]
    store.save_transcripts(DAY, made, store.recordings(DAY))
    flag.flag_day(site(configuration, store), DAY)


@pytest.mark.usefixtures("stored_day")
def test_status_prints_the_ledger_for_scripts(callqa: Command) -> None:
    code, out, _ = callqa("status", "--day", "2026-02-14", "--json")

    told = json.loads(out)
    assert code == 3
    assert (told["day"], told["received"], told["ok"], told["no_speech"], told["failed"]) == (
        "2026-02-14",
        3,
        1,
        1,
        1,
    )
    assert told["findings"] == 1
    assert [(c["call_id"], c["outcome"], c["reason"], c["findings"]) for c in told["calls"]] == [
        ("c1", "ok", "", 1),
        ("c2", "no_speech", "", 0),
        ("c3", "failed", "文件不完整", 0),
    ]


@pytest.mark.usefixtures("stored_day")
def test_status_tells_people_what_failed_and_how_to_try_again(callqa: Command) -> None:
    _, out, _ = callqa("status", "--day", "2026-02-14")

    assert "收到 3 通 = 已分析 1 + 无语音 1 + 失败 1" in out
    assert "c3：文件不完整" in out
    assert "callqa run --day 2026-02-14 --redo failed" in out


@pytest.mark.usefixtures("stored_day")
def test_status_of_a_day_that_never_ran_has_no_numbers(callqa: Command) -> None:
    _, out, _ = callqa("status", "--day", "2026-02-10")

    assert out == "2026-02-10 还没有运行过　→ callqa run --day 2026-02-10\n"


@pytest.mark.usefixtures("stored_day")
def test_flag_applies_a_changed_book_without_audio_or_model(callqa: Command, project: Path) -> None:
    rules = project.parent / "keywords.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("[投诉]", "[退款]"), encoding="utf-8")
    for recording in (project.parent.parent / "inbox").iterdir():
        recording.unlink()

    code, out, _ = callqa("flag", "--day", "2026-02-14", "--json")

    told = json.loads(out)
    assert (code, told["findings"]) == (3, 0)
    assert Path(told["html"]).is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "--day", "2099-01-01"], "还没有到"),
        (["run", "--day", "14.02.2026"], "不是日期"),
        (["flag", "--day", "2026-02-14"], "callqa run"),
        (["status", "--config", "/nowhere.yaml"], "/nowhere.yaml"),
        (["rules", "check", "/nowhere.yaml"], "/nowhere.yaml"),
    ],
)
def test_wrong_input_is_one_clear_line_and_exit_code_2(
    callqa: Command, arguments: list[str], told: str
) -> None:
    code, out, err = callqa(*arguments)

    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[inbox]", "[nowhere]", "nowhere"),
        ("models/demo", "reports", "模型"),
        ("device: cpu", "device: gpu", "device"),
        ("settle_s", "setle_s", "settle_s"),
    ],
)
def test_a_run_with_a_wrong_configuration_changes_nothing(
    callqa: Command, project: Path, old: str, new: str, told: str
) -> None:
    project.write_text(project.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    code, _, err = callqa("run", "--day", "2026-02-14")

    assert code == 2
    assert told in err
    assert not (project.parent.parent / "data").exists()


def test_a_broken_rule_book_stops_a_run_before_it_starts(callqa: Command, project: Path) -> None:
    (project.parent / "keywords.yaml").write_text("categories:\n  - nam: 投诉\n", encoding="utf-8")

    code, _, err = callqa("run", "--day", "2026-02-14")

    assert code == 2
    assert "keywords.yaml:2" in err
    assert not (project.parent.parent / "data").exists()


def test_rules_check_names_every_mistake_with_its_line(callqa: Command, project: Path) -> None:
    rules = project.parent / "keywords.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("role:", "roll:"), encoding="utf-8")

    code, out, _ = callqa("rules", "check", "--json")

    told = json.loads(out)
    assert (code, told["ok"]) == (2, False)
    assert told["problems"][0]["line"] == 5
    assert "role" in told["problems"][0]["cure"]


def test_rules_check_accepts_a_good_book(callqa: Command) -> None:
    code, out, _ = callqa("rules", "check")

    assert code == 0
    assert "1 条规则" in out


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_trying_a_failed_call_again_in_vain_is_not_told_as_nothing_to_do(
    callqa: Command, project: Path
) -> None:
    for recording in (project.parent.parent / "inbox").iterdir():
        recording.write_bytes(recording.name.encode())

    callqa("run", "--day", "2026-02-14")
    code, out, _ = callqa("run", "--day", "2026-02-14", "--redo", "failed")

    assert code == 3
    assert "本次处理 3 通，其中 0 通成功" in out
    assert "没有需要识别的录音" not in out


@pytest.mark.usefixtures("prefect_server")
def test_run_prints_the_ledger_and_where_the_reports_are(callqa: Command, recogniser: Scripted) -> None:
    code, out, _ = callqa("run", "--day", "2026-02-14")
    again, out_again, _ = callqa("run", "--day", "2026-02-14")

    assert (code, again) == (0, 0)
    assert "收到 3 通 = 已分析 3 + 无语音 0 + 失败 0" in out
    assert "qa-2026-02-14.html" in out
    assert "qa-2026-02-14.xlsx" in out
    assert "没有需要识别的录音" in out_again


def test_a_day_that_another_run_holds_is_refused_with_exit_code_4(
    callqa: Command, store: Store, stored_day: None
) -> None:
    from callqa.storage import lease

    with lease.holding(store.database, DAY, 60):
        code, _, err = callqa("flag", "--day", "2026-02-14")

    assert code == 4
    assert "另一个进程" in err


@pytest.mark.usefixtures("stored_day")
def test_status_says_in_one_line_how_far_a_run_is(callqa: Command, store: Store) -> None:
    from callqa.model.progress import Stage
    from callqa.storage import lease
    from callqa.storage.runs import ProgressLog
    from callqa.storage.session import utc_now

    with lease.holding(store.database, DAY, 60):
        ProgressLog(store.database, DAY, "run-1", utc_now).tell(Stage.TRANSCRIBE, 12, 37)
        _, out, _ = callqa("status", "--day", "2026-02-14")
        _, as_json, _ = callqa("status", "--day", "2026-02-14", "--json")

    assert [line for line in out.splitlines() if "正在处理" in line and line.endswith("转写 12/37")]
    going = json.loads(as_json)["progress"]
    assert (going["stage"], going["done"], going["total"], going["run_id"]) == ("transcribe", 12, 37, "run-1")
    _, as_json, _ = callqa("status", "--day", "2026-02-14", "--json")
    assert json.loads(as_json)["progress"] is None


def test_a_prefect_server_that_does_not_answer_is_named_before_anything_happens(
    callqa: Command, project: Path
) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        code, _, err = callqa("run", "--day", "2026-02-14")

    assert code == 2
    assert "http://127.0.0.1:9/api" in err
    assert not (project.parent.parent / "data").exists()


@pytest.mark.usefixtures("stored_day")
def test_a_full_disk_is_one_clear_line(callqa: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/data/reports")

    monkeypatch.setattr("callqa.operations.report.write_workbook", full)
    code, _, err = callqa("flag", "--day", "2026-02-14")

    assert code == 1
    assert "No space left on device" in err
    assert "Traceback" not in err
