"""Adding up: stored days as one, what was said in the calls that are shown, and the period before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from callqa.days.day import DayResult
from callqa.days.masked_day import SHOWN_AS_IS, shown_ids
from callqa.days.ranges.past import Past, Said, before
from callqa.days.ranges.rollup import Rollup
from callqa.days.ranges.tally import Tally, listed
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.review.misses import Sampled, still_missed
from callqa.model.review.precision import DayPrecision, RulePrecision, by_day, precisions
from callqa.model.review.verdicts import judge
from callqa.operations.days import each
from callqa.operations.load import load_outline, roster_of
from callqa.operations.ranges.hearing import hear
from callqa.storage.counts import hits_by_rule, load_history, words_of_hits
from callqa.storage.reviews import Reviews
from callqa.storage.session import Site
from callqa.text.fold import fold
from reports.view.hits import urgency
from reports.view.range.coaching import CoachingTally

MOST_LISTED = 500
"""Flagged calls that are listed for being the worst; the workbook has all."""


def add_up(
    site: Site,
    days: Sequence[date],
    span: tuple[date, date],
    watcher: Watcher = UNWATCHED,
    coaching: CoachingTally | None = None,
) -> Rollup:
    """Add up stored days; one day at a time is in memory, and of it only what was counted.

    Args:
        days: the stored ones, oldest first.
        span: first and last day of the range; days of it that are not stored are shown as not run.
        watcher: is told of every day.
        coaching: is given every day, too; what was said in the calls that it chooses is in the result.
    """
    tally, (first, last) = Tally(), span
    for day in each(days, watcher):
        _add_day(site, day, tally, coaching)
    past = load_past(site, *before(first, last))
    flagged, wordings = tally.worst_first(), tally.wordings.most(past)
    chosen = listed(flagged, MOST_LISTED, [each.example for each in wordings])
    wanted = {one.key: one.call_id for one in chosen}
    heard = hear(site, wanted | (coaching.wanted() if coaching else {}))
    said = _Reviewed.of(Reviews(site.database), first, last)
    return Rollup(
        first=first,
        last=last,
        timezone=site.settings.timezone,
        generated_at=site.now().astimezone(site.zone),
        masked=site.settings.privacy.mask,
        days=tally.days(first, last),
        categories=tally.categories(),
        agents=tally.agents(),
        rules=tally.rules(),
        flagged=flagged,
        precisions=said.precisions,
        reviewed_days=said.days,
        roster=roster_of(site.configuration)[0],
        sampled=said.sampled,
        listed=tuple(one for one in chosen if one.key in heard),
        heard=heard,
        wordings=tuple(one for one in wordings if one.example.key in heard),
        past=past,
        judged=said.judged,
    )


def _add_day(site: Site, day: date, tally: Tally, coaching: CoachingTally | None) -> None:
    result = load_outline(site, day)
    ids = shown_ids([call.recording for call in result.calls]) if site.settings.privacy.mask else SHOWN_AS_IS
    conduct = tally.add(result, _anchors(result, ids), ids)
    if coaching:
        coaching.add(result, conduct, ids)


def _anchors(result: DayResult, ids: Mapping[str, str]) -> dict[str, str]:
    """Return where the flagged calls stand in the report of their day, which sorts by the ids it shows."""
    flagged = [call for call in result.calls if call.evaluation.findings]
    ordered = sorted(flagged, key=lambda call: urgency(call, ids))
    return {call.recording.call_id: f"c{place}" for place, call in enumerate(ordered, 1)}


def load_past(site: Site, first: date, last: date) -> Past | None:
    """Count a period by the database alone; None where nothing was run in it."""
    days = load_history(site.store, last + timedelta(days=1), (last - first).days + 2)
    if not days:
        return None
    said: Counter[Said] = Counter()
    for text, role, hits in words_of_hits(site.database, first, last):
        said[fold(text), role] += hits
    rules = hits_by_rule(site.database, first, last)
    return Past(first=first, last=last, days=days, rules=rules, wordings=said)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reviewed:
    """What supervisors said about the hits of a range."""

    precisions: Mapping[str, RulePrecision]
    days: tuple[DayPrecision, ...]
    sampled: Sampled
    judged: Mapping[date, int]

    @classmethod
    def of(cls, reviews: Reviews, first: date, last: date) -> "_Reviewed":
        hits, said = reviews.hits(first, last), reviews.between(first, last)
        heard = reviews.misses(first, last)
        missed = still_missed(heard, reviews.found_beside(first, last))
        return cls(
            precisions={known.rule_id: known for known in precisions(hits, said, missed)},
            days=by_day(hits, said),
            sampled=Sampled.of(heard, missed),
            judged=Counter(day for day, finding_id in judge(said) if (day, finding_id) in hits),
        )
