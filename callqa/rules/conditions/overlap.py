"""overlap: somebody interrupts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from pydantic import Field

from callqa.days.rule_changes import Demand
from callqa.model.recording import Role
from callqa.model.transcript import Turn
from callqa.rules.conditions.measured import by_role, excused_turns, measured, spoken
from callqa.rules.conditions.operator import Operator, Place
from callqa.rules.grammar.aliases import UNLESS, names
from callqa.rules.grammar.fields import Number, Phrases, Seconds
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.search.answer import Answer
from callqa.rules.search.demands import demand, in_a_row
from callqa.rules.search.phrase import Phrase
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import Strict


class OverlapEntry(Strict):
    """Somebody interrupts."""

    SHOWN_AS: ClassVar[str] = "{over_s: 1.5}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        over_s="over seconds duration delay delay_s delay_ms tolerance allowance over_ms gt 秒 超过 延迟",
        min_chars="min_length chars",
        unless=UNLESS,
    )

    over_s: Seconds = Field(default=1.0, description="两个人同时说话多少秒以上才算抢话，短的是线路延迟")
    min_chars: Number = Field(default=3, description="插进来的话短于几个字不算（嗯、好的）")
    unless: Phrases | None = Field(default=None, description="插进来的话有这些词就不算")


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap(Node):
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

    def condition(self) -> Condition:
        """Answer with the turns that interrupt."""

        def overlap(speech: Speech) -> Answer:
            excused = excused_turns(speech, self.unless)
            turns = [
                index
                for index, turn in _interruptions(speech, self.over_ms)
                if index not in excused and len(spoken(turn.text)) >= self.min_chars
            ]
            return by_role(speech, turns, self.role)

        return measured(overlap)

    def describe(self) -> Demand:
        """Describe the limits."""
        limits = {"over_ms": self.over_ms, "min_chars": self.min_chars}
        return demand("overlap", **limits, unless=in_a_row(self.unless))


def _interruptions(speech: Speech, over_ms: int) -> Iterator[tuple[int, Turn]]:
    """Yield the turns that start while another speaker's goes on, and both go on for so long."""
    speaking_until: dict[tuple[Role, int], int] = {}
    for _, group in groupby(speech.turns, key=lambda pair: pair[1].start_ms):
        together = list(group)  # who starts at the same moment interrupts nobody
        for index, turn in together:
            others = [end_ms for who, end_ms in speaking_until.items() if who != (turn.role, turn.channel)]
            if min(turn.end_ms, max(others, default=0)) - turn.start_ms >= over_ms:
                yield index, turn
        for _, turn in together:
            who = turn.role, turn.channel
            speaking_until[who] = max(speaking_until.get(who, 0), turn.end_ms)


def _build(entry: OverlapEntry, here: Place) -> Node:
    return Overlap(
        role=here.role,
        over_ms=round(entry.over_s * 1000),
        min_chars=entry.min_chars,
        unless=here.phrases(entry.unless, "overlap", "unless"),
    )


OPERATORS = (
    Operator(
        key="overlap",
        order=100,
        written=OverlapEntry,
        description="抢话；role 是谁抢话",
        aliases="interrupt interruption crosstalk overtalk 抢话 插话 打断 重叠",
        build=_build,
    ),
)
