"""`callqa status` and `callqa flag`: a day that is already in the store."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import typer

from flows.adapters import settings
from flows.commands.common import (
    Config,
    Day,
    From,
    Json,
    To,
    choose_days,
    day_or_yesterday,
    end,
    load_result,
    opened,
    print_json,
    tell_failures,
    tell_ledger,
)
from flows.core.status import status

if TYPE_CHECKING:
    from flows.adapters.settings import Configuration
    from flows.adapters.store import Store
    from flows.report import Written


def show_status(day: Day = None, config: Config = settings.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Print the ledger of one day."""
    from flows.adapters import lease  # noqa: PLC0415 - SQLAlchemy, not for --help

    with opened(config) as (configuration, store):
        chosen = day_or_yesterday(configuration, day)
        holder = lease.holder_of(store.database, chosen)
        result = replace(load_result(configuration, store, chosen), in_progress=holder is not None)
    if as_json:
        print_json(status(result))
    else:
        tell_ledger(result)
        if holder:
            typer.echo(f"  正在处理：主机 {holder.host}，进程 {holder.pid}")
        tell_failures(result)
    end(result.ledger().failed)


def flag(
    day: Day = None,
    first: From = None,
    last: To = None,
    config: Config = settings.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Apply the rule book again to stored transcripts and render the reports: no audio, no model."""
    with opened(config) as (configuration, store):
        days = choose_days(configuration, store, day, first, last)
        failed, shown = 0, []
        for chosen in days:
            written = flag_again(configuration, store, chosen)
            result = load_result(configuration, store, chosen)
            failed += result.ledger().failed
            shown.append({**status(result), "html": str(written.html), "workbook": str(written.workbook)})
            if not as_json:
                tell_ledger(result)
                typer.echo(f"网页报告：{written.html}")
                typer.echo(f"Excel 报告：{written.workbook}")
    if as_json:
        print_json({"days": shown} if first or last else shown[0])
    end(failed)


def flag_again(configuration: "Configuration", store: "Store", day: date) -> "Written":
    """Put the published book to a day's transcripts and render its reports, while no other run has it.

    Raises:
        DayHeldError: another run holds the day.
    """
    from flows import qa_rules, report  # noqa: PLC0415 - pandas and openpyxl, not for --help
    from flows.adapters import lease  # noqa: PLC0415

    with lease.holding(store.database, day, configuration.settings.night.lease_minutes * 60):
        qa_rules.flag_day(configuration, store, day)
        now = datetime.now(UTC)
        return report.report_day(configuration, store, day, run_id=f"flag-{now:%Y%m%dT%H%M%S}", now=now)
