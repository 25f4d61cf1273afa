"""The tables as they are after all migrations, a module for each thing that they are about."""

from callqa.storage.schema.calls import (
    evaluations,
    expected_calls,
    files_by_date,
    findings,
    recordings,
    set_aside,
    transcripts,
)
from callqa.storage.schema.columns import DAY, JSON, METADATA, MOMENT, YES_NO, dumps, one_of
from callqa.storage.schema.days import backfills, day_speech, days, leases, progress, runs, seals
from callqa.storage.schema.judgements import appeals, assignments, misses, reviews
from callqa.storage.schema.people import accounts, saved_searches, sign_ins, tokens
from callqa.storage.schema.records import audit, forgotten, migrations, purged
from callqa.storage.schema.rule_books import refused_rule_books, rule_books, rule_drafts

__all__ = [
    "DAY",
    "JSON",
    "METADATA",
    "MOMENT",
    "YES_NO",
    "accounts",
    "appeals",
    "assignments",
    "audit",
    "backfills",
    "day_speech",
    "days",
    "dumps",
    "evaluations",
    "expected_calls",
    "files_by_date",
    "findings",
    "forgotten",
    "leases",
    "migrations",
    "misses",
    "one_of",
    "progress",
    "purged",
    "recordings",
    "refused_rule_books",
    "reviews",
    "rule_books",
    "rule_drafts",
    "runs",
    "saved_searches",
    "seals",
    "set_aside",
    "sign_ins",
    "tokens",
    "transcripts",
]
