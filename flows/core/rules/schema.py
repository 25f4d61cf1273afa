"""The shape of config/keywords.yaml: what supervisors may write, checked field by field."""

import difflib
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from flows.core.rules import expression
from flows.core.rules.written_conditions import ConditionEntry, NamedCondition
from flows.core.rules.written_fields import (
    Day,
    DirectionWord,
    ExpressionText,
    Label,
    Name,
    Points,
    RoleWord,
    Seconds,
    SeverityWord,
    Slug,
    Switch,
)
from flows.core.strict import Strict, wrong

SPEAKERS = ("客户", "坐席", "未知")


def _as_turn(value: object) -> object:
    """``- 客户: 我要退款`` is a mapping for YAML, and one thing said for its author."""
    if isinstance(value, dict) and len(value) == 1:
        (speaker, words), *_ = value.items()
        return f"{speaker}：{words}"
    return value


def _as_example(value: object) -> object:
    if isinstance(value, dict) and "turns" not in value:
        return {"turns": [value]} if len(value) == 1 else value
    return value if isinstance(value, dict) else {"turns": value if isinstance(value, list) else [value]}


Said = Annotated[Name, BeforeValidator(_as_turn, json_schema_input_type=str | dict[str, str])]


class ExampleEntry(Strict):
    """A call of a few turns, and what is known about it."""

    turns: Annotated[list[Said], Field(min_length=1)] = Field(
        description="说的话，例如 客户：我要退款；要写时间就写 客户@12：我要退款（第 12 秒开始），"
        "或者 客户@12-15：我要退款（说到第 15 秒）"
    )
    duration_s: Seconds | None = Field(default=None, description="录音多少秒；不写就到最后一句话为止")
    queue: Name | None = Field(default=None, description="队列")
    agent: Name | None = Field(default=None, description="坐席工号")
    direction: DirectionWord | None = Field(default=None, description="呼入 或 呼出")


Example = Annotated[
    ExampleEntry,
    BeforeValidator(_as_example, json_schema_input_type=str | list[str | dict[str, str]] | ExampleEntry),
]


class ExamplesEntry(Strict):
    """Sentences that prove a rule; run whenever the book is checked."""

    hit: list[Example] = Field(default=[], description="应当命中的话")
    miss: list[Example] = Field(default=[], description="不应当命中的话")


class RuleEntry(ConditionEntry):
    """One rule as written; severity, role and pinyin fall back to the category's."""

    id: Slug = Field(description="规则的编号（小写英文，定了就不要改）")
    name: Name = Field(description="规则的名称")
    when: ExpressionText | None = Field(
        default=None, description="条件的组合：&& 并且，|| 或者，! 不；不写就是每个条件都成立"
    )
    conditions: Annotated[dict[Label, NamedCondition], Field(min_length=1)] | None = Field(
        default=None, description="起了名字的条件，在 when 里组合"
    )
    severity: SeverityWord | None = Field(default=None, description="致命、严重、一般、提示")
    enabled: Switch = Field(default=True, description="否 = 暂时停用")
    since: Day | None = Field(default=None, description="从哪一天起生效（含）")
    until: Day | None = Field(default=None, description="到哪一天为止（含）")
    score: Points = Field(default=0, description="命中扣几分；满分 100")
    fatal: Switch = Field(default=False, description="一票否决：命中则这通电话 0 分")
    needs_review: Switch = Field(default=False, description="命中以后要人工复核")
    note: str | None = Field(default=None, description="给同事看的说明")
    examples: ExamplesEntry | None = Field(default=None, description="例句，每次检查都会运行")

    @property
    def called(self) -> str:
        """What messages call it."""
        return f"规则 {self.id} "

    def check_kinds(self) -> None:
        """As a condition; or conditions with names instead."""
        if self.when is None and self.conditions is None:
            super().check_kinds()
        elif self.kinds():
            what = f"规则 {self.id} 写了 {self.kinds()[0]}，又写了 {'when' if self.when else 'conditions'}"
            raise wrong(what, f"把 {self.kinds()[0]} 起个名字放进 conditions，在 when 里用；或者只留其中一个")

    @model_validator(mode="after")
    def _dates_in_order(self) -> "RuleEntry":
        if self.since and self.until and self.since > self.until:
            raise wrong(f"规则 {self.id} 的 since 在 until 之后，永远不生效", "把两个日期对调，或者删掉一个")
        return self

    @model_validator(mode="after")
    def _known_names(self) -> "RuleEntry":
        """With named conditions, `when` may name nothing else; and uses them all."""
        if self.conditions is None or self.when is None:
            return self
        used = expression.names(expression.parse(self.when))
        for name in used:
            if name not in self.conditions:
                close = difflib.get_close_matches(name, self.conditions, n=1, cutoff=0.4)
                cure = f"是不是想写 {close[0]}？" if close else f"这里可以写：{'、'.join(self.conditions)}"
                raise wrong(f"规则 {self.id} 的 when 里没有叫“{name}”的条件", cure)
        for name in self.conditions:
            if name not in used:
                raise wrong(f"规则 {self.id} 的条件“{name}”没有用在 when 里", "写进 when，或者删掉")
        return self


_ONE_LINE = "只有一串词的类别写成一行，前面有短横：- 投诉: [投诉, 举报]"


def _not_a_rule(value: object) -> object:
    """Words beside the category's name are what people write first; told at once what to write."""
    if isinstance(value, dict) and "keywords" in value and "rules" not in value:
        raise wrong("keywords 直接写在了类别里", f"{_ONE_LINE}；还要写别的，就放到 rules: 下面的一条规则里")
    return value


def _dashed(value: object) -> object:
    if isinstance(value, dict):
        raise wrong("categories 下面的类别前面没有短横", f"每个类别前面加“- ”；{_ONE_LINE}")
    return value


class CategoryEntry(Strict):
    """A group of rules that share a name, a severity, a role and whether sounds count."""

    name: Name = Field(description="类别的名称，例如 投诉")
    severity: SeverityWord = Field(description="致命、严重、一般、提示 之一")
    role: RoleWord = Field(default="任意", description="谁说才算：客户、坐席、任意")
    pinyin: Switch = Field(default=False, description="读音相近的字也算（近音）")
    note: str | None = Field(default=None, description="给同事看的说明")
    rules: Annotated[list[RuleEntry], Field(min_length=1)] = Field(description="这一类的规则")


class BookEntry(Strict):
    """The whole file."""

    categories: Annotated[
        list[Annotated[CategoryEntry, BeforeValidator(_not_a_rule)]],
        Field(min_length=1),
        BeforeValidator(_dashed),
    ] = Field(description="规则的类别")

    @model_validator(mode="before")
    @classmethod
    def _headed(cls, value: object) -> object:
        if isinstance(value, dict) and "categories" not in value and not "".join(map(str, value)).isascii():
            raise wrong("类别直接写在了最外层", f"第一行写 categories:，类别都写在它下面；{_ONE_LINE}")
        return value
