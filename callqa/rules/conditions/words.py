"""keywords, any, all, none, must_say: words that are said, or should have been."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from callqa.days.rule_changes import Demand
from callqa.model.recording import Role
from callqa.rules.conditions.operator import Operator, Place
from callqa.rules.constraints.where import ANYWHERE, Where
from callqa.rules.grammar import expression as written
from callqa.rules.grammar.aliases import LIST
from callqa.rules.grammar.fields import Phrases, Terms
from callqa.rules.logic.ast import NEW, Condition, Node
from callqa.rules.logic.combine import AtLeast, Count, Either, Every, Not
from callqa.rules.search.answer import MISS, Answer, Truth
from callqa.rules.search.demands import demand
from callqa.rules.search.hit import whole_call
from callqa.rules.search.phrase import Phrase
from callqa.rules.search.speech import Speech


@dataclass(frozen=True, kw_only=True, slots=True)
class Words(Node):
    """Any of the phrases is said; of those that overlap, the longest."""

    phrases: tuple[Phrase, ...]
    where: Where = ANYWHERE
    as_spoken: bool = field(default=True, metadata=NEW)

    def condition(self) -> Condition:
        """Look for the phrases where they count."""
        return self.where.located(self.where.phrases(self.phrases, stutters=self.as_spoken))

    def describe(self) -> Demand | None:
        """Describe that only the very words count."""
        return None if self.as_spoken else demand("forms")

    def triggers(self) -> frozenset[str]:
        """Return all forms of the phrases."""
        return frozenset(form for phrase in self.phrases for form in phrase.forms)

    def speakers(self) -> Iterator[Role | None]:
        """Yield who has to say them."""
        yield self.where.role


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsaid(Node):
    """The part, which should have been said in this window, by this role, was not; one hit for the call.

    On a call where the role never speaks it cannot be known; where what it is anchored to does not
    occur, nothing had to be said.
    """

    part: Node
    where: Where

    def condition(self) -> Condition:
        """Ask whether the part is said."""
        condition, where = self.part.condition(), self.where

        def unsaid(speech: Speech) -> Answer:
            if where.anchor is not None and (answer := where.anchor.missing(speech)):
                return answer
            answer = condition(speech)
            if answer.truth is not Truth.MISS:
                return MISS if answer.truth is Truth.HIT else Answer(undecided=answer.undecided)
            if not speech.speaks(where.role):
                return Answer(undecided=speech.why_silent(where.role))
            return Answer(hits=(whole_call(where.role, *_when(where, speech)),))

        return unsaid

    @property
    def placeless(self) -> bool:
        """Whether no window says when it should have been said."""
        return self.where.window is None or self.where.window.in_turns


def _when(where: Where, speech: Speech) -> tuple[int, int]:
    """Return from when to when it should have been said, in ms: what a reader has to look at."""
    if where.anchor is not None and (reach := where.anchor.reach(speech)):
        return reach
    return where.window.bounds(speech.duration_ms) if where.window else (0, speech.duration_ms)


def expressed(text: str, line: int, where: Where, spoken: bool) -> Node:
    """Return the node of a text in which words are joined by && and ||."""
    read = written.parse(text)
    leaves = {name: said((Phrase.of(name, line),), where, spoken) for name in written.names(read)}
    return joined(read, leaves)


def said(phrases: Sequence[Phrase], where: Where, spoken: bool) -> Words:
    """Return that any of the phrases is said; with the other ways to say them, where those count."""
    forms = [phrase.as_spoken() if spoken else phrase for phrase in phrases]
    return Words(phrases=tuple(forms), where=where, as_spoken=spoken)


def joined(expression: written.Expression, parts: Mapping[str, Node]) -> Node:
    """Return the node of an expression whose names stand for nodes."""
    if isinstance(expression, written.Name):
        return parts[expression.text]
    if isinstance(expression, written.Negation):
        return Not(part=joined(expression.part, parts))
    nodes = tuple(joined(part, parts) for part in expression.parts)
    return Every(parts=nodes) if isinstance(expression, written.And) else Either(parts=nodes)


def counted(here: Place, node: Node) -> Node:
    """Return the node, or that it has so many hits."""
    return node if here.count_gte is None else Count(count=here.count_gte, part=node)


def _terms(terms: Sequence[str], key: str, here: Place) -> tuple[tuple[Phrase, ...], tuple[Node, ...]]:
    """Return the plain phrases of a list, and the nodes of its expressions."""
    plain: list[Phrase] = []
    nodes: list[Node] = []
    for phrase in here.phrases(terms, key):
        if written.is_expression(phrase.text):
            nodes.append(expressed(phrase.text, phrase.line, here.where, here.spoken))
        else:
            plain.append(phrase)
    return tuple(plain), tuple(nodes)


def _each(terms: Sequence[str], key: str, here: Place) -> tuple[Node, ...]:
    plain, nodes = _terms(terms, key, here)
    return (*(said((phrase,), here.where, here.spoken) for phrase in plain), *nodes)


def _any_of(terms: Sequence[str], here: Place, key: str) -> Node:
    if here.at_least is not None:
        return AtLeast(count=here.at_least, parts=_each(terms, key, here))
    plain, nodes = _terms(terms, key, here)
    parts = (*((said(plain, here.where, here.spoken),) if plain else ()), *nodes)
    return counted(here, parts[0] if len(parts) == 1 else Either(parts=parts))


def _none(terms: Sequence[str], here: Place) -> Node:
    return Unsaid(part=Either(parts=_each(terms, "none", here)), where=here.where)


def _must_say(texts: Sequence[str], here: Place) -> Node:
    words = said(here.phrases(texts, "must_say"), here.where, here.spoken)
    return Unsaid(part=words, where=here.where)


NARROW = ("not_in", "not_regex", "not_when", "near", "not_near", "window", "anchor")
"""What may narrow words that are said, and patterns."""

OPERATORS = (
    Operator(
        key="keywords",
        order=10,
        written=Terms,
        description="说了其中任何一个就命中",
        aliases=f"{LIST} any_of or contains include includes include_any 包含 任意一个 任一 或",
        build=lambda terms, here: _any_of(terms, here, "keywords"),
        narrowed_by=("at_least", "count_gte", *NARROW),
    ),
    Operator(
        key="any",
        order=20,
        written=Terms,
        description="和 keywords 一样：说了其中任何一个就命中",
        aliases="",
        build=lambda terms, here: _any_of(terms, here, "any"),
        narrowed_by=("at_least", "count_gte", *NARROW),
        same_as="keywords",
    ),
    Operator(
        key="all",
        order=30,
        written=Terms,
        description="每一个都说了才命中",
        aliases="all_of and include_all every 全部 都要 并且 且",
        build=lambda terms, here: Every(parts=_each(terms, "all", here)),
        narrowed_by=NARROW,
    ),
    Operator(
        key="none",
        order=40,
        written=Terms,
        description="一个都没说才命中",
        aliases="not none_of exclude not_contains without 都没有 不包含 不能有",
        build=_none,
        narrowed_by=NARROW,
    ),
    Operator(
        key="must_say",
        order=50,
        written=Phrases,
        description="必须说的话：一句都没说才命中",
        aliases="must must_have required should_say 必须 必须说 必说 必讲",
        build=_must_say,
        narrowed_by=("window", "within_s", "anchor"),
    ),
)
