"""`callqa backfill`: a range of days, oldest first."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer

from callqa.cli.common import Config, Json, for_service, open_site, parse_day, print_json, stopping_gently
from callqa.days.plan import Redo
from callqa.host import processes
from callqa.host.logs import say
from callqa.model.errors import worst
from callqa.model.remarks import Remark
from callqa.monitoring.backfill import DayDone, in_words
from callqa.operations.backfill import Pace, Plan
from callqa.settings import pipeline_yaml
from reports.words.lines import said


def backfill(
    first: Annotated[str, typer.Option("--from", help="YYYY-MM-DD, the first day.")],
    last: Annotated[str, typer.Option("--to", help="YYYY-MM-DD, the last day.")],
    *,
    redo: Annotated[Redo, typer.Option(help="What to recognise again.")] = Redo.MISSING,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, do nothing.")] = False,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Run the nights of a range of days, oldest first; called again after a kill, it goes on."""
    for_service(config, quiet=True)
    # only now: Prefect configures its logging when it is imported, as for_service has told it to
    from flows import backfill as nights  # noqa: PLC0415

    unsent: list[Remark] = []
    with open_site(config) as site:
        start, end = parse_day(first) or date.max, parse_day(last) or date.min
        plan = nights.plan(site, start, end, redo)
        if not dry_run:
            processes.end_orphans()
            processes.mark_children()
            with stopping_gently():
                unsent = nights.work(site, plan, tell=_tell_pace)
    if as_json:
        print_json({**_as_json(plan, dry_run), "unsent": [*map(said, unsent)]})
    else:
        _tell(plan, dry_run, unsent)
    raise typer.Exit(worst(each.exit_code for each in plan.todo))


def _tell_pace(pace: Pace) -> None:
    each = pace.day
    rest = "0 分钟" if pace.left_s == 0 else in_words(pace.left_s)
    say(f"{each.day}（{pace.number}/{pace.total} 天）：{_ended(each)}；预计还需 {rest}")


def _ended(each: DayDone) -> str:
    return _problem(each) or f"成功 {each.recognised} 通，失败 {each.failed} 通"


def _problem(each: DayDone) -> str:
    return said(each.problem) if each.problem else ""


def _as_json(plan: Plan, dry_run: bool) -> dict[str, Any]:
    return {
        "from": plan.days[0].isoformat(),
        "to": plan.days[-1].isoformat(),
        "redo": plan.redo.value,
        "dry_run": dry_run,
        "done_before": plan.done_before,
        "calls_due": sum(each.due for each in plan.todo),
        "recognised": sum(each.recognised for each in plan.todo),
        "failed": sum(each.failed for each in plan.todo),
        "days": [{**asdict(each), "problem": _problem(each)} for each in plan.todo],
    }


def _tell(plan: Plan, dry_run: bool, unsent: Sequence[Remark]) -> None:
    if plan.done_before:
        typer.echo(f"沿用上次没做完的补做：{plan.done_before} 天已完成")
    for each in plan.todo:
        typer.echo(f"{each.day}：需要识别 {each.due} 通" + ("" if dry_run else f"；{_ended(each)}"))
    if not plan.todo:
        typer.echo("这些日期没有需要做的")
    elif dry_run:
        total = sum(each.due for each in plan.todo)
        typer.echo(f"共 {len(plan.todo)} 天，{total} 通；这是预演，什么都没有改动")
    for problem in unsent:
        typer.echo(f"注意：{said(problem)}")
