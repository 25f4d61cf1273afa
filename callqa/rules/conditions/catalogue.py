"""The catalogue of conditions: what each node of a rule means, as a function of one signature.

A condition is made once from a rule and then asked about any number of calls. It answers with hits,
with "no hit", or with a reason why it cannot know. The functions stand by kind in `words`, `logic`,
`order`, `measures` and `meta`; a new operator is a node, a function, and a line here.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from callqa.model.recording import Role
from callqa.rules.conditions import logic, measures, order, words
from callqa.rules.conditions.nodes import (
    AbnormalEnd,
    AtLeast,
    Count,
    Duration,
    Either,
    Every,
    Meta,
    Node,
    Not,
    Overlap,
    Pattern,
    Repeat,
    Sequence,
    Silence,
    Speed,
    Turns,
    Unsaid,
    Words,
)
from callqa.rules.conditions.verdict import Condition


def condition_of(node: Node) -> Condition:
    """The condition that a node states."""
    return _MEANINGS[type(node)](node)


def triggers(node: Node) -> frozenset[str] | None:
    """Folded phrases one of which has to occur for anything but "no hit"; None: it must always be asked."""
    if isinstance(node, Words):
        return frozenset(form for phrase in node.phrases for form in phrase.forms)
    if isinstance(node, Every):
        known = [words for words in map(triggers, node.parts) if words is not None]
        return min(known, key=len, default=None)
    if isinstance(node, Sequence):
        return triggers(node.steps[-1])
    if isinstance(node, Count):
        return triggers(node.part)
    if isinstance(node, Either | AtLeast):
        return _all_or_none([triggers(part) for part in node.parts])
    return None


def _all_or_none(parts: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [words for words in parts if words is not None]
    return frozenset[str]().union(*known) if len(known) == len(parts) else None


def _parts(node: Every | Either | AtLeast) -> list[Condition]:
    return [condition_of(part) for part in node.parts]


def _speakers(node: Node) -> Iterator[Role | None]:
    """Who has to have spoken before anything can be said about what was not said."""
    if isinstance(node, Words | Pattern):
        yield node.where.role
    elif isinstance(node, Every | Either | AtLeast):
        for part in node.parts:
            yield from _speakers(part)
    elif isinstance(node, Count):
        yield from _speakers(node.part)
    elif isinstance(node, Sequence):
        for step in node.steps:
            yield from _speakers(step)


_MEANINGS: Mapping[type, Callable[[Any], Condition]] = {
    Words: lambda node: words.said(node.phrases, node.where),
    Pattern: lambda node: words.matched(node.patterns, node.where),
    Unsaid: lambda node: words.unsaid(condition_of(node.part), node.where),
    Every: lambda node: logic.every(_parts(node)),
    Either: lambda node: logic.either(_parts(node)),
    Not: lambda node: logic.negated(condition_of(node.part), dict.fromkeys(_speakers(node.part))),
    AtLeast: lambda node: logic.at_least(node.count, _parts(node)),
    Count: lambda node: logic.counted(node.count, condition_of(node.part)),
    Sequence: lambda node: order.in_order(node, [condition_of(step) for step in node.steps]),
    Repeat: order.repeated,
    Silence: measures.silence,
    Overlap: measures.overlap,
    Speed: measures.speed,
    Duration: measures.duration,
    Turns: measures.turns,
    AbnormalEnd: measures.abnormal_end,
    Meta: measures.known,
}
