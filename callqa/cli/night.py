"""`callqa run`: the nightly flow from the command line."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from callqa.cli.common import (
    Config,
    Day,
    Json,
    end,
    for_service,
    open_site,
    parse_day,
    print_json,
    stopping_gently,
    tell_failures,
    tell_ledger,
)
from callqa.days.day import DayResult
from callqa.days.plan import Redo
from callqa.days.status import status
from callqa.host import logs, places, processes
from callqa.host.logs import say
from callqa.model.errors import CallqaError, ExitCode
from callqa.model.remarks import Remark
from callqa.operations.messages import notification
from callqa.settings import pipeline_yaml
from reports.words.lines import said


def serve(config: Config = pipeline_yaml.DEFAULT_CONFIG) -> None:
    """Run the night by the schedule of the configuration (night.cron), against a Prefect server."""
    configuration = for_service(config)
    # only now: Prefect configures its logging when it is imported, as for_service has told it to
    from flows import nightly, schedule  # noqa: PLC0415
    from flows.server import drop_missed, require_server, resume_broken_off  # noqa: PLC0415

    cron, zone = configuration.settings.night.cron, configuration.settings.timezone
    times = schedule.cron_schedule(cron, zone)
    url = require_server()
    if resume_broken_off(schedule.FULL_NAME):
        say("上一晚中途断了，现在接着做")
    if missed := drop_missed(schedule.FULL_NAME):
        say(f"停机期间错过了几晚：补做一晚就够（前面没做完的日子一起做，只发一条消息），另外 {missed} 次取消")
    say(f"按 {cron}（{zone}）每晚运行，服务器 {url}。按 Ctrl-C 结束，重启以后照常")
    schedule.serve(nightly.nightly, config=configuration.path, schedule=times)


def run(
    day: Day = None,
    redo: Annotated[Redo, typer.Option(help="What to recognise again.")] = Redo.MISSING,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Run the nightly flow for one day; running it again does only what is missing or stale.

    Without --day it is yesterday's night, and earlier days that are not finished come first.
    """
    asked = parse_day(day)
    # our own progress is enough on a terminal; the Prefect server keeps the details
    for_service(config, quiet=True)
    with open_site(config) as site, notification.failure_told(site, asked or site.yesterday()):
        places.refuse_unusable()  # Prefect needs them from its import on
    _clear_up()
    from flows import handover, nightly  # noqa: PLC0415 - only now, as above
    from flows.server import check_server, server_kept  # noqa: PLC0415

    with open_site(config) as site:
        chosen = nightly.choose_day(site, asked)
        with notification.failure_told(site, chosen):
            nightly.check_inputs(site.configuration, unattended=asked is None)
            check_server()
    with handover.receiving() as received:
        try:
            with server_kept(), stopping_gently():
                state: Any = nightly.nightly(asked, str(config.resolve()), redo, return_state=True)
        except Exception as error:  # of the engine: what the night itself raises is in its state, and told
            logs.unexpected(error, "running the engine of the night")
            raise _engine_failed(config, chosen, error, told=bool(received)) from error
    summary = nightly.summary_of(state)
    (result,) = received
    if as_json:
        print_json({**status(result), **_plain(summary)})
    else:
        _tell(result, summary)
    if summary["problem"]:
        raise typer.Exit(ExitCode.UNEXPECTED)
    end(summary["failed"])


def _clear_up() -> None:
    """End what a killed command has left running, and let what this one starts be known."""
    if ended := processes.end_orphans():
        say(f"上一次运行被强行终止，留下 {ended} 个进程，已让它们结束")
    processes.mark_children()


def _engine_failed(config: Path, day: date, error: Exception, *, told: bool) -> CallqaError:
    """Tell that Prefect's engine ended the night, with the report of what was stored by then; return why.

    Args:
        told: whether the night had come to its end and its message before.
    """
    logs.unexpected(error, "running the flow")
    why = f"{error.strerror}" if isinstance(error, OSError) and error.strerror else type(error).__name__
    cure = "检查 PREFECT_HOME、TMPDIR 的空间和权限、机器的负载后重跑；已经存下的结果不受影响"
    known = error if isinstance(error, CallqaError) else CallqaError(f"Prefect 没有跑起来（{why}）", "", cure)
    if not told:
        with open_site(config) as site:
            notification.engine_failed(site, day, known)
    return known


def _plain(summary: Any) -> dict[str, Any]:
    """Put a night's remarks into words, as scripts have always had them."""
    earlier = [{**each, "problem": _said(each["problem"])} for each in summary["earlier"]]
    told = {
        "problem": _said(summary["problem"]),
        "remarks": [*map(said, summary["remarks"])],
        "unsent": [*map(said, summary["unsent"])],
    }
    return {**summary, **told, "earlier": earlier}


def _said(problem: Remark | None) -> str:
    return said(problem) if problem else ""


def _tell(result: DayResult, summary: Any) -> None:
    tell_ledger(result)
    if summary["tried"]:
        told = f"本次处理 {summary['tried']} 通，其中 {summary['recognised']} 通成功"
        typer.echo(f"{told}；沿用已有结果 {summary['reused']} 通")
    else:
        typer.echo("没有需要识别的录音：全部沿用已有结果")
    if summary["problem"]:
        typer.echo(f"注意：{said(summary['problem'])}。重试：callqa run --day {summary['day']}")
    tell_failures(result)
    for earlier in summary["earlier"]:
        told = _said(earlier["problem"]) or f"成功 {earlier['recognised']} 通，失败 {earlier['failed']} 通"
        typer.echo(f"  补做 {earlier['day']}：{told}")
    for problem in map(said, (*summary["remarks"], *summary["unsent"])):
        typer.echo(f"注意：{problem}")
    typer.echo(f"网页报告：{summary['html']}")
    typer.echo(f"Excel 报告：{summary['workbook']}")
