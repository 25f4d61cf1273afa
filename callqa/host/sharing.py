"""The one exception to private files: below the reports folder one group of the machine may read."""

import grp
import os
from dataclasses import dataclass
from pathlib import Path

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


def problem(folder: Path, group: str) -> str:
    """Return, in Chinese, why a group cannot read below a folder; empty when it can, and for no group."""
    if not group or (why := _not_usable(group)):
        return why if group else ""
    number = _number(group)
    closed = [each for each in folder.parents if each.exists() and not _may_enter(each, number)]
    if not closed:
        return ""
    told = f"用户组 {group} 进不了 {closed[-1]}，读不到报告"
    return f"{told}；把 reports 设到这个组进得去的文件夹，例如 /srv/callqa/reports"


def _not_usable(group: str) -> str:
    if not group:
        return "没有设置用户组"
    try:
        number = _number(group)
    except KeyError:
        return f"没有用户组 {group}，报告只有 callqa 的用户能读；建立这个组，或改 report.group"
    if os.geteuid() == 0 or number in {os.getegid(), *os.getgroups()}:
        return ""
    return (
        f"callqa 的用户不在用户组 {group} 里，报告只有它自己能读；运行 usermod -aG {group} callqa 后重启服务"
    )


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
