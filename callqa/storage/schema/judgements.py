"""What was said about the hits: verdicts, misses, appeals, and who is to judge which."""

from sqlalchemy import Column, Index, Integer, Text

from callqa.model.review.appeals import AppealStep
from callqa.model.review.misses import Heard
from callqa.model.review.verdicts import Verdict
from callqa.storage.schema.columns import DAY, MOMENT, YES_NO, key, one_of, required, table

reviews = table(
    "reviews",
    key("number", Integer),
    required("day", DAY),
    required("finding_id", Text),
    required("rule_id", Text),
    required("verdict", one_of(Verdict)),
    required("note", Text),
    required("reviewer", Text),
    required("at", MOMENT),
    required("imported_at", MOMENT),
    required("is_final", YES_NO, 0),
    Index("reviews_by_day", "day", "finding_id"),
)
misses = table(
    "misses",
    key("number", Integer),
    required("day", DAY),
    required("call_id", Text),
    required("heard", one_of(Heard)),
    required("rule_id", Text),
    required("category", Text),
    Column("turn", Integer),
    required("text", Text),
    required("drawn", YES_NO),
    required("note", Text),
    required("reviewer", Text),
    required("at", MOMENT),
    required("imported_at", MOMENT),
    Index("misses_by_day", "day", "call_id"),
)
appeals = table(
    "appeals",
    key("number", Integer),
    required("day", DAY),
    required("finding_id", Text),
    required("call_id", Text),
    required("rule_id", Text),
    required("step", one_of(AppealStep)),
    required("is_final", YES_NO),
    required("words", Text),
    required("who", Text),
    required("at", MOMENT),
    Index("appeals_by_hit", "day", "finding_id"),
)
assignments = table(
    "assignments",
    key("day", DAY),
    key("finding_id", Text),
    required("call_id", Text),
    required("account", Text),
    required("by", Text),
    required("at", MOMENT),
    Index("assignments_by_account", "account", "day"),
)
