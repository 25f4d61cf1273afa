"""near, not_near: other words close by, in what the same speaker says without a real pause."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from callqa.days.rule_changes import Demand
from callqa.rules.grammar.aliases import LIST, names
from callqa.rules.grammar.fields import Number, Phrases, SideWord
from callqa.rules.search.demands import demand, in_a_row
from callqa.rules.search.phrase import Phrase
from callqa.rules.search.phrase_index import Found
from callqa.strict_yaml.models import Strict

ALIASES = {
    "near": "nearby proximity distance 附近 临近",
    "not_near": "notnear away 附近没有",
}


class Side(StrEnum):
    """On which side of something."""

    BEFORE = "before"
    """前."""
    AFTER = "after"
    """后."""
    AROUND = "around"
    """前后: either."""


SIDES = {"前": Side.BEFORE, "后": Side.AFTER, "前后": Side.AROUND}


class NearEntry(Strict):
    """Other words close by."""

    SHOWN_AS: ClassVar[str] = "{words: [收到, 打开], chars: 8}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        words=f"{LIST} keywords",
        chars="within distance n max gap characters 字 字数 距离",
        side="direction 方向",
    )

    words: Phrases = Field(description="附近的词")
    chars: Number = Field(default=10, description="最多隔几个字（不算标点）")
    side: SideWord = Field(default="前后", description="附近的词在关键词的哪一边：前、后、前后")


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """Other words close by.

    Args:
        words: any of them.
        chars: at most so many characters (without punctuation) between the two.
        side: of the hit on which the other words stand.
    """

    words: tuple[Phrase, ...]
    chars: int
    side: Side = Side.AROUND

    def test(self, others: Iterable[Found], text: str) -> Callable[[Found], bool]:
        """Make the test whether one of the others is close enough, on the right side, in the same stretch.

        The nearest on either side decides: what lies between it and the hit lies before all farther ones.
        """
        spans = list(others)
        starts = sorted(span.start for span in spans) if self.side is not Side.BEFORE else []
        ends = sorted(span.end for span in spans) if self.side is not Side.AFTER else []

        def holds(one: Found) -> bool:
            behind, before = bisect_left(starts, one.end), bisect_right(ends, one.start)
            return (behind < len(starts) and self._close(one.end, starts[behind], text)) or (
                before > 0 and self._close(ends[before - 1], one.start, text)
            )

        return holds

    def _close(self, start: int, end: int, text: str) -> bool:
        return end - start <= self.chars and "\n" not in text[start:end]

    def describe(self, key: str) -> Demand:
        """Describe what has to be there, or must not."""
        return demand(key, side=self.side, chars=self.chars, words=in_a_row(self.words))
