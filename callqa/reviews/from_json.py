"""Verdicts out of the file that the HTML report exports."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from callqa.host.files import read_text
from callqa.model.errors import BadInputError
from callqa.model.review.misses import Heard
from callqa.model.review.verdicts import Verdict
from callqa.reviews.file import Entry, VerdictFile
from callqa.reviews.missed import MissEntry
from callqa.reviews.sheet import HEARD_OF, VERDICT_OF

FORMAT = "callqa-verdicts/1"
MOST_BYTES = 100 << 20
_VERDICTS = {**VERDICT_OF, **{each.value: each for each in Verdict}}
"""The report exports the words; a program may write the keys."""
_HEARD = {**HEARD_OF, **{each.value: each for each in Heard}}
_EXPORT_AGAIN = "在网页报告中重新点“导出结论”"


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid")

    finding_id: str
    verdict: str
    note: str = ""
    at: AwareDatetime | None = None


class _Missed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    call_id: str
    heard: str
    about: str = ""
    turn: int | None = None
    text: str = ""
    note: str = ""
    at: AwareDatetime | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: str = Field(pattern=f"^{FORMAT}$")
    day: date
    reviewer: str = ""
    verdicts: list[_Said]
    misses: list[_Missed] = []


def read_json(path: Path) -> VerdictFile:
    """Read an export of the HTML report.

    Raises:
        BadInputError: it is none, or of another version; names the place, never the content.
    """
    if path.stat().st_size > MOST_BYTES:
        raise BadInputError("文件太大", str(path), _EXPORT_AGAIN)
    try:
        file = _File.model_validate(json.loads(read_text(path)))
    except ValidationError as error:
        told = "；".join(_told(each["loc"], each["type"]) for each in error.errors()[:5])
        # "from None": pydantic's message quotes the content, which may be a note about a customer
        raise BadInputError(f"结论文件的内容不对：{told}", str(path), _EXPORT_AGAIN) from None
    except (ValueError, RecursionError) as error:  # no JSON, nested too deep, or a number without end
        raise BadInputError("这不是网页报告导出的结论文件", str(path), _EXPORT_AGAIN) from error
    return VerdictFile(
        reviewer=file.reviewer.strip(),
        at=None,
        entries=tuple(_entries(path, file)),
        misses=tuple(_misses(path, file)),
    )


def _told(place: tuple[Any, ...], kind: str) -> str:
    return f"{'.'.join(map(str, place)) or '开头'}（{kind}）"


def _entries(path: Path, file: _File) -> Iterator[Entry]:
    for number, said in enumerate(file.verdicts, 1):
        yield Entry(
            where=f"{path.name}：verdicts 第 {number} 条",
            line=number,
            day=file.day,
            finding_id=said.finding_id,
            verdict=_VERDICTS.get(said.verdict),
            word=said.verdict,
            note=said.note.strip(),
            at=said.at,
        )


def _misses(path: Path, file: _File) -> Iterator[MissEntry]:
    for number, said in enumerate(file.misses, 1):
        yield MissEntry(
            where=f"{path.name}：misses 第 {number} 条",
            line=len(file.verdicts) + number,
            day=file.day,
            call_id=said.call_id,
            heard=_HEARD.get(said.heard),
            word=said.heard,
            about=said.about.strip(),
            turn=said.turn,
            text=said.text.strip(),
            note=said.note.strip(),
            at=said.at,
        )
