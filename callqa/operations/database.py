"""The database as a whole: upgraded, backed up, compacted, copied."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from callqa.host.files import replacing
from callqa.host.opening import open_regular
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.model.recording import readable
from callqa.operations.days import refuse_held
from callqa.storage import audit, database
from callqa.storage.database import Database, is_file_of
from callqa.storage.session import Site

_SQLITE = b"SQLite format 3\0"
"""How every file of SQLite begins."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Upgraded:
    """A database that is of this version.

    Args:
        steps: how many migrations it has had.
        damage: in Chinese, what it finds wrong with its own file; empty when all is well.
    """

    steps: int
    damage: tuple[str, ...]


def upgrade(site: Site) -> Upgraded:
    """Bring the database to this version, as every operation does that opens it, and look for damage."""
    return Upgraded(steps=site.database.steps(), damage=tuple(site.database.damage()))


def back_up(site: Site, file: Path) -> int:
    """Copy the SQLite file as it is at this moment, also while a night works on it.

    Args:
        file: where to; an older backup there is replaced whole.

    Returns:
        How many bytes the backup has.

    Raises:
        BadInputError: the file is the database in use or no older backup, or the database is of another kind.
        CallqaError: the copy cannot be written.
    """
    if is_file_of(site.configuration.database_url, file):
        raise BadInputError("这就是正在用的数据库", str(file), "换一个文件名，最好在另一块盘上")
    _refuse_other(file)
    with replacing(file) as temporary:
        site.database.back_up(temporary)
    audit.note(site, AuditAction.COPIED, to=readable(str(file)))
    return file.stat().st_size


def _refuse_other(file: Path) -> None:
    """Refuse to put a backup in the place of a folder, a device or a file that is no backup.

    Raises:
        BadInputError: such a thing is there.
    """
    cure = "换一个还没有的文件名，或指向以前的备份"
    if not file.is_symlink() and not file.exists():
        return
    if file.is_symlink() or not file.is_file():
        raise BadInputError("备份只能写成普通文件，这里是文件夹、设备或链接", str(file), cure)
    with open_regular(file) as there:
        if there.read(len(_SQLITE)) not in (b"", _SQLITE):
            raise BadInputError("这里已有别的文件，不会覆盖", str(file), cure)


@dataclass(frozen=True, kw_only=True, slots=True)
class Compacted:
    """The size of the database's file, in bytes."""

    before: int
    after: int


def compact(site: Site) -> Compacted:
    """Give the room that purged data has left in an SQLite file back to the disk; services stopped.

    Raises:
        BadInputError: the database is of another kind.
        CallqaError: another program uses it, or the disk has no room for both.
        DayHeldError: somebody works on a day.
    """
    refuse_held(site)
    before, after = site.database.compact()
    audit.note(site, AuditAction.COMPACTED)
    return Compacted(before=before, after=after)


def copy(site: Site, url: str) -> dict[str, int]:
    """Copy all results into another, empty database.

    Args:
        url: of SQLAlchemy.

    Returns:
        How many rows of every table.

    Raises:
        BadInputError: the other database holds rows already, or cannot be opened.
    """
    with closing(Database(url)) as target:
        copied = database.copy(site.database, target)
        audit.note(site, AuditAction.COPIED, rows=sum(copied.values()))
    return copied
