"""`callqa backfill`: a range of days, oldest first."""

import time
from dataclasses import asdict
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callqa.cli.common import Config, Json, for_service, open_site, parse_day, print_json, stopping_gently
from callqa.days.plan import Redo
from callqa.host.logs import say
from callqa.model.errors import BadInputError, CallqaError, DayHeldError, ExitCode, worst
from callqa.monitoring.backfill_notice import DayDone, DayState, Ended, in_words, remaining_s
from callqa.settings import pipeline_yaml

if TYPE_CHECKING:
    from callqa.storage.runs import Backfill
    from callqa.storage.session import Site

_LONGEST_DAYS = 3 * 366


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
    from callqa.operations import notification  # noqa: PLC0415 - Prefect takes seconds to import
    from callqa.storage.runs import Backfill  # noqa: PLC0415
    from flows import nightly  # noqa: PLC0415 - Prefect takes seconds to import
    from flows.server import check_server  # noqa: PLC0415

    days = _range(first, last)
    plan = Backfill(first=days[0], last=days[-1], redo=redo.value)
    unsent: list[str] = []
    with open_site(config) as site:
        nightly.choose_day(site, days[-1])
        nightly.check_inputs(site.configuration)
        done = plan.done(site.database)
        todo = _planned(site, [day for day in days if day not in done], redo)
        if not dry_run:
            check_server()
            ended = partial(_ended, plan, todo, len(done))
            with stopping_gently(), notification.backfill_told(site, ended, unsent):
                _work(site, todo, redo, plan)
    if as_json:
        print_json({**_as_json(days, redo, dry_run, len(done), todo), "unsent": unsent})
    else:
        _tell(todo, len(done), dry_run, unsent)
    raise typer.Exit(worst(each.exit_code for each in todo))


def _ended(plan: "Backfill", days: list[DayDone], done_before: int, stopped: str) -> Ended:
    """How it stands: told when it ends, for whatever reason."""
    command = f"callqa backfill --from {plan.first} --to {plan.last}"
    return Ended(
        first=plan.first,
        last=plan.last,
        days=days,
        done_before=done_before,
        stopped=stopped,
        command=command if plan.redo == Redo.MISSING else f"{command} --redo {plan.redo}",
    )


def _range(first: str, last: str) -> list[date]:
    start, end = parse_day(first), parse_day(last)
    if not start or not end or start > end:
        raise BadInputError("开始日期在结束日期之后", "--from/--to", "写成 --from 2026-02-01 --to 2026-02-14")
    length = (end - start).days + 1
    if length > _LONGEST_DAYS:
        raise BadInputError(f"一次最多 {_LONGEST_DAYS} 天，这里是 {length} 天", "--from/--to", "分几次做")
    return [start + timedelta(days=number) for number in range(length)]


def _planned(site: "Site", days: list[date], redo: Redo) -> list[DayDone]:
    """The days that have calls, with how many are due; stores nothing. Purged days are not looked into."""
    from callqa.days.plan import to_recognise  # noqa: PLC0415
    from callqa.operations import collect, transcribe  # noqa: PLC0415 - heavy
    from callqa.storage import purges  # noqa: PLC0415

    if not days:
        return []
    revision = transcribe.summary(site.configuration).revision
    most = site.settings.night.max_attempts
    closed = {day: error for day in days if (error := purges.closure(site.database, day))}
    planned = [
        DayDone(
            day=day.isoformat(), due=0, state=DayState.PURGED, problem=str(error), exit_code=error.exit_code
        )
        for day, error in closed.items()
    ]
    open_days = [day for day in days if day not in closed]
    for day, found in collect.find_days(site, open_days).items():
        there = {r.path: r for r in (*site.store.recordings(day), *found.gathered.recordings)}
        due = to_recognise(there.values(), site.store.stored(day), revision, redo, most)
        if there:
            planned.append(DayDone(day=day.isoformat(), due=len(due)))
    return sorted(planned, key=lambda each: each.day)


def _work(site: "Site", todo: list[DayDone], redo: Redo, plan: Any) -> None:
    began, worked = time.monotonic(), 0
    for number, each in enumerate(todo, 1):
        if each.state is not DayState.PURGED:
            _run(site, each, redo)
        worked += each.due
        if each.is_finished:
            plan.finish(site.database, date.fromisoformat(each.day))
        left = sum(other.due for other in todo[number:])
        rest = in_words(remaining_s(worked, time.monotonic() - began, left)) if left else "0 分钟"
        told = each.problem or f"成功 {each.recognised} 通，失败 {each.failed} 通"
        line = f"{each.day}（{number}/{len(todo)} 天）：{told}；预计还需 {rest}"
        say(line)
    if not any(each.is_left for each in todo):
        plan.forget(site.database)


def _run(site: "Site", each: DayDone, redo: Redo) -> None:
    """One night; whatever stops it, the next day is tried."""
    from flows import nightly  # noqa: PLC0415 - Prefect takes seconds to import
    from flows.server import server_kept  # noqa: PLC0415

    day = date.fromisoformat(each.day)
    try:
        with server_kept():
            state: Any = nightly.nightly(
                day, str(site.configuration.path), redo, notify=False, return_state=True
            )
        summary = nightly.summary_of(state)
    except DayHeldError as error:
        each.state, each.problem, each.exit_code = DayState.HELD, str(error), ExitCode.DAY_HELD
    except (CallqaError, OSError) as error:
        each.state, each.problem, each.exit_code = DayState.ERROR, str(error), ExitCode.UNEXPECTED
    else:
        each.state = DayState.PROBLEM if summary["problem"] else DayState.DONE
        each.problem = summary["problem"]
        each.recognised, each.failed = summary["recognised"], summary["failed"]
        failed = ExitCode.SOME_FAILED if summary["failed"] else ExitCode.COMPLETE
        each.exit_code = ExitCode.UNEXPECTED if summary["problem"] else failed


def _as_json(
    days: list[date], redo: Redo, dry_run: bool, done_before: int, todo: list[DayDone]
) -> dict[str, Any]:
    return {
        "from": days[0].isoformat(),
        "to": days[-1].isoformat(),
        "redo": redo.value,
        "dry_run": dry_run,
        "done_before": done_before,
        "calls_due": sum(each.due for each in todo),
        "recognised": sum(each.recognised for each in todo),
        "failed": sum(each.failed for each in todo),
        "days": [asdict(each) for each in todo],
    }


def _tell(todo: list[DayDone], done_before: int, dry_run: bool, unsent: list[str]) -> None:
    if done_before:
        typer.echo(f"沿用上次没做完的补做：{done_before} 天已完成")
    for each in todo:
        told = each.problem or f"成功 {each.recognised} 通，失败 {each.failed} 通"
        typer.echo(f"{each.day}：需要识别 {each.due} 通" + ("" if dry_run else f"；{told}"))
    if not todo:
        typer.echo("这些日期没有需要做的")
    elif dry_run:
        typer.echo(f"共 {len(todo)} 天，{sum(each.due for each in todo)} 通；这是预演，什么都没有改动")
    for problem in unsent:
        typer.echo(f"注意：{problem}")
