"""duration: how long the recording is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field, model_validator

from callqa.days.rule_changes import Demand
from callqa.model.finding import Why
from callqa.rules.conditions.measured import outside
from callqa.rules.conditions.operator import Operator
from callqa.rules.grammar.aliases import names
from callqa.rules.grammar.fields import Seconds, check_limits, milliseconds
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.search.answer import Answer, unknown
from callqa.rules.search.demands import demand
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import Strict


class DurationEntry(Strict):
    """Length of the recording."""

    SHOWN_AS: ClassVar[str] = "{over_s: 600}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        over_s="gt gte over above more_than over_ms seconds 超过 大于 长于",
        under_s="lt lte under below less_than under_ms 低于 小于 短于",
    )

    over_s: Seconds | None = Field(default=None, description="长于多少秒")
    under_s: Seconds | None = Field(default=None, description="短于多少秒")

    @model_validator(mode="after")
    def _a_limit(self) -> "DurationEntry":
        check_limits(self.under_s, self.over_s, "duration")
        return self

    def node(self) -> "Duration":
        """Return the limits as they are compared."""
        return Duration(over_ms=milliseconds(self.over_s), under_ms=milliseconds(self.under_s))


@dataclass(frozen=True, kw_only=True, slots=True)
class Duration(Node):
    """The length of the recording, outside a limit."""

    over_ms: int | None = None
    under_ms: int | None = None

    def condition(self) -> Condition:
        """Answer for the call as a whole."""

        def duration(speech: Speech) -> Answer:
            if speech.duration_ms <= 0:
                return unknown(Why.NO_DURATION)
            return outside(speech.duration_ms, self.over_ms, self.under_ms)

        return duration

    def describe(self) -> Demand:
        """Describe the limits."""
        return demand("duration", over_ms=self.over_ms, under_ms=self.under_ms)

    @property
    def placeless(self) -> bool:
        """Whether it speaks of the call as a whole: always."""
        return True

    def contradiction(self, beside: Sequence[Node]) -> str:
        """Look whether one-sided limits together leave no duration."""
        known = [one for one in beside if isinstance(one, Duration)]
        known = [one for one in known if one.over_ms is None or one.under_ms is None]
        over = max((one.over_ms for one in known if one.over_ms is not None), default=0)
        under = min((one.under_ms for one in known if one.under_ms is not None), default=over + 1)
        return "要录音又长又短" if over >= under else ""


OPERATORS = (
    Operator(
        key="duration",
        order=120,
        written=DurationEntry,
        description="录音的长度",
        aliases="length call_duration 时长 通话时长 录音时长",
        build=lambda entry, _: entry.node(),
    ),
)
