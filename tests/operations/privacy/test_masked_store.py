"""With privacy.mask_stored no personal number that was spoken is in the database's files."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from callqa.doctor import inputs
from callqa.operations import collect, flag, report, transcribe
from callqa.settings import pipeline_yaml
from callqa.storage.database import Database
from callqa.storage.store import Store
from tests.support.doubles import Scripted
from tests.support.sites import site

DAY = date(2026, 2, 14)
SPOKEN, WRITTEN = "一三八零零一三八零零零", "13800138000"
RULES = """
categories:
  - name: 投诉
    severity: 严重
    rules:
      - {id: complaint, name: 客户要投诉, keywords: [投诉]}
      - {id: number, name: 报了号码, regex: '一三八.{4}八零零零'}
"""
Callqa = Callable[..., tuple[int, str, str]]


@contextmanager
def opened(project: Path) -> Iterator[Store]:
    database = Database(pipeline_yaml.load(project).database_url)
    yield Store(database)
    database.close()


def night(project: Path) -> None:
    """Run the stages of a night without Prefect, and close the database behind them."""
    configuration = pipeline_yaml.load(project)
    with opened(project) as store:
        collect.collect_day(site(configuration, store), DAY)
        calls = [recording.call_id for recording in store.recordings(DAY)]
        transcribe.transcribe_calls(site(configuration, store), DAY, calls)
        flag.flag_day(site(configuration, store), DAY)
        report.report_day(site(configuration, store), DAY, run_id="run-1")


def hide(project: Path) -> None:
    with project.open("a", encoding="utf-8") as stream:
        stream.write("\nprivacy: {mask_stored: true}\n")


def written(project: Path) -> bytes:
    """Every byte of the database's files."""
    data = project.parents[1] / "data"
    return b"".join(path.read_bytes() for path in sorted(data.glob("qa.sqlite3*")))


@pytest.fixture
def spoken(project: Path, recogniser: Scripted) -> Path:
    """Provide a project in which everybody says a number, twice, and a complaint."""
    (project.parent / "keywords.yaml").write_text(RULES, encoding="utf-8")
    recogniser.text = f"我的电话是{SPOKEN}再说一遍{SPOKEN}我要投诉"
    return project


def test_by_default_the_database_holds_what_was_said(spoken: Path) -> None:
    night(spoken)

    assert SPOKEN.encode() in written(spoken)
    assert WRITTEN.encode() in written(spoken)


def test_after_a_masked_night_no_file_of_the_database_holds_the_number(spoken: Path) -> None:
    hide(spoken)

    night(spoken)

    kept = written(spoken)
    assert "我的电话是一三八****八零零零".encode() in kept
    assert (SPOKEN.encode() in kept, WRITTEN.encode() in kept) == (False, False)


def test_flagging_again_gives_what_the_night_gave(spoken: Path, callqa: Callqa) -> None:
    hide(spoken)
    night(spoken)
    before = json.loads(callqa("verify", "--day", "2026-02-14", "--json")[1])

    callqa("flag", "--day", "2026-02-14")
    after = json.loads(callqa("verify", "--day", "2026-02-14", "--json")[1])

    assert (after["ok"], after["findings"]) == (True, before["findings"])
    assert after["content_sha256"] == before["content_sha256"]


def test_what_was_stored_before_is_overwritten_when_its_day_is_flagged_again(
    spoken: Path, callqa: Callqa
) -> None:
    night(spoken)
    hide(spoken)

    callqa("flag", "--day", "2026-02-14")

    kept = written(spoken)
    assert (SPOKEN.encode() in kept, WRITTEN.encode() in kept) == (False, False)
    told = json.loads(callqa("verify", "--day", "2026-02-14", "--json")[1])
    assert (told["ok"], told["findings"]) == (True, 18)
    with opened(spoken) as store:
        assert store.day(DAY).remarks == ()


def test_hits_and_exports_show_the_same_whether_it_is_stored_masked_or_not(
    spoken: Path, callqa: Callqa
) -> None:
    night(spoken)
    plain = json.loads(callqa("report", "--day", "2026-02-14", "--format", "json")[1])

    hide(spoken)
    callqa("flag", "--day", "2026-02-14")
    masked = json.loads(callqa("report", "--day", "2026-02-14", "--format", "json")[1])

    def shown(each: dict[str, str]) -> tuple[str, ...]:
        return each["evidence"], each["turn_text"], each["start_s"], each["end_s"]

    assert sorted(map(shown, masked["hits"])) == sorted(map(shown, plain["hits"]))
    assert "****" in masked["hits"][0]["turn_text"]


def test_doctor_names_a_rule_that_looks_for_hidden_digits(project: Path) -> None:
    (project.parent / "keywords.yaml").write_text(RULES.replace("一三八.{4}", r"1\d{10}"), encoding="utf-8")
    before = [check.detail for check in inputs.rules(site(pipeline_yaml.load(project)))]
    hide(project)

    after = [check.detail for check in inputs.rules(site(pipeline_yaml.load(project)))]

    assert [each for each in after if each not in before and "规则 number 用正则找连续的数字" in each]
