"""`callqa rules try`: what a changed rule book would do, before it is published."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer

from callqa.cli.common import Config, Day, From, Json, To, choose_days, open_site, print_json, with_speech
from callqa.host.files import read_text
from callqa.host.progress import counting_bar
from callqa.model.errors import BadInputError
from callqa.model.finding import Finding
from callqa.model.progress import Watcher
from callqa.operations.books import trial
from callqa.operations.books.trial import Judged, Tried
from callqa.rules.evaluation.trial import Trial, TrialHit
from callqa.settings import pipeline_yaml
from callqa.storage.session import Site, utc_now
from reports.words.chinese import rules as rule_words

_SHOWN = 20
_NAMED = 5
_AROUND = 20

NewBook = Annotated[Path, typer.Argument(help="The changed rule book.", show_default=False)]
PagePath = Annotated[Path | None, typer.Argument(help="Where --html writes; default: the day's reports.")]
Html = Annotated[bool, typer.Option("--html", help="Write what is found as a page.")]
Calls = Annotated[
    Path | None, typer.Option("--transcripts", help="Calls from this file of JSON lines, not from the store.")
]


def try_rules(
    file: NewBook,
    page: PagePath = None,
    *,
    day: Day = None,
    first: From = None,
    last: To = None,
    transcripts: Calls = None,
    html: Html = False,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Show what a changed rule book gains and loses against the published one; publishes nothing."""
    if transcripts:
        if html or page or day or first or last:
            raise BadInputError("--transcripts 不和 --day、--from、--to、--html 一起用", "", "去掉其中一种")
        _given(file, transcripts, as_json=as_json)
        return
    if page and not html:
        raise BadInputError("写了网页的位置，但没有写 --html", str(page), "加上 --html")
    _stored(file, page, (day, first, last), config, html=html, as_json=as_json)


def _tried(
    site: Site, file: Path, days: Sequence[date], page: Path | None, watcher: Watcher, *, html: bool
) -> tuple[Tried, Path | None]:
    if html:
        return trial.try_to_page(site, read_text(file), days, page, name=str(file), watcher=watcher)
    return trial.try_book(site, read_text(file), days, name=str(file), watcher=watcher), None


def _stored(
    file: Path,
    page: Path | None,
    span: tuple[str | None, str | None, str | None],
    config: Path,
    *,
    html: bool,
    as_json: bool,
) -> None:
    with open_site(config) as site:
        days = with_speech(site, choose_days(site, *span))
        with counting_bar("试运行") as progress:
            watcher = Watcher(progress=progress)
            tried, written = _tried(site, file, days, page, watcher, html=html)
    if as_json:
        print_json({**_as_json(tried), "html": str(written or "")})
        return
    for line in _told(tried):
        typer.echo(line)
    if written:
        typer.echo(f"网页：{written}")


def _told(tried: Tried) -> Iterator[str]:
    days = f"{tried.days[0]}" if len(tried.days) == 1 else f"{tried.days[0]} 至 {tried.days[-1]}"
    against = tried.against or "当前的规则手册（还没有发布过）"
    yield f"{tried.name} 对比 {against}：{days}，{tried.trial.calls} 通，用时 {tried.seconds:.1f} 秒"
    yield "规则的改动："
    yield from (f"  {rule_words.change(change)}" for change in tried.changes)
    if not tried.changes:
        yield "  规则的效果没有变化（只改了说明、注释或顺序）"
    yield from _numbers(tried.trial)
    yield from _hits("新增的命中", tried.trial.gained)
    yield from _hits("失去的命中", tried.trial.lost)
    yield f"只是试运行，没有发布。满意后运行 callqa rules publish {quote(tried.name)}"


def _numbers(trial: Trial) -> Iterator[str]:
    differing = [rule for rule in trial.rules if rule.differs]
    same = len(trial.rules) - len(differing)
    for rule in differing:
        old, new = ("没有" if count is None else str(count) for count in (rule.old, rule.new))
        unknown = (
            f"，未评估 {rule.old_unknown} → {rule.new_unknown} 通"
            if rule.old_unknown or rule.new_unknown
            else ""
        )
        counts = f"{old} → {new} 条，新增 {rule.gained}，失去 {rule.lost}{unknown}"
        yield f"  {rule.category}·{rule.name}（{rule.rule_id}）：{counts}"
    yield f"  其余 {same} 条规则的命中不变"


