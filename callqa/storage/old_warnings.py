"""The Chinese sentences that a day's warnings were until there were remarks, read once by a migration.

Nothing else reads a sentence. One that is of no known kind is kept as it was written.
"""

import json
import re
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text

from callqa.model.coverage import Case, Coverage, Gap, GapKind, Source
from callqa.model.remarks import Remark, RemarkKind
from callqa.storage.rows import from_coverage, from_remarks
from callqa.storage.schema import dumps

_NAMES = "(?:：(?P<calls>.*?)(?: 等 \\d+ 个)?)?"
_REVISED = {
    RemarkKind.LATE: "迟到的录音，已补上",
    RemarkKind.CHANGED: "录音在出报告之后被改动，以改动后的录音为准",
    RemarkKind.INFORMED: "通话信息有更新，已按新的信息列出",
    RemarkKind.GONE: "不再单独计数（编号变了或与别的录音相同），见现在的名单",
    RemarkKind.AGAIN: "重新转写，结果以本报告为准",
}
_SENTENCES: tuple[tuple[RemarkKind, re.Pattern[str]], ...] = (
    *((kind, re.compile(f"修订：\\d+ 通{re.escape(what)}{_NAMES}")) for kind, what in _REVISED.items()),
    (RemarkKind.QUARANTINED, re.compile(f"已隔离 \\d+ 通，不再自动重试（强制重试：[^）]*）{_NAMES}")),
    (RemarkKind.FORGOTTEN, re.compile("应客户要求删除了 (?P<count>\\d+) 通通话的全部结果，不再计入")),
    (RemarkKind.DEVICE_LOST, re.compile("识别设备中途出错，其余录音改用 CPU 识别.*")),
    (RemarkKind.DEVICES_LOST, re.compile("集群中有识别设备出错，.*")),
)
_REPLACED_BY = {
    "revised": RemarkKind.LATE,
    "quarantine": RemarkKind.QUARANTINED,
    "device": RemarkKind.DEVICE_LOST,
    "sharing": RemarkKind.NO_SUCH_GROUP,
    "rules": RemarkKind.RULES_NOT_ADOPTED,
}
"""What each group of sentences was about; the next run of the day replaces them."""
_UNREAD = re.compile("有文件或文件夹没有读取，其中的录音未计入：(?P<names>.*?)(?: 等 (?P<all>\\d+) 个)?")


def convert(connection: Connection) -> None:
    """Fill the column ``remarks`` of every day from its column ``warnings``."""
    stored = connection.execute(text("SELECT day, warnings FROM days WHERE warnings <> '{}'")).all()
    for day, warnings in stored:
        told: dict[str, list[str]] = json.loads(warnings)
        told.pop("unrecorded", None)  # is read from the rows that it was made from
        unread = {Source.COLLECT: Coverage(gaps=tuple(_gaps(told.pop("folders", []))))}
        remarks = [remark_of(line, about) for about, lines in sorted(told.items()) for line in lines]
        connection.execute(
            text("UPDATE days SET remarks = :remarks, coverage = :coverage WHERE day = :day"),
            {"day": day, "remarks": dumps(from_remarks(remarks)), "coverage": dumps(from_coverage(unread))},
        )


def _gaps(lines: Iterable[str]) -> Iterator[Gap]:
    for found in filter(None, map(_UNREAD.fullmatch, lines)):
        cases = tuple(Case(name=name) for name in found["names"].split("、"))
        yield Gap(kind=GapKind.UNREAD_FILES, cases=cases, more=max(int(found["all"] or 0) - len(cases), 0))


def remark_of(line: str, about: str = "") -> Remark:
    """Return what a sentence says, or the sentence where it says less than a remark of its kind."""
    names = {"text": line, "about": _REPLACED_BY[about]} if about in _REPLACED_BY else {"text": line}
    return next(_read(line), Remark(kind=RemarkKind.AS_WRITTEN, names=names))


def _read(line: str) -> Iterator[Remark]:
    for kind, pattern in _SENTENCES:
        if found := pattern.fullmatch(line):
            parts = found.groupdict()
            calls, is_cut = parts.get("calls"), line.endswith(" 个")
            if "calls" in parts and (not calls or is_cut):
                return  # it names some of its calls, or none: the others cannot be known any more
            yield Remark(
                kind=kind,
                call_ids=tuple(calls.split("、")) if calls else (),
                figures={"calls": int(parts["count"])} if "count" in parts else {},
            )
