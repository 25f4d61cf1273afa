"""A rule as it was written becomes the tree of conditions that it states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from callqa.model.recording import Direction, Role
from callqa.rules.conditions import nodes, surroundings
from callqa.rules.conditions.nodes import Node, Words
from callqa.rules.conditions.surroundings import Phrase, Where
from callqa.rules.language import expression as written
from callqa.rules.language.schema import RuleEntry
from callqa.rules.language.written_conditions import ConditionEntry
from callqa.rules.language.written_parts import AnchorEntry, MetaEntry, NearEntry, WindowEntry
from callqa.strict_yaml.located import Located, Path
from callqa.text.fold import fold
from callqa.text.number_readings import forms

ROLES: Mapping[str, Role | None] = MappingProxyType({"客户": Role.CUSTOMER, "坐席": Role.AGENT, "任意": None})
DIRECTIONS = MappingProxyType({"呼入": Direction.INBOUND, "呼出": Direction.OUTBOUND})
_SIDES = {"前": surroundings.Side.BEFORE, "后": surroundings.Side.AFTER, "前后": surroundings.Side.AROUND}
_Texts: TypeAlias = Sequence[str] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Inherited:
    """What a condition has where it says nothing itself."""

    role: Role | None
    pinyin: bool


def rule_node(rule: RuleEntry, located: Located, path: Path, inherited: Inherited) -> Node:
    """What a rule states.

    Args:
        rule: as it was written, and checked.
        located: the file, for the lines of the phrases.
        path: of the rule in it.
        inherited: from its category.
    """
    here = _Builder(located, path, _own(rule, inherited))
    if rule.conditions is None:
        return here.expression(rule.when, "when") if rule.when is not None else here.condition(rule)
    parts = {
        name: _Builder(located, (*path, "conditions", name), _own(entry, here.inherited)).condition(entry)
        for name, entry in rule.conditions.items()
    }
    if rule.when is None:
        return nodes.Every(parts=tuple(parts.values())) if len(parts) > 1 else next(iter(parts.values()))
    return _joined(written.parse(rule.when), parts)


def _own(entry: ConditionEntry, inherited: Inherited) -> Inherited:
    return Inherited(
        role=inherited.role if entry.role is None else ROLES[entry.role],
        pinyin=inherited.pinyin if entry.pinyin is None else entry.pinyin,
    )


def _joined(expression: written.Expression, parts: Mapping[str, Node]) -> Node:
    """An expression of conditions."""
    if isinstance(expression, written.Name):
        return parts[expression.text]
    if isinstance(expression, written.Negation):
        return nodes.Not(part=_joined(expression.part, parts))
    joined = tuple(_joined(part, parts) for part in expression.parts)
    return nodes.Every(parts=joined) if isinstance(expression, written.And) else nodes.Either(parts=joined)


class _Builder:
    """One condition, at one place of the file."""

    def __init__(self, located: Located, path: Path, inherited: Inherited) -> None:
        self._located = located
        self._path = path
        self.inherited = inherited

    def condition(self, entry: ConditionEntry) -> Node:
        """The node of a condition that has exactly one kind."""
        (kind,) = entry.kinds()
        node: Node = getattr(self, f"_{kind}")(entry)
        return node

    def expression(self, text: str, key: str | int, *above: str | int, where: Where | None = None) -> Node:
        """The node of a text in which words are joined by && and ||."""
        where = where or Where(role=self.inherited.role, pinyin=self.inherited.pinyin)
        line = self._located.line((*self._path, *above, key))
        expression = written.parse(text)
        leaves = {
            name: Words(phrases=(_phrase(name, line),), where=where) for name in written.names(expression)
        }
        return _joined(expression, leaves)

    def _phrases(self, texts: _Texts, *keys: str | int) -> tuple[Phrase, ...]:
        return tuple(
            _phrase(text, self._located.line((*self._path, *keys, index)))
            for index, text in enumerate(texts or ())
        )

    def _where(self, entry: ConditionEntry) -> Where:
        window = _window(entry.window)
        if entry.within_s is not None:
            window = surroundings.Window(span=surroundings.Span.FIRST_MS, amount=entry.within_s * 1000)
        return Where(
            role=self.inherited.role,
            not_in=self._phrases(entry.not_in, "not_in"),
            not_regex=tuple(entry.not_regex or ()),
            near=self._near(entry.near, "near"),
            not_near=self._near(entry.not_near, "not_near"),
            window=window,
            anchor=_anchor(entry.anchor),
            pinyin=self.inherited.pinyin,
        )

    def _near(self, entry: NearEntry | None, key: str) -> surroundings.Near | None:
        if entry is None:
            return None
        words = self._phrases(entry.words, key, "words")
        return surroundings.Near(words=words, chars=entry.chars, side=_SIDES[entry.side])

    def _terms(self, terms: _Texts, key: str, where: Where) -> tuple[tuple[Phrase, ...], tuple[Node, ...]]:
        """The plain phrases of a list, and the nodes of its expressions."""
        plain: list[Phrase] = []
        joined: list[Node] = []
        for index, (term, phrase) in enumerate(zip(terms or (), self._phrases(terms, key), strict=True)):
            if written.is_expression(term):
                joined.append(self.expression(term, index, key, where=where))
            else:
                plain.append(phrase)
        return tuple(plain), tuple(joined)

    def _each(self, terms: _Texts, key: str, where: Where) -> tuple[Node, ...]:
        plain, joined = self._terms(terms, key, where)
        return (*(Words(phrases=(phrase,), where=where) for phrase in plain), *joined)

    def _keywords(self, entry: ConditionEntry) -> Node:
        return self._any_of(entry, entry.keywords, "keywords")

    def _any(self, entry: ConditionEntry) -> Node:
        return self._any_of(entry, entry.any, "any")

    def _any_of(self, entry: ConditionEntry, terms: _Texts, key: str) -> Node:
        where = self._where(entry)
        if entry.at_least is not None:
            return nodes.AtLeast(count=entry.at_least, parts=self._each(terms, key, where))
        plain, joined = self._terms(terms, key, where)
        parts = (*((Words(phrases=plain, where=where),) if plain else ()), *joined)
        return _counted(entry, parts[0] if len(parts) == 1 else nodes.Either(parts=parts))

    def _all(self, entry: ConditionEntry) -> Node:
        return nodes.Every(parts=self._each(entry.all, "all", self._where(entry)))

    def _none(self, entry: ConditionEntry) -> Node:
        where = self._where(entry)
        parts = self._each(entry.none, "none", where)
        return nodes.Unsaid(part=nodes.Either(parts=parts), where=where)

    def _must_say(self, entry: ConditionEntry) -> Node:
        where = self._where(entry)
        words = Words(phrases=self._phrases(entry.must_say, "must_say"), where=where)
        return nodes.Unsaid(part=words, where=where)

    def _regex(self, entry: ConditionEntry) -> Node:
        return _counted(entry, nodes.Pattern(patterns=tuple(entry.regex or ()), where=self._where(entry)))

    def _sequence(self, entry: ConditionEntry) -> Node:
        assert entry.sequence is not None  # its kind
        steps = tuple(
            Words(
                phrases=self._phrases(step.words, "sequence", "steps", index),
                where=Where(
                    role=self.inherited.role if step.role is None else ROLES[step.role],
                    pinyin=self.inherited.pinyin,
                ),
            )
            for index, step in enumerate(entry.sequence.steps)
        )
        within_ms = _ms(entry.sequence.within_s)
        return nodes.Sequence(steps=steps, within_turns=entry.sequence.within_turns, within_ms=within_ms)

    def _repeat(self, entry: ConditionEntry) -> Node:
        assert entry.repeat is not None  # its kind
        return nodes.Repeat(
            role=self.inherited.role,
            turns=entry.repeat.within_turns,
            times=entry.repeat.times,
            alike=entry.repeat.alike / 100,
            min_chars=entry.repeat.min_chars,
            unless=self._phrases(entry.repeat.unless, "repeat", "unless"),
        )

    def _silence(self, entry: ConditionEntry) -> Node:
        assert entry.silence is not None  # its kind
        return nodes.Silence(
            over_ms=round(entry.silence.over_s * 1000),
            after=None if entry.silence.after is None else ROLES[entry.silence.after],
            unless=self._phrases(entry.silence.unless, "silence", "unless"),
        )

    def _overlap(self, entry: ConditionEntry) -> Node:
        assert entry.overlap is not None  # its kind
        return nodes.Overlap(
            role=self.inherited.role,
            over_ms=round(entry.overlap.over_s * 1000),
            min_chars=entry.overlap.min_chars,
            unless=self._phrases(entry.overlap.unless, "overlap", "unless"),
        )

    def _speed(self, entry: ConditionEntry) -> Node:
        assert entry.speed is not None  # its kind
        return nodes.Speed(
            role=self.inherited.role,
            over=entry.speed.over,
            under=entry.speed.under,
            min_chars=entry.speed.min_chars,
            unless=self._phrases(entry.speed.unless, "speed", "unless"),
        )

    def _duration(self, entry: ConditionEntry) -> Node:
        assert entry.duration is not None  # its kind
        return nodes.Duration(over_ms=_ms(entry.duration.over_s), under_ms=_ms(entry.duration.under_s))

    def _turns(self, entry: ConditionEntry) -> Node:
        assert entry.turns is not None  # its kind
        return nodes.Turns(role=self.inherited.role, over=entry.turns.over, under=entry.turns.under)

    def _abnormal_end(self, entry: ConditionEntry) -> Node:
        assert entry.abnormal_end is not None  # its kind
        return nodes.AbnormalEnd(
            role=self.inherited.role,
            within_ms=round(entry.abnormal_end.within_s * 1000),
            unless=self._phrases(entry.abnormal_end.unless, "abnormal_end", "unless"),
        )

    def _meta(self, entry: ConditionEntry) -> Node:
        assert entry.meta is not None  # its kind
        return _meta(entry.meta)


def _phrase(text: str, line: int) -> Phrase:
    folded = fold(text)
    others = dict.fromkeys(form for form in map(fold, forms(text)) if form != folded)
    return Phrase(text=text, folded=folded, line=line, other_numbers=tuple(others))


def _counted(entry: ConditionEntry, node: Node) -> Node:
    return node if entry.count_gte is None else nodes.Count(count=entry.count_gte, part=node)


def _window(entry: WindowEntry | None) -> surroundings.Window | None:
    if entry is None:
        return None
    ((key, amount),) = entry.model_dump(exclude_none=True).items()
    which, unit = key.split("_")
    span = surroundings.Span(f"{which}_{_UNITS[unit]}")
    return surroundings.Window(span=span, amount=amount * 1000 if unit == "s" else amount)


_UNITS = {"s": "ms", "percent": "percent", "sentences": "turns"}


def _anchor(entry: AnchorEntry | None) -> surroundings.Anchor | None:
    if entry is None:
        return None
    return surroundings.Anchor(
        rule_id=entry.rule,
        hit=entry.hit,
        side=_SIDES[entry.side],
        within_ms=_ms(entry.within_s),
        within_turns=entry.within_turns,
    )


def _meta(entry: MetaEntry) -> Node:
    known = nodes.Meta(
        queue=tuple(entry.queue or ()),
        agent=tuple(entry.agent or ()),
        direction=(DIRECTIONS[entry.direction],) if entry.direction else (),
    )
    if entry.over_s is None and entry.under_s is None:
        return known
    # both limits have to hold here, while a duration alone means outside of them
    limits = [nodes.Duration(over_ms=_ms(entry.over_s))] if entry.over_s else []
    limits += [nodes.Duration(under_ms=_ms(entry.under_s))] if entry.under_s else []
    named = bool(known.queue or known.agent or known.direction)
    parts: tuple[Node, ...] = (*((known,) if named else ()), *limits)
    return parts[0] if len(parts) == 1 else nodes.Every(parts=parts)


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)
