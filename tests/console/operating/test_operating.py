"""What operations do at the console: commands that outlive it, the machine, the audit log."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from callqa.console.operating import children, live, running
from callqa.console.operating.children import Child, Children, Work
from callqa.console.operating.schedule import next_nights
from callqa.model.access.account import AccountRole
from callqa.model.audit import AuditAction
from callqa.model.progress import Progress, Stage
from callqa.model.retention import Kind
from callqa.storage import lease, runs
from callqa.storage.accounts import sign_ins
from callqa.storage.audit import noted
from reports.words.chinese import console as chinese
from reports.words.english import console as english
from tests.console.calls.days import NUMBER, store_whole_day
from tests.console.conftest import NOW
from tests.support.builders import DAY
from tests.support.consoles import Console, console_in

SAYS = "import sys; print('callqa', *sys.argv[1:]); sys.exit({code})"
WAITS = "import time; print('begun', flush=True); time.sleep(600)"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder = tmp_path_factory.mktemp("console")
    with console_in(folder, NOW) as made:
        store_whole_day(made, folder)
        yield made


def started(console: Console, program: str, work: str = "run", day: date = DAY) -> Child:
    console.desk.children.callqa = (sys.executable, "-c", program)
    answer = console.signed_in(AccountRole.OPERATOR).post("/runs", data={"day": str(day), "work": work})
    assert answer.headers["location"] == "/runs"
    return console.desk.children.all()[0]


@pytest.mark.parametrize(
    ("work", "command"),
    [
        (Work.RUN, "callqa run --day 2026-11-21"),
        (Work.FAILED, "callqa run --day 2026-11-21 --redo failed"),
        (Work.FLAG, "callqa flag --day 2026-11-21"),
        (Work.REPORT, "callqa report --day 2026-11-21"),
    ],
)
def test_what_is_started_is_a_command_that_is_said_before(console: Console, work: Work, command: str) -> None:
    asked = console.signed_in(AccountRole.OPERATOR).get(f"/runs/new?day={DAY}&work={work}").text
    child = started(console, SAYS.format(code=0), work.value)
    child.process.wait()

    assert f"<code>{command}</code>" in asked
    assert child.told().strip() == command


PLAN = {
    "days": [
        {"day": "2026-11-20", "due": 7, "problem": ""},
        {"day": "2026-11-21", "due": 0, "problem": "已清理"},
    ],
    "calls_due": 7,
    "done_before": 3,
}


def test_a_backfill_says_what_it_would_do_before_it_is_done(console: Console) -> None:
    told = f"import sys; print({json.dumps(PLAN)!r} if sys.argv[-4:-2] == ['--dry-run', '--json'] else '?')"
    console.desk.children.callqa = (sys.executable, "-c", told)
    browser = console.signed_in(AccountRole.OPERATOR)
    asked = {"first": "2026-11-20", "last": "2026-11-21", "redo": "failed"}
    text = browser.get("/runs/backfill/plan", params=asked).text

    assert "2 天，要识别 7 通；沿用上次没做完的补做，3 天已完成" in text
    assert "已清理" in text
    assert "<code>callqa backfill --from 2026-11-20 --to 2026-11-21 --redo failed</code>" in text
    console.desk.children.callqa = (sys.executable, "-c", SAYS.format(code=0))
    assert browser.post("/runs/backfill", data=asked).headers["location"] == "/runs"
    child = console.desk.children.all()[0]
    child.process.wait()
    assert child.told().strip() == "callqa backfill --from 2026-11-20 --to 2026-11-21 --redo failed"


def test_a_plan_that_cannot_be_made_is_told(console: Console) -> None:
    console.desk.children.callqa = (sys.executable, "-c", "print('x')")
    asked = {"first": "2026-11-20", "last": "2026-11-21", "redo": "missing"}

    assert "没有看成" in console.signed_in(AccountRole.OPERATOR).get("/runs/backfill/plan", params=asked).text


@pytest.mark.parametrize(
    ("first", "last", "redo"),
    [
        ("2026-11-21", "2026-11-20", "missing"),
        ("2020-01-01", "2026-11-20", "missing"),
        ("2026-11-20", "2027-01-01", "missing"),
        ("2026-11-20", "2026-11-21", "rm -rf"),
        ("x", "2026-11-21", "missing"),
    ],
)
def test_a_range_that_is_none_starts_nothing(console: Console, first: str, last: str, redo: str) -> None:
    before = len(console.desk.children.all())
    asked = {"first": first, "last": last, "redo": redo}

    assert console.signed_in(AccountRole.OPERATOR).post("/runs/backfill", data=asked).status_code == 400
    assert len(console.desk.children.all()) == before


def test_the_next_nights_and_the_last_ones_are_told(console: Console) -> None:
    runs.started(console.site.database, "r1", DAY, NOW - timedelta(minutes=90))
    runs.finished(console.site.database, "r1", "Completed", 12, NOW)
    text = console.signed_in(AccountRole.OPERATOR).get("/runs").text

    assert "11-23 01:30" in text
    assert "11-24 01:30" in text
    assert "90 分钟" in text
    assert next_nights("every night", console.site.zone, NOW, 3) == []


def test_what_changes_is_told_until_whoever_looks_is_signed_out(console: Console) -> None:
    browser = console.signed_in(AccountRole.OPERATOR)
    token = browser.cookies[console.desk.cookie]

    async def watch() -> list[str]:
        told = live.changes(console.desk, token, pause_s=0)
        first = await anext(told)
        await asyncio.to_thread(started, console, SAYS.format(code=0))
        second = await anext(told)
        with console.site.database.transaction() as connection:
            sign_ins.end_all(connection, "operator")
        return [first, second, *[each async for each in told if each != live.CHANGED]]

    found = [each for each in asyncio.run(watch()) if not each.startswith(":")]
    assert found == [live.CHANGED, live.CHANGED, live.ENDED]


def test_what_changes_is_a_page_of_its_own(console: Console) -> None:
    text = console.signed_in(AccountRole.OPERATOR).get("/runs/now").text

    assert "<html" not in text
    assert str(DAY) in text


def test_the_time_that_is_left_is_told_at_the_pace_so_far(console: Console) -> None:
    database = console.site.database
    runs.started(database, "r2", DAY, NOW - timedelta(minutes=10))
    told = Progress(day=DAY, run_id="r2", stage=Stage.TRANSCRIBE, done=50, total=150, at=NOW)

    assert running._left_min(console.site, told) == 20
    assert running._left_min(console.site, replace(told, stage=Stage.FLAG)) is None
    assert running._left_min(console.site, replace(told, done=0)) is None


def test_a_command_knows_for_whom_it_was_started(console: Console) -> None:
    child = started(console, "from callqa.host.users import actor; print(actor())", "flag")
    child.process.wait()

    assert child.told().strip() == "operator (console)"


def test_a_command_that_ends_badly_says_so_with_its_words(console: Console) -> None:
    started(console, SAYS.format(code=3)).process.wait()
    text = console.signed_in(AccountRole.OPERATOR).get("/runs").text

    assert "退出码 3" in text
    assert "callqa run --day 2026-11-21" in text


def test_a_command_lives_in_a_session_of_its_own_and_is_stopped_by_name(console: Console) -> None:
    child = started(console, WAITS)
    browser = console.signed_in(AccountRole.OPERATOR)

    assert os.getsid(child.process.pid) == child.process.pid != os.getsid(0)
    assert "正在运行" in browser.get("/runs").text
    browser.post("/runs/stop", data={"number": str(child.number)})
    assert child.process.wait() == -signal.SIGTERM
    assert noted(console.site.database)[-1].action is AuditAction.STOPPED


def test_a_number_in_a_call_id_is_hidden_in_what_a_command_says(console: Console) -> None:
    child = started(console, f"print('失败 20261121_{NUMBER}_c1：文件不是音频')")
    child.process.wait()

    assert NUMBER not in child.told()
    assert "文件不是音频" in child.told()


def test_the_log_of_a_command_is_private(console: Console) -> None:
    child = started(console, SAYS.format(code=0))
    child.process.wait()

    assert child.log.parent.stat().st_mode & 0o777 == 0o700


def test_only_the_newest_logs_are_kept(console: Console) -> None:
    folder = console.site.configuration.resolve("data/console")
    for place in range(30):
        (folder / f"old-{place}.log").write_text("x", encoding="utf-8")
    started(console, SAYS.format(code=0)).process.wait()

    assert len(list(folder.glob("*.log"))) == 21


def test_what_still_runs_is_not_forgotten_and_what_has_ended_leaves_no_zombie(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "_KEPT", 2)
    folder = console.site.configuration.resolve("data/console")
    made = Children(callqa=(sys.executable, "-c", WAITS))

    def start(name: str) -> Child:
        return made.start(console.site, Work.RUN, DAY, lambda _: f"{name}.log")

    long = start("long")
    made.callqa = (sys.executable, "-c", "")
    short = [start(f"short-{place}") for place in range(4)]
    for each in short:
        with suppress(ChildProcessError):  # a later start has asked for it already
            os.waitid(
                os.P_PID, each.process.pid, os.WEXITED | os.WNOWAIT
            )  # it has ended, and nobody has asked
    last = start("last")

    assert made.find(long.number) is long
    assert long.log.is_file()
    assert [each.number for each in made.all()][-1] == long.number
    assert all(each.process.returncode == 0 for each in short)
    assert len(list(folder.glob("short-*.log"))) <= 2
    long.stop()
    assert (long.process.wait(), last.process.wait()) == (-signal.SIGTERM, 0)


def test_a_day_that_somebody_works_on_is_left_alone(console: Console) -> None:
    before = len(console.desk.children.all())
    with lease.holding(console.site.database, DAY, 60):
        browser = console.signed_in(AccountRole.OPERATOR)
        answer = browser.post("/runs", data={"day": str(DAY), "work": "run"})
        assert 'name="work"' not in browser.get(f"/runs/new?day={DAY}&work=run").text

    assert answer.status_code >= 400
    assert len(console.desk.children.all()) == before


@pytest.mark.parametrize(
    "form",
    [
        {"day": "2026-11-21", "work": "purge"},
        {"day": "2026-11-21; rm -rf /", "work": "run"},
        {"day": "2030-01-01", "work": "run"},
        {"day": "", "work": "run"},
    ],
)
def test_what_cannot_be_started_is_refused(console: Console, form: dict[str, str]) -> None:
    assert console.signed_in(AccountRole.OPERATOR).post("/runs", data=form).status_code == 400


def test_nobody_stops_what_was_not_started_here(console: Console) -> None:
    answer = console.signed_in(AccountRole.OPERATOR).post("/runs/stop", data={"number": "999"})

    assert answer.status_code == 400


def test_the_doctor_looks_in_a_process_of_its_own(console: Console) -> None:
    checks = [{"name": "磁盘", "level": "fail", "detail": "<b>满了</b>", "cure": "腾出空间"}]
    told = json.dumps({"ok": False, "checks": checks})
    console.desk.children.callqa = (sys.executable, "-c", f"print({told!r})")
    text = console.signed_in(AccountRole.OPERATOR).get("/doctor/checks").text

    assert "✗ 错误" in text
    assert "&lt;b&gt;满了&lt;/b&gt;" in text
    assert "腾出空间" in text


def test_a_doctor_that_fails_is_told(console: Console) -> None:
    console.desk.children.callqa = (sys.executable, "-c", "raise SystemExit(1)")

    assert "检查没有做成" in console.signed_in(AccountRole.OPERATOR).get("/doctor/checks").text


def test_the_audit_log_shows_the_newest_first_without_any_number(console: Console) -> None:
    admin = console.signed_in(AccountRole.ADMIN)
    admin.post("/accounts", data={"name": "zoe", "role": "viewer"})
    text = admin.get("/audit").text

    assert "账号 zoe" in text.partition("<li>")[2].partition("</li>")[0]
    assert NUMBER not in text
    assert "没有记录" in admin.get("/audit?first=2020-01-01&last=2020-01-02").text


def test_what_is_past_its_limit_is_shown_and_stays(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    operator = console.signed_in(AccountRole.OPERATOR)
    assert "现在没有到期的" in operator.get("/retention").text
    limited = console.site.settings.retention.model_copy(update={"transcripts_days": 1})
    monkeypatch.setitem(console.site.settings.__dict__, "retention", limited)
    console.clock.forward(days=30)
    late = console.signed_in(AccountRole.OPERATOR)
    text = late.get("/retention").text
    console.clock.forward(days=-30)

    assert f'<th scope="row">{DAY}</th><td>转写</td>' in text
    assert console.site.store.transcripts(DAY)["a"].turns


def test_every_kind_of_retention_has_its_words() -> None:
    for words in (chinese, english):
        assert set(words.RETENTION_KINDS) == {each.value for each in Kind}
