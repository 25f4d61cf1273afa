"""The list of agents, as people write it and as they get it wrong."""

from pathlib import Path

import pytest

from callqa.intake.roster import read
from callqa.model.errors import BadInputError
from callqa.model.recording import Agent


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "agents.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_names_and_teams_are_read_as_excel_saves_them(tmp_path: Path, encoding: str) -> None:
    roster = read(written(tmp_path, "姓名,工号,班组\r\n张三,8001,售后一组\r\n李四,8002,\r\n", encoding))

    assert roster.agents["8001"] == Agent(number="8001", name="张三", team="售后一组")
    assert (roster.shown("8002"), roster.team("8002")) == ("8002 李四", "")
    assert (roster.shown("9999"), roster.name("9999")) == ("9999", "")


def test_english_columns_semicolons_a_title_and_blank_lines_are_understood(tmp_path: Path) -> None:
    roster = read(written(tmp_path, "名单\n\nagent;name\n8001;Ann\n\n"))

    assert roster.shown("8001") == "8001 Ann"


MISTAKES = [
    # file, what is said, where
    ("工号,姓名,分机\n8001,张三,12\n", "不认识的列：分机", "第 1 行"),
    ("工号,班组\n8001,一组\n", "没有“姓名”列", "第 1 行"),
    ("姓名,班组\n张三,一组\n", "没有“工号”列", "第 1 行"),
    ("工号,姓名,姓名\n8001,张三,张三\n", "“姓名”列写了两次", "第 1 行"),
    ("工号,姓名\n8001,张三\n8002,李四\n8001,王五\n", "工号 8001 写了两次：第 2 行和第 4 行", "第 4 行"),
    ("工号,姓名\n8001,\n", "没有姓名", "第 2 行"),
    ("工号,姓名\n,张三\n", "没有工号", "第 2 行"),
    ("工号,姓名\n8001,张,三\n", "分不开列", "第 2 行"),
    ("", "没有“工号”列和“姓名”列", "agents.csv"),
]


@pytest.mark.parametrize(("text", "said", "where"), MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, said: str, where: str) -> None:
    with pytest.raises(BadInputError) as told:
        read(written(tmp_path, text))

    assert said in told.value.what
    assert where in told.value.where


def test_bytes_of_no_known_encoding_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "agents.csv"
    path.write_bytes("工号,姓名\n8001,张三\n8002,".encode() + b"\xff\xff\n")

    with pytest.raises(BadInputError) as told:
        read(path)

    assert "编码" in told.value.what
    assert "第 3 行" in told.value.where
