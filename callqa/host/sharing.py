"""The one exception to private files: below the reports folder one group of the machine may read."""

import grp
import os
from dataclasses import dataclass
from pathlib import Path

from callqa.model.remarks import Remark, RemarkKind

_READ_FILE, _READ_FOLDER, _ENTER = 0o640, 0o050, 0o010


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shared:
    folder: Path
    group: int

    def holds(self, path: Path) -> bool:
        return path.is_relative_to(self.folder)


_shared: list[_Shared] = []
"""Of this process, as its umask is: none, or one."""


def share(folder: Path, group: str) -> None:
    """Let a group read what this process writes below a folder from now on.

    Args:
        folder: absolute, without links.
        group: its name or number; empty for nobody. One that cannot be given files shares nothing:
            see `problem`.
    """
    _shared[:] = [] if _not_usable(group) else [_Shared(folder=folder, group=_number(group))]


def make_folder(folder: Path) -> None:
    """Make a folder with its parents; those that are shared can be entered and listed by the group.

    Raises:
        OSError: it cannot be made, or given to the group.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for shared in _shared:
        for each in (folder, *folder.parents):
            if shared.holds(each):
                _open(each, shared.group)


def hand_over(file: Path) -> None:
    """Let the group read a file that was just written, if it is in the shared folder.

    Raises:
        OSError: it cannot be given to the group.
    """
    for shared in _shared:
        if shared.holds(file):
            os.chown(file, -1, shared.group)
            file.chmod(_READ_FILE)


def problem(folder: Path, group: str) -> Remark | None:
    """Return why a group cannot read below a folder; None when it can, and for no group."""
    if not group:
        return None
    if kind := _not_usable(group):
        return Remark(kind=kind, names={"group": group})
    number = _number(group)
    closed = [each for each in folder.parents if each.exists() and not _may_enter(each, number)]
    if not closed:
        return None
    return Remark(kind=RemarkKind.GROUP_SHUT_OUT, names={"group": group, "folder": str(closed[-1])})


def _not_usable(group: str) -> RemarkKind | None:
    try:
        number = _number(group)
    except KeyError:
        return RemarkKind.NO_SUCH_GROUP
    allowed = os.geteuid() == 0 or number in {os.getegid(), *os.getgroups()}
    return None if allowed else RemarkKind.NOT_IN_GROUP


def _number(group: str) -> int:
    """Return the number of a group; a container knows the machine's groups by number only."""
    return int(group) if group.isdecimal() else grp.getgrnam(group).gr_gid


def _open(folder: Path, group: int) -> None:
    status = folder.stat()
    if status.st_gid != group:
        os.chown(folder, -1, group)
    if status.st_mode & _READ_FOLDER != _READ_FOLDER:
        folder.chmod(status.st_mode & 0o7777 | _READ_FOLDER)


def _may_enter(folder: Path, group: int) -> bool:
    status = folder.stat()
    needed = _ENTER if status.st_gid == group else 0o001
    return bool(status.st_mode & needed)
