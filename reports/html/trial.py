"""A trial of a rule book as one self-contained page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from callqa.days.rule_changes import RuleChange
from callqa.model.transcript import Turn
from callqa.rules.evaluation.trial import RuleTrial, Trial, TrialHit
from callqa.rules.publication import Publication
from callqa.settings.schema import Language
from reports.html.templates import render
from reports.view.format import Label, clip_head, clip_tail, span
from reports.view.hits import severity_label
from reports.view.lines import speaker
from reports.view.model.calls import Line, Segment
from reports.view.model.overview import Fact, Masthead
from reports.words.language import Catalogue, page_words, rule_words, speaking, trial_words, words

_CONTEXT = 60
_WORDS = Catalogue("trial", "page", "common")
MOST_HITS = 300
"""On a page, of each kind: a change that floods is known after fewer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HitPlace:
    """Where a hit is found and heard.

    Args:
        href: its call, where everything that was said stands; empty where that is not near.
        play: its sound, a little before it; empty where there is none.
        why: in words, what of both is missing, and why; empty where nothing is.
    """

    href: str = ""
    play: str = ""
    why: str = ""


Places = Callable[[TrialHit], HitPlace]


def nowhere(_: TrialHit) -> HitPlace:
    """Return that nobody has looked for a hit."""
    return HitPlace()


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialHitView:
    """A hit that only one of the books has.

    Args:
        name: the call, and its day where that is known.
    """

    name: str
    place: HitPlace
    severity: Label
    rule: str
    certainty: Label
    lines: tuple[Line, ...]


def render_trial(
    trial: Trial,
    *,
    file: str,
    against: Publication | None,
    days: Sequence[date],
    changes: Sequence[RuleChange],
    masked: bool,
    language: Language = Language.CHINESE,
    places: Places = nowhere,
) -> str:
    """Return the page: what changes in the book, in the numbers, and in the hits.

    Args:
        trial: what was found.
        file: name of the book that was tried.
        against: the book in force; None for the configured file, where nothing was published yet.
        days: whose calls were looked at.
        changes: of the rules.
        masked: whether personal numbers are hidden in it.
        language: what the page speaks.
        places: says where a hit is found and heard, in the same language.
    """
    with speaking(language):
        head = _masthead(trial, file, against, days)
        values = trial_values(trial, changes, places)
        return render("trial.html", head=head, file=file, masked=masked, **values)


def trial_values(trial: Trial, changes: Sequence[RuleChange], places: Places = nowhere) -> dict[str, Any]:
    """Return what ``_trial.html`` is filled with, in the language that is being spoken.

    Args:
        trial: what was found.
        changes: of the rules.
        places: as for `render_trial`.
    """
    return {
        "w": _WORDS,
        "trial": trial,
        "changes": [rule_words.change(change) for change in changes],
        "rules": [(rule, severity_label(rule.severity)) for rule in trial.rules if _changes(rule)],
        "kinds": [
            ("gained", trial_words.GAINED, _by_rule(trial.gained, places), len(trial.gained)),
            ("lost", trial_words.LOST, _by_rule(trial.lost, places), len(trial.lost)),
        ],
        "most": MOST_HITS,
    }


def _changes(rule: RuleTrial) -> bool:
    return rule.differs or rule.old is None or rule.new is None


def _masthead(trial: Trial, file: str, against: Publication | None, days: Sequence[date]) -> Masthead:
    return Masthead(
        kicker=trial_words.KICKER,
        title=file,
        facts=(
            Fact(label=trial_words.AGAINST, value=_book(against)),
            Fact(label=trial_words.DATE, value=trial_words.days(str(days[0]), str(days[-1]), len(days))),
            Fact(label=page_words.CALLS, value=page_words.call_count(trial.calls)),
            Fact(label=trial_words.GAINED, value=trial_words.hit_number(len(trial.gained))),
            Fact(label=trial_words.LOST, value=trial_words.hit_number(len(trial.lost))),
        ),
    )


def _book(against: Publication | None) -> str:
    if against is None:
        return trial_words.CURRENT_BOOK
    return trial_words.publication(against.number, f"{against.published_at:%Y-%m-%d %H:%M}", against.author)


def _by_rule(hits: Sequence[TrialHit], places: Places) -> list[tuple[str, list[TrialHitView]]]:
    ordered = sorted(hits[:MOST_HITS], key=lambda hit: hit.finding.rule_id)
    return [
        (rule_id, [_hit(hit, places(hit)) for hit in group])
        for rule_id, group in groupby(ordered, key=lambda hit: hit.finding.rule_id)
    ]


def _hit(hit: TrialHit, place: HitPlace) -> TrialHitView:
    finding = hit.finding
    where = f"{hit.day} " if hit.day else ""
    return TrialHitView(
        name=f"{where}{finding.call_id}",
        place=place,
        severity=severity_label(finding.severity),
        rule=f"{finding.category}·{finding.rule_name}",
        certainty=Label(key=finding.certainty.value, word=words.CERTAINTY[finding.certainty]),
        lines=tuple(_line(turn, hit if n == hit.centre else None) for n, turn in enumerate(hit.context)),
    )


def _line(turn: Turn, hit: TrialHit | None) -> Line:
    return Line(
        anchor="",
        role=turn.role.value,
        speaker=speaker(turn).word,
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
