"""Conditions on the order of things: one after the other, and the same again."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from callqa.model.recording import Role
from callqa.rules.conditions.finder import FILLERS
from callqa.rules.conditions.logic import ROLE_NAMES
from callqa.rules.conditions.nodes import Repeat
from callqa.rules.conditions.nodes import Sequence as Steps
from callqa.rules.conditions.speech import Hit, Speech
from callqa.rules.conditions.verdict import MISS, Condition, Verdict, follows, unknown
from callqa.rules.conditions.words import excused_turns
from callqa.text.fold import fold

_Pairs: TypeAlias = frozenset[tuple[str, str]]
_NO_TIMES = "没有每个字的时间，无法判断前后相隔多久"


def in_order(node: Steps, steps: Sequence[Condition]) -> Condition:
    """One step after the other; the hits are those of the last step that complete a row."""

    def condition(speech: Speech) -> Verdict:
        verdicts = []
        for step in steps:
            verdicts.append(verdict := step(speech))
            if not verdict.hits and not verdict.doubtful:
                return MISS
        if sure := _completing(node, [verdict.hits for verdict in verdicts], sure=True):
            return Verdict(hits=sure)
        maybe = _completing(node, [(*v.hits, *v.doubtful) for v in verdicts], sure=False)
        if not maybe:
            return MISS
        reason = next((verdict.undecided for verdict in verdicts if verdict.undecided), _NO_TIMES)
        return Verdict(doubtful=maybe, undecided=reason)

    return condition


def repeated(node: Repeat) -> Condition:
    """The same speaker says nearly the same again; the hit is the turn that makes the number full."""

    def condition(speech: Speech) -> Verdict:
        hits = tuple(speech.turn_hit(index) for index in _repetitions(node, speech, node.role))
        if hits or node.role is None:
            return Verdict(hits=hits)
        if speech.speaks(Role.UNKNOWN) and _repetitions(node, speech, Role.UNKNOWN):
            return unknown(f"有人重复说同样的话，但不知道是不是{ROLE_NAMES[node.role]}")
        return MISS

    return condition


def alike(one: str, other: str) -> float:
    """The share of pairs of neighbouring characters that two texts have in common, 0 to 1.

    Sørensen–Dice over character bigrams: cheap, symmetric, and kind to a changed order of words.
    """
    return _share(_bigrams(one), _bigrams(other))


def _share(first: _Pairs, second: _Pairs) -> float:
    both = len(first) + len(second)
    return 2 * len(first & second) / both if both else 0.0


def spoken(text: str) -> str:
    """A folded text without the fillers."""
    text = fold(text)
    for filler in FILLERS:
        text = text.replace(filler, "")
    return text


def _completing(node: Steps, steps: Sequence[Sequence[Hit]], *, sure: bool) -> tuple[Hit, ...]:
    reached = list(steps[0])
    for hits in steps[1:]:
        reached = [hit for hit in hits if any(_next(node, before, hit, sure) for before in reached)]
    return tuple(reached)


def _next(node: Steps, before: Hit, hit: Hit, sure: bool) -> bool:
    if not follows(hit, before):
        return False
    if node.within_turns is not None and abs((hit.turn or 0) - (before.turn or 0)) > node.within_turns:
        return False
    if node.within_ms is None:
        return True
    if before.timed and hit.timed:
        return hit.start_ms - before.end_ms <= node.within_ms
    # somewhere in their turns: surely close enough where their far ends are, perhaps where the near ones are
    gap = hit.end_ms - before.start_ms if sure else hit.start_ms - before.end_ms
    return gap <= node.within_ms and (not sure or hit.end_ms > hit.start_ms)


def _repetitions(node: Repeat, speech: Speech, role: Role | None) -> list[int]:
    """The turns that say for the so-manieth time what their speaker said not long before."""
    excused = excused_turns(speech, node.unless)
    found: list[int] = []
    said: dict[tuple[Role, int], list[_Pairs]] = {}
    for index, turn in speech.turns:
        if role not in (None, turn.role) or index in excused:
            continue
        text = spoken(turn.text)
        pairs = _bigrams(text) if len(text) >= node.min_chars else _TOO_SHORT
        earlier = said.setdefault((turn.role, turn.channel), [])
        if (
            pairs
            and 1 + sum(_share(pairs, one) >= node.alike for one in earlier[-node.turns :]) == node.times
        ):
            found.append(index)
        earlier.append(pairs)
    return found


_TOO_SHORT: _Pairs = frozenset()


def _bigrams(text: str) -> _Pairs:
    return frozenset(pairwise(text))
