"""Review: supervisors' verdicts from a file into the history, all of them or none."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from callqa.host.users import os_user
from callqa.model.errors import BadInputError, CallqaError
from callqa.model.review.misses import Miss, still_missed
from callqa.model.review.precision import PRECISION_DAYS, RulePrecision, precisions
from callqa.model.review.verdicts import HitKey, Review
from callqa.operations.report import render
from callqa.operations.verdicts.misses import known_about
from callqa.reviews.changes import changes
from callqa.reviews.file import VerdictFile, reviews_of, vanished
from callqa.reviews.from_json import read_json
from callqa.reviews.from_workbook import read_workbook
from callqa.reviews.missed import misses_of
from callqa.rules.in_force import in_force
from callqa.storage import manifests
from callqa.storage.database import is_there
from callqa.storage.reviews import Reviews
from callqa.storage.session import Site
from callqa.strict_yaml.problems import Problem, ProblemsError
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
        days: that got new verdicts, or whose reports do not show all that a killed import brought.
        nameless: whether nobody said whose verdicts they are, so that they stand under this user's name.
        vanished: places in the file of verdicts on hits that are not found any more; they are kept.
        missed: how many misses, and calls in which nothing was missed, were added.
    """

    reviewer: str
    new: int
    unchanged: int
    outdated: int
    cleared: int
    days: tuple[date, ...]
    nameless: bool = False
    vanished: tuple[str, ...] = ()
    missed: int = 0


def import_file(site: Site, path: Path, reviewer: str | None) -> Imported:
    """Take the verdicts of a workbook or of the HTML report's export, all of them or none.

    No day is held for it: verdicts are only ever added, in one transaction with their audit line.

    Args:
        reviewer: who speaks; default the file's own author, else the user of this machine.

    Raises:
        BadInputError: the file cannot be used, or lines of it; then nothing was taken.
    """
    file = _read(path)
    name = _name(reviewer or file.reviewer or os_user())
    reviews, now = Reviews(site.database), site.now()
    named = (*(entry.day for entry in file.entries), *(entry.day for entry in file.misses))
    days = [day for day in named if day]
    first, last = min(days, default=now.date()), max(days, default=now.date())
    history = reviews.between(first, last)
    known: dict[HitKey, str] = {review.key: review.rule_id for review in history}
    hits = known | reviews.hits(first, last)
    with_results = frozenset(site.store.days(first, last))
    said, heard = _checked(site, file, hits, name, with_results)
    found, missed = changes(history, said), changes(reviews.misses(first, last), heard)
    reviews.add(site, found.new, missed.new)
    got = {*(each.day for each in found.new), *(each.day for each in missed.new)}
    return Imported(
        reviewer=name,
        new=len(found.new),
        unchanged=found.unchanged + missed.unchanged,
        outdated=found.outdated + missed.outdated,
        cleared=sum(entry.cleared for entry in file.entries),
        days=tuple(sorted({*got, *manifests.unshown(site.database, {*days})})),
        nameless=not (reviewer or file.reviewer),
        vanished=tuple(entry.where for entry in vanished(file, hits, with_results)),
        missed=len(missed.new),
    )


def _checked(
    site: Site, file: VerdictFile, hits: Mapping[HitKey, str], name: str, days: frozenset[date]
) -> tuple[list[Review], list[Miss]]:
    """Return everything that a file says, with numbers hidden where they are not to be stored.

    Raises:
        ProblemsError: every line that cannot be used, of hits and of misses.
    """
    now = site.now()
    said: tuple[Review, ...] = ()
    heard: tuple[Miss, ...] = ()
    problems: list[Problem] = []
    try:
        said = reviews_of(file, hits, name, now, days=days)
    except ProblemsError as error:
        problems += error.problems
    try:
        heard = misses_of(file.misses, known_about(site, file.misses), name, now, file.at)
    except ProblemsError as error:
        problems += error.problems
    if problems:
        raise ProblemsError(problems)
    if not site.settings.privacy.mask_stored:
        return [*said], [*heard]
    hidden = [replace(each, text=mask(each.text), note=mask(each.note)) for each in heard]
    return [replace(each, note=mask(each.note)) for each in said], hidden


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The report of a day with its new verdicts, or why it is still the old one."""

    day: str
    html: str = ""
    problem: str = ""


def show(site: Site, days: Iterable[date]) -> Iterator[Shown]:
    """Render the reports of days with new verdicts, which are kept already.

    A report that cannot be written now is told and undoes nothing.
    """
    for day in days:
        try:
            written = render(site, day).written
        except (CallqaError, OSError) as error:
            yield Shown(day=day.isoformat(), problem=str(error))
        else:
            yield Shown(day=day.isoformat(), html=str(written.html))


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
    """Return how right every rule was on so many days up to one, and what it missed, by supervisors."""
    reviews, first = Reviews(site.database), last - timedelta(days=days - 1)
    missed = still_missed(reviews.misses(first, last), reviews.found_beside(first, last))
    return precisions(reviews.hits(first, last), reviews.between(first, last), missed)


def precision_so_far(site: Site) -> tuple[RulePrecision, ...]:
    """Return the precision of the rules until yesterday; nothing where there is no database yet."""
    if not is_there(site.configuration.database_url):
        return ()
    return precision(site, site.yesterday(), PRECISION_DAYS)


def rule_names(site: Site) -> dict[str, str]:
    """Return what the published book calls its rules; nothing where it cannot be read any more."""
    found = in_force(site.database)
    return {rule.rule_id: rule.name for rule in found[1].rules} if found else {}
