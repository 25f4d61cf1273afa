"""`callqa flag`, `callqa verify`, `callqa expect`: a day that is in the store, or should be."""

from datetime import date
from functools import partial
from typing import Any

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
    for_service,
    open_site,
    print_json,
    tell_ledger,
)
from callqa.days.status import status
from callqa.model.errors import CallqaError, ExitCode, worst
from callqa.operations.flag import flag_again, flag_days
from callqa.operations.messages import notification
from callqa.operations.report import Reported
from callqa.operations.verify import NOT_COVERED, verify_day
from callqa.settings import pipeline_yaml
from callqa.text.masking import mask_name
from reports.words.lines import said


def verify(day: Day = None, config: Config = pipeline_yaml.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Recompute every hash of a day and reconcile the ledger; names what differs. Changes nothing."""
    with open_site(config) as site:
        verified = verify_day(site, day_or_yesterday(site, day))
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
        typer.echo(f"没有校验值、改了也看不出的：{'、'.join(NOT_COVERED)}")
    raise typer.Exit(ExitCode.DIFFERS if verified.differences else ExitCode.COMPLETE)


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
            reported = flag_again(site, days[0])
            if as_json:
                print_json(_as_json(reported))
            else:
                _tell_reported(reported)
            end(reported.result.ledger().failed)
        ended = flag_days(site, days, tell=partial(_tell_day, as_json=as_json))
    if ended.undone:
        typer.echo(f"完成 {len(ended.done)} 天，{len(ended.undone)} 天没有完成", err=True)
    if as_json:
        problems = [
            {"day": day.isoformat(), "problem": mask_name(str(error))} for day, error in ended.undone.items()
        ]
        print_json({"days": [_as_json(each) for each in ended.done], "not_done": problems})
    some_failed = any(each.result.ledger().failed for each in ended.done)
    codes = (getattr(error, "exit_code", ExitCode.UNEXPECTED) for error in ended.undone.values())
    raise typer.Exit(worst([ExitCode.SOME_FAILED if some_failed else ExitCode.COMPLETE, *codes]))


def expect(day: Day = None, config: Config = pipeline_yaml.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Tell everybody when a day has no complete report by now: the check that the night ran at all."""
    for_service(config)
    with open_site(config) as site:
        chosen = day_or_yesterday(site, day)
        found = notification.expect(site, chosen)
    problem, unsent = said(found.problem) if found.problem else "", [*map(said, found.unsent)]
    if as_json:
        print_json({"day": str(chosen), "ok": not problem, "problem": problem, "unsent": unsent})
    else:
        typer.echo(f"{chosen}：{problem or '报告完整'}")
        for each in unsent:
            typer.echo(f"注意：{each}")
    raise typer.Exit(ExitCode.NOT_THERE if problem else ExitCode.COMPLETE)


def _tell_day(day: date, ended: Reported | CallqaError | OSError, *, as_json: bool) -> None:
    if isinstance(ended, (CallqaError, OSError)):
        typer.echo(f"{day} 没有重新检查：{mask_name(str(ended))}", err=True)
    elif not as_json:
        _tell_reported(ended)


def _tell_reported(reported: Reported) -> None:
    tell_ledger(reported.result)
    typer.echo(f"网页报告：{reported.written.html}")
    typer.echo(f"Excel 报告：{reported.written.workbook}")


def _as_json(reported: Reported) -> dict[str, Any]:
    written = reported.written
    return {**status(reported.result), "html": str(written.html), "workbook": str(written.workbook)}
