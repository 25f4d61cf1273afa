"""Call records as PBXs and spreadsheets leave them."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callqa.intake.call_records import Row, UnreadRow, index, read
from callqa.model.errors import BadInputError

ZONE = ZoneInfo("Asia/Shanghai")
NAMES = ("call_id", "start", "agent", "queue", "direction", "customer_number", "talk_seconds", "file")
COLUMNS = {name: name for name in NAMES}
HEADER = "call_id,start,agent,queue,file\n"
START = datetime(2026, 2, 14, 9, 30, tzinfo=ZONE)


def rows_of(path: Path, content: str | bytes, columns: dict[str, str] = COLUMNS) -> list[Row | UnreadRow]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read(path, columns, ZONE))


def fields_of(path: Path, content: str | bytes, columns: dict[str, str] = COLUMNS) -> list[dict[str, str]]:
    return [dict(row.fields) for row in rows_of(path, content, columns) if isinstance(row, Row)]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "cdr.csv"


@pytest.mark.parametrize(
    ("content", "agent"),
    [
        ("call_id,agent\n c9 , 8003\t\n", "8003"),
        ('call_id,agent\n="c9",="8003"\n', "8003"),
        ("call_id,agent\nc9,'8003\n", "8003"),
        ("\ufeff Call_ID , Agent ,,\nc9,8003,,\n", "8003"),
        ("话单导出 2026-02-14\n\ncall_id,agent\nc9,8003\n", "8003"),
        ("call_id;agent\nc9;8003\n", "8003"),
        ("call_id\tagent\nc9\t8003\n", "8003"),
        ("call_id,agent\r\nc9,8003\r\n", "8003"),
        ("call_id,agent\rc9,8003\r", "8003"),
        ('call_id,agent\nc9,"张三,\n李四"\n', "张三,\n李四"),
        ('"call_id","agent"\n"c9","80""03"\n', '80"03'),
    ],
)
def test_a_cell_says_what_it_means_however_it_is_wrapped(table: Path, content: str, agent: str) -> None:
    assert fields_of(table, content) == [{"call_id": "c9", "agent": agent}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_any_encoding_of_a_chinese_machine(table: Path, encoding: str) -> None:
    content = "call_id,agent,queue\nc9,王丽,售后\n".encode(encoding)

    assert fields_of(table, content) == [{"call_id": "c9", "agent": "王丽", "queue": "售后"}]


def test_one_name_in_another_encoding_costs_nothing(table: Path) -> None:
    lines = [f"c{n},张伟".encode() for n in range(9)]
    content = b"\n".join([b"call_id,agent", *lines, "c9,李娜".encode("gb18030")])

    assert fields_of(table, content)[-1] == {"call_id": "c9", "agent": "李娜"}


@pytest.mark.parametrize(
    "broken", ["7bd01e22,2026-02-14 09:31:15,张三,李四,售后,x.wav", 'c2,2026-02-14 09:31,"张三,售后,x.wav']
)
def test_a_bad_row_costs_itself_only_and_is_named_by_its_line(table: Path, broken: str) -> None:
    good = "{},2026-02-14 09:30,8000,售后,{}.wav\n"
    found = rows_of(table, HEADER + good.format("c1", "a") + broken + "\n" + good.format("c3", "c"))

    assert [row.place for row in found if isinstance(row, UnreadRow)] == ["cdr.csv:3"]
    assert [row.call_id for row in found if isinstance(row, Row)] == ["c1", "c3"]


def test_an_id_that_a_spreadsheet_destroyed_is_not_taken_for_an_id(table: Path) -> None:
    [row] = rows_of(table, HEADER + "1.7711E+09,2026/2/14 9:30,8003,售后,a.wav\n")

    assert isinstance(row, Row)
    assert (row.mangled, row.call_id, row.name, row.start) == ("1.7711E+09", "", "a.wav", START)


def test_a_table_without_known_columns_is_refused_and_named(table: Path) -> None:
    with pytest.raises(BadInputError, match=r"cdr\.csv"):
        rows_of(table, "编号,坐席\n1,2\n")


@pytest.mark.parametrize(
    ("said", "file"),
    [
        (r"D:\Record\20260214\x.wav", "x.wav"),
        ("https://pbx.local/rec/x.wav?token=1", "x.wav"),
        ("/var/spool/X.WAV", "x.wav"),
        ("x.mp3", "x.wav"),
        ("x", "x.wav"),
        ("录音%20a.wav", "录音%20a.wav"),
        ("http://h/a%20b.wav", "a b.wav"),
    ],
)
def test_a_row_finds_its_recording_by_any_way_of_naming_it(table: Path, said: str, file: str) -> None:
    [row] = rows_of(table, f"file,agent\n{said},8003\n")

    assert isinstance(row, Row)
    assert index([row]).of(file, None) is row


def leg(agent: str, minute: int) -> Row:
    fields = {"call_id": "77", "agent": agent}
    return Row(table="cdr.csv", number=minute, fields=fields, start=START.replace(minute=minute))


@pytest.mark.parametrize(
    ("minute", "agent", "wanted"),
    [
        (30, None, 30),
        (34, None, 35),
        (30, "8009", 35),
        (36, "8003", 30),
        (30, "9999", 30),
    ],
)
def test_a_leg_of_a_call_gets_its_own_row(minute: int, agent: str | None, wanted: int) -> None:
    records = index([leg("8003", 30), leg("8009", 35)])

    row = records.of("77.wav", "77", start=START.replace(minute=minute), agent=agent)

    assert row and row.number == wanted


def test_an_id_that_is_used_again_another_day_is_another_call() -> None:
    assert index([leg("8003", 30)]).of("x.wav", "77", start=START.replace(day=13)) is None
