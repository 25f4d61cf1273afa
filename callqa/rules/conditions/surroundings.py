"""What a rule looks for and where it counts, as data: phrases, and all that has to hold around them.

The conditions that use them are in `callqa.rules.conditions.nodes`.
"""

from dataclasses import dataclass
from enum import StrEnum

from callqa.model.recording import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """Words of a rule.

    Args:
        text: as the supervisor wrote them.
        folded: as they are compared; see `callqa.text.fold`.
        line: in the file, from 1.
        other_numbers: folded, where its numbers can be said otherwise: 120块 is also 一百二十块.
    """

    text: str
    folded: str
    line: int
    other_numbers: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """All that is looked for, folded."""
        return self.folded, *self.other_numbers


class Side(StrEnum):
    """On which side of something."""

    BEFORE = "before"
    """前."""
    AFTER = "after"
    """后."""
    AROUND = "around"
    """前后: either."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """Other words close by, in what the same speaker says without a real pause.

    Args:
        words: any of them.
        chars: at most so many characters (without punctuation) between the two.
        side: of the hit on which the other words stand.
    """

    words: tuple[Phrase, ...]
    chars: int
    side: Side = Side.AROUND


class Span(StrEnum):
    """Which part of a call a window is."""

    FIRST_MS = "first_ms"
    """From the start of the recording."""
    LAST_MS = "last_ms"
    """Up to its end."""
    FIRST_PERCENT = "first_percent"
    """Of its duration."""
    LAST_PERCENT = "last_percent"
    """Of its duration."""
    FIRST_TURNS = "first_turns"
    """Of the role's turns; of all turns where anybody may say it."""
    LAST_TURNS = "last_turns"
    """Of the role's turns; of all turns where anybody may say it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A part of the call, tested on the first character's own time, not on its turn's."""

    span: Span
    amount: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """Only before, after or around a hit of another rule.

    Args:
        rule_id: of the other rule.
        hit: its how-manieth hit, from 1; -1 is its last.
        side: of that hit.
        within_ms, within_turns: at most so far away; None for any distance.
    """

    rule_id: str
    hit: int = 1
    side: Side = Side.AFTER
    within_ms: int | None = None
    within_turns: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Where:
    """What else has to hold at the place of a hit.

    Args:
        role: who has to say it; None for anybody.
        not_in: a hit inside one of these phrases does not count.
        not_regex: nor one inside a match of these.
        pinyin: near-homophones count, too.
    """

    role: Role | None = None
    not_in: tuple[Phrase, ...] = ()
    not_regex: tuple[str, ...] = ()
    near: Near | None = None
    not_near: Near | None = None
    window: Window | None = None
    anchor: Anchor | None = None
    pinyin: bool = False


ANYWHERE = Where()
