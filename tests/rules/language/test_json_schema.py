"""The JSON Schema by which editors complete and check a rule book."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from callqa.rules.language.json_schema import json_schema
from callqa.strict_yaml.loader import load, read
from tests.support.places import CONFIG

FILE = CONFIG / "keywords.schema.json"
BOOK = """\
categories:
  - 缺货: [缺货, 断货]
  - name: 投诉
    severity: 严重
    rules:
      - id: complaint
        name: 投诉
        keywords: [投诉, 12315]
        enabled: 否
        near: {words: 你们, chars: 5}
        examples: {hit: [我要投诉, [客户：你好, 坐席：投诉]]}
"""


def errors(text: str) -> list[str]:
    found = Draft202012Validator(json_schema()).iter_errors(load(text, "k").data)
    return [error.message for error in found]


def test_the_file_that_ships_is_fresh() -> None:
    told = "run: callqa rules schema config/keywords.schema.json"

    assert json.loads(FILE.read_text(encoding="utf-8")) == json_schema(), told


def test_it_is_a_valid_schema_and_the_shipped_book_keeps_to_it() -> None:
    Draft202012Validator.check_schema(json_schema())
    shipped = read(CONFIG / "keywords.yaml").data

    assert [error.message for error in Draft202012Validator(json_schema()).iter_errors(shipped)] == []


def test_the_shipped_book_points_to_it_in_its_first_line() -> None:
    first = (CONFIG / "keywords.yaml").read_text(encoding="utf-8").splitlines()[0]

    assert first == "# yaml-language-server: $schema=./keywords.schema.json"


def test_every_way_to_write_a_thing_is_allowed() -> None:
    assert errors(BOOK) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("severity: 严重", "severity: 很严重"),
        ("keywords:", "keyword:"),
        ("    rules:", "    rule:"),
        ("chars: 5", "chars: 五"),
        ("enabled: 否", "enabled: 也许"),
        ("[缺货, 断货]", "{a: b}"),
    ],
)
def test_a_mistake_is_found(old: str, new: str) -> None:
    assert errors(BOOK.replace(old, new))


def _properties(schema: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(schema, list):
        return [found for item in schema for found in _properties(item, path)]
    if not isinstance(schema, dict):
        return []
    own = [(f"{path}.{name}", value) for name, value in schema.get("properties", {}).items()]
    return own + [found for key, value in schema.items() for found in _properties(value, f"{path}.{key}")]


def test_every_key_is_explained_in_chinese() -> None:
    described = {name: json.dumps(value, ensure_ascii=False) for name, value in _properties(json_schema())}

    assert len(described) > 40
    assert [name for name, text in described.items() if '"description"' not in text] == []
