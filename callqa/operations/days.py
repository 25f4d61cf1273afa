"""Days: which are stored, who works on one, how one stands, and how to go through several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from callqa.days.day import DayResult
from callqa.days.plan import Redo
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.model.progress import UNWATCHED, Progress, Watcher
from callqa.model.retention import Kind
from callqa.operations.load import load_day
from callqa.storage import audit, lease, purges, runs
from callqa.storage.lease import Holder
from callqa.storage.session import Site


def stored(site: Site, first: date, last: date) -> list[date]:
    """Return the days of a range on which recordings were received, oldest first.

    Raises:
        BadInputError: there are none.
    """
    if days := site.store.days(first, last):
        return days
    span = f"{first}" if first == last else f"{first} 到 {last}"
    raise BadInputError(f"{span} 还没有任何录音结果", "--day", f"先运行 callqa run --day {first}")


def newest(site: Site) -> date | None:
    """Return the newest stored day; None before the first night."""
    days = site.store.days(date.min, site.today())
    return days[-1] if days else None


def without_speech(site: Site, days: Sequence[date]) -> list[date]:
    """Return those of some days whose transcripts or hits were purged."""
    return [day for day in days if {Kind.TRANSCRIPTS, Kind.FINDINGS} & purges.purged(site.database, day)]


def holder(site: Site, day: date) -> Holder | None:
    """Return who works on a day at this moment; None when nobody does."""
    return lease.holder_of(site.database, day)


def refuse_held(site: Site, *days: date | str) -> None:
    """Refuse to look at, or to touch, what somebody else works on.

    Args:
        days: or what else is held; none of them for anything at all.

    Raises:
        DayHeldError: another process holds it; says who, since when and for how long at most.
    """
    held = lease.everyone(site.database)
    for each, who in held.items():
        if not days or each in map(str, days):
            raise who.error(each)


def note_run(site: Site, day: date, redo: Redo) -> None:
    """Write into the audit log that somebody has a day worked on; a night by the schedule writes nothing."""
    audit.note(site, AuditAction.RAN, day=day, redo="" if redo is Redo.MISSING else redo.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a day stands.

    Args:
        result: everything that is stored about it.
        holder: who works on it now; None when nobody does.
        purged: what it has lost by its age, in order.
        progress: how far the run is that works on it now; None when none does, or it has not said.
    """

    result: DayResult
    holder: Holder | None
    purged: tuple[Kind, ...]
    progress: Progress | None

    @property
    def is_unknown(self) -> bool:
        """Whether no night has run for it: "0 hits" of such a day would be a lie."""
        return not (self.result.calls or self.result.rules_revision or self.holder or self.purged)


def standing(site: Site, day: date) -> Standing:
    """Return how a day stands; changes nothing."""
    held = holder(site, day)
    return Standing(
        result=replace(load_day(site, day), in_progress=held is not None),
        holder=held,
        purged=tuple(sorted(purges.purged(site.database, day))),
        progress=runs.under_way(site.database).get(day),
    )


def each(days: Sequence[date], watcher: Watcher = UNWATCHED) -> Iterator[date]:
    """Yield some days one after the other, reporting each as done when the next is asked for.

    Raises:
        StoppedError: whoever follows it wants it to end.
    """
    for number, day in enumerate(days):
        watcher.step(number, len(days))
        yield day
    watcher.step(len(days), len(days))
