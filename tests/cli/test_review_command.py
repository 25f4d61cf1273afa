"""The round trip of verdicts: out with the workbook, back with the command, in the next report."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from callqa.model.review.verdicts import Verdict
from callqa.operations import flag, report
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import lease
from callqa.storage.store import Store
from tests.support.reviewing import BASE, DAY, edit, judge, stored
from tests.support.sites import site

Command = Callable[..., tuple[int, str, str]]


def again(configuration: Configuration, store: Store) -> list[dict[str, Any]]:
    """Return the hits of the next report."""
    flag.flag_day(site(configuration, store), DAY)
    path = report.report_day(site(configuration, store, now=BASE), DAY, run_id="r2").written.workbook
    header, *rows = load_workbook(path)["命中"].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_verdicts_come_back_survive_a_rerun_and_are_in_the_next_report(
    callqa: Command, workbook: Path, tmp_path: Path, configuration: Configuration, store: Store
) -> None:
    file = edit(workbook, tmp_path / "已复核.xlsx", judge("真命中", "误命中", note="听过录音"))

    code, out, _ = callqa("review", "import", str(file), "--reviewer", "张三")

    assert code == 0
    assert "新增 2 条" in out
    rows = again(configuration, store)
    assert sorted(str(row["复核结论"]) for row in rows) == ["None", "真命中", "误命中"]
    assert {row["备注"] for row in rows if row["复核结论"]} == {"听过录音"}
    precision = callqa("review", "precision", "--day", "2026-02-14")[1]
    assert "客户要投诉（complaint）：准确率 50.0%（真命中 1 / 已判定 2，命中 3）" in precision


def test_a_file_that_names_nobody_is_taken_under_this_users_name_and_says_so(
    callqa: Command, workbook: Path, tmp_path: Path
) -> None:
    file = edit(workbook, tmp_path / "x.xlsx", judge("真命中"))

    _, _, unnamed = callqa("review", "import", str(file))
    _, _, named = callqa("review", "import", str(file), "--reviewer", "张三")

    assert "文件里没有复核人的名字" in unnamed
    assert "文件里没有复核人的名字" not in named


def test_a_table_of_another_program_is_refused_with_what_to_do(
    callqa: Command, workbook: Path, tmp_path: Path
) -> None:
    file = tmp_path / "已复核.ods"
    file.write_bytes(workbook.read_bytes())

    code, _, err = callqa("review", "import", str(file))

    assert code == 2
    assert "另存为 .xlsx" in err


def test_taking_a_file_twice_changes_nothing(
    callqa: Command, workbook: Path, tmp_path: Path, store: Store
) -> None:
    file = edit(workbook, tmp_path / "x.xlsx", judge("真命中", "误命中", "待定"))
    callqa("review", "import", str(file), "--reviewer", "张三")
    before = stored(store)

    told = json.loads(callqa("review", "import", str(file), "--reviewer", "张三", "--json")[1])

    assert (told["new"], told["unchanged"]) == (0, 3)
    assert stored(store) == before


def test_the_days_report_shows_the_verdicts_at_once(callqa: Command, workbook: Path, tmp_path: Path) -> None:
    file = edit(workbook, tmp_path / "a.xlsx", judge("真命中"))

    _, out, _ = callqa("review", "import", str(file), "--reviewer", "张三")

    assert "2026-02-14 的报告已更新" in out
    assert said_in(workbook) == ["张三 真命中"]


def test_the_report_stays_as_it_is_where_that_is_asked_for(
    callqa: Command, workbook: Path, tmp_path: Path
) -> None:
    file = edit(workbook, tmp_path / "a.xlsx", judge("真命中"))

    _, out, _ = callqa("review", "import", str(file), "--reviewer", "张三", "--no-report")

    assert "更新报告：callqa report --day 2026-02-14" in out
    assert said_in(workbook) == []


def test_verdicts_are_kept_where_another_run_holds_the_day(
    callqa: Command, workbook: Path, tmp_path: Path, store: Store
) -> None:
    file = edit(workbook, tmp_path / "a.xlsx", judge("真命中"))

    with lease.holding(store.database, DAY, 60):
        code, out, err = callqa("review", "import", str(file), "--reviewer", "张三")

    assert code == 0
    assert stored(store) == [("张三", Verdict.TRUE, "")]
    assert "结论已保存，但 2026-02-14 的报告没有更新" in err
    assert "callqa report --day 2026-02-14" in out


def said_in(workbook: Path) -> list[str]:
    header, *rows = load_workbook(workbook)["命中"].iter_rows(values_only=True)
    column = list(map(str, header)).index("复核情况")
    return [str(row[column]) for row in rows if row[column]]


def test_another_supervisor_contradicts_and_overwrites_nothing(
    callqa: Command, workbook: Path, tmp_path: Path, configuration: Configuration, store: Store
) -> None:
    callqa(
        "review", "import", str(edit(workbook, tmp_path / "a.xlsx", judge("真命中"))), "--reviewer", "张三"
    )
    callqa(
        "review", "import", str(edit(workbook, tmp_path / "b.xlsx", judge("误命中"))), "--reviewer", "李四"
    )

    told = [row["复核情况"] for row in again(configuration, store) if row["复核情况"]]

    assert told == ["有分歧：张三 真命中；李四 误命中"]


def test_what_was_filled_in_from_before_is_not_said_again_by_the_next_reviewer(
    callqa: Command, workbook: Path, tmp_path: Path, configuration: Configuration, store: Store
) -> None:
    callqa(
        "review", "import", str(edit(workbook, tmp_path / "a.xlsx", judge("真命中"))), "--reviewer", "张三"
    )
    again(configuration, store)

    file = edit(workbook, tmp_path / "b.xlsx", judge("真命中", "误命中"))
    callqa("review", "import", str(file), "--reviewer", "李四")

    assert stored(store) == [("张三", Verdict.TRUE, ""), ("李四", Verdict.FALSE, "")]


def test_a_changed_mind_is_history_and_an_old_file_does_not_undo_it(
    callqa: Command, workbook: Path, tmp_path: Path, store: Store
) -> None:
    old = edit(workbook, tmp_path / "a.xlsx", judge("真命中"))
    new = edit(workbook, tmp_path / "b.xlsx", judge("误命中"))
    for path, moment in ((old, datetime(2026, 2, 15, 2)), (new, datetime(2026, 2, 15, 3))):
        _saved_at(path, moment)

    told = [callqa("review", "import", str(file), "--reviewer", "张三")[1] for file in (old, new, old)]

    assert stored(store) == [("张三", Verdict.TRUE, ""), ("张三", Verdict.FALSE, "")]
    assert ["更早" in each for each in told] == [False, False, True]


def _saved_at(path: Path, moment: datetime) -> None:
    """Say in the file when it was saved, as Excel does."""
    with ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    core = parts["docProps/core.xml"].decode()
    start = core.index("<dcterms:modified")
    start, end = core.index(">", start) + 1, core.index("</dcterms:modified")
    parts["docProps/core.xml"] = (core[:start] + moment.strftime("%Y-%m-%dT%H:%M:%SZ") + core[end:]).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    "wrong",
    [
        ("复核结论", "对", "复核结论“对”不认识"),
        ("命中编号", "hit-nowhere", "没有编号为“hit-nowhere”的命中"),
        ("命中编号", None, "没有命中编号"),
        ("报告日期", "昨天", "没有命中编号或报告日期"),
        ("备注", "长" * 10_001, "备注有 10001 个字"),
    ],
)
def test_one_line_that_cannot_be_used_stops_all_and_is_named(
    callqa: Command, workbook: Path, tmp_path: Path, store: Store, wrong: tuple[str, str | None, str]
) -> None:
    column, value, told = wrong

    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        judge("真命中", "真命中", "真命中")(sheet, columns)
        sheet.cell(3, columns[column]).value = value

    code, _, err = callqa("review", "import", str(edit(workbook, tmp_path / "x.xlsx", change)))

    assert code == 2
    assert told in err
    assert "x.xlsx：命中 第 3 行" in err
    assert stored(store) == []


def test_a_hit_that_vanished_costs_no_other_verdict_and_its_own_is_kept(
    callqa: Command, workbook: Path, tmp_path: Path, store: Store
) -> None:
    """The supervisor judged, mended the rule, had the day flagged again, and only then sends the workbook."""

    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        judge("真命中", "误命中", "真命中")(sheet, columns)
        sheet.cell(3, columns["命中编号"]).value = "hit-0123456789abcdef"

    file = str(edit(workbook, tmp_path / "x.xlsx", change))
    code, out, _ = callqa("review", "import", file)

    assert code == 0
    assert "新增 3 条结论" in out
    assert "其中 1 条的命中已经不在了（改过规则，或重新识别过），结论照样保留：x.xlsx：命中 第 3 行" in out
    assert [verdict for _, verdict, _ in stored(store)].count("false") == 1
    assert "0 条没有变化" not in callqa("review", "import", file)[1]


def test_every_bad_line_is_named_at_once(callqa: Command, workbook: Path, tmp_path: Path) -> None:
    file = edit(workbook, tmp_path / "x.xlsx", judge("对", "错", "真命中"))

    code, out, _ = callqa("review", "import", str(file), "--json")

    assert code == 2
    assert [problem["line"] for problem in json.loads(out)["problems"]] == [2, 3]


def test_sorted_rows_and_moved_columns_do_not_matter(
    callqa: Command, workbook: Path, tmp_path: Path, store: Store
) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        judge("真命中", "误命中", "待定")(sheet, columns)
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        header, *body = [row[::-1] for row in rows]
        for number, row in enumerate([header, *body[::-1]], 1):
            for place, value in enumerate(row, 1):
                cell = sheet.cell(number, place)
                cell.value, cell.hyperlink = value, None

    code, out, _ = callqa("review", "import", str(edit(workbook, tmp_path / "x.xlsx", change)))

    assert (code, len(stored(store))) == (0, 3)
    assert "新增 3 条" in out


def test_an_emptied_verdict_takes_nothing_back_and_says_so(
    callqa: Command, workbook: Path, tmp_path: Path, configuration: Configuration, store: Store
) -> None:
    callqa(
        "review", "import", str(edit(workbook, tmp_path / "a.xlsx", judge("真命中"))), "--reviewer", "张三"
    )
    again(configuration, store)

    _, out, _ = callqa("review", "import", str(edit(workbook, tmp_path / "b.xlsx", judge("", "", ""))))

    assert "1 条结论被清空" in out
    assert len(stored(store)) == 1


def test_a_hostile_note_comes_back_as_it_was(
    callqa: Command, workbook: Path, tmp_path: Path, configuration: Configuration, store: Store
) -> None:
    note = "=cmd|'/C calc'!A0 😀\u202e反 <script>"

    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        judge("真命中", note=note)(sheet, columns)
        sheet.cell(2, columns["备注"]).data_type = "s"

    callqa("review", "import", str(edit(workbook, tmp_path / "x.xlsx", change)), "--reviewer", "张三")

    assert stored(store) == [("张三", Verdict.TRUE, note)]
    assert note in [row["备注"] for row in again(configuration, store)]


def test_the_rule_check_tells_the_precision_of_the_configured_book(
    callqa: Command, workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    callqa("review", "import", str(edit(workbook, tmp_path / "x.xlsx", judge("误命中"))))
    monkeypatch.setattr("callqa.settings.schema.Settings.yesterday", lambda *_: DAY)

    code, out, _ = callqa("rules", "check")

    assert code == 0
    assert "客户要投诉（complaint）：准确率 0.0%（真命中 0 / 已判定 1，命中 3），复核还少" in out
