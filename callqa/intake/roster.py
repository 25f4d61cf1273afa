"""The list of agents: their names and teams by the numbers that recordings know them by."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from callqa.intake.tables import Cells, Table
from callqa.model.errors import BadInputError
from callqa.model.recording import Agent, Roster

_COLUMNS = {
    "工号": "number",
    "姓名": "name",
    "班组": "team",
    "agent": "number",
    "number": "number",
    "name": "name",
    "team": "team",
}
_CURE = "第一行写 工号,姓名,班组（班组可以不写），另存为 CSV"


def read(path: Path) -> Roster:
    """Read a list of agents, in UTF-8, UTF-16 or as Chinese Excel saves a CSV (GBK).

    Raises:
        BadInputError: it cannot be read, a column is unknown or missing, a number stands twice, or a row
            lacks its number or name; names file and line.
    """
    try:
        table = Table(path, _is_header, what="坐席名单", without=("坐席名单里没有“工号”列和“姓名”列", _CURE))
        return _roster(path, _places(path, table), list(table.rows()))
    except OSError as error:
        raise BadInputError("坐席名单读不了", str(path), "检查文件和读取权限") from error


def _is_header(header: Sequence[str]) -> bool:
    """Take the first row that has several cells, or our number, for the header: `_places` judges it."""
    return not {"工号", "agent", "number"}.isdisjoint(header) or len([*filter(None, header)]) > 1


def _places(path: Path, table: Table) -> dict[str, int]:
    where = f"{path}，第 {table.header_line} 行"
    unknown = [name for name in table.header if name and name not in _COLUMNS]
    if unknown:
        raise BadInputError(f"坐席名单里有不认识的列：{'、'.join(unknown)}", where, _CURE)
    places: dict[str, int] = {}
    for at, name in enumerate(table.header):
        if not name:
            continue
        if _COLUMNS[name] in places:
            raise BadInputError(f"坐席名单里“{name}”列写了两次", where, _CURE)
        places[_COLUMNS[name]] = at
    if missing := [word for word, ours in (("工号", "number"), ("姓名", "name")) if ours not in places]:
        raise BadInputError(f"坐席名单里没有“{'”和“'.join(missing)}”列", where, _CURE)
    return places


def _roster(path: Path, places: Mapping[str, int], rows: Sequence[Cells]) -> Roster:
    lines: dict[str, int] = {}
    agents: dict[str, Agent] = {}
    for line, agent in _agents(path, places, rows):
        if agent.number in lines:
            told = f"工号 {agent.number} 写了两次：第 {lines[agent.number]} 行和第 {line} 行"
            raise BadInputError(told, f"{path}，第 {line} 行", "删掉一行；一个工号只能是一个人")
        lines[agent.number], agents[agent.number] = line, agent
    return Roster(agents=agents)


def _agents(path: Path, places: Mapping[str, int], rows: Sequence[Cells]) -> Iterator[tuple[int, Agent]]:
    for row in rows:
        where = f"{path}，第 {row.number} 行"
        if row.cells is None:
            raise BadInputError("这一行分不开列", where, "名字里有逗号时用英文双引号括起来")
        cells = {ours: row.cells[at] for ours, at in places.items()}
        if not (cells["number"] and cells["name"]):
            lacking = "姓名" if cells["number"] else "工号"
            raise BadInputError(f"这一行没有{lacking}", where, "补上，或删掉这一行")
        if "\ufffd" in "".join(cells.values()):
            raise BadInputError("这一行的编码认不出来", where, "另存为 CSV UTF-8 或 GBK")
        yield row.number, Agent(**cells)
