"""What an error of the database means: whether it may pass, and what to do; never the statement's values."""

from sqlalchemy.exc import SQLAlchemyError

from callqa.model.errors import BadInputError, CallqaError

_LOCKED = {"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_BUSY_RECOVERY", "SQLITE_LOCKED"}
_NO_ROOM = {"SQLITE_FULL", "53100"}
_NOT_OURS = {"SQLITE_READONLY", "SQLITE_PERM", "42501"}
_BROKEN = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_NO_CONNECTION = "no connection"
"""psycopg gives no SQLSTATE then, so that a server that is away looks like a wrong password."""
_GONE = ("08", "57", "53")
"""Classes of SQLSTATE: the connection broke, the server ends or begins, has no place (PostgreSQL, A)."""


def passing(error: SQLAlchemyError, where: str, busy_s: int) -> CallqaError | None:
    """Return what to tell of something that trying again may mend, without any doubt about what is stored.

    Args:
        where: the database's URL without its password.
        busy_s: how long it was waited for a lock.

    Returns:
        None when it is something else.
    """
    code = _code(error)
    if code in _LOCKED:
        what = f"数据库被另一个程序占用，等了 {busy_s} 秒仍未释放"
        return CallqaError(what, where, "关掉占用它的程序（备份、数据库查看工具等）后重跑")
    if code in _NO_ROOM:
        return CallqaError(
            "磁盘已满，数据库写不进去", where, "腾出磁盘空间后重跑；已有的数据没有损坏，不必恢复备份"
        )
    if code.startswith("SQLITE_IOERR") or code == "SQLITE_CANTOPEN":
        cure = "检查磁盘空间、权限和系统日志（dmesg）后重跑；先不要恢复备份"
        return CallqaError(f"磁盘读写出错（{code}）", where, cure)
    if code == _NO_CONNECTION or code.startswith(_GONE):
        cure = "检查它是否在运行、网络是否通、database 的用户和库名后重跑"
        return CallqaError("连不上数据库服务器", where, cure)
    return None


def broken(error: SQLAlchemyError, where: str) -> BadInputError | None:
    """Return what to tell of a file that was broken while it was open; None when it is something else."""
    return refusal(error, where) if _code(error).startswith(_BROKEN) else None


def refusal(error: SQLAlchemyError, where: str) -> BadInputError:
    """Return what to tell of a database that cannot be opened, and that only a person can mend."""
    code = _code(error)
    if code.partition("_DB")[0] in _NOT_OURS:
        return BadInputError("数据库没有写权限", where, "给运行的用户读写权限后重跑")
    return BadInputError("打不开数据库，文件可能已损坏", where, "检查文件，或从备份恢复后重跑")


def _code(error: SQLAlchemyError) -> str:
    """Return SQLite's name of an error, or PostgreSQL's SQLSTATE."""
    cause = getattr(error, "orig", None)
    if name := getattr(cause, "sqlite_errorname", ""):
        return str(name)
    state = getattr(cause, "sqlstate", "")  # of another library's error: none at all
    return _NO_CONNECTION if state is None else str(state)
