"""The shape of config/keywords.yaml: what supervisors may write, checked field by field."""

import difflib
import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from callqa.rules.grammar import expression
from callqa.rules.grammar.aliases import names
from callqa.rules.grammar.fields import (
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
from callqa.rules.language.condition import FORMS, ConditionEntry, FormsWord, NamedCondition
from callqa.rules.language.misplaced import CATEGORY_ALIASES, category, dashed, headed, short_rule
from callqa.strict_yaml.models import Strict, wrong

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

    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        turns="text said dialog dialogue 对话 话",
        duration_s="duration duration_ms 时长",
        queue="队列 技能组",
        agent="工号 坐席",
        direction="方向 呼叫方向",
    )

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


Examples = Annotated[
    list[Example],
    BeforeValidator(
        lambda value: [value] if isinstance(value, str) else value,
        json_schema_input_type=str | list[Example],
    ),
]


class ExamplesEntry(Strict):
    """Sentences that prove a rule; run whenever the book is checked."""

    SHOWN_AS: ClassVar[str] = "{hit: [我要投诉], miss: [投诉电话是多少]}"
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(
        hit="hits positive pos match yes should_hit 命中 正例 应命中",
        miss="misses negative neg no nomatch not_hit should_miss 不命中 未命中 反例 不应命中",
    )

    hit: Examples = Field(default=[], description="应当命中的话")
    miss: Examples = Field(default=[], description="不应当命中的话")


_Conditions = Annotated[dict[Label, NamedCondition], Field(min_length=1)]


def _named(value: object) -> object:
    """Conditions have names; as a list they have none, or a dash too many."""
    if not isinstance(value, list):
        return value
    if value and all(isinstance(item, dict) and len(item) == 1 for item in value):
        raise wrong("conditions 下面的条件前面多了短横", "去掉短横：每个条件一行，先写它的名字")
    raise wrong(
        "conditions 里的条件没有名字", "每个条件起一个名字：conditions: {办理: [挂失], 核实: [身份证]}"
    )


class RuleEntry(ConditionEntry):
    """One rule as written; severity, role and pinyin fall back to the category's."""

    OTHER_NAMES: ClassVar[Mapping[str, str]] = {
        **ConditionEntry.OTHER_NAMES,
        **names(
            id="code key number 编号 规则编号 代码",
            name="title 名称 名字 规则名称 规则名",
            when="expr expression logic if condition 表达式 组合",
            conditions="named parts 条件",
            severity="level priority 级别 等级 严重程度 严重性 严重级别",
            score="points point deduct deduction weight penalty 扣分 分数 分值",
            fatal="veto critical 一票否决 致命",
            enabled="enable active on status 启用 开启 是否启用",
            since="from start start_date effective_from effective valid_from 生效 生效日期 开始日期 开始",
            until="to end end_date effective_to expires expire valid_to 失效日期 结束日期 截止日期 结束",
            needs_review="review need_review manual_review 复核 人工复核 需要复核",
            note="notes comment remark description desc 备注 说明 描述",
            examples="example tests samples 例句 例子 样例 示例",
        ),
    }

    id: Slug = Field(description="规则的编号（小写英文，定了就不要改）")
    name: Name = Field(description="规则的名称")
    when: ExpressionText | None = Field(
        default=None, description="条件的组合：&& 并且，|| 或者，! 不；不写就是每个条件都成立"
    )
    conditions: Annotated[_Conditions, BeforeValidator(_named)] | None = Field(
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
            cure = f"把 {self.kinds()[0]} 起个名字放进 conditions，在 when 里用；或者只留其中一个"
            raise wrong(what, cure, self.kinds()[0])

    @model_validator(mode="after")
    def _dates_in_order(self) -> "RuleEntry":
        if self.since and self.until and self.since > self.until:
            what = f"规则 {self.id} 的 since 在 until 之后，永远不生效"
            raise wrong(what, "把两个日期对调，或者删掉一个", "since")
        return self

    @model_validator(mode="after")
    def _known_names(self) -> "RuleEntry":
        """Refuse a `when` that names something else than the conditions, or leaves one out."""
        if self.conditions is None or self.when is None:
            return self
        used = expression.names(expression.parse(self.when))
        for name in used:
            if name not in self.conditions:
                what = f"规则 {self.id} 的 when 里没有叫“{name}”的条件"
                raise wrong(what, _meant(name, self.conditions), "when")
        for name in self.conditions:
            if name not in used:
                what = f"规则 {self.id} 的条件“{name}”没有用在 when 里"
                raise wrong(what, "写进 when，或者删掉", "conditions", name)
        return self


_JOINERS = (
    # what people write in an expression, and what works
    (re.compile(r"\s*(?:并且|而且|同时|\band\b|且|&)\s*", re.IGNORECASE), " && "),
    (re.compile(r"\s*(?:或者|\bor\b|或|[,，、])\s*", re.IGNORECASE), " || "),
    (re.compile(r"(?<![^\s&|(])(?:\bnot\b\s*|不是|没有|非|不)", re.IGNORECASE), "!"),
)


def _meant(name: str, known: Mapping[str, Any]) -> str:
    """Return the cure for a name that no condition has: words for signs, a slip, or all there is."""
    joined = name
    for shape, sign in _JOINERS:
        joined = shape.sub(sign, joined)
    parts = [part.strip(" !()") for part in re.split(r"&&|\|\|", joined)]
    if joined != name and all(part in known for part in parts):
        return f"并且写 &&，或者写 ||，不写 !：{joined.strip()}"
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    return f"是不是想写 {close[0]}？" if close else f"这里可以写：{'、'.join(known)}"


_Rule = Annotated[RuleEntry, BeforeValidator(short_rule)]


class CategoryEntry(Strict):
    """A group of rules that share a name, a severity, a role and whether sounds count."""

    OTHER_NAMES: ClassVar[Mapping[str, str]] = CATEGORY_ALIASES

    name: Name = Field(description="类别的名称，例如 投诉")
    severity: SeverityWord = Field(description="致命、严重、一般、提示 之一")
    role: RoleWord = Field(default="任意", description="谁说才算：客户、坐席、任意")
    pinyin: Switch = Field(default=False, description="读音相近的字也算（近音）")
    forms: FormsWord = Field(default="口语", description=FORMS)
    note: str | None = Field(default=None, description="给同事看的说明")
    rules: Annotated[list[_Rule], Field(min_length=1)] = Field(description="这一类的规则")


class BookEntry(Strict):
    """The whole file."""

    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(categories="category rules groups 类别 分类 规则")

    categories: Annotated[
        list[Annotated[CategoryEntry, BeforeValidator(category)]],
        Field(min_length=1),
        BeforeValidator(dashed),
    ] = Field(description="规则的类别")

    @model_validator(mode="before")
    @classmethod
    def _headed(cls, value: object) -> object:
        return headed(value)
