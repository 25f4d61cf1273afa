"""The clock: whether it can be believed, for a night by a wrong one does much harm."""

from dataclasses import dataclass
from datetime import date, datetime

from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.storage import audit, manifests, runs
from callqa.storage.session import Site

_LEAST_DAYS = 3
"""A machine may be off over a long weekend, whatever the look-back is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """What the clock shows, and what was done by it before.

    Args:
        now: in the zone of the site.
        last: when the last run began or somebody said that the clock is right; None before the first.
        reported: the latest day with a report; None before the first.
        behind: what to tell where a day is reported that has not come yet; None for a clock that is not.
        ahead: what to tell where it jumped past the look-back since the last run; None for one that did not.
    """

    now: datetime
    last: datetime | None
    reported: date | None
    behind: BadInputError | None
    ahead: BadInputError | None


def read(site: Site) -> Clock:
    """Compare the clock with what was done by it; changes nothing."""
    now = site.now().astimezone(site.zone)
    last, reported = _last(site), manifests.last_day(site.database)
    return Clock(
        now=now,
        last=last,
        reported=reported,
        behind=_behind(now.date(), reported),
        ahead=_ahead(site, now.date(), last),
    )


def refuse_wrong(site: Site, *, unattended: bool) -> None:
    """Refuse to work by a clock that contradicts what was done by it.

    Args:
        unattended: nobody said which day; a person who names one has looked at a calendar.

    Raises:
        BadInputError: a day is reported that has not come yet; unattended also where the clock jumped ahead.
    """
    clock = read(site)
    if wrong := clock.behind or (clock.ahead if unattended else None):
        raise wrong


def accept(site: Site) -> list[date]:
    """Note that the clock is right; days to come that a wrong one has reported count as not reported.

    Returns:
        These days.
    """
    today = site.today()
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        reopened = manifests.reopen_after(connection, today)
        about = {"day": today.isoformat(), "days": " ".join(map(str, reopened))}
        audit.note_in(connection, site, AuditAction.CLOCK_ACCEPTED, about)
    return reopened


def _last(site: Site) -> datetime | None:
    said = (e.at for e in audit.noted(site.database) if e.action is AuditAction.CLOCK_ACCEPTED)
    began = runs.last_start(site.database, site.now())
    return max(filter(None, (began, *(at for at in said if at <= site.now()))), default=None)


def _behind(today: date, reported: date | None) -> BadInputError | None:
    if reported is None or reported <= today:
        return None
    what = f"系统时钟不对：现在显示 {today}，但 {reported} 的报告已经出过"
    cure = "校准时钟后重跑；如果现在的时钟是对的、那份报告是时钟快了的一晚出的，运行 callqa clock --accept"
    return BadInputError(what, "", cure)


def _ahead(site: Site, today: date, last: datetime | None) -> BadInputError | None:
    if last is None:  # the night that purges the log leaves its own line: there was none yet
        return None
    before = last.astimezone(site.zone).date()
    most = max(site.settings.night.look_back_days, _LEAST_DAYS) + 1
    if (today - before).days <= most:
        return None
    what = f"系统时钟可能快了：现在显示 {today}，而上一次运行是 {before}，超过了往回看的天数"
    cure = "时钟不对就校准；确实停用了这么久，运行 callqa clock --accept，空缺的日子用 callqa backfill 补做"
    return BadInputError(what, "", cure)
