"""Stored days for other readers: digests, tables, and reports again."""

import csv
import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from callqa.days.export_rows import AGENTS, CALLS, HITS, Column, Type, agent_rows, call_rows, hit_rows
from callqa.model.review.verdicts import Verdict
from callqa.operations import collect, flag
from callqa.operations.export import write_csv, write_parquet
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.reviews import Reviews
from callqa.storage.store import Store
from tests.support.builders import failed_transcript, review, transcript, turn
from tests.support.places import ROOT
from tests.support.sites import site, site_over

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]
DOCUMENT = ROOT / "docs" / "exports.md"


@pytest.fixture
def stored_day(configuration: Configuration, store: Store) -> None:
    """Provide a complaint with a phone number, a silent call, and one that failed."""
    collect.collect_day(site(configuration, store), DAY)
    spoken = [
        transcript(turn("我要投诉打13800138000找我"), call_id="c1"),
        transcript(call_id="c2"),
        failed_transcript("文件不完整", call_id="c3"),
    ]
    audio = {each.call_id: each.audio_sha256 for each in store.recordings(DAY)}
    made = [replace(each, audio_sha256=audio[each.call_id]) for each in spoken]
    store.save_transcripts(DAY, made, store.recordings(DAY))
    flag.flag_day(site(configuration, store), DAY)


