"""Files of verdicts: the export of the page, and what is no file of verdicts at all."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from callqa.model.review.verdicts import Verdict
from callqa.storage.reviews import Reviews
from callqa.storage.store import Store
from tests.support.reviewing import DAY, edit, stored

Command = Callable[..., tuple[int, str, str]]


class TestTheExportOfTheHtmlReport:
    def export(self, path: Path, hits: list[str], **changes: Any) -> Path:
        at = "2026-02-15T09:00:00+08:00"
        verdicts = [{"finding_id": hit, "verdict": "true", "note": "", "at": at} for hit in hits]
        content = {
            "format": "callqa-verdicts/1",
            "day": "2026-02-14",
            "reviewer": "王五",
            "verdicts": verdicts,
        }
        path.write_text(json.dumps(content | changes), encoding="utf-8")
        return path

    def hits(self, store: Store) -> list[str]:
        return [finding_id for _, finding_id in Reviews(store.database).hits(DAY, DAY)]

    @pytest.mark.usefixtures("workbook")
    def test_is_taken_with_its_reviewer_and_its_times(
        self, callqa: Command, tmp_path: Path, store: Store
    ) -> None:
        file = self.export(tmp_path / "v.json", self.hits(store))

        code, out, _ = callqa("review", "import", str(file))

        assert (code, len(stored(store))) == (0, 3)
        assert "复核人 王五" in out
        assert {each.at.isoformat() for each in Reviews(store.database).between(DAY, DAY)} == {
            "2026-02-15T09:00:00+08:00"
        }

    @pytest.mark.usefixtures("workbook")
    @pytest.mark.parametrize(("word", "verdict"), [("误命中", Verdict.FALSE), ("pending", Verdict.PENDING)])
    def test_says_verdicts_as_words_or_as_keys(
        self, callqa: Command, tmp_path: Path, store: Store, word: str, verdict: Verdict
    ) -> None:
        said = [{"finding_id": self.hits(store)[0], "verdict": word, "note": "备注", "at": None}]

        code, _, _ = callqa("review", "import", str(self.export(tmp_path / "v.json", [], verdicts=said)))

        assert (code, stored(store)) == (0, [("王五", verdict, "备注")])

    @pytest.mark.usefixtures("workbook")
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"format": "callqa-verdicts/9"}, "format"),
            ({"day": "gestern"}, "day"),
            ({"verdicts": [{"finding_id": "h", "verdict": "true", "at": "2026-02-15T09:00:00"}]}, "at"),
            ({"verdicts": [{"finding_id": "h", "verdict": "yes"}]}, "verdicts 第 1 条"),
            ({"verdicts": "真命中"}, "verdicts"),
            ({"extra": 1}, "extra"),
        ],
    )
    def test_is_refused_whole_when_something_in_it_is_wrong(
        self, callqa: Command, tmp_path: Path, store: Store, changes: dict[str, Any], told: str
    ) -> None:
        code, _, err = callqa("review", "import", str(self.export(tmp_path / "v.json", [], **changes)))

        assert (code, stored(store)) == (2, [])
        assert told in err

    @pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"null", b'"x"'])
    def test_is_refused_when_it_is_none(self, callqa: Command, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "v.json").write_bytes(content)

        code, _, err = callqa("review", "import", str(tmp_path / "v.json"))

        assert code == 2
        assert "Traceback" not in err


class TestFilesThatMeanHarm:
    def refused(self, callqa: Command, path: Path) -> str:
        code, _, err = callqa("review", "import", str(path))
        assert code == 2
        assert "Traceback" not in err
        return err

    def test_no_file(self, callqa: Command) -> None:
        assert "没有这个文件" in self.refused(callqa, Path("/nowhere.xlsx"))

    def test_no_workbook(self, callqa: Command, tmp_path: Path) -> None:
        (tmp_path / "x.xlsx").write_bytes(b"\xd0\xcf\x11\xe0 an old .xls")
        assert "不是 Excel 工作簿" in self.refused(callqa, tmp_path / "x.xlsx")

    def test_an_archive_that_is_no_workbook(self, callqa: Command, tmp_path: Path) -> None:
        with ZipFile(tmp_path / "x.xlsx", "w") as archive:
            archive.writestr("hello.txt", "hello")
        assert "读不懂" in self.refused(callqa, tmp_path / "x.xlsx")

    def test_a_bomb(self, callqa: Command, tmp_path: Path) -> None:
        with (
            ZipFile(tmp_path / "x.xlsx", "w", ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("xl/worksheets/sheet1.xml", "w") as part,
        ):
            for _ in range(700):
                part.write(bytes(1 << 20))
        assert "文件太大" in self.refused(callqa, tmp_path / "x.xlsx")

    def test_macros(self, callqa: Command, workbook: Path, tmp_path: Path) -> None:
        target = tmp_path / "x.xlsm"
        target.write_bytes(workbook.read_bytes())
        with ZipFile(target, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"macro")
        assert "含有宏" in self.refused(callqa, target)

    def test_entities_that_grow(self, callqa: Command, workbook: Path, tmp_path: Path) -> None:
        lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
            f'<!ENTITY {new} "{f"&{old};" * 50}">' for old, new in zip("abcdefg", "bcdefgh", strict=True)
        )
        target = tmp_path / "x.xlsx"
        with ZipFile(workbook) as source, ZipFile(target, "w") as archive:
            for name in source.namelist():
                data = source.read(name)
                if name == "xl/worksheets/sheet2.xml":
                    data = f"{lol}]><worksheet>&h;</worksheet>".encode()
                archive.writestr(name, data)
        assert "读不懂" in self.refused(callqa, target)

    def test_other_sheets(self, callqa: Command, tmp_path: Path) -> None:
        Workbook().save(tmp_path / "x.xlsx")
        assert "没有“命中”表" in self.refused(callqa, tmp_path / "x.xlsx")

    @pytest.mark.parametrize("missing", ["命中编号", "报告日期", "复核结论"])
    def test_missing_columns(self, callqa: Command, workbook: Path, tmp_path: Path, missing: str) -> None:
        file = edit(workbook, tmp_path / "x.xlsx", lambda sheet, at: sheet.delete_cols(at[missing]))
        assert f"没有“{missing}”列" in self.refused(callqa, file)

    def test_a_cell_at_the_end_of_the_sheet(self, callqa: Command, workbook: Path, tmp_path: Path) -> None:
        def change(sheet: Worksheet, columns: dict[str, int]) -> None:
            sheet.cell(1_048_576, columns["备注"]).value = "到底了"

        assert "超过 200000 行" in self.refused(callqa, edit(workbook, tmp_path / "x.xlsx", change))

    def test_a_reviewer_without_a_name(self, callqa: Command, workbook: Path) -> None:
        code, _, err = callqa("review", "import", str(workbook), "--reviewer", "\x07 ")
        assert (code, "--reviewer" in err) == (2, True)
