"""What supervisors write in one place of the rule book: a phrase, a date, a switch, an expression."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from callqa.rules.grammar import expression, typed
from callqa.rules.search import pattern
from callqa.strict_yaml.models import wrong

_LONGEST_PATTERN = 500
_DATE = re.compile(r"(\d{4})\D*?(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})")
_SLUG = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_LOGIC = re.compile(r"[&|!()＆｜！（）]")

# the words of our own JSON, and another spelling of 坐席 that is as common
_SEVERITIES = {"critical": "致命", "high": "严重", "medium": "一般", "low": "提示"}
_ROLES = {"customer": "客户", "agent": "坐席", "any": "任意", "座席": "坐席"}
_SIDES = {"before": "前", "after": "后", "around": "前后"}
_DIRECTIONS = {"inbound": "呼入", "outbound": "呼出"}


def _in_chinese(words: Mapping[str, str]) -> BeforeValidator:
    """Take the same word in English, too; editors offer the Chinese one."""
    shape: Any = Literal[(*dict.fromkeys(words.values()), *words)]
    return BeforeValidator(
        lambda value: words.get(value, value) if isinstance(value, str) else value,
        json_schema_input_type=shape,
    )


SeverityWord = Annotated[Literal["致命", "严重", "一般", "提示"], _in_chinese(_SEVERITIES)]
RoleWord = Annotated[Literal["客户", "坐席", "任意"], _in_chinese(_ROLES)]
SpeakerWord = Annotated[
    Literal["客户", "坐席"], _in_chinese({word: role for word, role in _ROLES.items() if role != "任意"})
]
SideWord = Annotated[Literal["前", "后", "前后"], _in_chinese(_SIDES)]
DirectionWord = Annotated[Literal["呼入", "呼出"], _in_chinese(_DIRECTIONS)]


def _as_text(value: object) -> object:
    """Take a number such as 12315 as the text it was written with."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_list(value: object) -> object:
    """One phrase may be written without its brackets."""
    return [value] if isinstance(value, str | int) and not isinstance(value, bool) else value


def _no_expression(text: str) -> str:
    """Check a phrase where none may be joined to others."""
    if expression.is_expression(text):
        cure = "分开写，说一个就行的写成 [词一, 词二]；别的组合，用 conditions 和 when"
        raise wrong(f"“{text}”：这里只能写词，&&、||、! 不起作用", cure)
    return typed.phrase(text)


def _one_term(text: str) -> str:
    """Check a phrase, or several in an expression."""
    if not expression.is_expression(text):
        return typed.phrase(text)
    for name in expression.names(_read(text)):
        typed.phrase(name)
    return text.strip()


def _read(text: str) -> expression.Expression:
    try:
        return expression.parse(text)
    except expression.ExpressionError as error:
        raise wrong(error.what, error.cure) from error


def _one_expression(text: str) -> str:
    _read(text)
    return text.strip()


def _one_pattern(text: str) -> str:
    if not text.strip():
        raise wrong("正则表达式是空的", "写要找的话；不用就删掉这一行")
    if len(text) > _LONGEST_PATTERN:
        raise wrong("正则表达式太长", f"最多 {_LONGEST_PATTERN} 个字：拆成几个")
    typed.half_width(text)
    try:
        pattern.compiled(text)
    except pattern.PatternError as error:
        raise wrong(f"正则表达式“{text}”{error.what}", error.cure) from error
    return text


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        cure = "用小写英文字母、数字和下划线，字母开头，例如 ask_refund"
        raise wrong(f"id “{text}”不合规", cure)
    return text


def _some_text(text: str) -> str:
    if not text.strip():
        raise wrong("名称是空的", "写一个看得懂的中文名称")
    return text.strip()


def _label(text: str) -> str:
    if _LOGIC.search(text):
        raise wrong(f"条件的名字“{text}”里有 & | ! 或括号", "换一个只有汉字、字母和数字的名字")
    return _some_text(text)


def _yes_or_no(value: object, info: ValidationInfo) -> bool:
    known = {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value
    if not isinstance(known, bool):
        written = "空的" if value is None else f"“{value}”"
        raise wrong(f"{info.field_name} 应当是 是 或 否，写的是{written}", "开写 是，关写 否")
    return known


def _day(value: object) -> object:
    """Read a date, which stays text in our YAML: 2026-03-01."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) and "-" in value else "")
    except ValueError as error:
        raise wrong(f"“{value}”不是日期", f"写成 年-月-日，例如 {_probable_day(str(value))}") from error


def _probable_day(text: str) -> str:
    """Return the day that was meant, as it should be written; any day where that cannot be told."""
    found = _DATE.match(unicodedata.normalize("NFKC", text))
    try:
        return date(*[int(part) for part in found.groups() if part]).isoformat() if found else "2026-03-01"
    except ValueError:
        return "2026-03-01"


def _percent(value: float) -> float:
    """Refuse a share such as 0.7, which is meant as 70 %."""
    if 0 < value < 1:
        raise wrong(f"“{value:g}”不到百分之一", f"写百分之几：{value * 100:g}")
    return value


_TEXT = BeforeValidator(_as_text, json_schema_input_type=str | int)
_LIST = BeforeValidator(_as_list, json_schema_input_type=list[str | int] | str | int)

Phrase = Annotated[str, _TEXT, AfterValidator(_no_expression)]
Phrases = Annotated[list[Phrase], _LIST, Field(min_length=1)]
Term = Annotated[str, _TEXT, AfterValidator(_one_term)]
Terms = Annotated[list[Term], _LIST, Field(min_length=1)]
PatternText = Annotated[str, _TEXT, AfterValidator(_one_pattern)]
Patterns = Annotated[list[PatternText], _LIST, Field(min_length=1)]
ExpressionText = Annotated[str, _TEXT, AfterValidator(_one_expression)]
Name = Annotated[str, _TEXT, AfterValidator(_some_text)]
Names = Annotated[list[Name], _LIST, Field(min_length=1)]
Label = Annotated[str, AfterValidator(_label)]
Slug = Annotated[str, AfterValidator(_slug)]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Percent = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False), AfterValidator(_percent)]
Rate = Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)]
Number = Annotated[int, Field(ge=1, le=10_000)]
Switch = Annotated[bool, BeforeValidator(_yes_or_no, json_schema_input_type=bool | Literal["是", "否"])]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=str)]
Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


def milliseconds(seconds: float | None) -> int | None:
    """Return a length in seconds as it is compared; None for none."""
    return None if seconds is None else round(seconds * 1000)


def check_limits(low: float | None, high: float | None, what: str) -> None:
    """Refuse a pair of limits that says nothing, or that every call is outside of.

    Args:
        low: `under`.
        high: `over`.
        what: the key, as messages name it.
    """
    if low is None and high is None:
        raise wrong(f"{what} 没有写界限", "写 over（以上）或者 under（以下）；按秒的写 over_s、under_s")
    if low is not None and high is not None and low > high:
        raise wrong(f"{what} 的 under 大于 over，任何通话都会命中", "把两个数对调，或者只写一个")
