"""`callqa purge`, `callqa forget`, `callqa audit`: the end of data, and who did what to the results."""

from datetime import date
from typing import Annotated, Any

import typer

from callqa.cli.common import Config, From, Json, To, open_site, parse_day, print_json
from callqa.model.errors import BadInputError
from callqa.model.recording import readable
from callqa.model.retention import KIND_WORDS
from callqa.operations.privacy import forget as erasure
from callqa.operations.privacy import purge as retention
from callqa.operations.privacy.audit import entries
from callqa.operations.privacy.forget import Asked
from callqa.operations.privacy.purge import Due
from callqa.settings import pipeline_yaml
from callqa.text.masking import mask_name
from reports.words.lines import said

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")]


def purge(
    *, dry_run: DryRun = False, config: Config = pipeline_yaml.DEFAULT_CONFIG, as_json: Json = False
) -> None:
    """Remove what is older than the limits of ``retention``; recordings are never touched."""
    with open_site(config) as site:
        found = retention.due(site)
        if not dry_run:
            retention.purge(site, found)
        spare = site.database.spare()
    if as_json:
        print_json({"dry_run": dry_run, "due": [_due_json(each) for each in found]})
        return
    for each in found:
        told = f"{each.rows} 行，{len(each.files)} 个文件，{each.size_bytes} 字节"
        typer.echo(f"{'将清理' if dry_run else '已清理'} {each.day} {KIND_WORDS[each.kind]}：{told}")
    if not found:
        typer.echo("没有超过保存期限的数据（期限见 pipeline.yaml 的 retention）")
    if spare:
        typer.echo(said(spare))


def _due_json(due: Due) -> dict[str, Any]:
    return {
        "day": due.day.isoformat(),
        "kind": due.kind.value,
        "rows": due.rows,
        "files": [str(path) for path in due.files],
        "bytes": due.size_bytes,
    }


def forget(
    call: Annotated[str | None, typer.Option("--call", metavar="ID", help="One call.")] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="NUMBER", help="All calls of a number.")
    ] = None,
    *,
    dry_run: DryRun = False,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Remove a customer's calls from all results and never analyse them again; recordings stay."""
    if bool(call) == bool(customer):
        raise BadInputError("要写 --call 或 --customer 其中一个", "", "例如 callqa forget --call 编号")
    with open_site(config) as site:
        asked = erasure.find(site, call_id=call, customer=customer)
        near = erasure.near(site, customer) if customer else []
        if not dry_run:
            erasure.forget(site, asked)
    if as_json:
        alike = [{"number": mask_name(number), "calls": count} for number, count in near]
        print_json({"dry_run": dry_run, "days": [_asked_json(each) for each in asked], "near": alike})
        return
    for each in asked:
        _tell_asked(each, dry_run)
    for number, count in near:
        typer.echo(f"注意：{mask_name(number)}（{count} 通）可能是同一个号码，没有动；是的话对它再运行一次")


def _asked_json(asked: Asked) -> dict[str, Any]:
    return {
        "day": asked.day.isoformat(),
        "calls": list(asked.call_ids),
        "recordings": [readable(str(path)) for path in asked.recordings],
        "files": [str(path) for path in asked.files],
        "uploads": len(asked.uploads),
    }


def _tell_asked(asked: Asked, dry_run: bool) -> None:
    if not asked.call_ids:
        typer.echo(f"{asked.day}：这通通话以前已经删除，{'将' if dry_run else '已'}重出当天报告")
        return
    done = "将删除" if dry_run else "已删除"
    typer.echo(f"{asked.day}：{done} {len(asked.call_ids)} 通的转写、命中、复核和片段，当天报告重出")
    for path in asked.files:
        if path.parent.name not in ("calls", "clips"):
            typer.echo(f"  {done}由当天数据生成的文件：{path}")
    if asked.uploads:
        typer.echo(f"  {done}控制台“转写”里的 {len(asked.uploads)} 份同样的录音和文字")
    for path in asked.recordings:
        typer.echo(f"  录音不归本系统管理，仍在：{readable(str(path))}")


def audit(
    first: From = None,
    last: To = None,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Print who published rules, imported verdicts, exported, copied, purged and forgot; oldest first."""
    start, end = parse_day(first) or date.min, parse_day(last) or date.max
    with open_site(config) as site:
        zone, found = site.zone, entries(site, start, end)
    if as_json:
        shown = [
            {"at": each.at.isoformat(), "who": each.who, "deed": each.action.value, "about": dict(each.about)}
            for each in found
        ]
        print_json({"entries": shown})
        return
    for entry in found:
        typer.echo(entry.line(zone))
    if not found:
        typer.echo("这段时间没有审计记录" if first or last else "审计记录还是空的")
