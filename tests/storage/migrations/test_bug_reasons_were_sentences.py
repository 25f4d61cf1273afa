"""Why a rule was not evaluated was stored as a Chinese sentence, and stood so in English reports."""

import json

import pytest
from sqlalchemy import text

from callqa.days.undecided import undecided
from callqa.model.finding import NotEvaluated, Undecided, Why
from callqa.model.recording import Role
from callqa.storage.migrations import migrate
from callqa.storage.migrations.sentences import why_of
from callqa.storage.store import Store
from reports.words.chinese import rules as chinese
from reports.words.english import rules as english
from tests.support.builders import DAY, evaluation, finding

WITH_ROLE = {Why.ROLE_SILENT, Why.ROLE_UNCLEAR, Why.SPEAKER_UNCLEAR, Why.WORDS_UNCLEAR, Why.REPEATER_UNCLEAR}
WITH_SECONDS = {
    Why.TOO_SHORT,
    Why.INCOMPLETE_AUDIO,
    Why.UNREAD_AUDIO,
    Why.SHORTER_THAN_RECORD,
    Why.WORDS_UNCLEAR,
}
STEP = 22


def reason(why: Why) -> Undecided:
    return Undecided(
        kind=why, role=Role.AGENT if why in WITH_ROLE else None, seconds=12 if why in WITH_SECONDS else 0
    )


KNOWN = [reason(why) for why in Why if why is not Why.AS_WRITTEN]


@pytest.mark.parametrize("why", KNOWN, ids=lambda why: why.kind.value)
def test_a_stored_sentence_is_read_as_the_reason_that_is_written_like_it(why: Undecided) -> None:
    assert why_of(undecided(why)) == why


@pytest.mark.parametrize("why", KNOWN, ids=lambda why: why.kind.value)
def test_each_language_has_its_own_words(why: Undecided) -> None:
    assert chinese.undecided(why) == undecided(why)
    assert english.undecided(why).isascii()


def test_a_sentence_of_no_known_kind_keeps_its_words() -> None:
    told = why_of("录音只有 0.25 秒，太短，无法判断该说的话有没有说")

    assert (told.kind, undecided(told)) == (
        Why.AS_WRITTEN,
        "录音只有 0.25 秒，太短，无法判断该说的话有没有说",
    )


def test_the_database_of_an_older_version_is_read_once(store: Store) -> None:
    store.save_evaluations(DAY, [evaluation(finding())])
    stored = [{"rule_id": "r", "reason": "客户没有说话"}, {"rule_id": "s", "reason": "天气不好"}]
    with store.database.transaction() as connection:
        update = text("UPDATE evaluations SET not_evaluated = :old")
        connection.execute(update, {"old": json.dumps(stored, ensure_ascii=False)})
        connection.execute(text("DELETE FROM migrations WHERE step = :step"), {"step": STEP})
        migrate(connection)

    [read] = store.evaluations(DAY).values()
    assert read.not_evaluated == (
        NotEvaluated(rule_id="r", reason=Undecided(kind=Why.ROLE_SILENT, role=Role.CUSTOMER)),
        NotEvaluated(rule_id="s", reason=Undecided(kind=Why.AS_WRITTEN, text="天气不好")),
    )
