"""The tables of the studio's database.

It is a file of its own: what somebody dictates or drops in is no call of any day, is in no backup of the
nights, and never makes a night wait.
"""

from typing import Any

from sqlalchemy import DOUBLE_PRECISION, BigInteger, Column, Index, Integer, MetaData, Table, Text

from callqa.storage.schema import JSON, MOMENT, one_of
from callqa.studio.job import State

METADATA = MetaData()
VERSION = 2
"""Of the tables below, in SQLite's ``user_version``; 2 brought ``summaries``. A new column is a step in
`database`."""


def _required(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=False)


jobs = Table(
    "jobs",
    METADATA,
    Column("job_id", Text, primary_key=True),
    _required("owner", Text),
    _required("name", Text),
    _required("size_bytes", BigInteger),
    _required("state", one_of(State)),
    _required("choices", JSON),
    _required("created_at", MOMENT),
    _required("audio_sha256", Text),
    Column("started_at", MOMENT),
    Column("ended_at", MOMENT),
    _required("tries", Integer),
    _required("problem", Text),
    _required("duration_ms", Integer),
    _required("channels", Integer),
    _required("took_s", DOUBLE_PRECISION),
    _required("title", Text),
    _required("names", JSON),
    Column("deleted_at", MOMENT),
    _required("upload_key", Text),
    Index("jobs_by_owner", "owner", "created_at"),
    Index("jobs_by_state", "state"),
)
results = Table(
    "results",
    METADATA,
    Column("job_id", Text, primary_key=True),
    _required("transcript", JSON),
    _required("spoken", JSON),
    _required("engine", JSON),
    _required("words", JSON),
    _required("text", Text),  # what is searched: spoken and written, and what was corrected
)
edits = Table(
    "edits",
    METADATA,
    Column("job_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _required("turn", Integer),
    _required("before", Text),
    _required("text", Text),
    _required("who", Text),
    _required("at", MOMENT),
)
summaries = Table(
    "summaries",
    METADATA,
    Column("job_id", Text, primary_key=True),
    _required("content", JSON),
)
facts = Table(
    "facts",
    METADATA,
    Column("name", Text, primary_key=True),
    _required("value", JSON),
)
