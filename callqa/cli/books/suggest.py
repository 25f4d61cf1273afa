"""`callqa rules suggest`: what would have spared the hits that supervisors judged false."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any

import typer

from callqa.cli.common import Config, Day, Json, day_or_yesterday, open_site, print_json
from callqa.host.progress import counting_bar
from callqa.model.progress import Watcher
from callqa.model.review.precision import PRECISION_DAYS
from callqa.operations.books.suggest import Suggested, suggest
from callqa.rules.advice.proposals import Effect, Proposal, RuleAdvice
from callqa.settings import pipeline_yaml

Rule = Annotated[str, typer.Argument(help="Id of a rule; default: every rule with a false hit.")]


def suggest_rules(
    rule: Rule = "",
    day: Day = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days up to --day.")] = PRECISION_DAYS,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Propose exceptions for hits judged false, each with its effect on stored days; changes nothing."""
    with open_site(config) as site:
        last = day_or_yesterday(site, day)
        stored = site.store.days(last - timedelta(days=days - 1), last)
        with counting_bar("试例外") as progress:
            found = suggest(site, stored, rule_id=rule, watcher=Watcher(progress=progress))
    if as_json:
        print_json(_as_json(found))
        return
    typer.echo(f"{last} 及之前共 {days} 天，其中 {len(found.days)} 天有转写：")
    for line in _told(found):
        typer.echo(line)


def _told(found: Suggested) -> Iterator[str]:
    if not found.rules and not found.off_book:
        yield "没有判为误命中的命中，没有可建议的"
    for advice in found.rules:
        yield ""
        yield from _of_rule(advice, found.names[advice.rule_id])
    for rule_id in found.off_book:
        yield f"{rule_id}：有误命中，但正在使用的手册里已经没有这条规则"
    if any(advice.proposals for advice in found.rules):
        yield ""
        yield "把要用的几行贴进规则手册，先看整本的效果：callqa rules try 文件 --day 日期"


def _of_rule(advice: RuleAdvice, name: str) -> Iterator[str]:
    gone = f"，另有 {advice.gone} 处误命中现在已经不命中" if advice.gone else ""
    yield f"{name}（{advice.rule_id}）：误命中 {advice.false} 处，真命中 {advice.right} 处{gone}"
    if not advice.proposals and advice.false:
        yield "  没有找到不丢真命中的例外；看看这几处，改关键词或加 near、window"
    for number, proposal in enumerate(advice.proposals, 1):
        yield from _of_proposal(f"建议 {number}", proposal)
    if advice.together:
        yield from _of_proposal("合在一起", advice.together)
    for refused in advice.refused:
        (change,) = refused.changes
        place = f"条件“{change.condition}”加" if change.condition else "加"
        told = f"能少 {refused.effect.spared} 处误命中，但会丢 {refused.effect.lost} 处真命中"
        yield f"  不建议{place} not_when: {change.words[0]}：{told}"


def _of_proposal(title: str, proposal: Proposal) -> Iterator[str]:
    yield f"  {title}：{_effect(proposal.effect)}"
    yield from (f"      {line}" for line in proposal.lines)


def _effect(effect: Effect) -> str:
    unjudged = f"，还没复核的少 {effect.unjudged} 处" if effect.unjudged else ""
    gained = f"；别处多出 {effect.gained} 处，请看看对不对" if effect.gained else ""
    return (
        f"误命中少 {effect.spared} 处，真命中一处不丢{unjudged}{gained}"
        f"（现在命中 {effect.before} 处，改了以后 {effect.after} 处）"
    )


def _as_json(found: Suggested) -> dict[str, Any]:
    return {
        "days": [day.isoformat() for day in found.days],
        "off_book": list(found.off_book),
        "rules": [
            {
                "rule": advice.rule_id,
                "name": found.names[advice.rule_id],
                "false": advice.false,
                "confirmed": advice.right,
                "gone": advice.gone,
                "proposals": [_proposal_json(one) for one in advice.proposals],
                "together": _proposal_json(advice.together) if advice.together else None,
                "refused": [_proposal_json(one) for one in advice.refused],
            }
            for advice in found.rules
        ],
    }


def _proposal_json(proposal: Proposal) -> dict[str, Any]:
    changes = [asdict(change) for change in proposal.changes]
    return {"changes": changes, "yaml": list(proposal.lines), **asdict(proposal.effect)}
