"""repeat: the same speaker says nearly the same again."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field

from callqa.days.rule_changes import Demand
from callqa.model.finding import Why
from callqa.model.recording import Role
from callqa.rules.conditions.measured import excused_turns, spoken
from callqa.rules.conditions.operator import Operator, Place
from callqa.rules.grammar.aliases import UNLESS, names
from callqa.rules.grammar.fields import Number, Percent, Phrases
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.search.answer import MISS, Answer, unknown
from callqa.rules.search.demands import demand, in_a_row
from callqa.rules.search.phrase import Phrase
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import Strict

_Pairs: TypeAlias = frozenset[tuple[str, str]]
_TOO_SHORT: _Pairs = frozenset()


class RepeatEntry(Strict):
    """The same speaker says nearly the same again."""

    SHOWN_AS: ClassVar[str] = "{within_turns: 5, times: 3}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        within_turns="turns within window",
        times="count n count_gte 次数",
        alike="similarity similar threshold ratio 相似度 相似",
        min_chars="min_length chars",
        unless=UNLESS,
    )

    within_turns: Number = Field(default=6, description="往回看这个人的几句话")
    times: Annotated[int, Field(ge=2, le=100)] = Field(default=2, description="一共说了几遍才算")
    alike: Percent = Field(default=70, description="两句话有百分之几相同才算重复")
    min_chars: Annotated[int, Field(ge=2, le=1000)] = Field(default=5, description="短于几个字的话不看")
    unless: Phrases | None = Field(default=None, description="话里有这些词就不算")


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat(Node):
    """The same speaker says nearly the same again; the hit is the turn that makes the number full.

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

    def condition(self) -> Condition:
        """Answer with the turns that repeat."""

        def repeated(speech: Speech) -> Answer:
            hits = tuple(speech.turn_hit(index) for index in self._repetitions(speech, self.role))
            if hits or self.role is None:
                return Answer(hits=hits)
            if speech.speaks(Role.UNKNOWN) and self._repetitions(speech, Role.UNKNOWN):
                return unknown(Why.REPEATER_UNCLEAR, self.role)
            return MISS

        return repeated

    def describe(self) -> Demand:
        """Describe the limits."""
        limits = {"turns": self.turns, "times": self.times, "alike": self.alike, "min_chars": self.min_chars}
        return demand("repeat", **limits, unless=in_a_row(self.unless))

    def _repetitions(self, speech: Speech, role: Role | None) -> list[int]:
        """Return the turns at which a speaker has repeated themselves often enough."""
        excused = excused_turns(speech, self.unless)
        found: list[int] = []
        said: dict[tuple[Role, int], list[_Pairs]] = {}
        for index, turn in speech.turns:
            if role not in (None, turn.role) or index in excused:
                continue
            text = spoken(turn.text)
            pairs = _bigrams(text) if len(text) >= self.min_chars else _TOO_SHORT
            earlier = said.setdefault((turn.role, turn.channel), [])
            if pairs and 1 + self._times(pairs, earlier) == self.times:
                found.append(index)
            earlier.append(pairs)
        return found

    def _times(self, pairs: _Pairs, earlier: list[_Pairs]) -> int:
        return sum(_share(pairs, one) >= self.alike for one in earlier[-self.turns :])


def _share(first: _Pairs, second: _Pairs) -> float:
    """Return the share of pairs of neighbouring characters that two texts have in common, 0 to 1.

    Sørensen–Dice over character bigrams: cheap, symmetric, and kind to a changed order of words.
    """
    both = len(first) + len(second)
    return 2 * len(first & second) / both if both else 0.0


def _bigrams(text: str) -> _Pairs:
    return frozenset(pairwise(text))


def _build(entry: RepeatEntry, here: Place) -> Node:
    return Repeat(
        role=here.role,
        turns=entry.within_turns,
        times=entry.times,
        alike=entry.alike / 100,
        min_chars=entry.min_chars,
        unless=here.phrases(entry.unless, "repeat", "unless"),
    )


OPERATORS = (
    Operator(
        key="repeat",
        order=80,
        written=RepeatEntry,
        description="同一个人重复说差不多的话",
        aliases="repetition repeated 重复 反复",
        build=_build,
    ),
)
