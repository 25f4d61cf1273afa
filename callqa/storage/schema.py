"""The tables as they are after all migrations, and how Python's values stand in their columns.

Both databases hold text and numbers only: an ISO date, an aware ISO moment, compact JSON, the value of an
enumeration. The types below convert on the way in and out, so that no query does it by hand.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    DOUBLE_PRECISION,
    BigInteger,
    Column,
    Dialect,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from callqa.model.access.account import AccountRole
from callqa.model.audit import AuditAction
from callqa.model.finding import Certainty, Severity
from callqa.model.progress import Stage
from callqa.model.recording import Direction, Role
from callqa.model.retention import Kind
from callqa.model.review.misses import Heard
from callqa.model.review.verdicts import Verdict
from callqa.model.transcript import Outcome


def dumps(value: object) -> str:
    """Return compact JSON that keeps Hanzi readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Stored(TypeDecorator[Any]):
    """A value that stands in its column as a text; None is NULL.

    Args:
        write: returns the text of a value.
        read: returns the value of a text.
    """

    impl: Any = Text
    cache_ok = True

    def __init__(self, write: Callable[[Any], object], read: Callable[[Any], Any]) -> None:
        super().__init__()
        self.write, self.read = write, read

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        """Return what stands in the column."""
        return None if value is None else self.write(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """Return the value of what stands in the column."""
        return None if value is None else self.read(value)


class _StoredNumber(_Stored):
    """A value that stands in its column as a number."""

    impl: Any = Integer
    cache_ok = True


def _moment_text(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone is not stored: nobody could tell when it was")
    return moment.isoformat()


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


DAY = _Stored(date.isoformat, date.fromisoformat)
"""A date as ``2026-02-14``; such texts sort as their dates do."""
MOMENT = _Stored(_moment_text, _moment)
"""An aware moment with the offset that it was given with; None where it was not written down."""
JSON = _Stored(dumps, json.loads)
"""Lists, mappings, texts and numbers."""
YES_NO = _StoredNumber(int, bool)
"""0 or 1."""


def one_of(kind: type[StrEnum]) -> TypeDecorator[Any]:
    """Return the type of a column that holds the values of an enumeration."""
    return _Stored(lambda member: kind(member).value, kind)


METADATA = MetaData()


def _table(name: str, *items: Any) -> Table:
    return Table(name, METADATA, *items)


def _required(name: str, kind: Any, default: str | int | None = None) -> Column[Any]:
    """Return a column that is never NULL; the default is that of the step that added it to old rows."""
    written = text(str(default)) if isinstance(default, int) else default
    return Column(name, kind, nullable=False, server_default=written)


def _key(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


recordings = _table(
    "recordings",
    _key("day", DAY),
    _key("path", Text),  # a recorder may use a name again, every day
    _required("call_id", Text),
    _required("started_at", MOMENT),
    Column("agent", Text),
    Column("queue", Text),
    _required("direction", one_of(Direction)),
    Column("customer_number", Text),
    _required("audio_sha256", Text),
    _required("size_bytes", BigInteger),
    _required("modified_ns", BigInteger, 0),
    Column("talk_s", DOUBLE_PRECISION),
    Column("trunk", Text),
    UniqueConstraint("day", "call_id"),
    Index("recordings_by_audio", "audio_sha256"),
    Index("recordings_by_call", "call_id"),
)
files_by_date = _table("files_by_date", _key("day", DAY), _required("files", Integer))
set_aside = _table(
    "set_aside",
    _key("day", DAY),
    _key("path", Text),
    _required("kind", Text),
    _required("detail", Text),
)
transcripts = _table(
    "transcripts",
    _key("day", DAY),
    _key("call_id", Text),
    _required("audio_sha256", Text),
    _required("direction", one_of(Direction)),
    _required("engine_revision", Text),
    _required("outcome", one_of(Outcome)),
    _required("reason", Text),
    _required("retryable", YES_NO),
    _required("duration_ms", BigInteger),
    _required("channels", Integer),
    _required("turns", JSON),
    _required("attempts", Integer, 1),
    _required("run_id", Text, ""),
    _required("failure", Text, ""),  # a code, also one that only a newer version knows
    _required("device", Text, ""),
    # counting a month of outcomes must not walk through a month of speech
    Index("transcripts_by_device", "day", "outcome", "device"),
    Index("transcripts_by_run", "day", "run_id", "call_id", "outcome"),  # nor the progress of a run
)
evaluations = _table(
    "evaluations",
    _key("day", DAY),
    _key("call_id", Text),
    _required("rules_revision", Text),
    _required("not_evaluated", JSON),
)
findings = _table(
    "findings",
    _key("day", DAY),
    _key("finding_id", Text),
    _required("call_id", Text),
    _required("rule_id", Text),
    _required("rule_name", Text),
    _required("category", Text),
    _required("severity", one_of(Severity)),
    _required("role", one_of(Role)),
    Column("turn", Integer),
    _required("start_char", Integer),
    _required("end_char", Integer),
    _required("start_ms", BigInteger),
    _required("end_ms", BigInteger),
    _required("evidence", Text),
    _required("certainty", one_of(Certainty)),
    _required("other_reading", Text, ""),
    _required("confidence", DOUBLE_PRECISION, 1),
    Index("findings_by_call", "day", "call_id"),
)
days = _table(
    "days",
    _key("day", DAY),
    Column("engine", JSON),
    _required("rules_revision", Text),
    _required("rules", JSON),
    _required("rule_changes", JSON, "[]"),
    _required("coverage", JSON, "{}"),
    _required("remarks", JSON, "[]"),
)
day_speech = _table(
    "day_speech",
    _key("day", DAY),
    _required("characters", BigInteger),
    _required("duration_ms", BigInteger),
)
expected_calls = _table(
    "expected_calls",
    _key("day", DAY),
    _required("listed", Integer),
    _required("unrecorded", JSON),
)
seals = _table(
    "seals",
    _key("day", DAY),
    _key("kind", Text),
    _key("name", Text),
    _required("sha256", Text),
)
reviews = _table(
    "reviews",
    _key("number", Integer),
    _required("day", DAY),
    _required("finding_id", Text),
    _required("rule_id", Text),
    _required("verdict", one_of(Verdict)),
    _required("note", Text),
    _required("reviewer", Text),
    _required("at", MOMENT),
    _required("imported_at", MOMENT),
    Index("reviews_by_day", "day", "finding_id"),
)
misses = _table(
    "misses",
    _key("number", Integer),
    _required("day", DAY),
    _required("call_id", Text),
    _required("heard", one_of(Heard)),
    _required("rule_id", Text),
    _required("category", Text),
    Column("turn", Integer),
    _required("text", Text),
    _required("drawn", YES_NO),
    _required("note", Text),
    _required("reviewer", Text),
    _required("at", MOMENT),
    _required("imported_at", MOMENT),
    Index("misses_by_day", "day", "call_id"),
)
rule_books = _table(
    "rule_books",
    _key("number", Integer),
    _required("revision", Text),
    _required("published_at", MOMENT),
    _required("author", Text),
    _required("origin", Text),  # an enumeration of the rules, which stand above this room
    _required("text", Text),
    _required("by_user", Text, ""),
)
refused_rule_books = _table(
    "refused_rule_books",
    _key("text_sha256", Text),
    _required("refused_at", MOMENT),
    _required("author", Text),
    _required("problems", JSON),
)
runs = _table(
    "runs",
    _key("run_id", Text),
    _required("day", DAY),
    _required("started_at", MOMENT),
    Column("finished_at", MOMENT),
    _required("state", Text),
    _required("recognised", Integer),
)
leases = _table(
    "leases",
    _key("day", Text),  # or what else is held as a day is
    _required("holder", Text),
    _required("expires_at", DOUBLE_PRECISION),
    _required("since", MOMENT, ""),
)
progress = _table(
    "progress",
    _key("day", DAY),
    _required("run_id", Text),
    _required("stage", one_of(Stage)),
    _required("done", Integer),
    _required("total", Integer),
    _required("at", MOMENT),
)
backfills = _table(
    "backfills",
    _key("first_day", DAY),
    _key("last_day", DAY),
    _key("redo", Text),
    _key("day", DAY),
)
audit = _table(
    "audit",
    _key("number", Integer),
    _required("at", MOMENT),
    _required("who", Text),
    _required("deed", one_of(AuditAction)),
    _required("about", JSON),
)
forgotten = _table(
    "forgotten",
    _required("day", DAY),
    _required("salt", Text),
    _required("call_mark", Text),
    _required("audio_mark", Text),
)
purged = _table(
    "purged",
    _key("day", DAY),
    _key("kind", one_of(Kind)),
    _required("at", MOMENT),
)
accounts = _table(
    "accounts",
    _key("name", Text),
    _required("role", one_of(AccountRole)),
    _required("granted", JSON),
    _required("queues", JSON),
    _required("agents", JSON),
    _required("disabled", YES_NO),
    _required("password", Text),  # a hash of argon2id; empty until the invited has chosen one
    _required("invitation", Text),  # the SHA-256 of a link that sets the password once
    _required("invited_until", MOMENT, ""),
    _required("created_at", MOMENT),
)
sign_ins = _table(
    "sign_ins",
    _key("token_sha256", Text),
    _required("account", Text),
    _required("since", MOMENT),
    _required("seen_at", MOMENT),
    _required("address", Text),
    Index("sign_ins_by_account", "account"),
)
tokens = _table(
    "tokens",
    _key("number", Integer),
    _required("token_sha256", Text),
    _required("account", Text),
    _required("label", Text),
    _required("scopes", JSON),
    _required("created_at", MOMENT),
    _required("expires_at", MOMENT),
    Column("used_at", MOMENT),
    UniqueConstraint("token_sha256"),
    Index("tokens_by_account", "account"),
)
rule_drafts = _table(
    "rule_drafts",
    _key("account", Text),
    _required("text", Text),
    _required("based_on", Integer),
    _required("saved_at", MOMENT),
)
migrations = _table("migrations", _key("step", Integer))
