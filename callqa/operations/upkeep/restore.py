"""Restore: a backup takes the database's place, and what was forgotten since stays forgotten."""

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from callqa.host.files import forget_leftovers, replacing
from callqa.model.errors import BadInputError
from callqa.operations.days import refuse_held
from callqa.storage import erasure
from callqa.storage.database import Database, is_file_of
from callqa.storage.session import Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """What came back.

    Args:
        days: whose reports are to be written again, with how many calls were forgotten again.
        compared: whether there was a database that knows what was forgotten since the backup.
    """

    days: Mapping[date, int]
    compared: bool


def restore(site: Site, backup: Path) -> Restored:
    """Put a backup in the place of the SQLite database, and forget again what was forgotten since.

    The services are stopped. Killed anywhere, the database is the whole old one or the whole new one.

    Raises:
        BadInputError: the database or the backup is of another kind, damaged, of another installation or
            the database itself.
        DayHeldError: somebody works on a day.
        CallqaError: another program has the database open, or the disk has no room for both.
    """
    file = site.configuration.database_file
    if file is None:
        raise BadInputError("只有 SQLite 这样恢复", "database", "PostgreSQL 用 pg_restore")
    if is_file_of(site.configuration.database_url, backup):
        raise BadInputError("这就是正在用的数据库", str(backup), "写备份文件的路径")
    if not _is_database(backup):
        raise BadInputError("不是数据库的备份", str(backup), "写 callqa db backup 写出的文件")
    there = file.is_file()
    known = _known(site) if there else ()
    forget_leftovers(file.parent)
    with replacing(file) as temporary:
        shutil.copyfile(backup, temporary)
        with closing(Database(f"sqlite:///{temporary}")) as database:
            _refuse_damage(database, backup)
            days = _forget_again(replace(site, connect=lambda: database), known, backup)
        if there:
            _close(site, file)
    return Restored(days=days, compared=there)


def _known(site: Site) -> erasure.Remembered:
    """Return what was forgotten until now.

    Raises:
        BadInputError: the database cannot be read, so that nobody knows.
    """
    try:
        refuse_held(site)
        return erasure.remembered(site.database)
    except BadInputError as error:
        cure = (
            "不知道备份以后按要求删除过哪些通话：把这个文件（连同 -wal、-shm）移走再恢复，"
            "然后对那些客户再运行一次 callqa forget"
        )
        raise BadInputError(error.what, error.where, cure) from error


def _forget_again(copy: Site, known: erasure.Remembered, backup: Path) -> Mapping[date, int]:
    """Forget in the copy what its successor had forgotten, and note the restoration."""
    erasure.remember_again(copy, known, backup.name)
    again: defaultdict[date, list[str]] = defaultdict(list)
    for day, call_id in erasure.returned(copy.database):
        again[day].append(call_id)
    for day, call_ids in again.items():
        erasure.forget(copy, day, call_ids)
    copy.database.empty_log()
    return {day: len(calls) for day, calls in again.items()}


def _is_database(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return stream.read(16) == b"SQLite format 3\0"
    except OSError as error:
        raise BadInputError(f"读不到备份（{error.strerror}）", str(file), "检查路径和权限") from error


def _refuse_damage(database: Database, backup: Path) -> None:
    if damage := database.damage():
        raise BadInputError(damage[0], str(backup), "换一份备份")


def _close(site: Site, file: Path) -> None:
    """Close the database so that nothing of it is left beside the file that takes its place."""
    site.database.close()
    try:
        with closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as alone:
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")
            alone.execute("PRAGMA journal_mode=DELETE")  # refused while anybody else has it open
    except sqlite3.Error as error:
        cure = "停掉 callqa serve、watch、console 和数据库查看工具后重来"
        raise BadInputError("另一个程序还开着数据库", str(file), cure) from error
