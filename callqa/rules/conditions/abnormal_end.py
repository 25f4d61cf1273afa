"""abnormal_end: the recording ends in the middle of what somebody says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from callqa.days.rule_changes import Demand
from callqa.model.finding import Why
from callqa.model.recording import Role
from callqa.rules.conditions.measured import by_role, excused_turns, measured
from callqa.rules.conditions.operator import Operator, Place
from callqa.rules.grammar.aliases import UNLESS, names
from callqa.rules.grammar.fields import Phrases, Seconds
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.search.answer import MISS, Answer, unknown
from callqa.rules.search.demands import demand, in_a_row
from callqa.rules.search.phrase import Phrase
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import Strict

_FAREWELL_TURNS = 2


class AbnormalEndEntry(Strict):
    """The recording ends in the middle of what somebody says."""

    SHOWN_AS: ClassVar[str] = "{within_s: 0.5, unless: [再见]}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(within_s="within seconds", unless=UNLESS)

    within_s: Seconds = Field(default=0.5, description="话音离录音结束不到多少秒，算话没说完就断了")
    unless: Phrases | None = Field(default=None, description="最后两句话里有这些词就是正常结束，例如 再见")


@dataclass(frozen=True, kw_only=True, slots=True)
class AbnormalEnd(Node):
    """The recording ends while somebody speaks, without a farewell; the hit is that turn.

    Args:
        role: who is cut off; None for anybody.
        within_ms: speech up to so long before the end of the recording is cut off.
        unless: the farewells; said in one of the last two turns, the end is a normal one.
    """

    role: Role | None
    within_ms: int
    unless: tuple[Phrase, ...] = ()

    def condition(self) -> Condition:
        """Answer with the turn that is cut off."""

        def abnormal_end(speech: Speech) -> Answer:
            if speech.duration_ms <= 0:
                return unknown(Why.NO_DURATION)
            index, last = max(speech.turns, key=lambda pair: (pair[1].end_ms, pair[0]))
            cut_off = last.end_ms >= speech.duration_ms - self.within_ms
            closing = {index for index, _ in speech.turns[-_FAREWELL_TURNS:]}
            if not cut_off or closing & excused_turns(speech, self.unless):
                return MISS
            return by_role(speech, [index], self.role)

        return measured(abnormal_end)

    def describe(self) -> Demand:
        """Describe the limit."""
        return demand("abnormal_end", within_ms=self.within_ms, unless=in_a_row(self.unless))


def _build(entry: AbnormalEndEntry, here: Place) -> Node:
    return AbnormalEnd(
        role=here.role,
        within_ms=round(entry.within_s * 1000),
        unless=here.phrases(entry.unless, "abnormal_end", "unless"),
    )


OPERATORS = (
    Operator(
        key="abnormal_end",
        order=140,
        written=AbnormalEndEntry,
        description="话没说完录音就断了",
        aliases="abnormal hangup hang_up 异常结束 异常挂断 挂断",
        build=_build,
    ),
)
