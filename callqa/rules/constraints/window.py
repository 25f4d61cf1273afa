"""window, within_s: only a part of the call counts, by the time of each character."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import Field, model_validator

from callqa.days.rule_changes import Demand
from callqa.model.finding import Undecided, Why
from callqa.model.recording import Role
from callqa.rules.grammar.aliases import names
from callqa.rules.grammar.fields import Number, Percent, Seconds
from callqa.rules.search.demands import demand
from callqa.rules.search.hit import Hit
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import Strict, wrong

ALIASES = {
    "window": "range period time_window 范围 时间窗 时间段",
    "within_s": "within seconds",
}
NO_TIMES = Undecided(kind=Why.NO_TIMES_FOR_WINDOW)
_UNITS = {"s": "ms", "percent": "percent", "sentences": "turns"}


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


_IN_TURNS = (Span.FIRST_TURNS, Span.LAST_TURNS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A part of the call, tested on the first character's own time, not on its turn's."""

    span: Span
    amount: float

    @classmethod
    def first_seconds(cls, length_s: float) -> "Window":
        """Return the beginning of a call."""
        return cls(span=Span.FIRST_MS, amount=length_s * 1000)

    @property
    def in_turns(self) -> bool:
        """Whether it is counted in turns, and so has no bounds in time."""
        return self.span in _IN_TURNS

    def test(self, role: Role | None, speech: Speech) -> Callable[[Hit], bool | None]:
        """Make the test whether a hit of a call lies in the window; None: its time is not known well enough.

        The hit's own first character decides. Where characters have no times, it lies somewhere in its
        turn, and the answer is only known if it is the same for the turn's start and end.
        """
        if not self.in_turns:
            return lambda hit: self._holds(hit, speech)
        turns = frozenset(self._turns(role, speech))
        return lambda hit: hit.turn in turns

    def _holds(self, hit: Hit, speech: Speech) -> bool | None:
        if hit.timed:
            return self._at(hit.start_ms, speech.duration_ms)
        if hit.end_ms <= hit.start_ms:
            return None
        first = self._at(hit.start_ms, speech.duration_ms)
        return first if first == self._at(hit.end_ms, speech.duration_ms) else None

    def bounds(self, duration_ms: int) -> tuple[int, int]:
        """Return from when to when it reaches, in ms; the whole call where it is counted in turns."""
        if self.in_turns:
            return 0, duration_ms
        length = self._length(duration_ms)
        if self.span in (Span.FIRST_MS, Span.FIRST_PERCENT):
            return 0, min(length, duration_ms)
        return max(0, duration_ms - length), duration_ms

    def describe(self) -> Demand:
        """Describe which part it is."""
        return demand("window", **{self.span.value: self.amount})

    def _at(self, time_ms: int, duration_ms: int) -> bool | None:
        if self.span is Span.FIRST_MS:
            return time_ms < self.amount
        if duration_ms <= 0:
            return None
        length = self._length(duration_ms)
        if self.span is Span.FIRST_PERCENT:
            return time_ms < length
        return time_ms >= duration_ms - length

    def _length(self, duration_ms: int) -> int:
        if self.span in (Span.FIRST_PERCENT, Span.LAST_PERCENT):
            return round(duration_ms * self.amount / 100)
        return round(self.amount)

    def _turns(self, role: Role | None, speech: Speech) -> list[int]:
        turns = [index for index, turn in speech.turns if role in (None, turn.role)]
        count = round(self.amount)
        return turns[:count] if self.span is Span.FIRST_TURNS else turns[-count:]


class WindowEntry(Strict):
    """A part of the call; one key."""

    SHOWN_AS: ClassVar[str] = "{first_s: 30}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        first_s="first first_seconds start head 开头 前",
        last_s="last last_seconds end tail 结尾 后",
        first_percent="first_pct start_percent",
        last_percent="last_pct end_percent",
        first_sentences="first_turns first_n first_utterances 前几句",
        last_sentences="last_turns last_n last_utterances 后几句",
    )

    first_s: Seconds | None = Field(default=None, description="开头多少秒")
    last_s: Seconds | None = Field(default=None, description="结尾多少秒")
    first_percent: Percent | None = Field(default=None, description="开头百分之几")
    last_percent: Percent | None = Field(default=None, description="结尾百分之几")
    first_sentences: Number | None = Field(default=None, description="这个角色的前几句话")
    last_sentences: Number | None = Field(default=None, description="这个角色的最后几句话")

    @model_validator(mode="after")
    def _one_key(self) -> "WindowEntry":
        given = self.model_dump(exclude_none=True)
        if len(given) != 1:
            choices = "、".join(type(self).model_fields)
            raise wrong(f"window 里要写一样，写了 {len(given)} 样", f"只写其中一个：{choices}")
        return self

    def node(self) -> Window:
        """Return the part of the call that is meant."""
        ((key, amount),) = self.model_dump(exclude_none=True).items()
        which, unit = key.split("_")
        return Window(span=Span(f"{which}_{_UNITS[unit]}"), amount=amount * 1000 if unit == "s" else amount)
