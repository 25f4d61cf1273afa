"""What was done and by whom, what was erased, and the migrations."""

from sqlalchemy import Integer, Text

from callqa.model.audit import AuditAction
from callqa.model.retention import Kind
from callqa.storage.schema.columns import DAY, JSON, MOMENT, key, one_of, required, table

audit = table(
    "audit",
    key("number", Integer),
    required("at", MOMENT),
    required("who", Text),
    required("deed", one_of(AuditAction)),
    required("about", JSON),
)
forgotten = table(
    "forgotten",
    required("day", DAY),
    required("salt", Text),
    required("call_mark", Text),
    required("audio_mark", Text),
)
purged = table(
    "purged",
    key("day", DAY),
    key("kind", one_of(Kind)),
    required("at", MOMENT),
)
migrations = table("migrations", key("step", Integer))
