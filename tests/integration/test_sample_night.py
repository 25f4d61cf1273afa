"""The night of the shipped sample day: the real command, the real FunASR, real audio, no network."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.places import DATA, ROOT

pytestmark = pytest.mark.model

DAY = "2026-02-14"
ANSWERS: dict[str, Any] = json.loads((ROOT / f"data/sample/answers-{DAY}.json").read_text(encoding="utf-8"))
CALLQA = [sys.executable, "-c", "from callqa.cli.app import main; main()"]


@dataclass(frozen=True)
class Night:
    """A finished night in a folder of its own."""

    home: Path
    code: int
    out: str
    err: str

    def callqa(self, *arguments: str, **more: str) -> "Night":
        environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}:{DATA / 'no_network'}",
            "CALLQA_TEST_ATTEMPTS": str(self.home / "attempts.txt"),
            "CALLQA_CONFIG": str(self.home / "config" / "pipeline.yaml"),
            "PREFECT_HOME": str(self.home / "prefect"),
            "HOME": str(self.home),
        }
        environment.pop("PREFECT_API_URL", None)
        ended = subprocess.run(
            [*CALLQA, *arguments],
            cwd=self.home,
            env=environment | more,
            capture_output=True,
            text=True,
            check=False,
        )
        return Night(home=self.home, code=ended.returncode, out=ended.stdout, err=ended.stderr)

    def status(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.callqa("status", "--day", DAY, "--json").out)
        return told

    def said(self) -> set[str]:
        """Everything that the machine heard, turn by turn."""
        import sqlite3

        with sqlite3.connect(self.home / "data" / "qa.sqlite3") as database:
            stored = [json.loads(row[0]) for row in database.execute("SELECT turns FROM transcripts")]
        return {turn["text"] for turns in stored for turn in turns if len(turn["text"]) > 5}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    home = tmp_path_factory.mktemp("night")
    (home / "config").mkdir()
    for name in ("keywords.yaml", "hotwords.txt"):
        (home / "config" / name).symlink_to(ROOT / "config" / name)
    shipped = (ROOT / "config" / "pipeline.yaml").read_text(encoding="utf-8")
    ours = shipped.replace("data/sample", str(ROOT / "data/sample")).replace(
        "models/demo", str(ROOT / "models/demo")
    )
    (home / "config" / "pipeline.yaml").write_text(ours, encoding="utf-8")
    return Night(home=home, code=0, out="", err="").callqa("run", "--day", DAY)


@pytest.fixture(scope="module")
def told(night: Night) -> dict[str, Any]:
    """Provide what `callqa status` says once the night is over."""
    return night.status()


def test_it_finishes_and_says_that_some_calls_failed(night: Night) -> None:
    assert (night.code, night.err[-2000:] if night.code != 3 else "") == (3, "")
    assert "收到" in night.out


def test_every_call_ends_with_the_outcome_that_it_should(told: dict[str, Any]) -> None:
    outcomes = {call["call_id"]: call["outcome"] for call in told["calls"]}
    assert outcomes == {call_id: answer["outcome"] for call_id, answer in ANSWERS["calls"].items()}
    assert told["received"] == told["ok"] + told["no_speech"] + told["failed"] == len(ANSWERS["calls"])


def test_every_failure_has_a_reason(told: dict[str, Any]) -> None:
    failed = [call for call in told["calls"] if call["outcome"] == "failed"]

    assert len(failed) == 3
    assert all(call["reason"] for call in failed)


def test_both_reports_are_there_and_whole(night: Night) -> None:
    folder = night.home / "data" / "reports" / DAY

    html = (folder / f"qa-{DAY}.html").read_text(encoding="utf-8")
    assert html.rstrip().endswith("</html>")
    assert {"概览", "命中", "坐席", "全部通话"} <= set(load_workbook(folder / f"qa-{DAY}.xlsx").sheetnames)
    beside = sorted(path.name for path in folder.iterdir())
    assert beside == ["calls", "clips", f"qa-{DAY}.html", f"qa-{DAY}.xlsx"]


def test_nothing_leaves_the_machine(night: Night) -> None:
    attempts = night.home / "attempts.txt"

    assert not attempts.exists(), attempts.read_text(encoding="utf-8")


def test_nothing_that_was_said_is_in_the_output_or_in_prefects_files(night: Night) -> None:
    kept = night.out + night.err
    for path in (night.home / "prefect").rglob("*"):
        if path.is_file():
            kept += path.read_bytes().decode("utf-8", errors="ignore")

    assert len(night.said()) > 100
    assert [text for text in night.said() if text in kept] == []


@pytest.mark.usefixtures("prefect_server")
def test_running_it_again_recognises_nothing_and_changes_nothing(night: Night, told: dict[str, Any]) -> None:
    from prefect.settings import get_current_settings

    # the server of the other tests, as an unattended machine has one that runs already
    again = night.callqa("run", "--day", DAY, PREFECT_API_URL=str(get_current_settings().api.url))

    assert again.code == 3
    assert "没有需要识别的录音" in again.out
    assert night.status() == told


def test_flag_gives_the_same_findings_from_stored_transcripts(night: Night, told: dict[str, Any]) -> None:
    again = night.callqa("flag", "--day", DAY)

    assert again.code == 3
    assert night.status() == told


def test_doctor_recognises_for_real_and_says_what_the_model_is_for(night: Night) -> None:
    told = night.callqa("doctor", "--json")

    checks = json.loads(told.out)["checks"]
    assert told.code == 0, told.out
    assert any("真实识别" in check["detail"] for check in checks)
    assert any("演示模型" in check["detail"] for check in checks)
