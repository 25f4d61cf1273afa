"""sequence: one thing said after the other."""

from collections.abc import Iterator, Mapping
from collections.abc import Sequence as Row
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from callqa.days.rule_changes import Demand
from callqa.model.finding import Undecided, Why
from callqa.model.recording import Role
from callqa.rules.conditions.operator import ROLES, Operator, Place
from callqa.rules.conditions.words import Words, said
from callqa.rules.constraints.where import Where
from callqa.rules.grammar.aliases import LIST, names
from callqa.rules.grammar.fields import Number, Phrases, RoleWord, Seconds, milliseconds
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.search.answer import MISS, Answer
from callqa.rules.search.demands import demand, in_a_row
from callqa.rules.search.earlier import Earlier, Reach
from callqa.rules.search.hit import Hit
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import Strict

_NO_TIMES = Undecided(kind=Why.NO_TIMES_BETWEEN)


class StepEntry(Strict):
    """One step of a sequence."""

    SHOWN_AS: ClassVar[str] = "{words: [可以退], role: 坐席}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(words=f"{LIST} keywords any", role="speaker who 角色")

    words: Phrases = Field(description="这一步要说的词，说了其中任何一个就算")
    role: RoleWord | None = Field(default=None, description="这一步谁来说；不写就用规则的")


def _as_step(value: object) -> object:
    return value if isinstance(value, dict) else {"words": value}


_Steps = Annotated[
    list[Annotated[StepEntry, BeforeValidator(_as_step, json_schema_input_type=str | list[str] | StepEntry)]],
    Field(min_length=2),
]


class SequenceEntry(Strict):
    """One thing said after the other."""

    SHOWN_AS: ClassVar[str] = "{steps: [[可以退], [退不了]], within_turns: 6}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        steps="words keywords phrases items order 步骤",
        within_turns="turns within within_sentences max_turns",
        within_s="seconds within_seconds max_seconds",
    )

    steps: _Steps = Field(description="先后要说的话，至少两步")
    within_turns: Number | None = Field(default=None, description="相邻两步最多隔几句话")
    within_s: Seconds | None = Field(default=None, description="相邻两步最多隔几秒")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sequence(Node):
    """One step after the other; the hits are those of the last step that complete a row.

    Args:
        steps: each a condition on words.
        within_turns, within_ms: at most so far from one step to the next; None for any distance.
    """

    steps: tuple[Words, ...]
    within_turns: int | None = None
    within_ms: int | None = None

    def condition(self) -> Condition:
        """Answer with the hits of the last step."""
        conditions = [step.condition() for step in self.steps]

        def in_order(speech: Speech) -> Answer:
            answers = []
            for condition in conditions:
                answers.append(answer := condition(speech))
                if not answer.hits and not answer.doubtful:
                    return MISS
            if sure := self._completing([answer.hits for answer in answers], sure=True):
                return Answer(hits=sure)
            maybe = self._completing([(*one.hits, *one.doubtful) for one in answers], sure=False)
            if not maybe:
                return MISS
            reason = next((answer.undecided for answer in answers if answer.undecided), _NO_TIMES)
            return Answer(doubtful=maybe, undecided=reason)

        return in_order

    def triggers(self) -> frozenset[str] | None:
        """Return those of the last step."""
        return self.steps[-1].triggers()

    def speakers(self) -> Iterator[Role | None]:
        """Yield those of all steps."""
        for step in self.steps:
            yield from step.speakers()

    def describe(self) -> Demand:
        """Describe the steps and how far they may lie apart."""
        steps = tuple(in_a_row(step.phrases) for step in self.steps)
        return demand("sequence", steps=steps, within_turns=self.within_turns, within_ms=self.within_ms)

    def _completing(self, steps: Row[Row[Hit]], *, sure: bool) -> tuple[Hit, ...]:
        reach = Reach(turns=self.within_turns, ms=self.within_ms, sure=sure)
        reached = list(steps[0])
        for hits in steps[1:]:
            reached = [*filter(Earlier(reached, reach).lead_to, hits)]
        return tuple(reached)


def _build(entry: SequenceEntry, here: Place) -> Node:
    steps = (
        said(
            here.phrases(step.words, "sequence", "steps", index),
            Where(role=here.role if step.role is None else ROLES[step.role], pinyin=here.pinyin),
            here.spoken,
        )
        for index, step in enumerate(entry.steps)
    )
    within_ms = milliseconds(entry.within_s)
    return Sequence(steps=tuple(steps), within_turns=entry.within_turns, within_ms=within_ms)


OPERATORS = (
    Operator(
        key="sequence",
        order=70,
        written=SequenceEntry,
        description="先说什么、后说什么",
        aliases="seq order then followed_by 顺序 先后",
        build=_build,
    ),
)
