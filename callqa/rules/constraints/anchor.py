"""anchor: only before, after or around a hit of another rule."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from callqa.days.rule_changes import Demand
from callqa.model.finding import Undecided, Why
from callqa.rules.constraints.near import SIDES, Side
from callqa.rules.grammar.aliases import names
from callqa.rules.grammar.fields import Names, Number, Seconds, SideWord, milliseconds
from callqa.rules.logic.ast import NEW
from callqa.rules.search.answer import MISS, Answer, Truth
from callqa.rules.search.demands import demand
from callqa.rules.search.hit import Hit, follows, place
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import Strict, wrong

ALIASES = {"anchor": "after before around relative 锚点"}
NOT_EVALUATED = Undecided(kind=Why.ANCHOR_UNKNOWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """Only before, after or around a hit of another rule.

    Args:
        rule_id: of the other rule.
        hit: which hit of that rule, counting from 1; -1 for the last. Of several rules: of all their hits.
        side: of that hit.
        within_ms, within_turns: at most so far away; None for any distance.
    """

    rule_id: str
    hit: int = 1
    side: Side = Side.AFTER
    within_ms: int | None = None
    within_turns: int | None = None
    also: tuple[str, ...] = field(default=(), metadata=NEW)

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """All rules whose hits count."""
        return self.rule_id, *self.also

    def test(self, speech: Speech) -> Callable[[Hit], bool | None]:
        """Make the test whether a hit lies where the anchor says; None: the other rule was not evaluated."""
        other = self.found(speech)
        if other is None:
            lies = None if self._unknown(speech) else False
            return lambda _: lies
        return lambda hit: self._on_side(hit, other) and self._close(hit, other)

    def found(self, speech: Speech) -> Hit | None:
        """Return the hit of the other rule that is meant; None where there are not so many."""
        hits = sorted((hit for one in self.rule_ids for hit in speech.answers[one].hits), key=place)
        if self.also:  # of several rules those that say where: a whole call has no before and after
            hits = [hit for hit in hits if hit.turn is not None]
        index = self.hit if self.hit < 0 else self.hit - 1
        return hits[index] if -len(hits) <= index < len(hits) else None

    def missing(self, speech: Speech) -> Answer | None:
        """Return the answer for a call in which there is nothing to be anchored to; None where there is."""
        if self.found(speech):
            return None
        return Answer(undecided=NOT_EVALUATED) if self._unknown(speech) else MISS

    def _unknown(self, speech: Speech) -> bool:
        return any(speech.answers[one].truth is Truth.UNKNOWN for one in self.rule_ids)

    def reach(self, speech: Speech) -> tuple[int, int] | None:
        """Return from when to when it reaches behind the other rule's hit, in ms; None on another side."""
        other = self.found(speech)
        if other is None or self.side is not Side.AFTER:
            return None
        end = speech.duration_ms if self.within_ms is None else other.end_ms + self.within_ms
        if self.within_turns is not None and other.turn is not None:
            later = [turn.end_ms for index, turn in speech.turns if index <= other.turn + self.within_turns]
            end = min(end, max(later, default=end))
        return other.start_ms, max(min(end, speech.duration_ms), other.start_ms)

    def describe(self) -> Demand:
        """Describe where it is."""
        limits = {"within_ms": self.within_ms, "within_turns": self.within_turns}
        return demand("anchor", rules=self.rule_ids, hit=self.hit, side=self.side, **limits)

    def _on_side(self, hit: Hit, other: Hit) -> bool:
        behind, before = follows(hit, other), follows(other, hit)
        return {Side.AFTER: behind, Side.BEFORE: before, Side.AROUND: behind or before}[self.side]

    def _close(self, hit: Hit, other: Hit) -> bool:
        earlier, later = sorted((hit, other), key=place)
        in_time = self.within_ms is None or later.start_ms - earlier.end_ms <= self.within_ms
        return in_time and (self.within_turns is None or _turns_between(earlier, later) <= self.within_turns)


class AnchorEntry(Strict):
    """Only around a hit of another rule."""

    SHOWN_AS: ClassVar[str] = "{rule: complaint, side: 后}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        rule="id rule_id rules after before around 规则",
        category="categories group 类别 分类",
        hit="k nth index n 第几次",
        side="direction position 方向 位置",
        within_s="within seconds",
        within_turns="within_sentences turns",
    )

    rule: Names | None = Field(default=None, description="另一条规则的 id；可以写几条")
    category: Names | None = Field(default=None, description="哪个类别：里面每一条规则的命中都算；可以写几个")
    hit: Annotated[int, Field(ge=-1000, le=1000)] = Field(
        default=1, description="那条规则的第几次命中；-1 是最后一次"
    )
    side: SideWord = Field(default="后", description="在那次命中的前、后，还是前后都行")
    within_s: Seconds | None = Field(default=None, description="最多隔几秒")
    within_turns: Number | None = Field(default=None, description="最多隔几句话")

    @model_validator(mode="after")
    def _some_hit(self) -> "AnchorEntry":
        if self.rule is None and self.category is None:
            cure = "加上 rule: 另一条规则的 id，例如 {rule: complaint, side: 后}；或者 category: 类别"
            raise wrong("anchor 没有写依据哪条规则", cure)
        if self.hit == 0:
            raise wrong("anchor 的 hit 不能是 0", "1 是第一次命中，-1 是最后一次")
        return self

    def node(self, categories: Mapping[str, Sequence[str]]) -> Anchor:
        """Return the place that is meant.

        Args:
            categories: ids of the rules of each that say where something is, by its name.
        """
        grouped = [one for name in self.category or () for one in categories.get(name, ())]
        first, *also = sorted({*(self.rule or ()), *grouped})
        return Anchor(
            rule_id=first,
            also=tuple(also),
            hit=self.hit,
            side=SIDES[self.side],
            within_ms=milliseconds(self.within_s),
            within_turns=self.within_turns,
        )


def _turns_between(earlier: Hit, later: Hit) -> float:
    if earlier.turn is None or later.turn is None:
        return float("inf")
    return abs(later.turn - earlier.turn)
