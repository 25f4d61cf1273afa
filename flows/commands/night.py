"""`callqa run`: the nightly flow from the command line."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.adapters import settings
from flows.commands.common import (
    Config,
    Day,
    Json,
    end,
    for_service,
    load_result,
    opened,
    parse_day,
    print_json,
    stopping_gently,
    tell_failures,
    tell_ledger,
)
from flows.core.errors import ExitCode
from flows.core.plan import Redo
from flows.core.status import status

if TYPE_CHECKING:
    from flows.core.day import DayResult


def run(
    day: Day = None,
    redo: Annotated[Redo, typer.Option(help="What to recognise again.")] = Redo.MISSING,
    config: Config = settings.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Run the nightly flow for one day; running it again does only what is missing or stale.

    Without --day it is yesterday's night, and earlier days that are not finished come first.
    """
    asked = parse_day(day)
    # our own progress is enough on a terminal; the Prefect server keeps the details
    configuration = for_service(config, quiet=True)
    from flows import morning, nightly  # noqa: PLC0415 - Prefect takes seconds to import
    from flows.adapters.prefect_server import check_server, server_kept  # noqa: PLC0415

    chosen = nightly.choose_day(configuration, asked, datetime.now(UTC))
    with morning.failure_told(configuration, chosen):
        nightly.check_inputs(configuration, unattended=asked is None)
        check_server()
    with server_kept(), stopping_gently():
        state: Any = nightly.nightly(asked, str(configuration.path), redo, return_state=True)
    summary = nightly.summary_of(state)
    with opened(config) as (_, store):
        result = load_result(configuration, store, chosen)
    if as_json:
        print_json({**status(result), **summary})
    else:
        _tell(result, summary)
    if summary["problem"]:
        raise typer.Exit(ExitCode.UNEXPECTED)
    end(summary["failed"])


def _tell(result: "DayResult", summary: Any) -> None:
    tell_ledger(result)
    if summary["tried"]:
        told = f"本次处理 {summary['tried']} 通，其中 {summary['recognised']} 通成功"
        typer.echo(f"{told}；沿用已有结果 {summary['reused']} 通")
    else:
        typer.echo("没有需要识别的录音：全部沿用已有结果")
    if summary["problem"]:
        typer.echo(f"注意：{summary['problem']}。重试：callqa run --day {summary['day']}")
    tell_failures(result)
    for earlier in summary["earlier"]:
        told = earlier["problem"] or f"成功 {earlier['recognised']} 通，失败 {earlier['failed']} 通"
        typer.echo(f"  补做 {earlier['day']}：{told}")
    for problem in (*summary["remarks"], *summary["unsent"]):
        typer.echo(f"注意：{problem}")
    typer.echo(f"网页报告：{summary['html']}")
    typer.echo(f"Excel 报告：{summary['workbook']}")
