"""A customer's number in a file's name: hidden in every line that operations, cron's mail or a log get."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from callqa.cli import app
from callqa.days.day import DayResult, DayWindow
from callqa.days.manifest import Difference
from callqa.days.status import failures, status
from callqa.doctor.check import failed, warn
from callqa.model.audit import AuditAction
from callqa.model.coverage import Case, Coverage, Gap, GapKind
from callqa.model.errors import BadInputError
from callqa.model.remarks import Remark, RemarkKind
from callqa.operations import verify
from callqa.operations.collecting import folder_search
from callqa.operations.collecting.folder_search import FolderSearch
from callqa.operations.privacy.audit import entries
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import audit
from callqa.storage.store import Store
from reports.words.language import Language, speaking
from reports.words.lines import gap_lines, remark_lines, said
from tests.support.builders import DAY, ZONE, day_result, failed_call
from tests.support.sites import site

ROWS = (
    (
        "文件名里有客户号码，写进日志、run、status、verify、doctor、audit、错误、Prefect 的小结 "
        "a customer's number in names of files, in all that operations see",
        "都隐去中间几位，通话编号的其余部分照写，录音仍认得出 hidden; the rest of the call id stays",
    ),
)
NUMBER = "13812345678"
NAME = f"20260214-093015_{NUMBER}_8003"
PATH = f"/inbox/{NAME}.wav"
SHOWN = "20260214-093015_138****5678_8003"


def the_day() -> DayResult:
    why = f"文件打不开：{PATH}"
    gaps = tuple(
        Gap(kind=kind, cases=(Case(call_id=NAME, name=f"{NAME}.wav"),), about=NAME) for kind in GapKind
    )
    of_calls = (RemarkKind.LATE, RemarkKind.CHANGED, RemarkKind.GONE, RemarkKind.QUARANTINED)
    one = failed_call(NAME)
    one = replace(
        one,
        recording=replace(one.recording, path=PATH),
        transcript=replace(one.transcript, reason=why),
    )
    told = tuple(Remark(kind=kind, call_ids=(NAME,), names={NAME: "09:30"}) for kind in of_calls)
    return replace(day_result(one), remarks=told, coverage=Coverage(gaps=gaps))


def of_errors() -> list[str]:
    broken = BadInputError(f"{PATH} 打不开", PATH, f"检查 {PATH}")
    names = {"text": str(broken), "error": str(broken), "system": "", "day": "2026-02-14", "where": PATH}
    kinds = (RemarkKind.BROKE_OFF, RemarkKind.NOT_COMPLETED, RemarkKind.NO_AGENT_NAMES)
    told = [said(Remark(kind=kind, names=names)) for kind in kinds]
    checks = [failed("文件", broken), warn(PATH, PATH)]
    return [*told, *(each.as_text() for each in checks), *(json.dumps(each.as_json()) for each in checks)]


PLACES: dict[str, Callable[[], object]] = {
    "status --json": lambda: json.dumps(status(the_day()), ensure_ascii=False, default=str),
    "run, status and the summary in Prefect: failed calls": lambda: failures(the_day()),
    "run and status: remarks": lambda: remark_lines(the_day()),
    "run and status: what was not read": lambda: gap_lines(the_day()),
    "doctor, messages and the backfill: errors": of_errors,
    "verify": lambda: verify._shown(Difference(kind="recording", name=NAME, what=f"不同：{PATH}")),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("place", PLACES)
def test_the_number_is_hidden_and_the_call_can_still_be_told(place: str, language: Language) -> None:
    with speaking(language):
        told = str(PLACES[place]())
    assert NUMBER not in told
    assert SHOWN in told


def test_a_log_line_about_a_file_beside_a_recording(
    configuration: Configuration, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise BadInputError("不是 JSON", PATH, "改正")

    monkeypatch.setattr(folder_search.sidecar, "read", refuse)
    search = FolderSearch(configuration, [DayWindow.of(DAY, ZONE)])
    with caplog.at_level(logging.WARNING):
        search._beside(Path(PATH))
    assert SHOWN in caplog.text
    assert NUMBER not in caplog.text


def test_the_audit_log(configuration: Configuration, store: Store) -> None:
    here = site(configuration, store)
    audit.note(here, AuditAction.REVIEWED, file=PATH)
    [entry] = entries(here)
    assert NUMBER not in entry.line(here.zone)
    assert SHOWN in entry.line(here.zone)


@pytest.mark.parametrize(
    "error", [BadInputError(f"{PATH} 打不开", PATH, "检查"), PermissionError(13, "Permission denied", PATH)]
)
def test_what_a_command_says_when_it_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(app, "app", fail)
    monkeypatch.setattr(app.terminal, "prepare", lambda: None)
    with pytest.raises(SystemExit):
        app.main()
    told = capsys.readouterr().err
    assert SHOWN in told
    assert NUMBER not in told
