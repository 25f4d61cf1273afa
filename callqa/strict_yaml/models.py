"""A strict pydantic model filled from a file; every mistake becomes a Chinese line with a cure.

Works for any model with ``extra="forbid"``: name a field's meaning in Chinese in its description,
and raise `wrong` in validators.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from callqa.strict_yaml.located import Located
from callqa.strict_yaml.problems import Problem, ProblemsError

_SHOWN = 20
_OURS = "callqa"
_EXPECTED: Mapping[str, tuple[str, str]] = {
    # pydantic's error type: (what is expected, what to write)
    "string_type": ("一段文字", "写一段文字；数字、true 这类词要加引号"),
    "list_type": ("一个列表", "写成 [词一, 词二]，或者每行一个，前面加 - "),
    "tuple_type": ("一个列表", "写成 [词一, 词二]，或者每行一个，前面加 - "),
    "model_type": ("“键: 值”", "写成 键: 值，英文冒号后面空一格"),
    "dict_type": ("“键: 值”", "写成 键: 值，英文冒号后面空一格"),
    "bool_type": ("true 或 false", "开写 true，关写 false"),
    "int_type": ("一个整数", "写阿拉伯数字，不带引号"),
    "float_type": ("一个数字", "写阿拉伯数字，不带引号"),
    "finite_number": ("一个数字", "写阿拉伯数字，不带引号"),
    "bool_parsing": ("true 或 false", "开写 true，关写 false"),
    "int_parsing": ("一个整数", "写阿拉伯数字"),
    "int_from_float": ("一个整数", "不要写小数"),
    "float_parsing": ("一个数字", "写阿拉伯数字"),
    "date_type": ("一个日期", "写成 年-月-日，例如 2026-03-01"),
    "date_from_datetime_parsing": ("一个日期", "例如 2026-03-01"),
    "time_parsing": ("一个钟点", "例如 02:30"),
}

_ABOUT_KEYS = {"missing", "extra_forbidden"}
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%|％|秒|分钟|分|小时|句|轮|次|个|遍|字|s|ms|min|m|h)?\s*")
_IN_SECONDS = {"ms": 0.001, "分钟": 60, "分": 60, "min": 60, "m": 60, "小时": 3600, "h": 3600}

_Model = TypeVar("_Model", bound=BaseModel)


class Strict(BaseModel):
    """Base of the models that describe a file.

    Attributes:
        SHOWN_AS: how it is written on one line, for who wrote a number or a list instead.
        OTHER_NAMES: what people write for its keys, beside what is spelt nearly like them.
    """

    # a model inside another is built with that one: none of its own, of which most are never asked for
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)

    SHOWN_AS: ClassVar[str] = ""
    OTHER_NAMES: ClassVar[Mapping[str, str]] = {}


def wrong(what: str, cure: str, *at: str) -> PydanticCustomError:
    """Make the error for a validator to raise.

    Args:
        what: what is wrong, in Chinese, with the offending text.
        cure: what to write instead, in Chinese.
        at: the key that it is about, for a validator of a whole mapping.
    """
    return PydanticCustomError(_OURS, "{what}", {"what": what, "cure": cure, "at": at})


def fill(model: type[_Model], located: Located) -> _Model:
    """Make the model from a file's data.

    Raises:
        ProblemsError: with every mistake, its line and its cure.
    """
    made, found = attempt(model, located)
    if made is None:
        raise ProblemsError(found)
    return made


def attempt(model: type[_Model], located: Located) -> tuple[_Model | None, tuple[Problem, ...]]:
    """Fill the model as `fill` does, for a caller that has more mistakes to add before it gives up."""
    try:
        return model.model_validate(located.data), ()
    except ValidationError as error:
        details = error.errors(include_url=False)
        misspelt = {_meant(model, detail) for detail in details if detail["type"] == "extra_forbidden"}
        told = (detail for detail in details if detail["type"] != "missing" or detail["loc"] not in misspelt)
        return None, tuple(_problem(model, located, detail) for detail in told)


def _problem(model: type[BaseModel], located: Located, detail: ErrorDetails) -> Problem:
    path = (*detail["loc"], *detail.get("ctx", {}).get("at", ()))
    what, cure = _explain(model, detail)
    column = located.position(path)[1]
    if detail["type"] not in _ABOUT_KEYS and located.value_line(path) == located.line(path):
        column = located.value_position(path)[1]
    return Problem(where=located.place(path), line=located.line(path), what=what, cure=cure, column=column)


def _explain(model: type[BaseModel], detail: ErrorDetails) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    name = str(detail["loc"][-1]) if detail["loc"] else "文件"
    if kind == _OURS:
        return str(context["what"]), str(context["cure"])
    if kind == "missing":
        return f"缺少 {name}", f"加一行 {name}: {_meaning(model, detail['loc'])}"
    if kind == "extra_forbidden":
        return f"不认识“{name}”", _did_you_mean(name, _model_at(model, detail["loc"][:-1]))
    if kind == "too_short":
        few = f"只写了 {context['actual_length']} 项" if context["actual_length"] else "是空的"
        return f"{_called(detail['loc'])}{few}", _limits(kind, context)
    if kind in _EXPECTED:
        return _of_another_kind(model, detail)
    return f"{_called(detail['loc'])}不能写{_shown(detail['input'])}", _limits(kind, context)


def _of_another_kind(model: type[BaseModel], detail: ErrorDetails) -> tuple[str, str]:
    """Explain a value of the wrong type: text where a number should be, and the like."""
    expected, cure = _EXPECTED[detail["type"]]
    called, written = _called(detail["loc"]), detail["input"]
    if not detail["loc"] and written is None:
        return "文件是空的", f"第一行写 {next(iter(model.model_fields))}:"
    if detail["type"] == "string_type" and isinstance(written, dict):
        return f"{called}被当成了{_shown(written)}", f"{cure}；文字里有冒号，也要加引号"
    if detail["type"] == "model_type":
        cure = _written_like(model, detail["loc"]) or cure
    elif expected in ("一个整数", "一个数字"):
        cure = _only_the_number(written, called.strip()) or cure
    return f"{called}应当是{expected}，写的是{_shown(written)}", cure


def _written_like(model: type[BaseModel], path: tuple[str | int, ...]) -> str:
    """Return a whole line to copy; empty where the model has no example."""
    here = _model_at(model, path)
    example = here.SHOWN_AS if here is not None and issubclass(here, Strict) else ""
    return f"写成 {path[-1]}: {example}" if example else ""


def _only_the_number(written: object, key: str) -> str:
    """Return the cure for a number with its unit, or in quotes; empty for anything else."""
    number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", written)) if isinstance(written, str) else None
    if not number:
        return ""
    if key.endswith("_s") and number[2] in _IN_SECONDS:
        return f"按秒写，不写单位：{float(number[1]) * _IN_SECONDS[number[2]]:g}"
    return f"只写数字，{'不写单位' if number[2] else '不带引号，用半角数字'}：{number[1]}"


def _called(path: tuple[str | int, ...]) -> str:
    """Name the place as a person would: the key, and which item of its list, counting from 1."""
    if not path:
        return "文件的内容"
    if isinstance(path[-1], int):
        return f"{path[-2] if len(path) > 1 else ''} 的第 {path[-1] + 1} 项".strip()
    return f"{path[-1]} "


def _shown(value: object) -> str:
    """Quote the offending text, cut short."""
    if value is None:
        return "空的"
    if isinstance(value, dict | list):
        return "“键: 值”" if isinstance(value, dict) else "一个列表"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"


def _limits(kind: str, context: Mapping[str, Any]) -> str:
    """Return the cure for a value of the right type that is outside what is allowed."""
    cures = {
        "literal_error": "写其中一个：{expected}",
        "enum": "写其中一个：{expected}",
        "too_short": "至少写 {min_length} 项",
        "string_too_short": "至少写 {min_length} 个字",
        "string_too_long": "最多写 {max_length} 个字",
        "greater_than": "写大于 {gt:g} 的数",
        "greater_than_equal": "写不小于 {ge:g} 的数",
        "less_than": "写小于 {lt:g} 的数",
        "less_than_equal": "写不大于 {le:g} 的数",
    }
    cure = cures.get(kind, "对照说明改正").format_map(dict(context))
    return cure.replace("' or '", "、").replace("', '", "、").replace("'", "")


def _did_you_mean(name: str, here: type[BaseModel] | None) -> str:
    close = _closest(name, here)
    return f"是不是想写 {close}？" if close else f"这里可以写：{'、'.join(here.model_fields if here else ())}"


def _meant(model: type[BaseModel], detail: ErrorDetails) -> tuple[str | int, ...]:
    """Return the path of the key that an unknown key was meant for, so that it is not called missing, too."""
    *above, name = detail["loc"]
    return (*above, _closest(str(name), _model_at(model, tuple(above))))


def _closest(name: str, here: type[BaseModel] | None) -> str:
    """Return the key that was most likely meant; empty where nothing is close."""
    fields = here.model_fields if here else {}
    known = here.OTHER_NAMES if here is not None and issubclass(here, Strict) else {}
    wanted = name.strip().casefold()
    close = [known[wanted]] if wanted in known else []
    close += difflib.get_close_matches(name, fields, n=1, cutoff=0.5)
    close += [key for key, info in fields.items() if not name.isascii() and name in (info.description or "")]
    return next(iter(close), "")


def _meaning(model: type[BaseModel], path: tuple[str | int, ...]) -> str:
    here = _model_at(model, path[:-1])
    info = here.model_fields.get(str(path[-1])) if here else None
    return (info.description if info else None) or "…"


def _model_at(model: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel] | None:
    """Return the model at a path inside another; keys of a mapping of names lead to what they name."""
    here: type[BaseModel] | None = model
    named = False
    for step in path:
        if isinstance(step, int) or here is None:
            continue
        if named:
            named = False
            continue
        info = here.model_fields.get(step)
        here = next(_models_in(info.annotation), None) if info else None
        named = info is not None and _is_mapping(info.annotation)
    return here


def _is_mapping(annotation: object) -> bool:
    """Return whether a field holds a mapping of names."""
    return get_origin(annotation) is dict or any(map(_is_mapping, get_args(annotation)))


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
