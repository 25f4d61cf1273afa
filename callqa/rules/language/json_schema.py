"""The JSON Schema by which editors complete and check a rule book."""

import re
from typing import Any

from callqa.rules.language.schema import BookEntry

_HANZI = re.compile(r"[\u4e00-\u9fff]")
_SHORT = {
    "type": "object",
    "description": "最短的写法：类别的名称和一串词，例如 - 投诉: [投诉, 举报]",
    "minProperties": 1,
    "maxProperties": 1,
    "patternProperties": {
        "^(?!name$|severity$|role$|pinyin$|note$|rules$)": {
            "anyOf": [
                {"type": ["string", "integer"]},
                {"type": "array", "items": {"type": ["string", "integer"]}, "minItems": 1},
            ]
        }
    },
    "additionalProperties": False,
}


def json_schema() -> dict[str, Any]:
    """Return the schema, with Chinese descriptions only: what is said in English is for programmers."""
    made: dict[str, Any] = _for_people(BookEntry.model_json_schema(mode="validation"))
    listed = made["properties"]["categories"]
    listed["items"] = {"anyOf": [listed["items"], _SHORT]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "质检规则手册",
        "description": "由 callqa rules schema 生成，请勿手工修改",
        **made,
    }


def _for_people(value: Any, *, named: bool = False) -> Any:
    """Return a schema without titles and without descriptions that are not Chinese.

    Args:
        named: the keys of this mapping are names that people write, not words of JSON Schema.
    """
    if isinstance(value, list):
        return [_for_people(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _for_people(item, named=key in ("properties", "$defs") and not named)
        for key, item in value.items()
        if named or not _technical(key, item)
    }


def _technical(key: str, value: Any) -> bool:
    return key == "title" or (key == "description" and not _HANZI.search(str(value)))
