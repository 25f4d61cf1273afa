"""turns: how many turns there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field, model_validator

from callqa.days.rule_changes import Demand
from callqa.model.finding import Why
from callqa.model.recording import Role
from callqa.rules.conditions.measured import outside
from callqa.rules.conditions.operator import Operator
from callqa.rules.grammar.aliases import LIMITS, names
from callqa.rules.grammar.fields import Number, check_limits
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.search.answer import Answer, unknown
from callqa.rules.search.demands import demand
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import Strict


class TurnsEntry(Strict):
    """Number of turns."""

    SHOWN_AS: ClassVar[str] = "{under: 2}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(**LIMITS)

    over: Number | None = Field(default=None, description="多于几句话")
    under: Number | None = Field(default=None, description="少于几句话")

    @model_validator(mode="after")
    def _a_limit(self) -> "TurnsEntry":
        check_limits(self.under, self.over, "turns")
        return self


@dataclass(frozen=True, kw_only=True, slots=True)
class Turns(Node):
    """The number of turns of a role (None: of everybody), outside a limit."""

    role: Role | None
    over: int | None = None
    under: int | None = None

    def condition(self) -> Condition:
        """Answer for the call as a whole."""

        def turns(speech: Speech) -> Answer:
            count = sum(self.role in (None, turn.role) for _, turn in speech.turns)
            strangers = self.role is not None and any(turn.role is Role.UNKNOWN for _, turn in speech.turns)
            if strangers:
                return unknown(Why.TURNS_UNCLEAR)
            return outside(count, self.over, self.under)

        return turns

    def describe(self) -> Demand:
        """Describe the limits."""
        return demand("turns", over=self.over, under=self.under)

    @property
    def placeless(self) -> bool:
        """Whether it speaks of the call as a whole: always."""
        return True


OPERATORS = (
    Operator(
        key="turns",
        order=130,
        written=TurnsEntry,
        description="说了几句话；role 是谁的话",
        aliases="sentences turn_count 轮次 句数",
        build=lambda entry, here: Turns(role=here.role, over=entry.over, under=entry.under),
    ),
)
