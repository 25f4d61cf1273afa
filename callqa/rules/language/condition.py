"""A condition as supervisors write it: one operator, and the keys that narrow it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Optional

from pydantic import BeforeValidator, Field, create_model, model_validator

from callqa.rules.conditions.operator import ROLES, Operator, Place, narrowed, operators
from callqa.rules.constraints import anchor, contexts, near, where, window
from callqa.rules.constraints.anchor import AnchorEntry
from callqa.rules.constraints.contexts import CONTEXTS, Contexts
from callqa.rules.constraints.near import SIDES, Near, NearEntry
from callqa.rules.constraints.where import Where
from callqa.rules.constraints.window import Window, WindowEntry
from callqa.rules.grammar.aliases import names
from callqa.rules.grammar.fields import Number, Patterns, Phrases, RoleWord, Seconds, Switch
from callqa.rules.logic.ast import Node
from callqa.strict_yaml.located import Located, Path
from callqa.strict_yaml.models import Strict, wrong

if TYPE_CHECKING:

    class _Operators(Strict):
        """A field for each operator; None where it is not written."""
else:
    _Operators = create_model(
        "_Operators",
        __base__=Strict,
        **{
            one.key: (Optional[one.written], Field(default=None, description=one.description))  # noqa: UP045 - a value
            for one in operators().values()
        },
    )

NARROWING = (
    "at_least",
    "count_gte",
    "not_in",
    "not_regex",
    "not_when",
    "near",
    "not_near",
    "window",
    "within_s",
    "anchor",
)
"""Keys that narrow an operator; each operator says which of them may stand beside it."""


FormsWord = Literal["口语", "原样"]
FORMS = "口语（不写就是）= 退款也听 退个款、把钱退了，口吃也听；原样 = 只听写的词"


@dataclass(frozen=True, kw_only=True, slots=True)
class Inherited:
    """What a condition has where it says nothing itself.

    Args:
        role, pinyin, forms: as its rule or category has them.
        categories: ids of the rules that an anchor on each category stands for.
    """

    role: RoleWord
    pinyin: bool
    forms: FormsWord
    categories: Mapping[str, Sequence[str]]


class ConditionEntry(_Operators):
    """One condition: one key that says what to look for, and keys that narrow it."""

    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        **{key: one.aliases for key, one in operators().items()},
        at_least="atleast min_hits at_least_n minimum 至少",
        count_gte="count min_count times 次数 出现次数",
        forms="form spoken colloquial variants 口语 说法 离合 变形",
        **where.ALIASES,
        **contexts.ALIASES,
        **near.ALIASES,
        **window.ALIASES,
        **anchor.ALIASES,
    )

    at_least: Number | None = Field(default=None, description="keywords 里至少说到几个不同的")
    count_gte: Number | None = Field(default=None, description="一共说了几次以上才命中")
    not_in: Phrases | None = Field(default=None, description="例外：在这些话里面的不算")
    not_regex: Patterns | None = Field(default=None, description="例外：在能对上这些正则表达式的话里面的不算")
    not_when: Contexts | None = Field(default=None, description=contexts.DESCRIPTION)
    near: NearEntry | None = Field(default=None, description="附近要有这些词才算")
    not_near: NearEntry | None = Field(default=None, description="附近有这些词就不算")
    window: WindowEntry | None = Field(default=None, description="只看通话的一段")
    within_s: Seconds | None = Field(default=None, description="must_say 要在多少秒以内说")
    anchor: AnchorEntry | None = Field(default=None, description="只在另一条规则命中的前后算")
    role: RoleWord | None = Field(default=None, description="谁说才算：客户、坐席、任意")
    pinyin: Switch | None = Field(default=None, description="读音相近的字也算（近音）")
    forms: FormsWord | None = Field(default=None, description=FORMS)

    @property
    def called(self) -> str:
        """What messages call it."""
        return "这个条件"

    def kinds(self) -> tuple[str, ...]:
        """Return the operators, as far as they are written."""
        return tuple(key for key in operators() if getattr(self, key) is not None)

    def node(self, located: Located, path: Path, inherited: Inherited) -> Node:
        """Return what a condition of exactly one operator states.

        Args:
            located: the file, for the lines of the phrases.
            path: of the condition in it.
            inherited: what it has where it says nothing itself.
        """
        operator = self._operator()
        here = self.place(located, path, inherited)
        return operator.build(getattr(self, operator.key), here)

    def own(self, inherited: Inherited) -> Inherited:
        """Return what a condition within this one inherits."""
        return Inherited(
            role=self.role or inherited.role,
            pinyin=inherited.pinyin if self.pinyin is None else self.pinyin,
            forms=self.forms or inherited.forms,
            categories=inherited.categories,
        )

    def place(self, located: Located, path: Path, inherited: Inherited) -> Place:
        """Return the place of the condition, with its constraints."""
        own = self.own(inherited)
        bare = Place(
            located=located,
            path=path,
            role=ROLES[own.role],
            pinyin=own.pinyin,
            spoken=own.forms == "口语",
            categories=own.categories,
            where=where.ANYWHERE,
            at_least=self.at_least,
            count_gte=self.count_gte,
        )
        return bare.with_where(self._where(bare))

    def _operator(self) -> Operator:
        (kind,) = self.kinds()
        return operators()[kind]

    def _where(self, here: Place) -> Where:
        part = self.window.node() if self.window else None
        return Where(
            role=here.role,
            not_in=here.phrases(self.not_in, "not_in"),
            not_regex=tuple(self.not_regex or ()),
            not_when=tuple(word for word in CONTEXTS if word in (self.not_when or ())),
            near=_near(self.near, "near", here),
            not_near=_near(self.not_near, "not_near", here),
            window=part if self.within_s is None else Window.first_seconds(self.within_s),
            anchor=self.anchor.node(here.categories) if self.anchor else None,
            pinyin=here.pinyin,
        )

    @model_validator(mode="after")
    def _fits(self) -> "ConditionEntry":
        """Refuse more than one thing to look for, and what has no effect on it."""
        self.check_kinds()
        for key, cure in self._useless():
            raise wrong(f"{self.called}的 {key} 没有作用", cure, key)
        if self.at_least is not None and self.at_least > len(getattr(self, self.kinds()[0])):
            what = f"{self.called}的 at_least 比 {self.kinds()[0]} 的词还多，永远不会命中"
            raise wrong(what, "改小，或者多写几个词", "at_least")
        return self

    def check_kinds(self) -> None:
        """Refuse a condition that looks for nothing, or for two things."""
        kinds = self.kinds()
        if len(kinds) == 1:
            return
        for kind in kinds:
            same = operators()[kind].same_as
            if {same, kind} == {*kinds}:
                raise wrong(f"{self.called.strip()} {same} 和 {kind} 是一回事，两样都写了", "合成一个", kind)
        said = "既没有 keywords，也没有别的条件" if not kinds else f"{' 和 '.join(kinds)} 两样都写了"
        cure = f"写其中一个：keywords（说了就命中）、must_say（没说才命中）、{'、'.join(_OTHERS)}"
        if kinds:
            cure = "只留其中一个；两样都要，就各起一个名字放进 conditions，用 when 组合"
        raise wrong(f"{self.called.strip()} {said}", cure, *kinds[1:2])

    def _useless(self) -> Iterator[tuple[str, str]]:
        kind = next(iter(self.kinds()), "")
        for key in NARROWING:
            if getattr(self, key) is not None and kind not in narrowed(key):
                beside = f"{key} 要和 {' 或 '.join(narrowed(key)[:_SHOWN])} 一起写"
                yield key, beside if kind else f"{beside}：写到 conditions 的条件里，不写在规则上"
        if self.within_s is not None and self.window is not None:
            yield "within_s", "已经写了 window，两样留一样"
        if kind:
            yield from operators()[kind].useless(self.role, self.pinyin)


_OTHERS = [key for key, one in operators().items() if not one.same_as and key not in ("keywords", "must_say")]
_SHOWN = 3
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


def _near(entry: NearEntry | None, key: str, here: Place) -> Near | None:
    if entry is None:
        return None
    return Near(words=here.phrases(entry.words, key, "words"), chars=entry.chars, side=SIDES[entry.side])


def _as_condition(value: object) -> object:
    """Take a named condition that is just its words; what belongs to the rule has no place in it."""
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
