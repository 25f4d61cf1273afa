"""What is known of a day as a whole, who works on it, and how far the work is."""

from sqlalchemy import DOUBLE_PRECISION, BigInteger, Column, Integer, Text

from callqa.model.progress import Stage
from callqa.storage.schema.columns import DAY, JSON, MOMENT, key, one_of, required, table

days = table(
    "days",
    key("day", DAY),
    Column("engine", JSON),
    required("rules_revision", Text),
    required("rules", JSON),
    required("rule_changes", JSON, "[]"),
    required("coverage", JSON, "{}"),
    required("remarks", JSON, "[]"),
)
day_speech = table(
    "day_speech",
    key("day", DAY),
    required("characters", BigInteger),
    required("duration_ms", BigInteger),
)
seals = table(
    "seals",
    key("day", DAY),
    key("kind", Text),
    key("name", Text),
    required("sha256", Text),
)
runs = table(
    "runs",
    key("run_id", Text),
    required("day", DAY),
    required("started_at", MOMENT),
    Column("finished_at", MOMENT),
    required("state", Text),
    required("recognised", Integer),
)
leases = table(
    "leases",
    key("day", Text),  # or what else is held as a day is
    required("holder", Text),
    required("expires_at", DOUBLE_PRECISION),
    required("since", MOMENT, ""),
)
progress = table(
    "progress",
    key("day", DAY),
    required("run_id", Text),
    required("stage", one_of(Stage)),
    required("done", Integer),
    required("total", Integer),
    required("at", MOMENT),
)
backfills = table(
    "backfills",
    key("first_day", DAY),
    key("last_day", DAY),
    key("redo", Text),
    key("day", DAY),
)
