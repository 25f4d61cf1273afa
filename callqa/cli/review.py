"""`callqa review …`: supervisors' verdicts on hits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from callqa.cli.common import Config, Day, Json, day_or_yesterday, open_site, print_json
from callqa.model.review.misses import Miss
from callqa.model.review.precision import NOISY_FROM, PRECISION_DAYS, RulePrecision
from callqa.operations import review
from callqa.operations.review import Imported, Shown
from callqa.operations.verdicts.misses import Open, still_open
from callqa.settings import pipeline_yaml
from callqa.strict_yaml.problems import ProblemsError

_NAMED = 10


def import_(
    file: Annotated[Path, typer.Argument(help="The workbook, or the HTML report's export.")],
    reviewer: Annotated[
        str | None, typer.Option(help="Who says it; default: the file's author, else this user.")
    ] = None,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Leave the reports of the file's days as they are.")
    ] = False,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Take verdicts back, all of them or none, and show them in the reports; twice is once."""
    with open_site(config) as site:
        try:
            imported = review.import_file(site, file, reviewer)
        except ProblemsError as error:
            if as_json:
                print_json({"ok": False, "problems": [asdict(problem) for problem in error.problems]})
                raise typer.Exit(error.exit_code) from error
            raise
        rendered = () if no_report else tuple(review.show(site, imported.days))
    if as_json:
        days = [day.isoformat() for day in imported.days]
        print_json(
            {"ok": True, **asdict(imported), "days": days, "reports": [asdict(one) for one in rendered]}
        )
    else:
        _tell(imported, rendered)


def _tell(imported: Imported, rendered: Sequence[Shown]) -> None:
    if imported.nameless:
        typer.echo(
            f"文件里没有复核人的名字，记在 {imported.reviewer} 名下；要写明是谁，加 --reviewer 姓名", err=True
        )
    typer.echo(f"复核人 {imported.reviewer}：新增 {imported.new} 条结论，{imported.unchanged} 条没有变化")
    if imported.missed:
        typer.echo(
            f"新增 {imported.missed} 条听记（漏标，或听过没有漏标）；漏标可作例句：callqa review misses"
        )
    if imported.outdated:
        typer.echo(f"{imported.outdated} 条比已有的结论更早，没有采用")
    if imported.cleared:
        typer.echo(f"{imported.cleared} 条结论被清空：清空不算撤回，要撤回请选“待定”")
    if imported.vanished:
        places = "；".join(imported.vanished[:_NAMED]) + (" 等" if len(imported.vanished) > _NAMED else "")
        why = "的命中已经不在了（改过规则，或重新识别过），结论照样保留"
        typer.echo(f"其中 {len(imported.vanished)} 条{why}：{places}")
    for one in rendered:
        if one.problem:
            typer.echo(f"结论已保存，但 {one.day} 的报告没有更新：{one.problem}", err=True)
        else:
            typer.echo(f"{one.day} 的报告已更新：{one.html}")
    shown = {one.day for one in rendered if not one.problem}
    for day in imported.days:
        if day.isoformat() not in shown:
            typer.echo(f"更新报告：callqa report --day {day}")


def precision(
    day: Day = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days up to --day.")] = PRECISION_DAYS,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Print how right every rule was, by what supervisors said, each with its denominator."""
    with open_site(config) as site:
        last = day_or_yesterday(site, day)
        found = review.precision(site, last, days)
        names = review.rule_names(site)
    if as_json:
        print_json(
            {"last": last.isoformat(), "days": days, "rules": [precision_json(each) for each in found]}
        )
        return
    typer.echo(f"{last} 及之前共 {days} 天：")
    for line in precision_lines(found, names) or ["还没有任何复核结论"]:
        typer.echo(f"  {line}")


def misses(
    day: Day = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days up to --day.")] = PRECISION_DAYS,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """List what supervisors heard that no rule has found since, and as examples for the rule book."""
    with open_site(config) as site:
        last = day_or_yesterday(site, day)
        found = still_open(site, last - timedelta(days=days - 1), last)
    if as_json:
        print_json(
            {"last": last.isoformat(), "days": days, "misses": [_miss_json(one) for one in found.misses]}
        )
        return
    typer.echo(f"{last} 及之前共 {days} 天：" + ("" if found.misses else "没有还没找到的漏标"))
    for line in _missed_lines(found):
        typer.echo(line)


def _miss_json(miss: Miss) -> dict[str, Any]:
    return {**asdict(miss), "day": miss.day.isoformat(), "at": miss.at.isoformat()}


def _missed_lines(found: Open) -> Iterator[str]:
    for rule_id, category in dict.fromkeys((one.rule_id, one.category) for one in found.misses):
        own = [one for one in found.misses if (one.rule_id, one.category) == (rule_id, category)]
        named = f"{found.rules[rule_id].name}（{rule_id}）" if rule_id in found.rules else rule_id
        yield f"{named or f'类别 {category}，没有写规则'}：漏标 {len(own)} 处"
        for one in own:
            words = f"“{one.text}”" if one.text else "没有写是哪句话"
            drawn = "，随机抽样" if one.drawn else ""
            note = f"，{one.note}" if one.note else ""
            yield f"  {one.day} {one.call_id}：{words}{note}（{one.reviewer}{drawn}）"
        if example := found.examples(rule_id) if rule_id else "":
            yield f"  # 加进规则 {rule_id} 的例句，改到命中为止："
            yield f"  {example}"


def precision_so_far(config: Path) -> tuple[RulePrecision, ...]:
    """Return the precision of the rules until now; nothing where there is no database yet."""
    with open_site(config) as site:
        return review.precision_so_far(site)


def precision_json(found: RulePrecision) -> dict[str, Any]:
    """Return what a script reads about one rule."""
    shares = {"decided": found.decided, "precision": found.share, "noisy": found.noisy}
    return {**asdict(found), **shares, "due": found.due, "recall": found.recall}


def precision_lines(found: tuple[RulePrecision, ...], names: Mapping[str, str]) -> list[str]:
    """Describe the reviewed rules, worst first.

    Args:
        names: of rules by id; a rule that is in the book no more has none.
    """
    reviewed = [each for each in found if each.decided or each.pending or each.disputed or each.missed]
    return [_line(each, names) for each in sorted(reviewed, key=_worst_first)]


def _worst_first(found: RulePrecision) -> tuple[bool, float, str]:
    share = found.share
    return share is None, 0.0 if share is None else share, found.rule_id


def _line(found: RulePrecision, names: Mapping[str, str]) -> str:
    share = "—" if found.share is None else f"{found.share:.1%}"
    counts = f"真命中 {found.confirmed} / 已判定 {found.decided}，命中 {found.hits}"
    name = f"{names[found.rule_id]}（{found.rule_id}）" if found.rule_id in names else found.rule_id
    parts = [f"{name}：准确率 {share}（{counts}）"]
    if found.recall is not None:
        parts.append(
            f"召回率 {found.recall:.1%}（真命中 {found.confirmed} / 应命中 {found.due}，漏标 {found.missed}）"
        )
    if found.pending:
        parts.append(f"待定 {found.pending}")
    if found.disputed:
        parts.append(f"分歧 {found.disputed}")
    if found.noisy:
        parts.append("误报多，建议修改规则")
    elif 0 < found.decided < NOISY_FROM:
        parts.append("复核还少，仅供参考")
    return "，".join(parts)
