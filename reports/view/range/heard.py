"""Calls of several days with their sentences, as the list of a roll-up and the pages of agents show them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from callqa.days.ranges.rollup import FlaggedTotal, HeardCall, Rollup, Wording
from callqa.days.score import Scoring
from reports.view.evaluated import Evaluated
from reports.view.format import Clock, Label
from reports.view.hits import flagged_call
from reports.view.model.calls import FlaggedCall, Line
from reports.view.pages import PageCall, PageHit, hits_of, playback, standing
from reports.view.range.addresses import address
from reports.view.range.rollup import against
from reports.view.tables import call_row
from reports.words.language import page_words, words


def with_hits(heard: HeardCall, anchor: str) -> FlaggedCall:
    """Return a call with its hits, worst first.

    Args:
        anchor: its place on the page.
    """
    result, call = heard.result, heard.call
    row = call_row(call, anchor, result, Evaluated.of(result))
    named = replace(row, clock=f"{row.at:%m-%d} {row.clock}")
    return flagged_call(call, named, Clock.of(result.window), Scoring.of(result))


def listed_calls(rollup: Rollup) -> Iterator[PageCall]:
    """Yield the listed calls, worst first; each leads to its place in the report of its day."""
    for place, flagged in enumerate(rollup.listed, 1):
        yield _page_call(flagged, rollup.heard[flagged.key], f"r{place}")


def _page_call(flagged: FlaggedTotal, heard: HeardCall, anchor: str) -> PageCall:
    found, there = with_hits(heard, anchor), address(flagged.day, flagged.anchor)
    return PageCall(
        anchor=anchor,
        row=found.row,
        hits=hits_of(found.hits, heard.sound, there),
        playback=playback(heard.sound),
        view=None,
        elsewhere=there,
        points=standing(heard.call, heard.result),
        day=flagged.day.isoformat(),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class WordingView:
    """What was said most, with one of the sentences.

    Args:
        text: the words, as the example has them.
        speaker: who says them.
        rule: that they hit.
        new: whether the period before did not have them; in words, empty where it did or nobody knows.
        change: against the period before, in words.
        line: the sentence; None where only the words are known.
        there: the hit in the report of its day.
        anchor: the example's call in the list; empty where it is not listed.
    """

    text: str
    speaker: Label
    rule: str
    hits: int
    calls: int
    agents: int
    new: str
    change: str
    line: Line | None
    hit: PageHit
    there: str
    anchor: str


def wordings(rollup: Rollup) -> tuple[WordingView, ...]:
    """Return what was said most in hits, and what is new, most hits first."""
    places = {each.key: f"r{place}" for place, each in enumerate(rollup.listed, 1)}
    found = (_wording(each, rollup, places.get(each.example.key, "")) for each in rollup.wordings)
    return tuple(each for each in found if each)


def _wording(wording: Wording, rollup: Rollup, anchor: str) -> WordingView | None:
    flagged, heard = wording.example, rollup.heard[wording.example.key]
    there = address(flagged.day, flagged.anchor)
    hits = hits_of(with_hits(heard, anchor or "x").hits, heard.sound, there)
    hit = next((each for each in hits if each.view.finding_id == wording.finding_id), None)
    if hit is None:  # the rules were put to the day again meanwhile
        return None
    centre = next((line for line in hit.view.context if line.centre), None)
    return WordingView(
        text=hit.view.evidence,
        speaker=hit.view.speaker,
        rule=f"{hit.view.category} {hit.view.rule}",
        hits=wording.hits,
        calls=wording.calls,
        agents=wording.agents,
        new=_new(wording, rollup),
        change=against(rollup, wording.hits, wording.before) if wording.before else "",
        line=centre,
        hit=hit,
        there=hit.there,
        anchor=anchor,
    )


def _new(wording: Wording, rollup: Rollup) -> str:
    if wording.before != 0 or rollup.past is None:
        return ""
    return page_words.NEW if rollup.past.complete else words.UNSEEN
