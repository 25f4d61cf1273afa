"""A new operator is one new file: the schema, the messages and the evaluation take it from there."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
OPERATOR = """
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from callqa.rules.conditions.measured import outside
from callqa.rules.conditions.operator import Operator
from callqa.rules.grammar.aliases import names
from callqa.rules.grammar.fields import Number
from callqa.rules.logic.ast import Node
from callqa.rules.search.demands import demand
from callqa.strict_yaml.models import Strict


class ChannelsEntry(Strict):
    OTHER_NAMES: ClassVar[Mapping[str, str]] = names(over="gt 多于")

    over: Number = Field(description="多于几个声道")


@dataclass(frozen=True, kw_only=True, slots=True)
class Channels(Node):
    over: int

    def condition(self):
        return lambda speech: outside(speech.transcript.channels, self.over, None)

    def describe(self):
        return demand("channels", over=self.over)


OPERATORS = (
    Operator(
        key="channels",
        order=160,
        written=ChannelsEntry,
        description="录音的声道",
        aliases="tracks 声道",
        build=lambda entry, _: Channels(over=entry.over),
    ),
)
"""
PROGRAM = """
import json, sys
import callqa.rules.conditions
callqa.rules.conditions.__path__.append(sys.argv[1])
from tests.rules.rule_makers import book, call, turn
from callqa.rules.advice.diff import compare
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.json_schema import json_schema
from callqa.strict_yaml.problems import ProblemsError
from reports.words.chinese.rules import change

def told(rule):
    try:
        book(rule)
    except ProblemsError as error:
        return str(error)

one, two = book("id: r, name: 规则, channels: {over: 1}"), book("id: r, name: 规则, channels: {over: 2}")
stereo = call(turn("客户", "喂"))
print(json.dumps({
    "hits": [len(evaluate(stereo, one).findings), len(evaluate(stereo, two).findings)],
    "revisions": len({one.revision, two.revision}),
    "told": [change(each) for each in compare(one, two)],
    "schema": json_schema()["$defs"]["RuleEntry"]["properties"]["channels"],
    "alias": told("id: r, name: 规则, 声道: {over: 1}"),
    "inner alias": told("id: r, name: 规则, channels: {gt: 1}"),
    "help": told("id: r, name: 规则"),
    "narrowed": told("id: r, name: 规则, channels: {over: 1}, not_in: [投诉]"),
}, ensure_ascii=False))
"""


def test_a_file_in_the_folder_is_an_operator_of_the_language(tmp_path: Path) -> None:
    (tmp_path / "channels.py").write_text(OPERATOR, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    known = json.loads(done.stdout)
    assert known["hits"] == [1, 0]
    assert known["revisions"] == 2
    assert known["told"] == ["修改规则 测试·规则（r）：条件增加：channels over=2；条件去掉：channels over=1"]
    assert known["schema"]["description"] == "录音的声道"
    assert "是不是想写 channels？" in known["alias"]
    assert "是不是想写 over？" in known["inner alias"]
    assert "meta、channels" in known["help"]
    assert "not_in 没有作用" in known["narrowed"]
