"""What in a rule book is legal, but looks like a mistake."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain, permutations

from callqa.rules.advice.caution import Caution, CautionKind, Suspect
from callqa.rules.advice.costs import costly
from callqa.rules.advice.floods import and_so_on, floods, lists, said, said_anyway
from callqa.rules.conditions.regex import Pattern
from callqa.rules.conditions.words import Words
from callqa.rules.constraints.where import Where
from callqa.rules.language.rule import Rule, RuleBook
from callqa.rules.logic.ast import Node, walk
from callqa.rules.logic.combine import AtLeast, Every
from callqa.rules.search.phrase import Phrase
from callqa.strict_yaml.problems import Problem
from callqa.text.masking import mask

_SHORTEST = 5
"""So many digits in a row are in no hidden number: a phone number keeps three and four."""
_COUNTED = re.compile(r"(?:\\d|\[[^\]*]*(?:0-9|\\d|零一二|一二三)[^\]*]*\])\{(?P<least>\d+)")
_REPEATED = re.compile(r"(?:\\d|\[0-9\])+")
_EACH = re.compile(r"\\d|\[0-9\]")


def looks_for_digits(book: RuleBook) -> list[str]:
    """Return, in Chinese, a line for every rule that finds nothing in numbers with hidden digits."""
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


def warnings(book: RuleBook, today: date | None = None) -> tuple[Caution, ...]:
    """Return everything that is legal but looks like a mistake, in the file's order.

    Args:
        book: the rules.
        today: tells which rules are not in force; None: nothing is said about that.
    """
    found = chain(chain.from_iterable(look(book) for look in _LOOKS), _outside_their_days(book, today))
    cautions = dict.fromkeys(_caution(book, suspect) for suspect in found)
    return tuple(sorted(cautions, key=lambda caution: (caution.problem.line, caution.kind)))


def _caution(book: RuleBook, suspect: Suspect) -> Caution:
    kind, rule, line, what, cure = suspect
    problem = Problem(where=f"{book.where}:{line}", line=line, what=what, cure=cure)
    return Caution(kind=kind, rule_id=rule.rule_id, problem=problem)


def _duplicates(book: RuleBook) -> Iterator[Suspect]:
    """Find the same phrase for the same speaker under the same constraints."""
    seen: dict[tuple[Where, bool, str], tuple[Rule, Phrase]] = {}
    for rule in book.rules:
        for words, required in lists(rule):
            surroundings = replace(words.where, not_in=(), pinyin=False)
            for phrase in words.phrases:
                key = (surroundings, required, phrase.folded)
                if key in seen and _same_days(rule, seen[key][0]):
                    other, first = seen[key]
                    what = f"“{phrase.text}”和第 {first.line} 行的“{first.text}”重复"
                    cure = "删掉一个" if other is rule else f"删掉一个：规则 {other.rule_id} 里已经有了"
                    yield CautionKind.DUPLICATE, rule, phrase.line, what, cure
                seen.setdefault(key, (rule, phrase))


def _same_days(one: Rule, other: Rule) -> bool:
    """Return whether there is a day on which both are in force."""
    first = max(rule.since or date.min for rule in (one, other))
    return first <= min(rule.until or date.max for rule in (one, other))


def _said_together(book: RuleBook) -> Iterator[Suspect]:
    """Find two words that are said in one, among those that should all be said."""
    for rule in book.rules:
        lists = (part for part in walk(rule.condition) if isinstance(part, Every | AtLeast))
        for part in lists:
            words = [one for one in part.parts if isinstance(one, Words) and len(one.phrases) == 1]
            for one, other in permutations(words, 2):
                inner, outer = one.phrases[0], other.phrases[0]
                if one.where == other.where and _covers(inner, outer):
                    what = f"“{outer.text}”里面已经有“{inner.text}”，说一次“{outer.text}”就两个都算说到"
                    yield CautionKind.SHADOWED, rule, outer.line, what, f"删掉“{inner.text}”，或者换成别的词"


def _named_twice(book: RuleBook) -> Iterator[Suspect]:
    first: dict[tuple[str, str], Rule] = {}
    for rule in book.rules:
        other = first.setdefault((rule.category, rule.name), rule)
        if other is not rule and _same_days(other, rule):
            what = (
                f"规则 {rule.rule_id} 和第 {other.line} 行的 {other.rule_id} 都叫“{rule.name}”，报告里分不清"
            )
            yield CautionKind.SAME_NAME, rule, rule.line, what, "换一个名称"


def _ids_as_words(book: RuleBook) -> Iterator[Suspect]:
    known = {rule.rule_id for rule in book.rules if not rule.rule_id.isalpha() or len(rule.rule_id) > 3}
    for rule in book.rules:
        for phrase in (*rule.keywords, *rule.must_say):
            if phrase.text in known - {rule.rule_id}:
                what = f"“{phrase.text}”是一条规则的 id，在这里只是要找的字"
                cure = "在 conditions 里把那条规则的词再写一遍；只看它的前后，用 anchor"
                yield CautionKind.RULE_ID, rule, phrase.line, what, cure


def _shadowed(book: RuleBook) -> Iterator[Suspect]:
    for rule in book.rules:
        for words in said(rule.condition):
            known: dict[str, list[Phrase]] = {}
            for phrase in words.phrases:
                known.setdefault(phrase.folded, []).append(phrase)
            for phrase in words.phrases:
                for inner in _within(phrase.folded, known):
                    if _covers(inner, phrase) and not _rescues(phrase, inner, words.where.not_in):
                        what = f"“{phrase.text}”里面已经有“{inner.text}”，说了它就已经命中"
                        cure = f"删掉“{phrase.text}”；如果只想找长的，就删掉“{inner.text}”"
                        yield CautionKind.SHADOWED, rule, phrase.line, what, cure


def _within(text: str, known: Mapping[str, Iterable[Phrase]]) -> Iterator[Phrase]:
    """Yield the phrases that stand in a text: looked up by its parts, because a list may have thousands."""
    ends = range(1, len(text) + 1)
    parts = dict.fromkeys(text[start:end] for start in range(len(text)) for end in ends if end > start)
    return chain.from_iterable(known.get(part, ()) for part in parts)


def _covers(inner: Phrase, outer: Phrase) -> bool:
    return inner.folded in outer.folded and inner.folded != outer.folded


def _rescues(phrase: Phrase, inner: Phrase, spared: Iterable[Phrase]) -> bool:
    """Return whether the longer phrase still hits where an exception spares the shorter one."""
    return any(
        inner.folded in shelter.folded
        and phrase.folded not in shelter.folded
        and _meet(phrase.folded, shelter.folded)
        for shelter in spared
    )


def _meet(one: str, other: str) -> bool:
    """Return whether the two texts can be said over each other."""
    if one in other or other in one:
        return True
    lengths = range(1, min(len(one), len(other)))
    return any(one.endswith(other[:n]) or other.endswith(one[:n]) for n in lengths)


def _everyday(book: RuleBook) -> Iterator[Suspect]:
    for rule in book.rules:
        what, cure = rule.condition.everyday()
        if what:
            yield CautionKind.FLOOD, rule, rule.line, f"规则 {rule.rule_id} {what}，会把报告淹没", cure


def _useless_spares(book: RuleBook) -> Iterator[Suspect]:
    """Find exceptions of words that spare nothing; those of patterns cannot be told."""
    for rule in book.rules:
        for where, phrases in _by_exceptions(rule).items():
            known = {phrase.folded: (phrase,) for phrase in phrases}
            for spare in where.not_in:
                if not any(True for _ in _within(spare.folded, known)):
                    what = f"not_in 的“{spare.text}”不包含这条规则的任何关键词，没有作用"
                    cure = "写包含关键词的整句，例如关键词 投诉 的 not_in 写 投诉电话；或者删掉"
                    yield CautionKind.USELESS_NOT_IN, rule, spare.line, what, cure


def _by_exceptions(rule: Rule) -> dict[Where, list[Phrase]]:
    """Return the phrases that each set of exceptions is about."""
    parts = list(walk(rule.condition))
    patterns = {part.where for part in parts if isinstance(part, Pattern)}
    found: dict[Where, list[Phrase]] = {}
    for part in parts:
        if isinstance(part, Words) and part.where.not_in and part.where not in patterns:
            found.setdefault(part.where, []).extend(part.phrases)
    return found


def _never_hit(book: RuleBook) -> Iterator[Suspect]:
    for rule in book.rules:
        for part in walk(rule.condition):
            if isinstance(part, Words):
                spared = {phrase.folded for phrase in part.where.not_in}
                for phrase in part.phrases:
                    if phrase.folded in spared:
                        what = f"关键词“{phrase.text}”同时写在 not_in 里，永远不会命中"
                        yield CautionKind.NEVER_HITS, rule, phrase.line, what, "删掉其中一个"
            elif isinstance(part, Node) and (why := part.impossible()):
                yield _never(rule, why, "改正条件")
        for other in book.rules:
            if rule.anchors == (other.rule_id,) and other.condition.placeless:
                why = f"的 anchor 依据的规则“{other.rule_id}”说的是整通电话，没有前后"
                yield _never(rule, why, "换一条找话的规则；或者把两个条件放进 conditions，用 when 组合")


def _never(rule: Rule, why: str, cure: str) -> Suspect:
    what = f"规则 {rule.rule_id} {why}，永远不会命中"
    return CautionKind.NEVER_HITS, rule, rule.line, what, cure


def _outside_their_days(book: RuleBook, today: date | None) -> Iterator[Suspect]:
    for rule in book.rules:
        if today and rule.until and rule.until < today:
            what = f"规则 {rule.rule_id} 的 until “{rule.until}”已经过了，不再生效"
            yield CautionKind.EXPIRED, rule, rule.until_line, what, "还要用就改日期，不用了就删掉这条规则"
        elif today and rule.since and rule.since > today:
            what = f"规则 {rule.rule_id} 的 since “{rule.since}”还没有到，那天起才生效"
            yield CautionKind.NOT_YET, rule, rule.since_line, what, "想现在就生效，把日期提前"


_LOOKS: tuple[Callable[[RuleBook], Iterator[Suspect]], ...] = (
    _duplicates,
    _named_twice,
    _ids_as_words,
    _shadowed,
    _said_together,
    floods,
    and_so_on,
    said_anyway,
    _everyday,
    _useless_spares,
    _never_hit,
    costly,
)
