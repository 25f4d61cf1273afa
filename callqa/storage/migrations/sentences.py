"""The Chinese sentences that older versions stored, read once by a step of the migrations.

Nothing else reads a sentence; one that is of no known kind is kept as it was written.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, text

from callqa.days.rule_changes import About, ChangeKind, Detail, RuleChange
from callqa.days.undecided import SENTENCES, undecided
from callqa.model.coverage import Case, Coverage, Gap, GapKind, Source
from callqa.model.finding import NotEvaluated, Undecided, Why
from callqa.model.recording import Role
from callqa.model.remarks import Remark, RemarkKind
from callqa.model.summaries import ModelNote
from callqa.storage.rows import from_coverage, from_not_evaluated, from_remarks, from_rule_changes
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


def remarks_from_warnings(connection: Connection) -> None:
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


_UNDECIDED = {
    undecided(why): why
    for role in (*Role, None)  # of a sentence that names no role, none
    for why in (Undecided(kind=kind, role=role) for kind in Why)
    if "{seconds" not in SENTENCES[why.kind]
}
_PLACE = re.compile(r"\\{(seconds)?.*?\\}")
_SECONDS = {
    kind: re.compile(_PLACE.sub(lambda one: r"([\d.]+)" if one[1] else ".*", re.escape(sentence)))
    for kind, sentence in SENTENCES.items()
    if "{seconds" in sentence
}


_CHANGES = {
    "新增规则": ChangeKind.ADDED,
    "删除规则": ChangeKind.REMOVED,
    "启用规则": ChangeKind.SWITCHED_ON,
    "停用规则": ChangeKind.SWITCHED_OFF,
    "修改规则": ChangeKind.CHANGED,
}
_CHANGE = re.compile(
    rf"(?P<kind>{'|'.join(_CHANGES)}) (?P<category>[^·]*)·(?P<name>.*?)（(?P<rule_id>[\w-]+)）"
    r"(?:：(?P<text>.*))?"
)
_UNLISTED = "规则手册换过版本，但前一天用的版本没有保存，列不出改动"


def changes_from_sentences(connection: Connection) -> None:
    """Turn the lines in the column ``rule_changes`` into changes."""
    stored = connection.execute(text("SELECT day, rule_changes FROM days WHERE rule_changes <> '[]'")).all()
    for day, lines in stored:
        changes = from_rule_changes(map(change_of, json.loads(lines)))
        update = text("UPDATE days SET rule_changes = :new WHERE day = :day")
        connection.execute(update, {"day": day, "new": dumps(changes)})


def change_of(line: str) -> RuleChange:
    """Return what a line says; what of the rule was changed keeps its words."""
    if line == _UNLISTED:
        return RuleChange(kind=ChangeKind.UNLISTED)
    found = _CHANGE.fullmatch(line)
    if found is None:
        return RuleChange(kind=ChangeKind.AS_WRITTEN, details=_as_written(line))
    return RuleChange(
        kind=_CHANGES[found["kind"]],
        rule_id=found["rule_id"],
        name=found["name"],
        category=found["category"],
        details=_as_written(found["text"]),
    )


def _as_written(words: str | None) -> tuple[Detail, ...]:
    return (Detail(about=About.AS_WRITTEN, text=words),) if words else ()


def reasons_from_sentences(connection: Connection) -> None:
    """Turn the sentences in the column ``not_evaluated`` into kinds, a day at a time."""
    days = connection.execute(text("SELECT DISTINCT day FROM evaluations WHERE not_evaluated <> '[]'"))
    # a day at a time bounds the memory: of a failed call every rule has a reason
    for day in days.scalars().all():
        stored = connection.execute(
            text("SELECT call_id, not_evaluated FROM evaluations WHERE day = :day AND not_evaluated <> '[]'"),
            {"day": day},
        )
        told = [{"day": day, "call_id": call_id, "new": _as_kinds(old)} for call_id, old in stored.all()]
        update = "UPDATE evaluations SET not_evaluated = :new WHERE day = :day AND call_id = :call_id"
        connection.execute(text(update), told)


def _as_kinds(stored: str) -> str:
    skipped = (
        NotEvaluated(rule_id=one["rule_id"], reason=why_of(one["reason"])) for one in json.loads(stored)
    )
    return dumps([from_not_evaluated(one) for one in skipped])


def why_of(sentence: str) -> Undecided:
    """Return what a sentence says; a sentence that would not be written like that again stays what it was."""
    return next(
        (why for why in _whys(sentence) if undecided(why) == sentence),
        Undecided(kind=Why.AS_WRITTEN, text=sentence),
    )


def _whys(sentence: str) -> Iterator[Undecided]:
    if known := _UNDECIDED.get(sentence):
        yield known
    for kind, pattern in _SECONDS.items():
        if found := pattern.fullmatch(sentence):
            yield from (Undecided(kind=kind, role=role, seconds=float(found[1])) for role in (None, *Role))


_NOTES = {
    "演示模型，只认得合成语音，不能用于真实通话": ModelNote.DEMO,
    "这种模型不支持热词：规则照样检查，但规则里的词不会提示给模型": ModelNote.NO_HOTWORDS,
    "这种模型不给出每个字的时间：时间是按字数均匀分配的估计值，回听时请前后多听几秒": ModelNote.NO_TIMES,
}


def notes_from_sentences(connection: Connection) -> None:
    """Turn the sentences about the model in the column ``engine`` into notes."""
    stored = connection.execute(text("SELECT day, engine FROM days WHERE engine IS NOT NULL")).all()
    for day, written in stored:
        engine = json.loads(written)
        told = [engine.pop(name, "") for name in ("note", "lacks")]
        engine |= notes_of("；".join(filter(None, told)))
        update = text("UPDATE days SET engine = :new WHERE day = :day")
        connection.execute(update, {"day": day, "new": dumps(engine)})


def notes_of(sentences: str) -> dict[str, Any]:
    """Return what sentences about a model say, as fields of an engine."""
    told = sentences.split("；") if sentences else []
    if any(each not in _NOTES for each in told):
        return {"note_text": sentences}
    return {"notes": [_NOTES[each] for each in told]}