def _hits(title: str, hits: Sequence[TrialHit]) -> Iterator[str]:
    more = f"，只列出前 {_SHOWN} 条，全部见 --html 或 --json" if len(hits) > _SHOWN else ""
    yield f"{title} {len(hits)} 条{more}"
    yield from (f"  {_line(hit)}" for hit in hits[:_SHOWN])


def _line(hit: TrialHit) -> str:
    finding = hit.finding
    where = f"{hit.day or ''} {finding.call_id} {_clock(finding)} {finding.rule_id}"
    if not hit.context:
        return f"{where} 整通通话"
    before, said, after = hit.said
    words = f"{before[-_AROUND:]}【{said}】{after[:_AROUND]}"
    return f"{where} {_ROLES[finding.role.value]}：{words}".replace("\n", " ")


_ROLES = {"customer": "客户", "agent": "坐席", "unknown": "未知"}


def _as_json(tried: Tried) -> dict[str, Any]:
    against = tried.against
    return {
        "file": tried.name,
        "revision": tried.book.revision,
        "against": {"number": against.number, "revision": against.revision} if against else None,
        "days": [day.isoformat() for day in tried.days],
        "calls": tried.trial.calls,
        "seconds": round(tried.seconds, 3),
        "changes": [rule_words.change(change) for change in tried.changes],
        "rules": [{**asdict(rule), "severity": rule.severity.value} for rule in tried.trial.rules],
        "gained": [_hit_json(hit) for hit in tried.trial.gained],
        "lost": [_hit_json(hit) for hit in tried.trial.lost],
    }


def _hit_json(hit: TrialHit) -> dict[str, Any]:
    before, said, after = hit.said
    place = {"day": hit.day.isoformat() if hit.day else None, "call_id": hit.finding.call_id}
    context = {"role": hit.finding.role.value, "before": before, "after": after}
    return {**place, **_finding(hit.finding), "text": said, **context}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule_id,
        "category": finding.category,
        "severity": finding.severity.value,
        "turn": finding.turn,
        "text": finding.evidence,
        "start_ms": finding.start_ms,
        "kind": finding.certainty.value,
    }


def _given(file: Path, transcripts: Path, *, as_json: bool) -> None:
    text, calls = read_text(file), read_text(transcripts)
    names = {"name": str(file), "calls_name": str(transcripts)}
    judged = trial.evaluate_given(text, calls, utc_now().date(), **names)
    counts = Counter(one.call.transcript.call_id for one in judged)
    if twice := [call_id for call_id, count in counts.items() if count > 1]:
        shown = "、".join(twice[:_NAMED]) + (" 等" if len(twice) > _NAMED else "")
        typer.echo(
            f"注意：{transcripts} 里有 {len(twice)} 个 call_id 不止一行：{shown}；每行各算一通", err=True
        )
    for one in judged:
        if as_json:
            print_json(_call_json(one), indent=None)
        else:
            for line in _call_told(one):
                typer.echo(line)


def _call_json(judged: Judged) -> dict[str, Any]:
    skipped = judged.evaluation.not_evaluated
    return {
        "call_id": judged.call.transcript.call_id,
        "score": judged.score.points,
        "findings": [_finding(finding) for finding in judged.evaluation.findings],
        "not_evaluated": [
            {"rule": one.rule_id, "reason": rule_words.undecided(one.reason)} for one in skipped
        ],
    }


def _call_told(judged: Judged) -> Iterator[str]:
    findings, skipped = judged.evaluation.findings, len(judged.evaluation.not_evaluated)
    unknown = f"，{skipped} 条规则未评估" if skipped else ""
    points = "没有得分" if judged.score.points is None else f"{judged.score.points:g} 分"
    yield f"{judged.call.transcript.call_id}：{points}，命中 {len(findings)} 条{unknown}"
    for finding in findings:
        said = f"“{finding.evidence}”" if finding.evidence else "整通通话"
        rule = f"{finding.category}·{finding.rule_name}（{finding.rule_id}）"
        yield f"  {_clock(finding)} {rule}：{said}"


def _clock(finding: Finding) -> str:
    minutes, seconds = divmod(finding.start_ms // 1000, 60)
    return f"{minutes:02}:{seconds:02}"
