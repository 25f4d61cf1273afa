"""What is forgotten, purged or secret stands nowhere any more."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, text

from callqa.days.manifest import CONTENT
from callqa.host import report_folder
from callqa.model.retention import RetentionSettings
from callqa.operations import report, verify
from callqa.operations.privacy import forget, purge
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import manifests, schema
from callqa.storage.database import Database, place_of
from callqa.storage.session import utc_now
from callqa.storage.store import Store
from callqa.text.phone_numbers import are_near, national
from tests.support.sites import site
from tests.support.stages import DAY

ROWS = (
    ("从数据库文件里找删掉的话 deleted speech is looked for in the database file", "已覆盖 overwritten"),
    ("数据库地址里的密码 the password in the database's address", "任何输出都只有主机和库名 never printed"),
    (
        "同一客户的号码换一种写法要求删除 a customer's number in another writing is to be forgotten",
        "算同一个；相近的列出 found; near ones are named",
    ),
    (
        "报告改过文件夹，或日子经由链接写出 the report moved, or its day was written through a link",
        "删除和清理都够得着 reached by forget and purge",
    ),
    ("有人改了存下的内容 somebody changes what is stored", "callqa verify 指出 told by verify"),
)
SPEECH = "我要投诉你们经理" * 40


def test_what_is_deleted_by_any_transaction_leaves_no_copy_in_the_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/qa.sqlite3")
    table = schema.refused_rule_books
    row = {"text_sha256": "a", "refused_at": None, "author": "", "problems": [SPEECH]}
    with database.transaction() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
        connection.execute(insert(table), {**row, "refused_at": utc_now()})
    with database.transaction() as connection:
        connection.execute(delete(table))
    database.empty_log()
    database.close()

    assert all(SPEECH[:8].encode() not in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://qa:s3cret@db.local:5432/callqa", "postgresql://db.local:5432/callqa"),
        ("postgresql+psycopg://db.local/callqa?password=s3cret&user=qa", "postgresql://db.local/callqa"),
        ("postgresql+psycopg://qa:s3@cret@db.local/callqa", "postgresql://db.local/callqa"),
        ("postgresql+psycopg:///callqa?host=/run/pg&password=s3cret", "postgresql:///callqa"),
        ("postgresql:no-address-s3cret", "postgresql"),
        ("sqlite:////data/qa.sqlite3", "sqlite:////data/qa.sqlite3"),
    ],
)
def test_only_host_and_database_are_ever_shown(url: str, shown: str) -> None:
    assert place_of(url) == shown


@pytest.mark.parametrize(
    "written",
    [
        *("13800138000", "013800138000", "+8613800138000", "008613800138000", "86 138 0013 8000"),
        *("+86-138-0013-8000", "138 0013 8000", "（138）00138000", "１３８００１３８０００"),
        *("sip:13800138000@pbx.local", "tel:+8613800138000", "sip:013800138000@10.0.0.1:5060"),
        *(
            "13800138000转801",
            "13800138000#801",
            "13800138000;ext=801",
            "13800138000 x12",
            "13800138000分机8",
        ),
    ],
)
def test_one_mobile_number_is_one_however_it_is_written(written: str) -> None:
    assert national(written) == "13800138000"


@pytest.mark.parametrize(
    "written", ["+86 21 5888 1234", "021-58881234", "0086 021 58881234", "（021）58881234"]
)
def test_one_landline_is_one_however_it_is_written(written: str) -> None:
    assert national(written) == "2158881234"


def test_a_number_without_its_area_is_near_and_another_one_is_not() -> None:
    assert are_near("58881234", "2158881234")
    assert not are_near("58881235", "2158881234")
    assert not are_near("2158881234", "2158881234")
    assert not are_near("10086", "13800010086")


def test_forget_finds_a_customer_under_another_writing_and_names_near_ones(
    configuration: Configuration, reported: Store
) -> None:
    with reported.database.transaction() as connection:
        for call_id, number in (("c1", "+86 138-0013-8000"), ("c2", "013800138000"), ("c3", "3800138000")):
            connection.execute(
                text("UPDATE recordings SET customer_number = :n WHERE call_id = :c"),
                {"n": number, "c": call_id},
            )
    here = site(configuration, reported)

    (asked,) = forget.find(here, call_id=None, customer="１３８００１３８０００")

    assert set(asked.call_ids) == {"c1", "c2"}
    assert forget.near(here, "13800138000") == [("3800138000", 1)]


Moved = tuple[Configuration, Path]


@pytest.fixture
def moved(configuration: Configuration, reported: Store) -> Moved:
    """Provide a day whose reports were written to one folder, and again to another after a change."""
    former = configuration.home / "data" / "reports" / str(DAY)
    settings = configuration.settings.model_copy(update={"reports": "data/elsewhere"})
    changed = Configuration(settings=settings, path=configuration.path, home=configuration.home)
    report.report_day(site(changed, reported), DAY, run_id="again")
    assert report_folder.files_of(former)
    return changed, former


def test_forget_reaches_the_folder_of_a_former_report(
    moved: tuple[Configuration, Path], reported: Store
) -> None:
    changed, former = moved
    here = site(changed, reported)

    forget.forget(here, forget.find(here, call_id="c1", customer=None))

    assert report_folder.files_of(former) == []


def test_purge_reaches_the_folder_of_a_former_report(
    moved: tuple[Configuration, Path], reported: Store
) -> None:
    changed, former = moved
    limits = changed.settings.model_copy(update={"retention": RetentionSettings(reports_days=1)})
    here = site(Configuration(settings=limits, path=changed.path, home=changed.home), reported)

    purge.purge(here, purge.due(here))

    assert report_folder.files_of(former) == []


def test_forget_reaches_a_day_that_was_written_through_a_link(
    configuration: Configuration, reported: Store, tmp_path: Path
) -> None:
    folder = configuration.home / "data" / "reports" / str(DAY)
    folder.rename(tmp_path / "archive")
    folder.symlink_to(tmp_path / "archive")
    here = site(configuration, reported)
    page = tmp_path / "archive" / f"qa-{DAY}.html"
    before = page.read_text(encoding="utf-8")

    forget.forget(here, forget.find(here, call_id="c1", customer=None))

    after = page.read_text(encoding="utf-8")
    assert ('data-call="c1" data-agent' in before, 'data-call="c1" data-agent' in after) == (True, False)
    assert 'data-call="c2" data-agent' in after


Change = Callable[[Store], None]


def without_a_call(store: Store) -> None:
    """Delete a call with everything that the manifest knows of it."""
    with store.database.transaction() as connection:
        for table in ("recordings", "transcripts", "evaluations", "findings"):
            connection.execute(text(f"DELETE FROM {table} WHERE call_id = 'c1'"))
        connection.execute(text("DELETE FROM seals WHERE name = 'c1'"))


def with_a_copy(store: Store) -> None:
    """Put a file aside that nobody found."""
    with store.database.transaction() as connection:
        row = {"day": DAY, "path": "/x.wav", "kind": "duplicate", "detail": "c2"}
        connection.execute(insert(schema.set_aside), row)


@pytest.mark.parametrize("change", [without_a_call, with_a_copy])
def test_verify_compares_the_content_that_was_stored(
    configuration: Configuration, reported: Store, change: Change
) -> None:
    here = site(configuration, reported)
    assert verify.verify_day(here, DAY).differences == ()

    change(reported)

    found = verify.verify_day(here, DAY)
    assert CONTENT in {each.kind for each in found.differences}
    assert found.as_json()["not_covered"]


def test_the_folders_of_a_day_without_a_report_are_none(reported: Store) -> None:
    assert manifests.folders(reported.database, date(2026, 1, 1)) == []
