"""meta: what is known about a call besides its words: queue, agent, direction, length."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import ClassVar

from pydantic import Field, model_validator

from callqa.days.rule_changes import Demand
from callqa.model.finding import Why
from callqa.model.recording import Direction, Recording
from callqa.rules.conditions.duration import Duration
from callqa.rules.conditions.operator import Operator, Place
from callqa.rules.grammar.aliases import names
from callqa.rules.grammar.fields import DirectionWord, Names, Seconds, milliseconds
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.logic.combine import Every
from callqa.rules.search.answer import HOLDS, MISS, Answer, Truth, unknown
from callqa.rules.search.demands import demand
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import Strict, wrong
from callqa.text.fold import written

DIRECTIONS = {"呼入": Direction.INBOUND, "呼出": Direction.OUTBOUND}


class MetaEntry(Strict):
    """What is known about the call besides its words."""

    SHOWN_AS: ClassVar[str] = "{queue: 售后*, direction: 呼入}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        queue="skill group 队列 技能组",
        agent="agent_id user 坐席 工号 坐席工号",
        direction="call_type 方向 呼叫方向",
        over_s="duration duration_s over min_duration 时长 通话时长",
        under_s="under max_duration",
    )

    queue: Names | None = Field(default=None, description="队列；* 代表任意的字")
    agent: Names | None = Field(default=None, description="坐席工号；* 代表任意的字")
    direction: DirectionWord | None = Field(default=None, description="呼入 或 呼出")
    over_s: Seconds | None = Field(default=None, description="通话长于多少秒")
    under_s: Seconds | None = Field(default=None, description="通话短于多少秒")

    @model_validator(mode="after")
    def _something(self) -> "MetaEntry":
        if all(getattr(self, key) is None for key in MetaEntry.model_fields):
            raise wrong("meta 是空的", f"写其中一个：{'、'.join(MetaEntry.model_fields)}")
        if self.over_s is not None and self.under_s is not None and self.over_s >= self.under_s:
            what = f"meta 要长于 {self.over_s:g} 秒，又要短于 {self.under_s:g} 秒，永远不会命中"
            raise wrong(what, "把两个数对调，或者只写一个")
        return self


@dataclass(frozen=True, kw_only=True, slots=True)
class Meta(Node):
    """What is known about the call besides its words; every field that is given has to fit.

    Args:
        queue, agent: names, in which * stands for anything; empty for any.
        direction: any of these; empty for any.
    """

    queue: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    direction: tuple[Direction, ...] = ()

    def condition(self) -> Condition:
        """Answer for the call as a whole."""

        def known(speech: Speech) -> Answer:
            if speech.recording is None:
                return unknown(Why.NO_RECORD)
            answers = list(self._answers(speech.recording))
            if any(answer.truth is Truth.MISS for answer in answers):
                return MISS
            return next((answer for answer in answers if answer.truth is Truth.UNKNOWN), HOLDS)

        return known

    def describe(self) -> Demand:
        """Describe what has to fit."""
        return demand("meta", queue=self.queue, agent=self.agent, direction=self.direction)

    @property
    def placeless(self) -> bool:
        """Whether it speaks of the call as a whole: always."""
        return True

    def contradiction(self, beside: Sequence[Node]) -> str:
        """Look whether a call would have to go in two directions."""
        directions = [{*one.direction} for one in beside if isinstance(one, Meta) and one.direction]
        return "要既呼入又呼出" if directions and not set.intersection(*directions) else ""

    def _answers(self, recording: Recording) -> Iterable[Answer]:
        yield _named(self.queue, recording.queue, Why.NO_QUEUE)
        yield _named(self.agent, recording.agent, Why.NO_AGENT)
        if not self.direction:
            yield HOLDS
        elif recording.direction is Direction.UNKNOWN:
            yield unknown(Why.NO_DIRECTION)
        else:
            yield HOLDS if recording.direction in self.direction else MISS


def _named(wanted: Iterable[str], name: str | None, why: Why) -> Answer:
    patterns = [written(pattern) for pattern in wanted]
    if not patterns:
        return HOLDS
    if name is None:
        return unknown(why)
    return HOLDS if any(fnmatchcase(written(name), pattern) for pattern in patterns) else MISS


def _build(entry: MetaEntry, _: Place) -> Node:
    known = Meta(
        queue=tuple(entry.queue or ()),
        agent=tuple(entry.agent or ()),
        direction=(DIRECTIONS[entry.direction],) if entry.direction else (),
    )
    if entry.over_s is None and entry.under_s is None:
        return known
    # both limits have to hold here, while a duration alone means outside of them
    limits = [Duration(over_ms=milliseconds(entry.over_s))] if entry.over_s else []
    limits += [Duration(under_ms=milliseconds(entry.under_s))] if entry.under_s else []
    named = bool(known.queue or known.agent or known.direction)
    parts: tuple[Node, ...] = (*((known,) if named else ()), *limits)
    return parts[0] if len(parts) == 1 else Every(parts=parts)


OPERATORS = (
    Operator(
        key="meta",
        order=150,
        written=MetaEntry,
        description="话单：队列、坐席、方向、时长",
        aliases="metadata filter 话单 随路数据",
        build=_build,
    ),
)
