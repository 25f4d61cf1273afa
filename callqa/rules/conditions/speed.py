"""speed: how fast somebody speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field, model_validator

from callqa.days.rule_changes import Demand
from callqa.model.recording import Role
from callqa.rules.conditions.measured import excused_turns, measured, outside
from callqa.rules.conditions.operator import Operator, Place
from callqa.rules.grammar.aliases import LIMITS, names
from callqa.rules.grammar.fields import Number, Phrases, Rate, check_limits
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.search.answer import MISS, Answer
from callqa.rules.search.demands import demand, in_a_row
from callqa.rules.search.phrase import Phrase
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import Strict
from callqa.text.fold import fold

_SLOWEST = 60
"""Characters a minute that nobody stays below."""


class SpeedEntry(Strict):
    """Speaking rate."""

    SHOWN_AS: ClassVar[str] = "{over: 360}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(**LIMITS)

    over: Rate | None = Field(default=None, description="每分钟多少字以上")
    under: Rate | None = Field(default=None, description="每分钟多少字以下")
    min_chars: Number = Field(default=50, description="一共说了多少字以上才算语速")
    unless: Phrases | None = Field(default=None, description="有这些词的句子不算进语速")

    @model_validator(mode="after")
    def _a_limit(self) -> "SpeedEntry":
        check_limits(self.under, self.over, "speed")
        return self


@dataclass(frozen=True, kw_only=True, slots=True)
class Speed(Node):
    """Characters a minute over all turns of a role, as Huawei counts them: characters ÷ summed durations.

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

    def condition(self) -> Condition:
        """Answer for the call as a whole."""

        def speed(speech: Speech) -> Answer:
            if not speech.speaks(self.role):
                return Answer(undecided=speech.why_silent(self.role))
            excused = excused_turns(speech, self.unless)
            turns = [
                turn
                for index, turn in speech.turns
                if self.role in (None, turn.role) and index not in excused
            ]
            characters = len(fold("".join(turn.text for turn in turns)))
            minutes = sum(turn.end_ms - turn.start_ms for turn in turns) / 60_000
            if not minutes or characters < self.min_chars:
                return MISS
            return outside(characters / minutes, self.over, self.under)

        return measured(speed)

    def describe(self) -> Demand:
        """Describe the limits."""
        limits = {"over": self.over or None, "under": self.under or None, "min_chars": self.min_chars}
        return demand("speed", **limits, unless=in_a_row(self.unless))

    @property
    def placeless(self) -> bool:
        """Whether it speaks of the call as a whole: always."""
        return True

    def everyday(self) -> tuple[str, str]:
        """Tell of a rate that nobody stays below."""
        if self.over is None or self.over >= _SLOWEST:
            return "", ""
        return f"语速每分钟超过 {self.over:g} 个字，人人都超过", "按每分钟多少字写，例如 360"


def _build(entry: SpeedEntry, here: Place) -> Node:
    return Speed(
        role=here.role,
        over=entry.over,
        under=entry.under,
        min_chars=entry.min_chars,
        unless=here.phrases(entry.unless, "speed", "unless"),
    )


OPERATORS = (
    Operator(
        key="speed",
        order=110,
        written=SpeedEntry,
        description="语速，每分钟多少字；role 是谁的语速",
        aliases="rate speech_rate speaking_rate 语速",
        build=_build,
    ),
)
