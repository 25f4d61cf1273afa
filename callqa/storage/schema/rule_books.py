"""The rule books that were published, refused, and are being written."""

from sqlalchemy import Integer, Text

from callqa.storage.schema.columns import JSON, MOMENT, key, required, table

rule_books = table(
    "rule_books",
    key("number", Integer),
    required("revision", Text),
    required("published_at", MOMENT),
    required("author", Text),
    required("origin", Text),  # an enumeration of the rules, which stand above this room
    required("text", Text),
    required("by_user", Text, ""),
)
refused_rule_books = table(
    "refused_rule_books",
    key("text_sha256", Text),
    required("refused_at", MOMENT),
    required("author", Text),
    required("problems", JSON),
)
rule_drafts = table(
    "rule_drafts",
    key("account", Text),
    required("text", Text),
    required("based_on", Integer),
    required("saved_at", MOMENT),
)
