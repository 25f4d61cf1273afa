"""Conditions made of conditions: every, either, not, at least n, n times; three-valued throughout."""

from collections.abc import Iterable, Sequence

from callqa.model.recording import Role
from callqa.rules.conditions.finder import Found, longest
from callqa.rules.conditions.speech import Hit, Speech
from callqa.rules.conditions.verdict import HOLDS, MISS, Condition, Truth, Verdict, place, unknown

ROLE_NAMES = {Role.AGENT: "坐席", Role.CUSTOMER: "客户"}


def every(parts: Sequence[Condition]) -> Condition:
    """All parts hold; the hit is where the last of them came to hold."""

    def condition(speech: Speech) -> Verdict:
        verdicts: list[Verdict] = []
        for part in parts:
            verdict = part(speech)
            if verdict.truth is Truth.MISS:
                return MISS
            verdicts.append(verdict)
        return _completed(verdicts, len(parts))

    return condition


def either(parts: Sequence[Condition]) -> Condition:
    """One part holds, or more; the hits of all, of those that overlap the longest."""

    def condition(speech: Speech) -> Verdict:
        verdicts = [part(speech) for part in parts]
        return Verdict(
            hits=apart(hit for verdict in verdicts for hit in verdict.hits),
            doubtful=apart(hit for verdict in verdicts for hit in verdict.doubtful),
            holds=any(verdict.holds for verdict in verdicts),
            undecided=next((verdict.undecided for verdict in verdicts if verdict.undecided), ""),
        )

    return condition


def negated(part: Condition, speakers: Iterable[Role | None] = ()) -> Condition:
    """The part does not hold.

    Args:
        part: what must not hold.
        speakers: who would have said it: of somebody who never speaks nothing can be said.
    """
    needed = tuple(speakers)

    def condition(speech: Speech) -> Verdict:
        verdict = part(speech)
        if verdict.truth is not Truth.MISS:
            return MISS if verdict.truth is Truth.HIT else unknown(verdict.undecided)
        absent = next((role for role in needed if not speech.speaks(role)), _NOBODY)
        return HOLDS if absent is _NOBODY else unknown(silent(speech, absent))  # type: ignore[arg-type] # a role

    return condition


_NOBODY = object()


def at_least(count: int, parts: Sequence[Condition]) -> Condition:
    """So many different parts hold; the hit is where the last one that was needed came to hold."""

    def condition(speech: Speech) -> Verdict:
        return _completed([part(speech) for part in parts], count)

    return condition


def counted(count: int, part: Condition) -> Condition:
    """The part has so many hits; the hit is the one that makes the number full."""

    def condition(speech: Speech) -> Verdict:
        verdict = part(speech)
        if len(verdict.hits) >= count:
            return Verdict(hits=verdict.hits[count - 1 : count])
        if len(verdict.hits) + len(verdict.doubtful) >= count:
            return Verdict(doubtful=verdict.doubtful, undecided=verdict.undecided)
        return MISS

    return condition


def apart(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Of hits on overlapping words one, as in `longest`; in order of time."""
    spans: dict[Found, Hit] = {}
    others: list[Hit] = []
    for hit in hits:
        if hit.span is None:
            others.append(hit)
        else:
            spans.setdefault(Found(*hit.span, hit.confidence), hit)
    return tuple(sorted((*others, *(spans[one] for one in longest(list(spans)))), key=place))


def silent(speech: Speech, role: Role | None) -> str:
    """Why nothing can be said about what a role did not say."""
    if role is None or not speech.speaks(None):
        return "没有人说话"
    if speech.speaks(Role.UNKNOWN):
        return f"不知道哪些话是{ROLE_NAMES[role]}说的"
    return f"{ROLE_NAMES[role]}没有说话"


def _completed(verdicts: Sequence[Verdict], count: int) -> Verdict:
    """So many of the verdicts are hits, or may be."""
    holding = [verdict for verdict in verdicts if verdict.truth is Truth.HIT]
    if len(holding) >= count:
        return _at_the_last(holding, count)
    open_ones = [verdict for verdict in verdicts if verdict.truth is Truth.UNKNOWN]
    if len(holding) + len(open_ones) < count:
        return MISS
    doubtful = tuple(hit for verdict in (*holding, *open_ones) for hit in verdict.doubtful)
    return Verdict(doubtful=doubtful, undecided=open_ones[0].undecided)


def _at_the_last(holding: Sequence[Verdict], count: int) -> Verdict:
    """The hit that completed the number: what holds for the whole call is there from the start."""
    firsts = sorted((min(verdict.hits, key=place) for verdict in holding if verdict.hits), key=place)
    if not firsts:
        return HOLDS
    nowhere = len(holding) - len(firsts)
    return Verdict(hits=(firsts[max(count - nowhere, 1) - 1],))
