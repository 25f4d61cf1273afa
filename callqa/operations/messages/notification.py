"""The morning message: how the night went, told whatever the outcome, and never the reason that it fails."""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from callqa.days.anomalies import Speech
from callqa.days.day import DayResult
from callqa.days.manifest import CONTENT, content_sha256
from callqa.host import logs
from callqa.model.coverage import Weight
from callqa.model.errors import CallqaError, DayHeldError
from callqa.model.remarks import Remark, RemarkKind, of_error
from callqa.monitoring import notify
from callqa.monitoring.backfill import Ended
from callqa.monitoring.metrics import Measured
from callqa.monitoring.notice import Kind, Notice, kind_of
from callqa.operations.export import digest_of
from callqa.operations.load import load_day, shown
from callqa.operations.messages import metrics
from callqa.operations.messages.backfilled import notice_of as backfill_notice
from callqa.operations.report import render, report_paths
from callqa.operations.verdicts import appealing
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import counts, lease, manifests
from callqa.storage.session import Site
from reports.plain.message import message
from reports.words.language import speaking, words
from reports.words.lines import remark_lines, said


def tell(
    site: Site, notice: Notice, run: Measured | None = None, result: DayResult | None = None
) -> list[Remark]:
    """Send a message to everybody who is configured, tell the outside monitor, and write the metrics.

    Args:
        run: what the run measured of itself; None where there was none.
        result: the day that it is about; None to load it for the metrics.

    Returns:
        Whom it did not reach and why; never an address. Nothing is raised.
    """
    problems = _sent(site, notice)
    ping_url = site.settings.notifications.ping_url
    if ping_url and _newest(site, notice):
        problems += filter(None, [notify.ping(ping_url, good=notice.good)])
    return [*problems, *_measured(site, notice, run, result, unsent=len(problems))]


def backfilled(site: Site, ended: Ended) -> list[Remark]:
    """Tell everybody once how a backfill ended, and bring the metrics up to its newest day; no ping.

    Returns:
        As `tell`; nothing is said of a backfill that had been finished before.
    """
    if not ended.is_news:
        return []
    with speaking(site.settings.report.language):
        notice = backfill_notice(ended, socket.gethostname())
    problems = _sent(site, notice)
    if ended.newest is None:
        return problems
    return [
        *problems,
        *_measured(site, replace(notice, day=ended.newest), None, None, unsent=len(problems)),
    ]


def book_refused(site: Site, problems: Sequence[str]) -> list[Remark]:
    """Say that a rule book that was saved is not in force; no ping and no metrics.

    Returns:
        As `tell`.
    """
    return _sent(site, notice_of(Kind.RULES_REFUSED, site.today(), problems))


@contextmanager
def backfill_told(
    site: Site, ended: Callable[[Remark | None], Ended], unsent: list[Remark]
) -> Iterator[None]:
    """Tell how the block ends, however it does; raise again what stopped it.

    Args:
        ended: how it stands then, from why it was stopped.
        unsent: gets whom the message did not reach.
    """
    try:
        yield
    except BaseException as error:
        backfilled(site, ended(_why(error)))
        raise
    unsent += backfilled(site, ended(None))


def _sent(site: Site, notice: Notice) -> list[Remark]:
    try:
        return notify.send(
            _urls(site.configuration), *message(notice, site.settings.report.language), notice.urgency
        )
    except Exception as error:  # a message that cannot be sent must not fail the night
        logs.unexpected(error, "sending a message")
        return [of_error(RemarkKind.NOT_SENT, error)]


def _measured(
    site: Site, notice: Notice, run: Measured | None, result: DayResult | None, *, unsent: int
) -> list[Remark]:
    try:
        metrics.publish(site, notice.kind, notice.day, unsent=unsent, run=run, result=result)
    except Exception as error:  # as little as a message
        logs.unexpected(error, "writing metrics")
        return [of_error(RemarkKind.NOT_MEASURED, error)]
    return []


def check(configuration: Configuration) -> tuple[int, list[Remark]]:
    """Return how many addresses are configured, and what is wrong with them; sends nothing.

    Raises:
        BadInputError: the file of addresses cannot be read.
    """
    urls = _urls(configuration)
    return len(urls), notify.readable(urls)


def notice_of(kind: Kind, day: date, problems: Sequence[str] = ()) -> Notice:
    """Return a message about a day without a report, or about none."""
    return Notice(kind=kind, day=day, host=socket.gethostname(), problems=tuple(problems))


def tell_failed(site: Site, day: date, error: Exception) -> list[Remark]:
    """Say that the night broke off."""
    with speaking(site.settings.report.language):
        why = said(_why(error))
    return tell(site, notice_of(Kind.FAILED, day, [why]))


