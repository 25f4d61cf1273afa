"""The conditions of a rule as supervisors write them: which keys there are, and which go together."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from callqa.rules.language import other_names
from callqa.rules.language.written_fields import Number, Patterns, Phrases, RoleWord, Seconds, Switch, Terms
from callqa.rules.language.written_parts import (
    AbnormalEndEntry,
    AnchorEntry,
    DurationEntry,
    MetaEntry,
    NearEntry,
    OverlapEntry,
    RepeatEntry,
    SequenceEntry,
    SilenceEntry,
    SpeedEntry,
    TurnsEntry,
    WindowEntry,
)
from callqa.strict_yaml.models import Strict, wrong


class ConditionEntry(Strict):
    """One condition: one key that says what to look for, and keys that narrow it."""

    OTHER_NAMES: ClassVar[Mapping[str, str]] = other_names.CONDITION

    keywords: Terms | None = Field(default=None, description="说了其中任何一个就命中")
    any: Terms | None = Field(default=None, description="和 keywords 一样：说了其中任何一个就命中")
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
        "keywords", "any", "all", "none", "must_say", "regex", "sequence", "repeat", "silence", "overlap",
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
        for key, cure in self._useless():
            raise wrong(f"{self.called}的 {key} 没有作用", cure, key)
        if self.at_least is not None and self.at_least > len(self.keywords or self.any or ()):
            what = f"{self.called}的 at_least 比 {self.kinds()[0]} 的词还多，永远不会命中"
            raise wrong(what, "改小，或者多写几个词", "at_least")
        return self

    def check_kinds(self) -> None:
        """Refuse a condition that looks for nothing, or for two things."""
        kinds = self.kinds()
        if len(kinds) == 1:
            return
        if {*kinds} == {"keywords", "any"}:
            raise wrong(f"{self.called.strip()} keywords 和 any 是一回事，两样都写了", "合成一个", "any")
        said = "既没有 keywords，也没有别的条件" if not kinds else f"{' 和 '.join(kinds)} 两样都写了"
        cure = f"写其中一个：keywords（说了就命中）、must_say（没说才命中）、{'、'.join(_OTHERS)}"
        if kinds:
            cure = "只留其中一个；两样都要，就各起一个名字放进 conditions，用 when 组合"
        raise wrong(f"{self.called.strip()} {said}", cure, *kinds[1:2])

    def _useless(self) -> Iterator[tuple[str, str]]:
        kind = next(iter(self.kinds()), "")
        for key, needed in NEEDS.items():
            if getattr(self, key) is not None and kind not in needed:
                beside = f"{key} 要和 {' 或 '.join(needed[:_SHOWN])} 一起写"
                yield key, beside if kind else f"{beside}：写到 conditions 的条件里，不写在规则上"
        if self.within_s is not None and self.window is not None:
            yield "within_s", "已经写了 window，两样留一样"
        if kind == "silence" and self.role in ("客户", "坐席"):
            yield (
                "role",
                f"静音时没有人说话；要找{self.role}说完以后的静音，在 silence 里写 after: {self.role}",
            )
        if kind == "regex" and self.pinyin:
            yield "pinyin", "正则表达式只对原来的字；要找读音相近的，写 keywords"


_OTHERS = [kind for kind in ConditionEntry.KINDS if kind not in ("keywords", "any", "must_say")]
_SHOWN = 3
_SAID = ("keywords", "all", "regex", "none", "any")
NEEDS = {
    "at_least": ("keywords", "any"),
    "count_gte": ("keywords", "regex", "any"),
    "not_in": _SAID,
    "not_regex": _SAID,
    "near": _SAID,
    "not_near": _SAID,
    "window": (*_SAID, "must_say"),
    "within_s": ("must_say",),
    "anchor": (*_SAID, "must_say"),
}
"""Keys that narrow, and the conditions that they narrow."""


_OF_A_RULE = (
    "id",
    "name",
    "severity",
    "score",
    "fatal",
    "enabled",
    "since",
    "until",
    "needs_review",
    "examples",
)


def _as_condition(value: object) -> object:
    """A named condition may be just its words; what belongs to the rule has no place in it."""
    if not isinstance(value, dict):
        return {"keywords": value}
    if key := next((key for key in ("conditions", "when") if key in value), ""):
        cure = "把里面的条件都写到规则的 conditions 下面，在 when 里用括号组合"
        raise wrong(f"条件里不能再写 {key}", cure, key)
    if key := next((key for key in _OF_A_RULE if key in value), ""):
        raise wrong(f"{key} 写在了条件里", f"{key} 说的是整条规则：移到外面，和 conditions 左边对齐", key)
    return value


NamedCondition = Annotated[
    ConditionEntry,
    BeforeValidator(_as_condition, json_schema_input_type=str | list[str] | ConditionEntry),
]
