"""What was received and heard of each call, and what the rules found in it."""

from sqlalchemy import DOUBLE_PRECISION, BigInteger, Column, Index, Integer, Text, UniqueConstraint

from callqa.model.finding import Certainty, Severity
from callqa.model.recording import Direction, Role
from callqa.model.transcript import Outcome
from callqa.storage.schema.columns import DAY, JSON, MOMENT, YES_NO, key, one_of, required, table

recordings = table(
    "recordings",
    key("day", DAY),
    key("path", Text),  # a recorder may use a name again, every day
    required("call_id", Text),
    required("started_at", MOMENT),
    Column("agent", Text),
    Column("queue", Text),
    required("direction", one_of(Direction)),
    Column("customer_number", Text),
    required("audio_sha256", Text),
    required("size_bytes", BigInteger),
    required("modified_ns", BigInteger, 0),
    Column("talk_s", DOUBLE_PRECISION),
    Column("trunk", Text),
    UniqueConstraint("day", "call_id"),
    Index("recordings_by_audio", "audio_sha256"),
    Index("recordings_by_call", "call_id"),
)
files_by_date = table("files_by_date", key("day", DAY), required("files", Integer))
set_aside = table(
    "set_aside",
    key("day", DAY),
    key("path", Text),
    required("kind", Text),
    required("detail", Text),
)
expected_calls = table(
    "expected_calls",
    key("day", DAY),
    required("listed", Integer),
    required("unrecorded", JSON),
)
transcripts = table(
    "transcripts",
    key("day", DAY),
    key("call_id", Text),
    required("audio_sha256", Text),
    required("direction", one_of(Direction)),
    required("engine_revision", Text),
    required("outcome", one_of(Outcome)),
    required("reason", Text),
    required("retryable", YES_NO),
    required("duration_ms", BigInteger),
    required("channels", Integer),
    required("turns", JSON),
    required("attempts", Integer, 1),
    required("run_id", Text, ""),
    required("failure", Text, ""),  # a code, also one that only a newer version knows
    required("device", Text, ""),
    # counting a month of outcomes must not walk through a month of speech
    Index("transcripts_by_device", "day", "outcome", "device"),
    Index("transcripts_by_run", "day", "run_id", "call_id", "outcome"),  # nor the progress of a run
)
evaluations = table(
    "evaluations",
    key("day", DAY),
    key("call_id", Text),
    required("rules_revision", Text),
    required("not_evaluated", JSON),
)
findings = table(
    "findings",
    key("day", DAY),
    key("finding_id", Text),
    required("call_id", Text),
    required("rule_id", Text),
    required("rule_name", Text),
    required("category", Text),
    required("severity", one_of(Severity)),
    required("role", one_of(Role)),
    Column("turn", Integer),
    required("start_char", Integer),
    required("end_char", Integer),
    required("start_ms", BigInteger),
    required("end_ms", BigInteger),
    required("evidence", Text),
    required("certainty", one_of(Certainty)),
    required("other_reading", Text, ""),
    required("confidence", DOUBLE_PRECISION, 1),
    Index("findings_by_call", "day", "call_id"),
)
