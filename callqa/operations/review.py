"""Review: supervisors' verdicts from a file into the history, all of them or none."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from callqa.host.users import os_user
from callqa.model.errors import BadInputError
from callqa.model.review import HitKey, RulePrecision, changes, precisions
from callqa.reviews.file import VerdictFile, reviews_of
from callqa.reviews.from_json import read_json
from callqa.reviews.from_workbook import read_workbook
from callqa.storage.reviews import Reviews
from callqa.storage.session import Site
from callqa.text.masking import mask

_MOST_NAME = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What an import did.

    Args:
        new, unchanged, outdated: how many verdicts were added, were known already, or are older than
            what the same reviewer said since.
        cleared: how many were emptied in the file, which takes nothing back.
        days: that got new verdicts.
        nameless: whether nobody said whose verdicts they are, so that they stand under this user's name.
    """

    reviewer: str
    new: int
    unchanged: int
    outdated: int
    cleared: int
    days: tuple[date, ...]
    nameless: bool = False


def import_file(site: Site, path: Path, reviewer: str | None) -> Imported:
    """Take the verdicts of a workbook or of the HTML report's export.

    Args:
        reviewer: who speaks; default the file's own author, else the user of this machine.

    Raises:
        BadInputError: the file cannot be used, or lines of it; then nothing was taken.
    """
    file = _read(path)
    name = _name(reviewer or file.reviewer or os_user())
    reviews, now = Reviews(site.database), site.now()
    days = [entry.day for entry in file.entries if entry.day]
    first, last = min(days, default=now.date()), max(days, default=now.date())
    history = reviews.between(first, last)
    known: dict[HitKey, str] = {review.key: review.rule_id for review in history}
    offered = reviews_of(file, known | reviews.hits(first, last), name, now)
    hide = site.settings.privacy.mask_stored
    found = changes(history, [replace(each, note=mask(each.note)) for each in offered] if hide else offered)
    reviews.add(site, found.new)
    return Imported(
        reviewer=name,
        new=len(found.new),
        unchanged=found.unchanged,
        outdated=found.outdated,
        cleared=sum(entry.cleared for entry in file.entries),
        days=tuple(sorted({review.day for review in found.new})),
        nameless=not (reviewer or file.reviewer),
    )


def _read(path: Path) -> VerdictFile:
    if not path.is_file():
        raise BadInputError("没有这个文件", str(path), "检查路径")
    return read_json(path) if path.suffix.lower() == ".json" else read_workbook(path)


def _name(name: str) -> str:
    shown = _CONTROL.sub("", name).strip()
    if not shown or len(shown) > _MOST_NAME:
        raise BadInputError("复核人的名字不能用", "--reviewer", f"写 1 到 {_MOST_NAME} 个字")
    return shown


def precision(site: Site, last: date, days: int) -> tuple[RulePrecision, ...]:
    """How right every rule was on so many days up to one, by what supervisors said."""
    reviews, first = Reviews(site.database), last - timedelta(days=days - 1)
    return precisions(reviews.hits(first, last), reviews.between(first, last))
