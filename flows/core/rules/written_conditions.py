"""The conditions of a rule as supervisors write them: which keys there are, and which go together."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from flows.core.rules.written_fields import (
    DirectionWord,
    Names,
    Number,
    Patterns,
    Percent,
    Phrases,
    Rate,
    RoleWord,
    Seconds,
    SideWord,
    SpeakerWord,
    Switch,
    Terms,
)
from flows.core.strict import Strict, wrong


def _exactly_one(entry: Strict, what: str) -> None:
    given = [key for key in type(entry).model_fields if getattr(entry, key) is not None]
    if len(given) != 1:
        choices = "、".join(type(entry).model_fields)
        raise wrong(f"{what}里要写一样，写了 {len(given)} 样", f"只写其中一个：{choices}")


class NearEntry(Strict):
    """Other words close by."""

    words: Phrases = Field(description="附近的词")
    chars: Number = Field(default=10, description="最多隔几个字（不算标点）")
    side: SideWord = Field(default="前后", description="附近的词在关键词的哪一边：前、后、前后")


class WindowEntry(Strict):
    """A part of the call; one key."""

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

    steps: _Steps = Field(description="先后要说的话，至少两步")
    within_turns: Number | None = Field(default=None, description="相邻两步最多隔几句话")
    within_s: Seconds | None = Field(default=None, description="相邻两步最多隔几秒")


class RepeatEntry(Strict):
    """The same speaker says nearly the same again."""

    within_turns: Number = Field(default=6, description="往回看这个人的几句话")
    times: Annotated[int, Field(ge=2, le=100)] = Field(default=2, description="一共说了几遍才算")
    alike: Percent = Field(default=70, description="两句话有百分之几相同才算重复")
    min_chars: Annotated[int, Field(ge=2, le=1000)] = Field(default=5, description="短于几个字的话不看")
    unless: Phrases | None = Field(default=None, description="话里有这些词就不算")


class SilenceEntry(Strict):
    """Nobody speaks."""

    over_s: Seconds = Field(description="静音多少秒以上")
    after: SpeakerWord | None = Field(default=None, description="谁说完以后的静音；不写就都算")
    unless: Phrases | None = Field(
        default=None, description="静音的前一句或后一句有这些词就不算，例如 您稍等"
    )


class OverlapEntry(Strict):
    """Somebody interrupts."""

    over_s: Seconds = Field(default=1.0, description="两个人同时说话多少秒以上才算抢话，短的是线路延迟")
    min_chars: Number = Field(default=3, description="插进来的话短于几个字不算（嗯、好的）")
    unless: Phrases | None = Field(default=None, description="插进来的话有这些词就不算")


class SpeedEntry(Strict):
    """Speaking rate."""

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

    over_s: Seconds | None = Field(default=None, description="长于多少秒")
    under_s: Seconds | None = Field(default=None, description="短于多少秒")

    @model_validator(mode="after")
    def _a_limit(self) -> "DurationEntry":
        _check_limits(self.under_s, self.over_s, "duration")
        return self


class TurnsEntry(Strict):
    """Number of turns."""

    over: Number | None = Field(default=None, description="多于几句话")
    under: Number | None = Field(default=None, description="少于几句话")

    @model_validator(mode="after")
    def _a_limit(self) -> "TurnsEntry":
        _check_limits(self.under, self.over, "turns")
        return self


class AbnormalEndEntry(Strict):
    """The recording ends in the middle of what somebody says."""

    within_s: Seconds = Field(default=0.5, description="话音离录音结束不到多少秒，算话没说完就断了")
    unless: Phrases | None = Field(default=None, description="最后两句话里有这些词就是正常结束，例如 再见")


class MetaEntry(Strict):
    """What is known about the call besides its words."""

    queue: Names | None = Field(default=None, description="队列；* 代表任意的字")
    agent: Names | None = Field(default=None, description="坐席工号；* 代表任意的字")
    direction: DirectionWord | None = Field(default=None, description="呼入 或 呼出")
    over_s: Seconds | None = Field(default=None, description="通话长于多少秒")
    under_s: Seconds | None = Field(default=None, description="通话短于多少秒")

    @model_validator(mode="after")
    def _something(self) -> "MetaEntry":
        if all(getattr(self, key) is None for key in MetaEntry.model_fields):
            raise wrong("meta 是空的", f"写其中一个：{'、'.join(MetaEntry.model_fields)}")
        return self


def _check_limits(low: float | None, high: float | None, what: str) -> None:
    if low is None and high is None:
        raise wrong(f"{what} 没有写界限", "写 over（以上）或者 under（以下）；按秒的写 over_s、under_s")
    if low is not None and high is not None and low > high:
        raise wrong(f"{what} 的 under 大于 over，任何通话都会命中", "把两个数对调，或者只写一个")


class ConditionEntry(Strict):
    """One condition: one key that says what to look for, and keys that narrow it."""

    keywords: Terms | None = Field(default=None, description="说了其中任何一个就命中")
    all: Terms | None = Field(default=None, description="每一个都说了才命中")
    none: Terms | None = Field(default=None, description="一个都没说才命中")
    must_say: Phrases | None = Field(default=None, description="必须说的话：一句都没说才命中")
    regex: Patterns | None = Field(default=None, description="正则表达式，能对上任何一个就命中")
    sequence: SequenceEntry | None = Field(default=None, description="先说什么、后说什么")
    repeat: RepeatEntry | None = Field(default=None, description="同一个人重复说差不多的话")
    silence: SilenceEntry | None = Field(default=None, description="两句话之间的静音")
    overlap: OverlapEntry | None = Field(default=None, description="抢话；role 是谁抢话")
    speed: SpeedEntry | None = Field(default=None, description="语速，每分钟多少字；role 是谁的语速")
    duration: DurationEntry | None = Field(default=None, description="录音的长度")
    turns: TurnsEntry | None = Field(default=None, description="说了几句话；role 是谁的话")
    abnormal_end: AbnormalEndEntry | None = Field(default=None, description="话没说完录音就断了")
    meta: MetaEntry | None = Field(default=None, description="话单：队列、坐席、方向、时长")

    at_least: Number | None = Field(default=None, description="keywords 里至少说到几个不同的")
    count_gte: Number | None = Field(default=None, description="一共说了几次以上才命中")
    not_in: Phrases | None = Field(default=None, description="例外：在这些话里面的不算")
    not_regex: Patterns | None = Field(default=None, description="例外：在能对上这些正则表达式的话里面的不算")
    near: NearEntry | None = Field(default=None, description="附近要有这些词才算")
    not_near: NearEntry | None = Field(default=None, description="附近有这些词就不算")
    window: WindowEntry | None = Field(default=None, description="只看通话的一段")
    within_s: Seconds | None = Field(default=None, description="must_say 要在多少秒以内说")
    anchor: AnchorEntry | None = Field(default=None, description="只在另一条规则命中的前后算")
    role: RoleWord | None = Field(default=None, description="谁说才算：客户、坐席、任意")
    pinyin: Switch | None = Field(default=None, description="读音相近的字也算（近音）")

    KINDS: ClassVar[tuple[str, ...]] = (
        "keywords", "all", "none", "must_say", "regex", "sequence", "repeat", "silence", "overlap",
        "speed", "duration", "turns", "abnormal_end", "meta",
    )  # fmt: skip

    @property
    def called(self) -> str:
        """What messages call it."""
        return "这个条件"

    def kinds(self) -> tuple[str, ...]:
        """The keys that say what to look for, as far as they are written."""
        return tuple(kind for kind in self.KINDS if getattr(self, kind) is not None)

    @model_validator(mode="after")
    def _fits(self) -> "ConditionEntry":
        """One thing to look for, and nothing that has no effect on it."""
        self.check_kinds()
        for key, needed in self._useless():
            raise wrong(f"{self.called}的 {key} 没有作用", f"{key} 要和 {needed} 一起写")
        if self.at_least is not None and self.at_least > len(self.keywords or ()):
            raise wrong(
                f"{self.called}的 at_least 比 keywords 的词还多，永远不会命中", "改小，或者多写几个词"
            )
        return self

    def check_kinds(self) -> None:
        """Refuse a condition that looks for nothing, or for two things."""
        kinds = self.kinds()
        if len(kinds) == 1:
            return
        said = "既没有 keywords，也没有别的条件" if not kinds else f"{' 和 '.join(kinds)} 两样都写了"
        cure = f"写其中一个：keywords（说了就命中）、must_say（没说才命中）、{'、'.join(_OTHERS)}"
        raise wrong(f"{self.called.strip()} {said}", cure)

    def _useless(self) -> Iterator[tuple[str, str]]:
        kind = next(iter(self.kinds()), "")
        for key, needed in _NEEDS.items():
            if getattr(self, key) is not None and kind not in needed:
                yield key, " 或 ".join(needed[:3])
        if self.within_s is not None and self.window is not None:
            yield "within_s", "must_say（已经写了 window，两样留一样）"


_OTHERS = [kind for kind in ConditionEntry.KINDS if kind not in ("keywords", "must_say")]
_SAID = ("keywords", "all", "regex", "none")
_NEEDS = {
    "at_least": ("keywords",),
    "count_gte": ("keywords", "regex"),
    "not_in": _SAID,
    "not_regex": _SAID,
    "near": _SAID,
    "not_near": _SAID,
    "window": (*_SAID, "must_say"),
    "within_s": ("must_say",),
    "anchor": (*_SAID, "must_say"),
}
"""Keys that narrow, and the conditions that they narrow."""


def _as_condition(value: object) -> object:
    """A named condition may be just its words."""
    return value if isinstance(value, dict) else {"keywords": value}


NamedCondition = Annotated[
    ConditionEntry,
    BeforeValidator(_as_condition, json_schema_input_type=str | list[str] | ConditionEntry),
]
