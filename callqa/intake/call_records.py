"""Call records of a PBX (CSV) and sidecar files (JSON) as plain fields, CSV through pandas."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from callqa.intake.filename import FIELDS
from callqa.model.errors import BadInputError

# spreadsheets on Chinese Windows write GB18030; UTF-8 with or without a mark is tried first
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, kw_only=True, slots=True)
class CallRecords:
    """The rows of all call-record files, to look up by file name or call id."""

    by_file: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    by_call_id: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, file_name: str, call_id: str | None) -> Mapping[str, str]:
        """The row about a recording: by its file name, else by its call id; empty when there is none."""
        return self.by_file.get(file_name) or self.by_call_id.get(call_id or "", {})


def index(rows: Iterable[Mapping[str, str]]) -> CallRecords:
    """Make rows findable; a later row wins over an earlier one."""
    by_file: dict[str, Mapping[str, str]] = {}
    by_call_id: dict[str, Mapping[str, str]] = {}
    for row in rows:
        by_call_id[row.get("call_id", "")] = row
        by_file[Path(row.get("file", "")).name] = row
    by_file.pop("", None)
    by_call_id.pop("", None)
    return CallRecords(by_file=by_file, by_call_id=by_call_id)


def read(path: Path, columns: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of a call-record file.

    Args:
        path: a CSV file in UTF-8 or GB18030.
        columns: our name of a field to the file's name of its column.

    Raises:
        BadInputError: it is no CSV, or has neither a file nor a call-id column; names it.
    """
    frame = _frame(path)
    known = {theirs: ours for ours, theirs in columns.items() if theirs in frame.columns}
    if not {"file", "call_id"} & set(known.values()):
        raise BadInputError(
            "话单里没有“文件”列或“通话编号”列", str(path), "核对 pipeline.yaml 的 call_record_columns"
        )
    rows = frame[list(known)].rename(columns=known).to_dict("records")
    return [{str(name): str(value) for name, value in row.items()} for row in rows]


def _frame(path: Path) -> pd.DataFrame:
    for encoding in _ENCODINGS:
        try:
            return pd.read_csv(path, dtype=str, keep_default_na=False, encoding=encoding)
        except UnicodeDecodeError:
            continue
        except (pd.errors.ParserError, pd.errors.EmptyDataError, OSError) as error:
            raise BadInputError("话单不是可读的 CSV", str(path), "重新导出这个文件") from error
    raise BadInputError("话单的编码不是 UTF-8 也不是 GB18030", str(path), "另存为 UTF-8 的 CSV")


def sidecar_path(recording: Path) -> Path:
    """Where the sidecar of a recording would be."""
    return recording.with_name(recording.name + ".json")


def sidecar(recording: Path) -> Mapping[str, str]:
    """Fields of ``<recording>.json``; empty when there is no such file.

    Raises:
        BadInputError: the file is no JSON object; names it.
    """
    path = sidecar_path(recording)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadInputError("录音旁的 JSON 读不了", str(path), "改正或删除这个文件") from error
    if not isinstance(data, dict):
        raise BadInputError("录音旁的 JSON 应当是一个对象", str(path), "改正或删除这个文件")
    return {name: str(data[name]) for name in FIELDS if data.get(name) is not None}
