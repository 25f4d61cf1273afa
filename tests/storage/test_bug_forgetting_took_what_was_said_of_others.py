"""Forgetting the call "12" removed every sentence with these two digits, and English reports held Chinese."""

import json
from datetime import date

import pytest
from sqlalchemy import text

from callqa.model.coverage import GapKind, Source
from callqa.model.remarks import Remark, RemarkKind
from callqa.storage import erasure
from callqa.storage.migrations import migrate, sentences
from callqa.storage.store import Store
from tests.support.sites import site_over

DAY = date(2026, 2, 14)
FORGOTTEN = Remark(kind=RemarkKind.FORGOTTEN, figures={"calls": 1})
OLD = {
    "revised": [
        "修订：2 通迟到的录音，已补上：12、120",
        "修订：全部 37 通重新转写，结果以本报告为准",
        "修订：12 通重新转写，结果以本报告为准：c0、c1、c2、c3、c4 等 12 个",
    ],
    "quarantine": [
        "已隔离 12 通，不再自动重试（强制重试：callqa run --day 2026-02-14 --redo failed）：120、121"
    ],
    "unrecorded": ["话单列出 40 通，其中 1 通没有录音：121（09:15）"],
    "device": ["识别设备中途出错，其余录音改用 CPU 识别；结果不受影响，但今晚会慢"],
    "forgotten": ["应客户要求删除了 12 通通话的全部结果，不再计入"],
    "folders": ["有文件或文件夹没有读取，其中的录音未计入：a：不是普通文件，没有读取、b：x 等 7 个"],
    "rules": ["规则手册有 12 处错误，没有采用，仍按第 12 版（2026-02-14 16:00，王芳）检查。第一处：x"],
}


def names(*call_ids: str) -> Remark:
    return Remark(kind=RemarkKind.LATE, call_ids=call_ids)


def test_forgetting_a_call_leaves_what_is_said_of_others(store: Store) -> None:
    others = Remark(kind=RemarkKind.RULES_NOT_ADOPTED, figures={"mistakes": 12, "publication": 12})
    store.save_remarks(DAY, RemarkKind, [names("12", "120"), others])

    erasure.forget(site_over(store), DAY, ["12"])

    assert store.day(DAY).remarks == (names("120"), FORGOTTEN, others)


def test_forgetting_the_only_call_of_a_remark_removes_it(store: Store) -> None:
    store.save_remarks(DAY, RemarkKind, [names("12")])

    erasure.forget(site_over(store), DAY, ["12"])

    assert store.day(DAY).remarks == (FORGOTTEN,)


def test_a_sentence_of_an_older_version_loses_the_name_of_the_call_only(store: Store) -> None:
    store.save_remarks(DAY, RemarkKind, [sentences.remark_of("共 12 通不寻常：120、12（09:15）", "rules")])

    erasure.forget(site_over(store), DAY, ["12"])

    said = [remark.names["text"] for remark in store.day(DAY).remarks if remark.names]
    assert said == ["共 12 通不寻常：120、〔已删除〕（09:15）"]


@pytest.fixture
def upgraded(store: Store) -> Store:
    """Provide a day as the version before kept it, and the migration over it."""
    with store.database.transaction() as connection:
        connection.execute(text("ALTER TABLE days DROP COLUMN remarks"))
        connection.execute(text("ALTER TABLE days ADD COLUMN warnings TEXT NOT NULL DEFAULT '{}'"))
        connection.execute(text("DELETE FROM migrations WHERE step = 19"))
        row = {"day": str(DAY), "warnings": json.dumps(OLD)}
        connection.execute(
            text(
                "INSERT INTO days (day, rules_revision, rules, warnings) VALUES (:day, '', '[]', :warnings)"
            ),
            row,
        )
        connection.execute(
            text("INSERT INTO days (day, rules_revision, rules) VALUES ('2026-02-13', '', '[]')")
        )
        migrate(connection)
    return store


def test_stored_sentences_are_read_once(upgraded: Store) -> None:
    assert upgraded.day(DAY).remarks == (
        Remark(kind=RemarkKind.LATE, call_ids=("12", "120")),
        Remark(kind=RemarkKind.QUARANTINED, call_ids=("120", "121")),
        Remark(kind=RemarkKind.FORGOTTEN, figures={"calls": 12}),
        Remark(kind=RemarkKind.DEVICE_LOST),
        *(
            Remark(kind=RemarkKind.AS_WRITTEN, names={"text": line, "about": about})
            for about, lines in (("late", OLD["revised"][1:]), ("rules_not_adopted", OLD["rules"]))
            for line in lines
        ),
    )


def test_what_was_not_looked_into_is_a_gap(upgraded: Store) -> None:
    (gap,) = upgraded.day(DAY).coverage[Source.COLLECT].gaps

    assert (gap.kind, gap.count, [case.name for case in gap.cases]) == (
        GapKind.UNREAD_FILES,
        7,
        ["a：不是普通文件，没有读取", "b：x"],
    )


def test_the_next_run_replaces_a_sentence(upgraded: Store) -> None:
    upgraded.save_remarks(DAY, [RemarkKind.RULES_NOT_ADOPTED], [])

    assert not any("规则手册" in remark.names.get("text", "") for remark in upgraded.day(DAY).remarks)


def test_what_follows_from_rows_is_not_kept_as_a_sentence(upgraded: Store) -> None:
    assert not any("话单" in remark.names.get("text", "") for remark in upgraded.day(DAY).remarks)


def test_a_day_that_said_nothing_says_nothing(upgraded: Store) -> None:
    assert upgraded.day(date(2026, 2, 13)).remarks == ()
