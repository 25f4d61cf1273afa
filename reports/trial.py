"""A trial of a rule book as one self-contained page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flows.core.recording import Role
from flows.core.rules.diff import RuleChange
from flows.core.rules.trial import Trial, TrialHit
from flows.core.transcript import Turn
from reports.hits import severity_label
from reports.html import environment
from reports.language import words
from reports.shapes import Label, Segment
from reports.text import clip_head, clip_tail
from reports.times import span

_CONTEXT = 60
MOST_HITS = 300
"""On a page, of each kind: a change that floods is known after fewer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialLine:
    """A turn beside a hit, or the turn of the hit itself."""

    role: str
    speaker: str
    offset: str
    segments: tuple[Segment, ...]
    centre: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialHitView:
    """A hit that only one of the books has."""

    place: str
    severity: Label
    rule: str
    certainty: Label
    lines: tuple[TrialLine, ...]


def render_trial(
    trial: Trial, *, file: str, against: str, days: Sequence[date], changes: Sequence[RuleChange]
) -> str:
    """The page: what changes in the book, in the numbers, and in the hits.

    Args:
        trial: what was found.
        file: name of the book that was tried.
        against: the book in force, in words.
        days: whose calls were looked at.
        changes: of the rules.
    """
    return (
        environment()
        .get_template("trial.html")
        .render(
            trial=trial,
            file=file,
            against=against,
            days=f"{days[0]}" if len(days) == 1 else f"{days[0]} 至 {days[-1]}，{len(days)} 天",
            changes=[str(change) for change in changes],
            rules=[(rule, severity_label(rule.severity)) for rule in trial.rules],
            kinds=[
                ("gained", "新增的命中", _by_rule(trial.gained), len(trial.gained)),
                ("lost", "失去的命中", _by_rule(trial.lost), len(trial.lost)),
            ],
            most=MOST_HITS,
        )
    )


def _by_rule(hits: Sequence[TrialHit]) -> list[tuple[str, list[TrialHitView]]]:
    ordered = sorted(hits[:MOST_HITS], key=lambda hit: hit.finding.rule_id)
    return [
        (rule_id, [_hit(hit) for hit in group])
        for rule_id, group in groupby(ordered, key=lambda hit: hit.finding.rule_id)
    ]


def _hit(hit: TrialHit) -> TrialHitView:
    finding = hit.finding
    where = f"{hit.day} " if hit.day else ""
    return TrialHitView(
        place=f"{where}{finding.call_id}",
        severity=severity_label(finding.severity),
        rule=f"{finding.category}·{finding.rule_name}",
        certainty=Label(key=finding.certainty.value, word=words.CERTAINTY[finding.certainty]),
        lines=tuple(_line(turn, hit if n == hit.centre else None) for n, turn in enumerate(hit.context)),
    )


def _line(turn: Turn, hit: TrialHit | None) -> TrialLine:
    return TrialLine(
        role=turn.role.value,
        speaker=words.ROLE[turn.role] if turn.role is not Role.UNKNOWN else f"声道 {turn.channel + 1}",
        offset=span(hit.finding.start_ms if hit else turn.start_ms),
        segments=_marked(hit) if hit else (Segment(text=clip_tail(turn.text, _CONTEXT), marked=False),),
        centre=hit is not None,
    )


def _marked(hit: TrialHit) -> tuple[Segment, ...]:
    before, words_said, after = hit.said
    return (
        Segment(text=clip_head(before, _CONTEXT), marked=False),
        Segment(text=words_said, marked=True),
        Segment(text=clip_tail(after, _CONTEXT), marked=False),
    )
