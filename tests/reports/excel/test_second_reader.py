"""The workbook in the eyes of others than the library that writes it: its schema, and LibreOffice."""

import csv
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from callqa.days.day import DayResult
from reports.excel.workbook import write_workbook
from tests.support.builders import COMPLAINT, call, day_result, failed_call, finding, flagged_call

# ECMA-376 part 1, 18.3.1.99 (CT_Worksheet) and 18.2.27 (CT_Workbook): children stand in this order, or Excel
# "repairs" the file. Only what a workbook of ours may have is listed; another name fails the test.
_ORDER = {
    "worksheet": """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetProtection autoFilter
    mergeCells conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup
    headerFooter rowBreaks
    colBreaks drawing legacyDrawing tableParts extLst""",
    "workbook": """fileVersion workbookPr workbookProtection bookViews sheets externalReferences definedNames
    calcPr""",
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors",
}
_RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a day with everything that a sheet can have: charts, links, a choice, colours, failures."""
    path = tmp_path_factory.mktemp("book") / "qa.xlsx"
    write_workbook(day(), path, "qa.html", {"finding-a-投诉": "clips/a.ogg"})
    return path


def day() -> DayResult:
    return day_result(
        flagged_call("a"),
        call("b", finding(call_id="b", evidence="=1+1", end=4), agent="=cmd|'/C calc'!A0"),
        failed_call("c"),
        rules=(COMPLAINT,),
    )


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def test_every_part_has_its_children_in_the_order_of_the_schema(workbook: Path) -> None:
    with ZipFile(workbook) as book:
        parts = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist() if ".xml" in name}
    judged = []
    for name, root in parts.items():
        if local(root.tag) not in _ORDER:
            continue
        order = _ORDER[local(root.tag)].split()
        judged.append(name)
        places = [order.index(local(child.tag)) for child in root]  # an unknown child is a ValueError
        assert places == sorted(places), name
    assert len([name for name in judged if "worksheets/" in name]) == 8
    assert {"xl/workbook.xml", "xl/styles.xml"} <= {*judged}


def test_every_part_is_declared_and_every_relation_leads_somewhere(workbook: Path) -> None:
    with ZipFile(workbook) as book:
        names = {*book.namelist()}
        types = ElementTree.fromstring(book.read("[Content_Types].xml"))
        relations = [
            (name, ElementTree.fromstring(book.read(name))) for name in names if name.endswith(".rels")
        ]
    declared = {each.get("PartName", "").lstrip("/") for each in types}
    endings = {each.get("Extension") for each in types if each.get("Extension")}
    loose = {name for name in names if name not in declared and name.rpartition(".")[2] not in endings}
    assert loose <= {"[Content_Types].xml"}
    for name, root in relations:
        base = Path(name).parent.parent
        for each in root.iter(_RELATED):
            if each.get("TargetMode") != "External":
                target = each.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else (base / target).as_posix()
                assert path in names, (name, target)


def test_libreoffice_reads_the_values_that_were_written(workbook: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: apt install libreoffice-calc-nogui")
    tokens = "44,34,76,1,,0,false,false,false,false,false,-1"  # UTF-8 CSV of every sheet, values as stored
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", f"csv:Text - txt - csv (StarCalc):{tokens}", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(workbook)], check=True, capture_output=True, timeout=120)

    ours = load_workbook(workbook)
    for sheet in ours:
        with (tmp_path / f"qa-{sheet.title}.csv").open(encoding="utf-8", newline="") as file:
            theirs = list(csv.reader(file))
        for row, cells in enumerate(sheet.iter_rows(values_only=True)):
            for column, value in enumerate(cells):
                read = theirs[row][column] if row < len(theirs) and column < len(theirs[row]) else ""
                if isinstance(value, str):
                    assert read == re.sub(r"_x005F_", "_", value), (sheet.title, row, column)
                elif isinstance(value, int | float):
                    shown = float(read[:-1]) / 100 if read.endswith("%") else float(read)
                    assert shown == pytest.approx(value, abs=5e-4), (sheet.title, row, column)
                elif value is None:
                    assert read == "", (sheet.title, row, column)
