"""The nights of a backfill, each as a run of the nightly flow."""

from collections.abc import Callable
from datetime import date
from typing import Any

from callqa.days.plan import Redo
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.remarks import Remark
from callqa.operations import backfill
from callqa.operations.backfill import Night, Pace, Plan
from callqa.operations.messages import notification
from callqa.storage.session import Site
from flows import nightly
from flows.server import check_server, server_kept


def plan(site: Site, first: date, last: date, redo: Redo) -> Plan:
    """Look at what a backfill would do, after everything that only a person can mend; stores nothing.

    Raises:
        BadInputError: the range is none, or a folder, the rule book, the hotwords or the model cannot be
            used.
    """
    days = backfill.span(first, last)
    nightly.choose_day(site, last)
    nightly.check_inputs(site.configuration)
    return backfill.plan(site, days, redo)


def work(
    site: Site,
    planned: Plan,
    *,
    watcher: Watcher = UNWATCHED,
    tell: Callable[[Pace], None] = lambda _pace: None,
) -> list[Remark]:
    """Work through a plan, and send one message about all of it, however it ends.

    Returns:
        Whom the message did not reach.

    Raises:
        BadInputError: a Prefect server is configured and does not answer; nothing was done.
        StoppedError: see `backfill.work`.
    """
    check_server()
    unsent: list[Remark] = []
    with notification.backfill_told(site, planned.ended, unsent):
        backfill.work(site, planned, lambda day: _night(site, day, planned.redo), watcher, tell)
    return unsent


def _night(site: Site, day: date, redo: Redo) -> Night:
    config = str(site.configuration.path)
    with server_kept():
        state: Any = nightly.nightly(day, config, redo, notify=False, return_state=True)
    summary = nightly.summary_of(state)
    return Night(
        recognised=summary["recognised"],
        failed=summary["failed"],
        problem=summary["problem"],
    )