def _why(error: BaseException) -> Remark:
    """Describe an error for somebody who cannot see the log; of a foreign one only the kind."""
    if not isinstance(error, Exception):
        return Remark(kind=RemarkKind.INTERRUPTED)
    return of_error(RemarkKind.BROKE_OFF, error)


@contextmanager
def failure_told(site: Site, day: date) -> Iterator[None]:
    """Tell what ends the block early, and raise it again; that another run holds the day is not told."""
    try:
        yield
    except DayHeldError:
        raise
    except Exception as error:
        tell_failed(site, day, error)
        raise


def engine_failed(site: Site, day: date, error: CallqaError) -> None:
    """Say that what runs the night failed and not the night, and write the report of what is stored by then.

    Nothing is raised: the error is told already.
    """
    tell_failed(site, day, error)
    try:
        if site.store.recordings(day):
            render(site, day)
    except Exception as also:
        logs.unexpected(also, "writing the report of what was stored")


def finished(
    site: Site,
    result: DayResult,
    *,
    problem: Remark | None,
    failed: int,
    earlier_problems: Sequence[tuple[str, Remark]],
    remarks: Sequence[Remark] = (),
    run: Measured | None = None,
    send: bool = True,
) -> list[Remark]:
    """Say how a night went that came to its reports; remembers how much was recognised.

    Args:
        result: the day as it was reported.
        problem: why recordings were left without an attempt; None on a good night.
        failed: calls.
        earlier_problems: of earlier days, each with its day.
        remarks: what else there is to know.
        run: what the run measured of itself.
        send: false where one message a day would be too many (a backfill).
    """
    day = result.window.day
    counts.save_speech(site.store, day, Speech.of(call.transcript for call in result.calls))
    if not send:
        return []
    kind = kind_of(
        problem=problem is not None,
        failed=failed,
        earlier_problems=len(earlier_problems),
        unusual=len(result.unusual) + len(result.coverage.of_weight(Weight.SYSTEMATIC)),
    )
    with speaking(site.settings.report.language):
        own = [said(problem)] if problem else []
        earlier = [f"{each}{words.COLON}{said(why)}" for each, why in earlier_problems]
        problems = tuple(dict.fromkeys([*own, *earlier, *remark_lines(result)]))
        waiting = appealing.remark(site)
        notes = tuple(map(said, (*remarks, waiting) if waiting else remarks))
    notice = Notice(
        kind=kind,
        day=day,
        host=socket.gethostname(),
        problems=problems,
        notes=notes,
        digest=digest_of(site, shown(site.configuration, result)),
    )
    return tell(site, notice, run, result)


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """Whether a day has its report by now.

    Args:
        problem: why it has none; None when it has.
        unsent: whom the message about that did not reach.
    """

    problem: Remark | None
    unsent: tuple[Remark, ...] = ()


def expect(site: Site, day: date) -> Expectation:
    """Tell everybody when a day has no complete report by now: the check that the night ran at all."""
    try:
        problem = missing(site, day)
    except Exception as error:  # a database that cannot be read is a reason, too: somebody has to hear of it
        logs.unexpected(error, "looking for a report")
        problem = of_error(RemarkKind.NOT_KNOWN, error)
    if problem is None:
        return Expectation(problem=None)
    with speaking(site.settings.report.language):
        why = said(problem)
    unsent = tell(site, notice_of(Kind.DID_NOT_RUN, day, [why]))
    return Expectation(problem=problem, unsent=tuple(unsent))


def missing(site: Site, day: date) -> Remark | None:
    """Return why a day has no complete report at this moment; None when it has one."""
    if holder := lease.holder_of(site.database, day):
        names = {"host": holder.host, "day": str(day)}
        return Remark(kind=RemarkKind.STILL_RUNNING, figures={"pid": int(holder.pid)}, names=names)
    sealed = manifests.load(site.database, day)
    if (CONTENT, "") not in sealed:
        return Remark(kind=RemarkKind.NO_REPORT)
    paths = report_paths(site.configuration, day)
    gone = {path.name: path.name for path in (paths.html, paths.workbook) if not path.is_file()}
    if gone:
        return Remark(kind=RemarkKind.REPORT_GONE, names=gone)
    result = load_day(site, day)
    if sealed[CONTENT, ""] != content_sha256(result):
        return Remark(kind=RemarkKind.CHANGED_SINCE)
    left = sum(call.pending for call in result.calls)
    return Remark(kind=RemarkKind.LEFT_OVER, figures={"calls": left}) if left else None


def _urls(configuration: Configuration) -> list[str]:
    file = configuration.settings.notifications.urls_file
    return notify.addresses(configuration.resolve(file) if file else None)


def _newest(site: Site, notice: Notice) -> bool:
    """Return whether a message is about last night: an old day that is done again says nothing about it."""
    return notice.kind.is_night and notice.day == site.yesterday()
