"""Misses: what supervisors heard that no rule has marked, matched with calls and rules, and as examples."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from callqa.days.masked_day import shown_ids
from callqa.model.recording import Recording
from callqa.model.review.misses import Miss, still_missed
from callqa.model.summaries import RuleSummary
from callqa.model.transcript import Outcome
from callqa.reviews.missed import CallKey, Known, MissEntry
from callqa.rules.advice.variant import quoted
from callqa.storage.reviews import Reviews
from callqa.storage.session import Site
from callqa.text.masking import mask
from reports.view.pages import draw


def known_about(site: Site, entries: Iterable[MissEntry]) -> Known:
    """Return what the lines of a file may be about."""
    calls: dict[CallKey, str] = {}
    drawn: set[CallKey] = set()
    rules: dict[str, set[tuple[str, str]]] = {}
    categories: set[str] = set()
    for day in sorted({entry.day for entry in entries if entry.day}):
        recordings = site.store.recordings(day)
        shown = shown_ids(recordings)
        calls |= {(day, shown[one.call_id]): one.call_id for one in recordings}
        calls |= {(day, one.call_id): one.call_id for one in recordings}  # a real id goes first
        drawn |= {(day, call_id) for call_id in _drawn(site, day, recordings)}
        for rule in site.store.day(day).rules:
            categories.add(rule.category)
            for name in (rule.rule_id, rule.name):
                rules.setdefault(name, set()).add((rule.rule_id, rule.category))
    named = {name: tuple(sorted(meant)) for name, meant in rules.items()}
    return Known(calls=calls, drawn=drawn, rules=named, categories=categories)


def drawn(site: Site, day: date) -> frozenset[str]:
    """Return the calls of every agent's random sample of a day."""
    return frozenset(_drawn(site, day, site.store.recordings(day)))


def _drawn(site: Site, day: date, recordings: Sequence[Recording]) -> Iterator[str]:
    """Yield the calls of every agent's random sample, as the day's report draws them."""
    stored = site.store.stored(day)
    by_agent: dict[str, list[str]] = {}
    for one in recordings:
        if one.call_id in stored and stored[one.call_id].outcome is Outcome.OK:
            by_agent.setdefault((one.agent or "").strip(), []).append(one.call_id)
    for call_ids in by_agent.values():
        yield from draw(call_ids, day, site.settings.report.sample_per_agent)


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    """What is still missed, and how it becomes an example.

    Args:
        misses: oldest first; numbers hidden where reports hide them.
        rules: by id, as the newest of the days knows them.
    """

    misses: tuple[Miss, ...]
    rules: dict[str, RuleSummary]

    def examples(self, rule_id: str) -> str:
        """Return the missed words as a line of YAML for a rule; empty where none were written down."""
        words = dict.fromkeys(each.text for each in self.misses if each.rule_id == rule_id and each.text)
        return f"examples: {{hit: [{', '.join(map(quoted, words))}]}}" if words else ""


def still_open(site: Site, first: date, last: date) -> Open:
    """Return what was recorded as missed on some days and is not found now."""
    reviews = Reviews(site.database)
    misses = still_missed(reviews.misses(first, last), reviews.found_beside(first, last))
    rules = {rule.rule_id: rule for day in site.store.days(first, last) for rule in site.store.day(day).rules}
    return Open(misses=tuple(_shown(site, each) for each in misses), rules=rules)


def _shown(site: Site, miss: Miss) -> Miss:
    if not site.settings.privacy.mask:
        return miss
    ids = shown_ids(site.store.recordings(miss.day))
    return replace(miss, call_id=ids[miss.call_id], text=mask(miss.text), note=mask(miss.note))
