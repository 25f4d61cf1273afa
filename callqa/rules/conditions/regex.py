"""regex: a regular expression matches what is said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from callqa.days.rule_changes import Demand
from callqa.model.recording import Role
from callqa.rules.conditions.operator import Operator, Place
from callqa.rules.conditions.words import NARROW, counted
from callqa.rules.constraints.where import ANYWHERE, Where, patterns
from callqa.rules.grammar.fields import Patterns
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.search.common import EVERYWHERE
from callqa.rules.search.demands import demand
from callqa.rules.search.pattern import Lines, compiled
from callqa.rules.search.work import TooMuchWorkError


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern(Node):
    """Any of the regular expressions matches."""

    patterns: tuple[str, ...]
    where: Where = ANYWHERE

    def condition(self) -> Condition:
        """Look for matches where they count."""
        return self.where.located(patterns(self.patterns))

    def speakers(self) -> Iterator[Role | None]:
        """Yield who has to say it."""
        yield self.where.role

    def describe(self) -> Demand:
        """Describe the patterns."""
        return demand("regex", patterns=tuple(sorted(self.patterns)))

    def everyday(self) -> tuple[str, str]:
        """Tell of a pattern that matches what everybody says."""
        common = None if self.where.is_narrow else next(filter(_is_everywhere, self.patterns), None)
        what = f"正则表达式“{common}”能对上几乎每通电话都有人说的话"
        return (what, "写得更具体，或者用 near、window 缩小范围") if common else ("", "")


def _is_everywhere(pattern: str) -> bool:
    try:
        return bool(compiled(pattern).spans(Lines(sorted(EVERYWHERE))))
    except TooMuchWorkError:
        return False  # `callqa.rules.advice.costs` tells of it


def _build(texts: Sequence[str], here: Place) -> Node:
    return counted(here, Pattern(patterns=tuple(texts), where=here.where))


def _useless(_role: str | None, pinyin: bool | None) -> Iterator[tuple[str, str]]:
    if pinyin:
        yield "pinyin", "正则表达式只对原来的字；要找读音相近的，写 keywords"


OPERATORS = (
    Operator(
        key="regex",
        order=60,
        written=Patterns,
        description="正则表达式，能对上任何一个就命中",
        aliases="regexp re pattern patterns 正则 正则表达式",
        build=_build,
        narrowed_by=("count_gte", *NARROW),
        useless=_useless,
    ),
)
