"""What a list of flagged calls can be narrowed to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from callqa.model.finding import Severity
from callqa.model.review.verdicts import Standing
from reports.view.format import Label
from reports.view.hits import severity_label
from reports.view.model.calls import HitView
from reports.view.model.day import DayView
from reports.view.pages import PageCall
from reports.words.language import page_words, words


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What the flagged calls can be narrowed to: only values that occur, and every verdict.

    Args:
        agents: by team, the team's name first; it is empty for those of no team.
        rules: by id.
        hours: in which flagged calls began.
        sides: whose doing a hit is about.
        days: of the calls, where the page has several.
        folds: whether whole transcripts are folded on the page.
    """

    severities: tuple[Label, ...]
    categories: tuple[str, ...]
    agents: tuple[tuple[str, tuple[str, ...]], ...]
    verdicts: tuple[Label, ...]
    rules: tuple[Label, ...] = ()
    queues: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    hours: tuple[int, ...] = ()
    sides: tuple[Label, ...] = ()
    days: tuple[str, ...] = ()
    folds: bool = True

    @classmethod
    def of(cls, view: DayView) -> "Filters":
        """Return the choices of a day."""
        teams = ((row.team, row.name) for row in view.agents)
        hits = [hit for call in view.flagged for hit in call.hits]
        return cls(
            **_of_hits(hits),
            agents=_by_team(teams),
            queues=tuple(sorted({row.queue for row in view.calls if row.queue})),
            directions=tuple(sorted({row.direction for row in view.calls})),
            hours=tuple(sorted({call.row.at.hour for call in view.flagged})),
        )

    @classmethod
    def over(cls, calls: Sequence[PageCall], teams: Iterable[tuple[str, str]]) -> "Filters":
        """Return the choices of calls of several days.

        Args:
            teams: team and name of every agent.
        """
        hits = [hit.view for call in calls for hit in call.hits]
        return cls(
            **_of_hits(hits),
            agents=_by_team(teams),
            queues=tuple(sorted({call.row.queue for call in calls if call.row.queue})),
            directions=tuple(sorted({call.row.direction for call in calls})),
            hours=tuple(sorted({call.row.at.hour for call in calls})),
            days=tuple(sorted({call.day for call in calls})),
            folds=False,
        )


def _of_hits(hits: Sequence[HitView]) -> dict[str, Any]:
    found = {hit.severity.key for hit in hits}
    rules = {hit.rule_id: hit.rule for hit in hits}
    by_name = sorted(rules.items(), key=lambda rule: (rule[1], rule[0]))
    return {
        "severities": tuple(severity_label(each) for each in Severity if each.value in found),
        "categories": tuple(sorted({hit.category for hit in hits})),
        "rules": tuple(Label(key=key, word=name) for key, name in by_name),
        "sides": tuple(Label(key=key, word=word) for key, word in page_words.SIDES.items()),
        "verdicts": tuple(Label(key=each.value, word=words.STANDING[each]) for each in Standing),
    }


def _by_team(agents: Iterable[tuple[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the agents in groups by team; those of no team last, under an empty name."""
    teams: dict[str, set[str]] = {}
    for team, name in agents:
        teams.setdefault(team, set()).add(name)
    return tuple(
        (team, tuple(sorted(teams[team]))) for team in sorted(teams, key=lambda name: (not name, name))
    )
