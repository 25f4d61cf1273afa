"""silence: nobody speaks for a while."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from callqa.days.rule_changes import Demand
from callqa.model.recording import Role
from callqa.rules.conditions.measured import by_role, excused_turns, measured
from callqa.rules.conditions.operator import ROLES, Operator, Place
from callqa.rules.grammar.aliases import UNLESS, names
from callqa.rules.grammar.fields import Phrases, Seconds, SpeakerWord
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.search.answer import Answer
from callqa.rules.search.demands import demand, in_a_row
from callqa.rules.search.phrase import Phrase
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import Strict

_SHORTEST_MS = 2000
"""Of a silence that is no breath."""


class SilenceEntry(Strict):
    """Nobody speaks."""

    SHOWN_AS: ClassVar[str] = "{over_s: 10, unless: [您稍等]}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        over_s="over seconds duration min_s threshold over_ms gt s 秒 超过",
        after="role who 角色",
        unless=UNLESS,
    )

    over_s: Seconds = Field(description="静音多少秒以上")
    after: SpeakerWord | None = Field(default=None, description="谁说完以后的静音；不写就都算")
    unless: Phrases | None = Field(
        default=None, description="静音的前一句或后一句有这些词就不算，例如 您稍等"
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Silence(Node):
    """Nobody speaks for a while, between two turns; the hit is the point behind the last word before it.

    Args:
        over_ms: at least so long.
        after: who had spoken before; None for anybody.
        unless: said in the turn before or after the silence, it is excused.
    """

    over_ms: int
    after: Role | None = None
    unless: tuple[Phrase, ...] = ()

    def condition(self) -> Condition:
        """Answer with the points at which it falls silent."""

        def silence(speech: Speech) -> Answer:
            excused = excused_turns(speech, self.unless)
            pairs = _silences(speech, self.over_ms)
            gaps = [before for before, after in pairs if not {before, after} & excused]
            return by_role(speech, gaps, self.after, end_only=True)

        return measured(silence)

    def describe(self) -> Demand:
        """Describe the limit."""
        return demand("silence", over_ms=self.over_ms, after=self.after, unless=in_a_row(self.unless))

    def everyday(self) -> tuple[str, str]:
        """Tell of a silence that every call has."""
        short = self.over_ms < _SHORTEST_MS
        return (f"静音 {self.over_ms / 1000:g} 秒，每通电话都有", "写长一些，例如 10") if short else ("", "")


def _silences(speech: Speech, over_ms: int) -> Iterator[tuple[int, int]]:
    """Yield the turns before and after each silence."""
    last: tuple[int, int] | None = None  # when the latest word so far ended, and in which turn
    for index, turn in speech.turns:
        if last is not None and turn.start_ms - last[0] >= over_ms:
            yield last[1], index
        last = max(last or (0, 0), (turn.end_ms, index))


def _build(entry: SilenceEntry, here: Place) -> Node:
    return Silence(
        over_ms=round(entry.over_s * 1000),
        after=None if entry.after is None else ROLES[entry.after],
        unless=here.phrases(entry.unless, "silence", "unless"),
    )


def _useless(role: str | None, _pinyin: bool | None) -> Iterator[tuple[str, str]]:
    if role in ("客户", "坐席"):
        yield "role", f"静音时没有人说话；要找{role}说完以后的静音，在 silence 里写 after: {role}"


OPERATORS = (
    Operator(
        key="silence",
        order=90,
        written=SilenceEntry,
        description="两句话之间的静音",
        aliases="pause dead_air 静音 冷场 沉默",
        build=_build,
        useless=_useless,
    ),
)
