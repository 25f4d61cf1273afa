"""Who may sign in, with a browser or a program."""

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint

from callqa.model.access.account import AccountRole
from callqa.storage.schema.columns import JSON, MOMENT, YES_NO, key, one_of, required, table

accounts = table(
    "accounts",
    key("name", Text),
    required("role", one_of(AccountRole)),
    required("granted", JSON),
    required("queues", JSON),
    required("agents", JSON),
    required("disabled", YES_NO),
    required("password", Text),  # a hash of argon2id; empty until the invited has chosen one
    required("invitation", Text),  # the SHA-256 of a link that sets the password once
    required("invited_until", MOMENT, ""),
    required("created_at", MOMENT),
)
sign_ins = table(
    "sign_ins",
    key("token_sha256", Text),
    required("account", Text),
    required("since", MOMENT),
    required("seen_at", MOMENT),
    required("address", Text),
    Index("sign_ins_by_account", "account"),
)
tokens = table(
    "tokens",
    key("number", Integer),
    required("token_sha256", Text),
    required("account", Text),
    required("label", Text),
    required("scopes", JSON),
    required("created_at", MOMENT),
    required("expires_at", MOMENT),
    Column("used_at", MOMENT),
    UniqueConstraint("token_sha256"),
    Index("tokens_by_account", "account"),
)
saved_searches = table(
    "saved_searches",
    key("account", Text),
    key("label", Text),
    required("asked", JSON),
    required("saved_at", MOMENT),
)
