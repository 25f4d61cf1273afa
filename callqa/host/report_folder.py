"""The files that were made from a day's calls, below the reports folder; nobody else's are touched."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from callqa.host import fencing
from callqa.host.files import forget_others, leftovers

CLIPS, PAGES, COACHING, TRIAL_CLIPS = "clips", "calls", "agents", "trial-clips"
SOUND = (CLIPS, TRIAL_CLIPS)
"""Subfolders that hold sound only."""
EVERYTHING = (*SOUND, PAGES, COACHING, "")
"""All subfolders; the empty name for the folder itself."""
_CLIP, _PAGE = r"[0-9a-f]{24}\.ogg", r"\d{4}\.html"
_INSIDE = {CLIPS: _CLIP, TRIAL_CLIPS: _CLIP, PAGES: _PAGE, COACHING: _PAGE}
_TRIAL = r"rules-trial-.*\.html"
_DAY = r"\d{4}-\d\d-\d\d"
_OURS = rf"qa-{_DAY}(_{_DAY})?(\.html|\.xlsx|-(calls|hits|agents)\.(csv|parquet))|{_TRIAL}"


def folders_of(reports: Path, day: date) -> list[Path]:
    """Return the folders that report on a day: its own, and those of ranges that contain it.

    A link is never followed, so that nothing outside the reports folder is meant.
    """
    if not reports.is_dir():
        return []
    return [each for each in sorted(reports.iterdir()) if _speaks_of(each, day)]


def elsewhere(noted: Iterable[Path], known: Iterable[Path]) -> list[Path]:
    """Return the folders that a day's manifest names and a look at the reports folder does not find.

    They are links that the reports were written through, and where they were written before the setting
    was changed: what is in them was made by us, so that these links are followed.

    Args:
        noted: by the manifest.
        known: found in the reports folder.
    """
    found = {each.resolve() for each in noted if each.is_dir()}
    return sorted(found - {each.resolve() for each in known})


def folders(reports: Path) -> list[tuple[Path, date]]:
    """Return every folder of a day or a range, each with its first day: what it quotes is as old as that."""
    if not reports.is_dir():
        return []
    found = []
    for each in sorted(reports.iterdir()):
        with suppress(ValueError):  # 2026-99-99 is nobody's day
            first = date.fromisoformat(each.name.partition("_")[0])
            if _speaks_of(each, first):
                found.append((each, first))
    return found


def files_of(folder: Path, kinds: tuple[str, ...] = EVERYTHING) -> list[Path]:
    """Return the derived files of such a folder.

    Args:
        kinds: the subfolders that are meant; the empty name for the folder itself.
    """
    return [path for kind in kinds for path in _ours(folder, kind)]


def trials_of(reports: Path, day: date) -> list[Path]:
    """Return the pages of trials, and their sound, that may quote a day: they lie with their first day."""
    before = [folder for folder, first in folders(reports) if first <= day and "_" not in folder.name]
    return [
        path
        for folder in before
        for path in files_of(folder, (TRIAL_CLIPS, ""))
        if path.parent.name == TRIAL_CLIPS or re.fullmatch(_TRIAL, path.name)
    ]


def remove(folder: Path, kinds: tuple[str, ...] = EVERYTHING, *, keep: bool = False) -> None:
    """Remove the derived files, and the folders that are empty afterwards.

    Args:
        keep: the folder itself, because a link leads to it.
    """
    fencing.ensure()
    for path in files_of(folder, kinds):
        path.unlink(missing_ok=True)
    for each in (*(folder / kind for kind in kinds if kind), *(() if keep else (folder,))):
        if not each.is_symlink():
            forget_others(each, (), r"(?!)")  # removes nothing but the folder itself when it is empty


def _ours(folder: Path, kind: str) -> Iterator[Path]:
    inside = folder / kind
    if inside.is_symlink() or not inside.is_dir():
        return
    yield from leftovers(inside)
    for path in sorted(inside.iterdir()):
        if re.fullmatch(_INSIDE.get(kind, _OURS), path.name) and not path.is_dir():
            yield path


def _speaks_of(folder: Path, day: date) -> bool:
    if folder.is_symlink() or not folder.is_dir() or not re.fullmatch(rf"{_DAY}(_{_DAY})?", folder.name):
        return False
    first, _, last = folder.name.partition("_")
    return first <= day.isoformat() <= (last or first)