@pytest.mark.usefixtures("stored_day")
class TestDigest:
    def test_tells_counts_the_worst_what_failed_and_where_the_report_is(self, callqa: Command) -> None:
        code, out, _ = callqa("report", "--day", "2026-02-14", "--format", "text")

        assert code == 0
        assert "收到 3 = 已分析 1 + 无语音 1 + 失败 1" in out
        assert "严重 投诉·客户要投诉" in out
        assert "c3：文件不完整" in out
        assert "callqa run --day 2026-02-14 --redo failed" in out
        assert "qa-2026-02-14.html" in out

    @pytest.mark.parametrize("kind", ["text", "markdown"])
    def test_holds_no_customer_speech(self, callqa: Command, kind: str) -> None:
        _, out, _ = callqa("report", "--day", "2026-02-14", "--format", kind)

        assert "我要投诉" not in out
        assert "“" not in out.replace("“没有问题”", "")

    def test_quotes_the_words_when_the_setting_allows_it(
        self, callqa: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CALLQA_PRIVACY__DIGEST_SPEECH", "true")

        assert "：“投诉”" in callqa("report", "--day", "2026-02-14", "--format", "text")[1]

    def test_as_markdown_has_headings_lists_and_nothing_of_the_content_as_markup(
        self, callqa: Command
    ) -> None:
        _, out, _ = callqa("report", "--day", "2026-02-14", "--format", "markdown")

        assert out.startswith("## 通话质检 2026\\-02\\-14")
        assert "\n**失败 1 通**\n" in out
        assert "- 重试：`callqa run --day 2026-02-14 --redo failed`" in out

    def test_can_be_a_file(self, callqa: Command, tmp_path: Path) -> None:
        callqa("report", "--day", "2026-02-14", "--format", "text", "--output", str(tmp_path / "a" / "d.txt"))

        assert "收到 3" in (tmp_path / "a" / "d.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("stored_day")
class TestTables:
    def test_json_has_calls_and_hits_with_numbers_hidden(self, callqa: Command) -> None:
        told = json.loads(callqa("report", "--day", "2026-02-14", "--format", "json")[1])

        assert (told["format"], told["day"], told["masked"]) == ("callqa-day/1", "2026-02-14", True)
        assert [(call["call_id"], call["outcome"], call["hits"]) for call in told["calls"]] == [
            ("c1", "ok", 1),
            ("c2", "no_speech", 0),
            ("c3", "failed", 0),
        ]
        assert told["calls"][2]["rules_not_evaluated"] == 1
        assert told["hits"][0]["turn_text"] == "我要投诉打138****8000找我"
        assert told["calls"][0]["customer_number"] == "120****0001"

    def test_numbers_are_there_when_the_setting_says_so(
        self, callqa: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CALLQA_PRIVACY__MASK", "false")

        told = json.loads(callqa("report", "--day", "2026-02-14", "--format", "json")[1])

        assert told["masked"] is False
        assert "13800138000" in told["hits"][0]["turn_text"]

    def test_what_supervisors_said_is_with_the_hits(self, callqa: Command, store: Store) -> None:
        ((_, finding_id),) = Reviews(store.database).hits(DAY, DAY)
        at = datetime(2026, 2, 15, tzinfo=UTC)
        said = review(Verdict.FALSE, day=DAY, finding_id=finding_id, note="打13900139000问过", at=at)
        Reviews(store.database).add(site_over(store, now=said.at), [said])

        (hit,) = json.loads(callqa("report", "--day", "2026-02-14", "--format", "json")[1])["hits"]

        assert (hit["standing"], hit["reviewers"], hit["note"]) == ("false", "张三", "打139****9000问过")

    def test_csv_is_three_files_with_the_documented_columns(self, callqa: Command, tmp_path: Path) -> None:
        callqa("report", "--day", "2026-02-14", "--format", "csv", "--output", str(tmp_path))

        with (tmp_path / "qa-2026-02-14-calls.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["call_id"] for row in rows] == ["c1", "c2", "c3"]
        assert list(rows[0]) == [column.name for column in CALLS]
        assert (tmp_path / "qa-2026-02-14-hits.csv").exists()
        with (tmp_path / "qa-2026-02-14-agents.csv").open(encoding="utf-8-sig", newline="") as file:
            agents = list(csv.DictReader(file))
        assert list(agents[0]) == [column.name for column in AGENTS]
        assert sum(int(row["calls"]) for row in agents) == 3

    def test_parquet_has_types(self, callqa: Command, tmp_path: Path) -> None:
        callqa("report", "--from", "2026-02-14", "--format", "parquet", "--output", str(tmp_path))

        calls = pd.read_parquet(tmp_path / "qa-2026-02-14-calls.parquet")
        assert calls["hits"].tolist() == [1, 0, 0]
        assert str(calls["started_at"].dtype).startswith("datetime64[")
        assert calls["retryable"].dtype == "boolean"

    def test_parquet_without_pyarrow_says_what_to_install(
        self, callqa: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "pyarrow", None)

        code, _, err = callqa(
            "report", "--day", "2026-02-14", "--format", "parquet", "--output", str(tmp_path)
        )

        assert code == 2
        assert "callqa[parquet]" in err
        assert list(tmp_path.glob("*.parquet")) == []

    def test_a_day_that_is_not_there_is_refused(self, callqa: Command) -> None:
        assert callqa("report", "--day", "2026-02-13", "--format", "json")[0] == 2

    def test_the_reports_can_be_made_again(self, callqa: Command) -> None:
        code, out, _ = callqa("report", "--day", "2026-02-14")

        assert code == 0
        paths = [Path(line.partition("：")[2]) for line in out.splitlines()]
        assert [path.suffix for path in paths] == [".html", ".xlsx"]
        assert all(path.is_file() for path in paths)


@pytest.mark.parametrize("text", ["=cmd|'/C calc'!A0", "+1+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_text_of_a_csv_is_a_formula(text: str, tmp_path: Path) -> None:
    write_csv([{"a": text}], [Column("a", Type.TEXT)], tmp_path / "x.csv")

    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == [f"'{text}"]


def test_hostile_text_is_in_a_table_as_it_was(tmp_path: Path) -> None:
    texts = ["=1+1", "😀", "\u202e反", "a\ud800b", "\x00", "长" * 100_000]

    column = Column("a", Type.TEXT)
    write_parquet([{"a": text} for text in texts], [column], tmp_path / "x.parquet")

    read = pd.read_parquet(tmp_path / "x.parquet")["a"].tolist()
    assert read == [text.encode("utf-8", "replace").decode() for text in texts]


def test_every_column_is_documented_and_no_other() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    documented = re.findall(r"^\| `(\w+)` \| (\w+) \|", text, re.MULTILINE)

    assert documented == [(column.name, column.type.value) for column in (*CALLS, *HITS, *AGENTS)]


def test_every_row_has_every_column() -> None:
    from tests.support.builders import day_result, failed_call, flagged_call

    day = day_result(flagged_call("a"), failed_call("b"))

    assert [tuple(row) for row in call_rows(day)] == [tuple(column.name for column in CALLS)] * 2
    assert [tuple(row) for row in hit_rows(day)] == [tuple(column.name for column in HITS)]
    assert [tuple(row) for row in agent_rows(day)] == [tuple(column.name for column in AGENTS)]
