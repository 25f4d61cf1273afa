"""What a rule states, as data: a tree of conditions, made from the file and turned into functions.

One class for every operator of the language. `callqa.rules.conditions.catalogue` gives each its meaning.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeAlias

from callqa.model.recording import Direction, Role
from callqa.rules.conditions.surroundings import ANYWHERE, Phrase, Where


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Any of the phrases is said."""

    phrases: tuple[Phrase, ...]
    where: Where = ANYWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """Any of the regular expressions matches."""

    patterns: tuple[str, ...]
    where: Where = ANYWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Every:
    """All parts hold; the hit is where the last of them came to hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Either:
    """One part holds, or more."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Node"


@dataclass(frozen=True, kw_only=True, slots=True)
class AtLeast:
    """So many different parts hold."""

    count: int
    parts: tuple["Node", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """The part has so many hits; the hit is the one that makes the number full."""

    count: int
    part: "Node"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsaid:
    """The part, which should have been said in this window, by this role, was not."""

    part: "Node"
    where: Where


@dataclass(frozen=True, kw_only=True, slots=True)
class Sequence:
    """One step after the other; the hits are those of the last step.

    Args:
        steps: each a condition on words.
        within_turns, within_ms: at most so far from one step to the next; None for any distance.
    """

    steps: tuple["Node", ...]
    within_turns: int | None = None
    within_ms: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat:
    """The same speaker says nearly the same again.

    Args:
        role: who; None for anybody.
        turns: at most so many of that speaker's turns back.
        times: said so often, the first time included.
        alike: the share of pairs of neighbouring characters that two turns have in common, 0 to 1.
        min_chars: shorter turns (嗯嗯, 好的) are not looked at.
        unless: a turn with one of these does not count.
    """

    role: Role | None
    turns: int
    times: int
    alike: float
    min_chars: int
    unless: tuple[Phrase, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Silence:
    """Nobody speaks for a while, between two turns.

    Args:
        over_ms: at least so long.
        after: who had spoken before; None for anybody.
        unless: said in the turn before or after the silence, it is excused.
    """

    over_ms: int
    after: Role | None = None
    unless: tuple[Phrase, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """Somebody starts to speak while the other is speaking, and both go on.

    Args:
        role: who interrupts; None for anybody.
        over_ms: both speak for at least so long; what a delay on the line makes is shorter.
        min_chars: shorter turns (嗯, 好的) are no interruption.
        unless: a turn with one of these is none, either.
    """

    role: Role | None
    over_ms: int
    min_chars: int
    unless: tuple[Phrase, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Speed:
    """Characters a minute over all turns of a role: characters ÷ summed durations.

    Args:
        role: whose; None for all speakers together.
        over, under: limits, in characters a minute; None for no limit.
        min_chars: less than that is too little to tell, and no hit.
        unless: a turn with one of these (a text read out) is left out.
    """

    role: Role | None
    over: float | None = None
    under: float | None = None
    min_chars: int = 0
    unless: tuple[Phrase, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Duration:
    """The length of the recording, outside a limit."""

    over_ms: int | None = None
    under_ms: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Turns:
    """The number of turns of a role (None: of everybody), outside a limit."""

    role: Role | None
    over: int | None = None
    under: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AbnormalEnd:
    """The recording ends while somebody speaks, without a farewell.

    Args:
        role: who is cut off; None for anybody.
        within_ms: speech up to so long before the end of the recording is cut off.
        unless: the farewells; said in one of the last two turns, the end is a normal one.
    """

    role: Role | None
    within_ms: int
    unless: tuple[Phrase, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Meta:
    """What is known about the call besides its words; every field that is given has to fit.

    Args:
        queue, agent: names, in which * stands for anything; empty for any.
        direction: any of these; empty for any.
    """

    queue: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    direction: tuple[Direction, ...] = ()


Node: TypeAlias = (
    Words
    | Pattern
    | Every
    | Either
    | Not
    | AtLeast
    | Count
    | Unsaid
    | Sequence
    | Repeat
    | Silence
    | Overlap
    | Speed
    | Duration
    | Turns
    | AbnormalEnd
    | Meta
)
"""Any condition."""


def walk(node: Any) -> Iterator[Any]:
    """The node and everything in it, parents first."""
    if isinstance(node, tuple):
        for item in node:
            yield from walk(item)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from walk(getattr(node, field.name))
