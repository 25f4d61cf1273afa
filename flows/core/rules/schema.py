"""The shape of config/keywords.yaml: what supervisors may write, checked field by field."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from flows.core.rules.fold import fold
from flows.core.strict import Strict, wrong

_LONGEST_PHRASE = 30
_SEPARATORS = re.compile(r"[，、；;,|/【】\[\]]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_SLUG = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")

SeverityWord = Literal["致命", "严重", "一般", "提示"]
RoleWord = Literal["客户", "坐席", "任意"]


def _as_text(value: object) -> object:
    """A number such as 12315 is meant as the text it was written with."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_list(value: object) -> object:
    """One phrase may be written without its brackets."""
    return [value] if isinstance(value, str | int) and not isinstance(value, bool) else value


def _one_phrase(text: str) -> str:
    parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    if len(parts) != 1 or parts[0] != text.strip():
        raise wrong(f"“{text}”被当成了一个词", f"分开写，用英文逗号：[{', '.join(parts)}]")
    if not fold(text):
        raise wrong(f"“{text}”里没有可以比对的字", "写要找的话，例如 我要投诉")
    if len(text) > _LONGEST_PHRASE:
        raise wrong(f"“{text}”太长", f"最多 {_LONGEST_PHRASE} 个字：只写最能说明问题的几个字")
    return text.strip()


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        cure = "用小写英文字母、数字和下划线，字母开头，例如 ask_refund"
        raise wrong(f"id “{text}”不合规", cure)
    return text


def _some_text(text: str) -> str:
    if not text.strip():
        raise wrong("名称是空的", "写一个看得懂的中文名称")
    return text.strip()


def _yes_or_no(value: object) -> object:
    return {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value


def _day(value: object) -> object:
    """A date stays text in our YAML: 2026-03-01."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise wrong(f"“{value}”不是日期", "写成 年-月-日，例如 2026-03-01") from error


Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=str)]
Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Phrase = Annotated[str, BeforeValidator(_as_text), AfterValidator(_one_phrase)]
Phrases = Annotated[list[Phrase], BeforeValidator(_as_list), Field(min_length=1)]
Name = Annotated[str, BeforeValidator(_as_text), AfterValidator(_some_text)]
Slug = Annotated[str, AfterValidator(_slug)]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Switch = Annotated[bool, BeforeValidator(_yes_or_no)]


class RuleEntry(Strict):
    """One rule as written; severity and role fall back to the category's."""

    id: Slug = Field(description="规则的编号（小写英文，定了就不要改）")
    name: Name = Field(description="规则的名称")
    keywords: Phrases | None = None
    not_in: Phrases | None = None
    must_say: Phrases | None = None
    within_s: Seconds | None = None
    role: RoleWord | None = None
    severity: SeverityWord | None = None
    enabled: Switch = True
    since: Day | None = Field(default=None, description="从哪一天起生效（含）")
    until: Day | None = Field(default=None, description="到哪一天为止（含）")
    score: Points = Field(default=0, description="命中扣几分；满分 100")
    fatal: Switch = Field(default=False, description="一票否决：命中则这通电话 0 分")
    needs_review: Switch = Field(default=False, description="命中以后要人工复核")
    note: str | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> "RuleEntry":
        if self.since and self.until and self.since > self.until:
            raise wrong(f"规则 {self.id} 的 since 在 until 之后，永远不生效", "把两个日期对调，或者删掉一个")
        return self

    @model_validator(mode="after")
    def _one_kind(self) -> "RuleEntry":
        """A rule either looks for what was said, or for what was not said."""
        if (self.keywords is None) == (self.must_say is None):
            said = "既没有 keywords，也没有 must_say" if self.keywords is None else "两样都写了"
            cure = "keywords（说了就命中）和 must_say（没说才命中）写其中一个"
            raise wrong(f"规则 {self.id} {said}", cure)
        if self.not_in is not None and self.keywords is None:
            raise wrong(f"规则 {self.id} 的 not_in 没有作用", "not_in 要和 keywords 一起写")
        if self.within_s is not None and self.must_say is None:
            raise wrong(f"规则 {self.id} 的 within_s 没有作用", "within_s 要和 must_say 一起写")
        return self


class CategoryEntry(Strict):
    """A group of rules that share a name, a severity and a role."""

    name: Name = Field(description="类别的名称，例如 投诉")
    severity: SeverityWord = Field(description="致命、严重、一般、提示 之一")
    role: RoleWord = "任意"
    note: str | None = None
    rules: Annotated[list[RuleEntry], Field(min_length=1)] = Field(description="这一类的规则")


class BookEntry(Strict):
    """The whole file."""

    categories: Annotated[list[CategoryEntry], Field(min_length=1)] = Field(description="规则的类别")
