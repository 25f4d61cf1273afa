"""Every action that the audit log promises is in it, however it was done, with the user of the system."""

import json
import os
import pwd
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from callqa.cli.books.watch import _publish
from callqa.host import users
from callqa.model.audit import ACTION_WORDS, AuditAction
from callqa.operations import collect, flag, report, transcribe
from callqa.operations.privacy import purge
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.builders import evaluation, finding
from tests.support.doubles import Scripted
from tests.support.sites import site

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def reported(configuration: Configuration, store: Store, recogniser: Scripted) -> Store:
    recogniser.text = "电话一三八零零一三八零零零我要投诉"
    collect.collect_day(site(configuration, store), DAY)
    transcribe.transcribe_calls(site(configuration, store), DAY, [r.call_id for r in store.recordings(DAY)])
    flag.flag_day(site(configuration, store), DAY)
    report.report_day(site(configuration, store), DAY, run_id="run-1")
    return store


@pytest.fixture
def log(callqa: Command) -> Callable[[], list[tuple[str, dict[str, str]]]]:
    """Actions and details as `callqa audit` prints them; the words of each are in the readable log, too."""

    def read() -> list[tuple[str, dict[str, str]]]:
        entries = json.loads(callqa("audit", "--json")[1])["entries"]
        readable = callqa("audit")[1]
        assert all(ACTION_WORDS[AuditAction(each["deed"])] in readable for each in entries)
        assert all(each["who"] == users.who() for each in entries)
        return [(each["deed"], each["about"]) for each in entries]

    return read


Log = Callable[[], list[tuple[str, dict[str, str]]]]


def edit(project: Path, new: str) -> None:
    book = project.parent / "keywords.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("[投诉]", f"[投诉, {new}]"), encoding="utf-8")


def test_every_way_of_publishing(reported: Store, callqa: Command, project: Path, log: Log) -> None:
    edit(project, "举报")
    callqa("rules", "publish", "--author", "somebody else")
    callqa("rules", "rollback", "1")
    edit(project, "曝光")
    _publish(pipeline_yaml.load(project), b"", None, flag_today=False)
    callqa("status")  # takes away what the watch has printed

    told = [(about["origin"], about["author"]) for deed, about in log() if deed == "published"]
    me = users.os_user()
    assert told == [("运行时发布", me), ("命令发布", "somebody else"), ("回退", me), ("存盘自动发布", me)]


def test_verdicts_that_were_imported(reported: Store, callqa: Command, log: Log, tmp_path: Path) -> None:
    found = finding(call_id="c1")
    reported.save_evaluations(DAY, [evaluation(found, call_id="c1")])
    said = [{"finding_id": found.finding_id, "verdict": "true", "at": datetime.now(UTC).isoformat()}]
    file = {"format": "callqa-verdicts/1", "day": f"{DAY}", "reviewer": "王", "verdicts": said}
    path = tmp_path / "verdicts.json"
    path.write_text(json.dumps(file), encoding="utf-8")

    assert callqa("review", "import", str(path))[0] == 0
    callqa("review", "import", str(path))

    assert [about for deed, about in log() if deed == "reviewed"] == [{"reviewer": "王", "new": "1"}]


@pytest.mark.parametrize("form", ["json", "text", "markdown", "csv"])
def test_every_export(reported: Store, callqa: Command, log: Log, form: str) -> None:
    callqa("report", "--day", f"{DAY}", "--format", form)

    assert ("exported", {"days": f"{DAY}/{DAY}", "format": form, "to": ""}) in log()


def test_an_export_is_noted_even_where_its_reader_hangs_up(
    reported: Store, callqa: Command, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    from callqa.cli import report as command

    def broken(*_: object, **__: object) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    with monkeypatch.context() as patch:
        patch.setattr(command, "_text", broken)
        assert callqa("report", "--day", f"{DAY}", "--format", "json")[0] == 1

    assert [deed for deed, _ in log()] == ["published", "exported"]


def test_what_is_refused_is_no_export(reported: Store, callqa: Command, log: Log) -> None:
    assert callqa("report", "--day", f"{DAY}", "--from", f"{DAY}", "--format", "json")[0] == 2

    assert [deed for deed, _ in log()] == ["published"]


def test_the_end_of_data(reported: Store, callqa: Command, project: Path, log: Log, tmp_path: Path) -> None:
    callqa("db", "copy", f"sqlite:///{tmp_path}/copy.sqlite3")
    with project.open("a", encoding="utf-8") as stream:
        stream.write("\nprivacy: {mask_stored: true}\nretention: {clips_days: 1, transcripts_days: 1}\n")
    callqa("flag", "--day", f"{DAY}")
    callqa("forget", "--call", "c2")
    purge.purge_by_itself(site(pipeline_yaml.load(project), reported))

    day = {"day": f"{DAY}"}
    assert [each for each in log() if each[0] not in ("published", "copied")] == [
        ("masked", {**day, "calls": "3"}),
        ("flagged", day),
        ("forgot", {**day, "calls": "1"}),
        ("purged", {**day, "kinds": "clips transcripts", "by": "nightly"}),
    ]


def test_the_environment_cannot_say_who_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "the boss")

    assert users.os_user() == pwd.getpwuid(os.geteuid()).pw_name


@pytest.mark.parametrize(
    ("login", "told"), [("4294967295", ""), ("1", "daemon"), ("4000000001", "uid 4000000001"), ("x", "")]
)
def test_who_logged_in_is_told_beside_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, login: str, told: str
) -> None:
    (tmp_path / "loginuid").write_text(login, encoding="ascii")
    monkeypatch.setattr(users, "_LOGIN", tmp_path / "loginuid")

    assert users.who() == users.os_user() + (f"（{told} 登录）" if told else "")
