"""The numbered steps of the database's schema; append only, never edit one that was released.

They are SQL and not made from `schema`: a step says for ever what it said when it was released.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from callqa.storage.migrations import sentences

STEPS: tuple[tuple[str | Callable[[Connection], None], ...], ...] = (
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
        sentences.remarks_from_warnings,
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
    (sentences.reasons_from_sentences,),
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
    (sentences.changes_from_sentences,),
    # what supervisors heard that no rule has marked, and the calls in which they heard nothing
    (
        """CREATE TABLE misses (
            number INTEGER PRIMARY KEY, day TEXT NOT NULL, call_id TEXT NOT NULL, heard TEXT NOT NULL,
            rule_id TEXT NOT NULL, category TEXT NOT NULL, turn INTEGER, text TEXT NOT NULL,
            drawn INTEGER NOT NULL, note TEXT NOT NULL, reviewer TEXT NOT NULL, at TEXT NOT NULL,
            imported_at TEXT NOT NULL)""",
        "CREATE INDEX misses_by_day ON misses (day, call_id)",
    ),
    # so was what a reader must know about the model
    (sentences.notes_from_sentences,),
    # so that a recorder whose channels are the other way round is found among others in one folder
    ("ALTER TABLE recordings ADD COLUMN trunk TEXT",),
    # a rule book that somebody writes at the console, before it is anybody else's
    (
        """CREATE TABLE rule_drafts (
            account TEXT PRIMARY KEY, text TEXT NOT NULL, based_on INTEGER NOT NULL,
            saved_at TEXT NOT NULL)""",
    ),
    # by which programs ask the console for what their owner may see
    (
        """CREATE TABLE tokens (
            number INTEGER PRIMARY KEY, token_sha256 TEXT NOT NULL UNIQUE, account TEXT NOT NULL,
            label TEXT NOT NULL, scopes TEXT NOT NULL, created_at TEXT NOT NULL,
            expires_at TEXT NOT NULL, used_at TEXT)""",
        "CREATE INDEX tokens_by_account ON tokens (account)",
    ),
    # files that come when no night looks at their day any more, and calls that come again as another format
    (
        "CREATE TABLE files_by_date (day TEXT PRIMARY KEY, files INTEGER NOT NULL)",
        "CREATE INDEX recordings_by_call ON recordings (call_id)",
    ),
    # how far a run is was found by a walk through all that was said on its day, again and again
    ("CREATE INDEX transcripts_by_run ON transcripts (day, run_id, call_id, outcome)",),
    (
        # rows are only ever added: what agents said against hits, and what was decided
        """CREATE TABLE appeals (
            number INTEGER PRIMARY KEY, day TEXT NOT NULL, finding_id TEXT NOT NULL, call_id TEXT NOT NULL,
            rule_id TEXT NOT NULL, step TEXT NOT NULL, is_final INTEGER NOT NULL, words TEXT NOT NULL,
            who TEXT NOT NULL, at TEXT NOT NULL)""",
        "CREATE INDEX appeals_by_hit ON appeals (day, finding_id)",
        # a decision settles what reviewers contradicted each other about
        "ALTER TABLE reviews ADD COLUMN is_final INTEGER NOT NULL DEFAULT 0",
        # whose work it is to judge a hit; one hit is one person's
        """CREATE TABLE assignments (
            day TEXT NOT NULL, finding_id TEXT NOT NULL, call_id TEXT NOT NULL, account TEXT NOT NULL,
            "by" TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (day, finding_id))""",
        "CREATE INDEX assignments_by_account ON assignments (account, day)",
    ),
    # what somebody looks for again and again
    (
        """CREATE TABLE saved_searches (
            account TEXT NOT NULL, label TEXT NOT NULL, asked TEXT NOT NULL, saved_at TEXT NOT NULL,
            PRIMARY KEY (account, label))""",
    ),
)
