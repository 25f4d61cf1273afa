"""`callqa status` and `callqa flag`: a day that is already in the store."""

from datetime import UTC, datetime

import typer

from flows.adapters import settings
from flows.commands.common import (
    Config,
    Day,
    Json,
    day_or_yesterday,
    end,
    load_result,
    opened,
    print_json,
    tell_failures,
    tell_ledger,
)
from flows.core.errors import BadInputError
from flows.core.status import status


def show_status(day: Day = None, config: Config = settings.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Print the ledger of one day."""
    with opened(config) as (configuration, store):
        result = load_result(configuration, store, day_or_yesterday(configuration, day))
    if as_json:
        print_json(status(result))
    else:
        tell_ledger(result)
        tell_failures(result)
    end(result.ledger().failed)


def flag(day: Day = None, config: Config = settings.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Apply the rule book again to stored transcripts and render the reports: no audio, no model."""
    from flows import qa_rules, report  # noqa: PLC0415 - pandas and openpyxl, not for --help
    from flows.adapters import lease  # noqa: PLC0415

    with opened(config) as (configuration, store):
        chosen = day_or_yesterday(configuration, day)
        if not store.recordings(chosen):
            raise BadInputError(f"{chosen} 还没有任何录音结果", "--day", f"先运行 callqa run --day {chosen}")
        with lease.holding(store.database, chosen, configuration.settings.night.lease_minutes * 60):
            qa_rules.flag_day(configuration, store, chosen)
            now = datetime.now(UTC)
            run_id = f"flag-{now:%Y%m%dT%H%M%S}"
            written = report.report_day(configuration, store, chosen, run_id=run_id, now=now)
        result = load_result(configuration, store, chosen)
    if as_json:
        print_json({**status(result), "html": str(written.html), "workbook": str(written.workbook)})
    else:
        tell_ledger(result)
        typer.echo(f"网页报告：{written.html}")
        typer.echo(f"Excel 报告：{written.workbook}")
    end(result.ledger().failed)
