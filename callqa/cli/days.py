"""`callqa status` and `callqa flag`: a day that is already in the store."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from callqa.cli.common import (
    Config,
    Day,
    From,
    Json,
    To,
    choose_days,
    day_or_yesterday,
    end,
    load_result,
    open_site,
    print_json,
    tell_failures,
    tell_ledger,
)
from callqa.days.status import how_far, status
from callqa.model.errors import BadInputError, CallqaError, ExitCode, worst
from callqa.model.retention import KIND_WORDS
from callqa.settings import pipeline_yaml

if TYPE_CHECKING:
    from callqa.operations.report import Written
    from callqa.storage.session import Site


def verify(day: Day = None, config: Config = pipeline_yaml.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Recompute every hash of a day and reconcile the ledger; names what differs. Changes nothing."""
    from callqa.operations.verify import verify_day  # noqa: PLC0415
    from callqa.storage import lease  # noqa: PLC0415 - SQLAlchemy and pandas, not for --help

    with open_site(config) as site:
        chosen = day_or_yesterday(site, day)
        if holder := lease.holder_of(site.database, chosen):
            raise holder.error(chosen)
        verified = verify_day(site, chosen)
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


def show_status(
    day: Day = None, config: Config = pipeline_yaml.DEFAULT_CONFIG, as_json: Json = False
) -> None:
    """Print the ledger of one day."""
    from callqa.storage import lease, purges, runs  # noqa: PLC0415 - SQLAlchemy, not for --help

    with open_site(config) as site:
        chosen = day_or_yesterday(site, day)
        holder = lease.holder_of(site.database, chosen)
        result = replace(load_result(site, chosen), in_progress=holder is not None)
        gone = sorted(purges.purged(site.database, chosen))
        going = runs.under_way(site.database).get(chosen)
    if as_json:
        print_json({**status(result), "purged": gone, "progress": how_far(going)})
    elif not (result.calls or result.rules_revision or holder or gone):
        # no numbers: "0 hits" of a night that never ran would be a lie
        typer.echo(f"{chosen} 还没有运行过　→ callqa run --day {chosen}")
    else:
        tell_ledger(result)
        if gone:
            typer.echo(f"  已按保存期限清理：{'、'.join(KIND_WORDS[kind] for kind in gone)}")
        if holder:
            far = f"，{going}" if going else ""
            typer.echo(f"  正在处理：主机 {holder.host}，进程 {holder.pid}{far}")
        tell_failures(result)
    end(result.ledger().failed)


def flag(
    day: Day = None,
    first: From = None,
    last: To = None,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Apply the rule book again to stored transcripts and render the reports: no audio, no model."""
    with open_site(config) as site:
        days = choose_days(site, day, first, last)
        if not (first or last):
            shown = _flagged(site, days[0], as_json=as_json)
            if as_json:
                print_json(shown)
            end(shown["failed"])
        done, undone = _flag_range(site, days, as_json=as_json)
    if as_json:
        problems = [{"day": day.isoformat(), "problem": str(error)} for day, error in undone.items()]
        print_json({"days": done, "not_done": problems})
    failed = ExitCode.SOME_FAILED if any(each["failed"] for each in done) else ExitCode.COMPLETE
    codes = (getattr(error, "exit_code", ExitCode.UNEXPECTED) for error in undone.values())
    raise typer.Exit(worst([failed, *codes]))


def _flag_range(
    site: "Site", days: list[date], *, as_json: bool
) -> tuple[list[dict[str, Any]], dict[date, Exception]]:
    """What can be done of the days, and why the others could not."""
    done: list[dict[str, Any]] = []
    undone: dict[date, Exception] = {}
    for day in days:
        try:
            done.append(_flagged(site, day, as_json=as_json))
        except (CallqaError, OSError) as error:
            undone[day] = error
            typer.echo(f"{day} 没有重新检查：{error}", err=True)
    if undone:
        typer.echo(f"完成 {len(done)} 天，{len(undone)} 天没有完成", err=True)
    return done, undone


def _flagged(site: "Site", day: date, *, as_json: bool) -> dict[str, Any]:
    written = flag_again(site, day)
    result = load_result(site, day)
    if not as_json:
        tell_ledger(result)
        typer.echo(f"网页报告：{written.html}")
        typer.echo(f"Excel 报告：{written.workbook}")
    return {**status(result), "html": str(written.html), "workbook": str(written.workbook)}


def flag_again(site: "Site", day: date) -> "Written":
    """Put the published book to a day's transcripts and render its reports, while no other run has it.

    Raises:
        DayHeldError: another run holds the day.
    """
    from callqa.operations import flag as qa_rules  # noqa: PLC0415 - pandas and openpyxl, not for --help
    from callqa.operations import report  # noqa: PLC0415
    from callqa.storage import lease  # noqa: PLC0415

    with lease.holding(site.database, day, site.lease_s):
        qa_rules.flag_day(site, day)
        return report.report_day(site, day, run_id=site.run_id("flag"))
