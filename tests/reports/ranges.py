"""A roll-up of days that no database knows: everything its page and its workbook can show."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from callqa.days.day import DayResult
from callqa.days.ranges.past import Past
from callqa.days.ranges.rollup import HeardCall, Rollup
from callqa.days.ranges.tally import Tally, listed
from callqa.days.score import Scoring, conduct_of
from callqa.model.playback import Sound
from callqa.model.recording import NO_ROSTER
from reports.view.day import by_urgency
from reports.view.range.coaching import CoachingPage, CoachingTally
from tests.support.builders import MORNING

SILENT: Mapping[str, Sound] = {}


def range_of(
    *days: DayResult,
    first: date | None = None,
    past: Past | None = None,
    sounds: Mapping[str, Sound] = SILENT,
    **changes: Any,
) -> Rollup:
    """Add days up.

    Args:
        first: day of the range; the first of the days if not given.
        past: the period before.
        sounds: of calls, by call id.
        changes: other fields of the roll-up.
    """
    tally = Tally()
    for day in days:
        tally.add(day, {call.recording.call_id: f"c{n}" for n, call in enumerate(by_urgency(day), 1)})
    flagged, wordings = tally.worst_first(), tally.wordings.most(past)
    chosen = listed(flagged, 500, [each.example for each in wordings])
    first, last = first or days[0].window.day, days[-1].window.day
    fields: dict[str, Any] = {
        "timezone": "Asia/Shanghai",
        "generated_at": MORNING,
        "masked": True,
        "precisions": {each.rule_id: each for each in days[-1].precisions},
        "reviewed_days": days[-1].reviewed_days,
        "heard": _heard(days, sounds),
    }
    return Rollup(
        first=first,
        last=last,
        days=tally.days(first, last),
        categories=tally.categories(),
        agents=tally.agents(),
        rules=tally.rules(),
        flagged=flagged,
        listed=chosen,
        wordings=wordings,
        past=past,
        **fields | changes,
    )


def _heard(days: Sequence[DayResult], sounds: Mapping[str, Sound]) -> dict[tuple[date, str], HeardCall]:
    return {
        (day.window.day, call.recording.call_id): HeardCall(
            result=day, call=call, sound=sounds.get(call.recording.call_id, Sound())
        )
        for day in days
        for call in day.calls
    }


def pages_of_agents(*days: DayResult) -> dict[str, CoachingPage]:
    """Return the page of every agent over some days."""
    found, tally = range_of(*days), CoachingTally()
    for day in days:
        agents = {(call.recording.agent or "").strip() for call in day.calls}
        conduct = {
            each: conduct_of([c for c in day.calls if c.recording.agent == each], Scoring.of(day))
            for each in agents
        }
        tally.add(day, conduct)
    return tally.pages(found.first, found.last, NO_ROSTER, found.heard)
