"""`callqa verify`: a day looked at again, hash by hash."""

import typer

from flows.adapters import settings
from flows.commands.common import Config, Day, Json, day_or_yesterday, opened, print_json, tell_ledger
from flows.core.errors import BadInputError, ExitCode


def verify(day: Day = None, config: Config = settings.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Recompute every hash of a day and reconcile the ledger; names what differs. Changes nothing."""
    from flows.adapters import lease  # noqa: PLC0415 - SQLAlchemy and pandas, not for --help
    from flows.verify import verify_day  # noqa: PLC0415

    with opened(config) as (configuration, store):
        chosen = day_or_yesterday(configuration, day)
        if holder := lease.holder_of(store.database, chosen):
            raise holder.error(chosen)
        verified = verify_day(configuration, store, chosen)
        if not verified.result.calls and not verified.result.engine and verified.differences:
            raise BadInputError(f"{chosen} 还没有任何结果", "--day", f"先运行 callqa run --day {chosen}")
    if as_json:
        print_json(verified.as_json())
    else:
        tell_ledger(verified.result)
        for difference in verified.differences:
            typer.echo(f"  不一致 {difference}")
        if verified.purged:
            typer.echo("这一天已按保存期限清理，没有可核对的内容")
        typer.echo("核对完毕：与出报告时一致" if not verified.differences else "核对完毕：有不一致")
        typer.echo(f"内容校验值：{verified.content_sha256}")
    raise typer.Exit(ExitCode.DIFFERS if verified.differences else ExitCode.COMPLETE)
