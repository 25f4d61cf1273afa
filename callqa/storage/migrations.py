"""The database's schema as numbered steps; append only, never edit one that was released.

They are SQL and not made from `schema`: a step says for ever what it said when it was released.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection, insert, inspect, select, text

from callqa.days.rule_changes import About, ChangeKind, Detail, RuleChange
from callqa.days.undecided import SENTENCES, undecided
from callqa.model.coverage import Case, Coverage, Gap, GapKind, Source
from callqa.model.finding import NotEvaluated, Undecided, Why
from callqa.model.recording import Role
from callqa.model.remarks import Remark, RemarkKind
from callqa.storage import schema
from callqa.storage.rows import from_coverage, from_not_evaluated, from_remarks, from_rule_changes
from callqa.storage.schema import dumps

# The Chinese sentences that a day's warnings were until there were remarks, read once by a step. Nothing
# else reads a sentence; one that is of no known kind is kept as it was written.
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


def _remarks_from_warnings(connection: Connection) -> None:
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


def _changes_from_sentences(connection: Connection) -> None:
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


def _reasons_from_sentences(connection: Connection) -> None:
    """Turn the sentences in the column ``not_evaluated`` into kinds, a day at a time."""
    days = connection.execute(text("SELECT DISTINCT day FROM evaluations WHERE not_evaluated <> '[]'"))
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


_STEPS: tuple[tuple[str | Callable[[Connection], None], ...], ...] = (
    (
        """CREATE TABLE recordings (
            path TEXT PRIMARY KEY, day TEXT NOT NULL, call_id TEXT NOT NULL, started_at TEXT NOT NULL,
            agent TEXT, queue TEXT, direction TEXT NOT NULL, customer_number TEXT,
            audio_sha256 TEXT NOT NULL, size_bytes BIGINT NOT NULL, UNIQUE (day, call_id))""",
        """CREATE TABLE set_aside (
            path TEXT PRIMARY KEY, day TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL)""",
        """CREATE TABLE transcripts (
            day TEXT NOT NULL, call_id TEXT NOT NULL, audio_sha256 TEXT NOT NULL,
            direction TEXT NOT NULL, engine_revision TEXT NOT NULL, outcome TEXT NOT NULL,
            reason TEXT NOT NULL, retryable INTEGER NOT NULL, duration_ms BIGINT NOT NULL,
            channels INTEGER NOT NULL, turns TEXT NOT NULL, PRIMARY KEY (day, call_id))""",
        """CREATE TABLE evaluations (
            day TEXT NOT NULL, call_id TEXT NOT NULL, rules_revision TEXT NOT NULL,
            not_evaluated TEXT NOT NULL, PRIMARY KEY (day, call_id))""",
        """CREATE TABLE findings (
            day TEXT NOT NULL, finding_id TEXT NOT NULL, call_id TEXT NOT NULL,
            rule_id TEXT NOT NULL, rule_name TEXT NOT NULL, category TEXT NOT NULL,
            severity TEXT NOT NULL, role TEXT NOT NULL, turn INTEGER, start_char INTEGER NOT NULL,
            end_char INTEGER NOT NULL, start_ms BIGINT NOT NULL, end_ms BIGINT NOT NULL,
            evidence TEXT NOT NULL, certainty TEXT NOT NULL, PRIMARY KEY (day, finding_id))""",
        "CREATE INDEX findings_by_call ON findings (day, call_id)",
        """CREATE TABLE days (
            day TEXT PRIMARY KEY, engine TEXT, rules_revision TEXT NOT NULL, rules TEXT NOT NULL)""",
        """CREATE TABLE runs (
            run_id TEXT PRIMARY KEY, day TEXT NOT NULL, started_at TEXT NOT NULL,
            finished_at TEXT, state TEXT NOT NULL, recognised INTEGER NOT NULL)""",
        """CREATE TABLE leases (
            day TEXT PRIMARY KEY, holder TEXT NOT NULL, expires_at DOUBLE PRECISION NOT NULL)""",
    ),
    # counting a month of outcomes must not walk through a month of speech
    ("CREATE INDEX transcripts_by_outcome ON transcripts (day, outcome)",),
    (
        """CREATE TABLE rule_books (
            number INTEGER PRIMARY KEY, revision TEXT NOT NULL, published_at TEXT NOT NULL,
            author TEXT NOT NULL, origin TEXT NOT NULL, text TEXT NOT NULL)""",
        """CREATE TABLE refused_rule_books (
            text_sha256 TEXT PRIMARY KEY, refused_at TEXT NOT NULL, author TEXT NOT NULL,
            problems TEXT NOT NULL)""",
        "ALTER TABLE days ADD COLUMN rule_changes TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE days ADD COLUMN warnings TEXT NOT NULL DEFAULT '{}'",
    ),
    (
        # rows are only ever added: the history of what supervisors said
        """CREATE TABLE reviews (
            number INTEGER PRIMARY KEY, day TEXT NOT NULL, finding_id TEXT NOT NULL,
            rule_id TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT NOT NULL, reviewer TEXT NOT NULL,
            at TEXT NOT NULL, imported_at TEXT NOT NULL)""",
        "CREATE INDEX reviews_by_day ON reviews (day, finding_id)",
    ),
    ("ALTER TABLE findings ADD COLUMN other_reading TEXT NOT NULL DEFAULT ''",),
    # a hit by sound says how alike the sounds were
    ("ALTER TABLE findings ADD COLUMN confidence DOUBLE PRECISION NOT NULL DEFAULT 1",),
    (
        """CREATE TABLE seals (
            day TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
            PRIMARY KEY (day, kind, name))""",
        "ALTER TABLE leases ADD COLUMN since TEXT NOT NULL DEFAULT ''",
    ),
    (
        """CREATE TABLE expected_calls (
            day TEXT PRIMARY KEY, listed INTEGER NOT NULL, unrecorded TEXT NOT NULL)""",
        """CREATE TABLE backfills (
            first_day TEXT NOT NULL, last_day TEXT NOT NULL, redo TEXT NOT NULL, day TEXT NOT NULL,
            PRIMARY KEY (first_day, last_day, redo, day))""",
        "ALTER TABLE recordings ADD COLUMN modified_ns BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE transcripts ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1",
    ),
    # which run recognised a call, so that a part of it that is tried again leaves it alone
    ("ALTER TABLE transcripts ADD COLUMN run_id TEXT NOT NULL DEFAULT ''",),
    (
        # rows are only ever added: who did what to the results
        """CREATE TABLE audit (
            number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, deed TEXT NOT NULL,
            about TEXT NOT NULL)""",
    ),
    # how much was recognised on a day: telling a broken recorder must not read a month of speech
    (
        """CREATE TABLE day_speech (
            day TEXT PRIMARY KEY, characters BIGINT NOT NULL, duration_ms BIGINT NOT NULL)""",
    ),
    # calls that are never analysed again, by salted hashes only
    (
        """CREATE TABLE forgotten (
            day TEXT NOT NULL, salt TEXT NOT NULL, call_mark TEXT NOT NULL, audio_mark TEXT NOT NULL)""",
    ),
    (
        """CREATE TABLE purged (
            day TEXT NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (day, kind))""",
    ),
    ("ALTER TABLE rule_books ADD COLUMN by_user TEXT NOT NULL DEFAULT ''",),
    ("ALTER TABLE transcripts ADD COLUMN failure TEXT NOT NULL DEFAULT ''",),
    (
        # counted by the index alone, as outcomes are, without a walk through the speech
        "ALTER TABLE transcripts ADD COLUMN device TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX transcripts_by_device ON transcripts (day, outcome, device)",
        "DROP INDEX transcripts_by_outcome",
    ),
    # what of a day was not read, not understood or not attributed, by the part of the night that said so
    ("ALTER TABLE days ADD COLUMN coverage TEXT NOT NULL DEFAULT '{}'",),
    # so that a recording that is far shorter than the call is noticed
    ("ALTER TABLE recordings ADD COLUMN talk_s DOUBLE PRECISION",),
    (
        # sentences were searched for words, so that forgetting one call removed what was said of others
        "ALTER TABLE days ADD COLUMN remarks TEXT NOT NULL DEFAULT '[]'",
        _remarks_from_warnings,
        "ALTER TABLE days DROP COLUMN warnings",
    ),
    # how far the run of a day is, for as long as it holds the day
    (
        """CREATE TABLE progress (
            day TEXT PRIMARY KEY, run_id TEXT NOT NULL, stage TEXT NOT NULL, done INTEGER NOT NULL,
            total INTEGER NOT NULL, at TEXT NOT NULL)""",
    ),
    # who may sign in at the console, and who is signed in
    (
        """CREATE TABLE accounts (
            name TEXT PRIMARY KEY, role TEXT NOT NULL, granted TEXT NOT NULL, queues TEXT NOT NULL,
            agents TEXT NOT NULL, disabled INTEGER NOT NULL, password TEXT NOT NULL,
            invitation TEXT NOT NULL, invited_until TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL)""",
        """CREATE TABLE sign_ins (
            token_sha256 TEXT PRIMARY KEY, account TEXT NOT NULL, since TEXT NOT NULL,
            seen_at TEXT NOT NULL, address TEXT NOT NULL)""",
        "CREATE INDEX sign_ins_by_account ON sign_ins (account)",
    ),
    # why a rule was not evaluated was a Chinese sentence, also in an English report
    (_reasons_from_sentences,),
    (
        # a name that is used again took the recording of a day that had been reported
        """CREATE TABLE recordings_by_day (
            day TEXT NOT NULL, path TEXT NOT NULL, call_id TEXT NOT NULL, started_at TEXT NOT NULL,
            agent TEXT, queue TEXT, direction TEXT NOT NULL, customer_number TEXT,
            audio_sha256 TEXT NOT NULL, size_bytes BIGINT NOT NULL,
            modified_ns BIGINT NOT NULL DEFAULT 0, talk_s DOUBLE PRECISION,
            PRIMARY KEY (day, path), UNIQUE (day, call_id))""",
        """INSERT INTO recordings_by_day (day, path, call_id, started_at, agent, queue, direction,
            customer_number, audio_sha256, size_bytes, modified_ns, talk_s)
            SELECT day, path, call_id, started_at, agent, queue, direction, customer_number,
            audio_sha256, size_bytes, modified_ns, talk_s FROM recordings""",
        "DROP TABLE recordings",
        "ALTER TABLE recordings_by_day RENAME TO recordings",
        "CREATE INDEX recordings_by_audio ON recordings (audio_sha256)",
        """CREATE TABLE set_aside_by_day (
            day TEXT NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL,
            PRIMARY KEY (day, path))""",
        """INSERT INTO set_aside_by_day (day, path, kind, detail)
            SELECT day, path, kind, detail FROM set_aside""",
        "DROP TABLE set_aside",
        "ALTER TABLE set_aside_by_day RENAME TO set_aside",
    ),
    # so were the changes of the rule book
    (_changes_from_sentences,),
    # what supervisors heard that no rule has marked, and the calls in which they heard nothing
    (
        """CREATE TABLE misses (
            number INTEGER PRIMARY KEY, day TEXT NOT NULL, call_id TEXT NOT NULL, heard TEXT NOT NULL,
            rule_id TEXT NOT NULL, category TEXT NOT NULL, turn INTEGER, text TEXT NOT NULL,
            drawn INTEGER NOT NULL, note TEXT NOT NULL, reviewer TEXT NOT NULL, at TEXT NOT NULL,
            imported_at TEXT NOT NULL)""",
        "CREATE INDEX misses_by_day ON misses (day, call_id)",
    ),
)


STEP_COUNT = len(_STEPS)


def steps_of(connection: Connection) -> frozenset[int]:
    """Return the numbers of the steps that a database has had; none of a new one."""
    if not inspect(connection).has_table("migrations"):
        return frozenset()
    return frozenset(connection.execute(select(schema.migrations.c.step)).scalars())


def migrate(connection: Connection) -> None:
    """Bring the database up to date; every step and its record are one transaction.

    Args:
        connection: inside a transaction, which the caller commits.
    """
    schema.migrations.create(connection, checkfirst=True)
    done = steps_of(connection)
    for number, statements in enumerate(_STEPS, 1):
        if number not in done:
            for statement in statements:
                if callable(statement):
                    statement(connection)
                else:
                    connection.execute(text(statement))
            connection.execute(insert(schema.migrations), {"step": number})
