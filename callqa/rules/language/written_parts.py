"""The mappings inside a condition as supervisors write them: what is near, a window, a silence, a limit."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from callqa.rules.language import other_names
from callqa.rules.language.written_fields import (
    DirectionWord,
    Names,
    Number,
    Percent,
    Phrases,
    Rate,
    RoleWord,
    Seconds,
    SideWord,
    SpeakerWord,
)
from callqa.strict_yaml.models import Strict, wrong


def _exactly_one(entry: Strict, what: str) -> None:
    given = [key for key in type(entry).model_fields if getattr(entry, key) is not None]
    if len(given) != 1:
        choices = "、".join(type(entry).model_fields)
        raise wrong(f"{what}里要写一样，写了 {len(given)} 样", f"只写其中一个：{choices}")


class NearEntry(Strict):
    """Other words close by."""

    SHOWN_AS: ClassVar[str] = "{words: [收到, 打开], chars: 8}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.NEAR

    words: Phrases = Field(description="附近的词")
    chars: Number = Field(default=10, description="最多隔几个字（不算标点）")
    side: SideWord = Field(default="前后", description="附近的词在关键词的哪一边：前、后、前后")


class WindowEntry(Strict):
    """A part of the call; one key."""

    SHOWN_AS: ClassVar[str] = "{first_s: 30}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.WINDOW

    first_s: Seconds | None = Field(default=None, description="开头多少秒")
    last_s: Seconds | None = Field(default=None, description="结尾多少秒")
    first_percent: Percent | None = Field(default=None, description="开头百分之几")
    last_percent: Percent | None = Field(default=None, description="结尾百分之几")
    first_sentences: Number | None = Field(default=None, description="这个角色的前几句话")
    last_sentences: Number | None = Field(default=None, description="这个角色的最后几句话")

    @model_validator(mode="after")
    def _one_key(self) -> "WindowEntry":
        _exactly_one(self, "window ")
        return self


class AnchorEntry(Strict):
    """Only around a hit of another rule."""

    SHOWN_AS: ClassVar[str] = "{rule: complaint, side: 后}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.ANCHOR

    rule: Annotated[str, Field(description="另一条规则的 id")]
    hit: Annotated[int, Field(ge=-1000, le=1000)] = Field(
        default=1, description="那条规则的第几次命中；-1 是最后一次"
    )
    side: SideWord = Field(default="后", description="在那次命中的前、后，还是前后都行")
    within_s: Seconds | None = Field(default=None, description="最多隔几秒")
    within_turns: Number | None = Field(default=None, description="最多隔几句话")

    @model_validator(mode="after")
    def _some_hit(self) -> "AnchorEntry":
        if self.hit == 0:
            raise wrong("anchor 的 hit 不能是 0", "1 是第一次命中，-1 是最后一次")
        return self


class StepEntry(Strict):
    """One step of a sequence."""

    SHOWN_AS: ClassVar[str] = "{words: [可以退], role: 坐席}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.STEP

    words: Phrases = Field(description="这一步要说的词，说了其中任何一个就算")
    role: RoleWord | None = Field(default=None, description="这一步谁来说；不写就用规则的")


def _as_step(value: object) -> object:
    return value if isinstance(value, dict) else {"words": value}


_Steps = Annotated[
    list[Annotated[StepEntry, BeforeValidator(_as_step, json_schema_input_type=str | list[str] | StepEntry)]],
    Field(min_length=2),
]


class SequenceEntry(Strict):
    """One thing said after the other."""

    SHOWN_AS: ClassVar[str] = "{steps: [[可以退], [退不了]], within_turns: 6}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.SEQUENCE

    steps: _Steps = Field(description="先后要说的话，至少两步")
    within_turns: Number | None = Field(default=None, description="相邻两步最多隔几句话")
    within_s: Seconds | None = Field(default=None, description="相邻两步最多隔几秒")


class RepeatEntry(Strict):
    """The same speaker says nearly the same again."""

    SHOWN_AS: ClassVar[str] = "{within_turns: 5, times: 3}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.REPEAT

    within_turns: Number = Field(default=6, description="往回看这个人的几句话")
    times: Annotated[int, Field(ge=2, le=100)] = Field(default=2, description="一共说了几遍才算")
    alike: Percent = Field(default=70, description="两句话有百分之几相同才算重复")
    min_chars: Annotated[int, Field(ge=2, le=1000)] = Field(default=5, description="短于几个字的话不看")
    unless: Phrases | None = Field(default=None, description="话里有这些词就不算")


class SilenceEntry(Strict):
    """Nobody speaks."""

    SHOWN_AS: ClassVar[str] = "{over_s: 10, unless: [您稍等]}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.SILENCE

    over_s: Seconds = Field(description="静音多少秒以上")
    after: SpeakerWord | None = Field(default=None, description="谁说完以后的静音；不写就都算")
    unless: Phrases | None = Field(
        default=None, description="静音的前一句或后一句有这些词就不算，例如 您稍等"
    )


class OverlapEntry(Strict):
    """Somebody interrupts."""

    SHOWN_AS: ClassVar[str] = "{over_s: 1.5}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.OVERLAP

    over_s: Seconds = Field(default=1.0, description="两个人同时说话多少秒以上才算抢话，短的是线路延迟")
    min_chars: Number = Field(default=3, description="插进来的话短于几个字不算（嗯、好的）")
    unless: Phrases | None = Field(default=None, description="插进来的话有这些词就不算")


class SpeedEntry(Strict):
    """Speaking rate."""

    SHOWN_AS: ClassVar[str] = "{over: 360}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.LIMITS

    over: Rate | None = Field(default=None, description="每分钟多少字以上")
    under: Rate | None = Field(default=None, description="每分钟多少字以下")
    min_chars: Number = Field(default=50, description="一共说了多少字以上才算语速")
    unless: Phrases | None = Field(default=None, description="有这些词的句子不算进语速")

    @model_validator(mode="after")
    def _a_limit(self) -> "SpeedEntry":
        _check_limits(self.under, self.over, "speed")
        return self


class DurationEntry(Strict):
    """Length of the recording."""

    SHOWN_AS: ClassVar[str] = "{over_s: 600}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.LIMITS_S

    over_s: Seconds | None = Field(default=None, description="长于多少秒")
    under_s: Seconds | None = Field(default=None, description="短于多少秒")

    @model_validator(mode="after")
    def _a_limit(self) -> "DurationEntry":
        _check_limits(self.under_s, self.over_s, "duration")
        return self


class TurnsEntry(Strict):
    """Number of turns."""

    SHOWN_AS: ClassVar[str] = "{under: 2}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.LIMITS

    over: Number | None = Field(default=None, description="多于几句话")
    under: Number | None = Field(default=None, description="少于几句话")

    @model_validator(mode="after")
    def _a_limit(self) -> "TurnsEntry":
        _check_limits(self.under, self.over, "turns")
        return self


class AbnormalEndEntry(Strict):
    """The recording ends in the middle of what somebody says."""

    SHOWN_AS: ClassVar[str] = "{within_s: 0.5, unless: [再见]}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.END

    within_s: Seconds = Field(default=0.5, description="话音离录音结束不到多少秒，算话没说完就断了")
    unless: Phrases | None = Field(default=None, description="最后两句话里有这些词就是正常结束，例如 再见")


class MetaEntry(Strict):
    """What is known about the call besides its words."""

    SHOWN_AS: ClassVar[str] = "{queue: 售后*, direction: 呼入}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.META

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


def _check_limits(low: float | None, high: float | None, what: str) -> None:
    if low is None and high is None:
        raise wrong(f"{what} 没有写界限", "写 over（以上）或者 under（以下）；按秒的写 over_s、under_s")
    if low is not None and high is not None and low > high:
        raise wrong(f"{what} 的 under 大于 over，任何通话都会命中", "把两个数对调，或者只写一个")
