"""Starting and stopping work on a day, from a page or by a program."""

from datetime import date, datetime

from callqa.console.operating.children import Child, Children, Work
from callqa.days.plan import Redo
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.operations.backfill import span
from callqa.operations.days import refuse_held
from callqa.storage import audit
from callqa.storage.session import Site


def begin(children: Children, site: Site, work: Work, day: date) -> Child:
    """Start a command for a day that nobody works on.

    Raises:
        BadInputError: the day has not come.
        DayHeldError: somebody works on it.
    """
    if day > site.today():
        raise BadInputError(f"{day} 还没有到", "日期", "选今天或以前的一天")
    refuse_held(site, day)

    def named(now: datetime) -> str:
        return f"{work.value}-{day}-{now:%Y%m%dT%H%M%S}.log"

    return children.start(site, work, day, named)


def backfill(children: Children, site: Site, first: date, last: date, redo: Redo) -> Child:
    """Start a backfill: the days of a range, oldest first; a day that somebody works on is left out.

    Raises:
        BadInputError: the range is none, too long, or not over yet.
    """
    days = span(first, last)
    if last > site.today():
        raise BadInputError(f"{last} 还没有到", "日期", "选今天或以前的一天")

    def named(now: datetime) -> str:
        return f"{Work.BACKFILL.value}-{first}-{last}-{now:%Y%m%dT%H%M%S}.log"

    arguments = Work.BACKFILL.arguments(days[0], days[-1], redo)
    return children.start(site, Work.BACKFILL, first, named, arguments)


def end(children: Children, site: Site, number: int) -> Child:
    """Stop a command that was started here, and write down who did.

    Raises:
        NotThereError: it was not started here.
    """
    child = children.find(number)
    child.stop()
    audit.note(site, AuditAction.STOPPED, day=child.day, by=child.work.value)
    return child
