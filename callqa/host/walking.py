"""The walk through the recordings' folders: every file once, and what is not looked into."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from callqa.host.files import FoundFile, look, why
from callqa.model.coverage import WhyUnread

Unread = tuple[Path, str]
"""Something in a folder that is not looked into, and why: a `WhyUnread`, or in the system's words."""


def walk(
    folders: Iterable[Path],
    unread: list[Unread] | None = None,
    wanted: Callable[[str, str], object] = lambda _folder, _name: True,
) -> Iterator[FoundFile]:
    """Yield every wanted file below the folders once; links that lead out of them are not followed.

    Only what is wanted is asked for its size and time: a folder may hold years of recordings.

    Args:
        folders: the configured ones.
        unread: gets everything that is not looked into, and why: subfolders that cannot be listed, links
            to files and folders outside, and what is no file at all. A link to a folder inside is no
            loss: what is in it is found there.
        wanted: whether a file matters, by its folder and name.

    Raises:
        OSError: one of the folders themselves cannot be listed.
    """
    unread = [] if unread is None else unread
    seen: set[str] = set()
    for top in folders:
        walker = _Walker(top=top, unread=unread, wanted=wanted)
        waiting = [str(top)]
        while waiting:  # and no recursion: a folder may be deeper than Python's stack
            folder = waiting.pop()
            if folder not in seen:
                seen.add(folder)
                yield from walker.files_in(folder)
                waiting += sorted(walker.subfolders, reverse=True)


@dataclass(kw_only=True)
class _Walker:
    """Looks into one folder after the other below a configured one.

    Args:
        top: the configured folder.
        unread, wanted: as of `walk`.
        subfolders: of the folder that was looked into last.
    """

    top: Path
    unread: list[Unread]
    wanted: Callable[[str, str], object]
    subfolders: list[str] = field(default_factory=list)

    def files_in(self, folder: str) -> Iterator[FoundFile]:
        self.subfolders = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    try:
                        yield from self._of(entry, folder)
                    except OSError as error:  # the others beside it are well
                        self.unread.append((Path(entry.path), why(error)))
        except OSError as error:
            if folder == str(self.top):
                raise
            self.unread.append((Path(folder), why(error)))

    def _of(self, entry: os.DirEntry[str], folder: str) -> Iterator[FoundFile]:
        if entry.is_dir(follow_symlinks=False):
            self.subfolders.append(entry.path)
        elif entry.is_file(follow_symlinks=False):
            if self.wanted(folder, entry.name):
                yield look(Path(entry.path))
        elif reason := not_for_us(Path(entry.path), self.top):
            self.unread.append((Path(entry.path), reason))
        elif not entry.is_dir() and self.wanted(folder, entry.name):
            yield look(Path(entry.path))


def not_for_us(path: Path, folder: Path) -> str:
    """Return why a path must not be opened at all; empty when it may be."""
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            return WhyUnread.LEADS_OUT
        kind = path.stat().st_mode
    except (OSError, RuntimeError):  # a link in a circle; looking at it says why
        return ""
    return "" if stat.S_ISREG(kind) or stat.S_ISDIR(kind) else WhyUnread.NO_FILE
