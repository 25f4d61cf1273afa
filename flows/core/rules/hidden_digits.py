"""Rules that look for numbers which a store with hidden numbers does not hold."""

import re
from collections.abc import Iterator

from flows.core.masking import mask
from flows.core.rules.book import Rule, RuleBook
from flows.core.rules.nodes import Pattern, walk

_SHORTEST = 5
"""So many digits in a row are in no hidden number: a phone number keeps three and four."""
_COUNTED = re.compile(r"(?:\\d|\[[^\]*]*(?:0-9|\\d|零一二|一二三)[^\]*]*\])\{(?P<least>\d+)")
_REPEATED = re.compile(r"(?:\\d|\[0-9\])+")
_EACH = re.compile(r"\\d|\[0-9\]")


def looks_for_digits(book: RuleBook) -> list[str]:
    """In Chinese, a line for every rule that finds nothing in numbers with hidden digits."""
    return [
        f"{book.where}:{rule.line}：规则 {rule.rule_id} 用正则找连续的数字，"
        "而号码入库前已隐去（privacy.mask_stored），找不到　→ 改成 [\\d*]{…}"
        for rule in book.rules
        if any(map(_digits_in_a_row, _patterns(rule)))
    ]


def _patterns(rule: Rule) -> Iterator[str]:
    return (text for node in walk(rule.condition) if isinstance(node, Pattern) for text in node.patterns)


def _digits_in_a_row(pattern: str) -> bool:
    counted = any(int(found["least"]) >= _SHORTEST for found in _COUNTED.finditer(pattern))
    repeated = any(len(_EACH.findall(found[0])) >= _SHORTEST for found in _REPEATED.finditer(pattern))
    return counted or repeated or mask(pattern) != pattern
