"""Conditions made of conditions: every, either, not, at least n, n times; three-valued throughout."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from callqa.days.rule_changes import Demand
from callqa.model.recording import Role
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.search.answer import HOLDS, MISS, Answer, Truth
from callqa.rules.search.demands import demand
from callqa.rules.search.hit import Hit, place
from callqa.rules.search.phrase_index import Found, longest
from callqa.rules.search.speech import Speech


@dataclass(frozen=True, kw_only=True, slots=True)
class _Joined(Node):
    """Several conditions."""

    parts: tuple[Node, ...]

    def speakers(self) -> Iterator[Role | None]:
        """Yield those of all parts."""
        for part in self.parts:
            yield from part.speakers()


@dataclass(frozen=True, kw_only=True, slots=True)
class Every(_Joined):
    """All parts hold; the hit is where the last of them came to hold."""

    def condition(self) -> Condition:
        """Ask the parts one by one, until one does not hold."""
        conditions = [part.condition() for part in self.parts]

        def every(speech: Speech) -> Answer:
            answers: list[Answer] = []
            for condition in conditions:
                answer = condition(speech)
                if answer.truth is Truth.MISS:
                    return MISS  # what is unknown of the others cannot change it any more, and costs time
                answers.append(answer)
            return _completed(answers, len(conditions))

        return every

    def triggers(self) -> frozenset[str] | None:
        """Return those of the part that is rarest, as far as can be told."""
        known = [words for words in (part.triggers() for part in self.parts) if words is not None]
        return min(known, key=len, default=None)

    def impossible(self) -> str:
        """Say what of the parts no call can be at once."""
        refused = {meaning(one.part) for one in self.parts if isinstance(one, Not)}
        if {meaning(one) for one in self.parts} & refused:
            return "既要说又不能说同样的话"
        return next(filter(None, (part.contradiction(self.parts) for part in self.parts)), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Either(_Joined):
    """One part holds, or more; the hits of all, of those that overlap the longest."""

    def condition(self) -> Condition:
        """Ask all parts."""
        conditions = [part.condition() for part in self.parts]

        def either(speech: Speech) -> Answer:
            answers = [answer for condition in conditions if (answer := condition(speech)) is not MISS]
            if not answers:
                return MISS
            return Answer(
                hits=apart(hit for answer in answers for hit in answer.hits),
                doubtful=apart(hit for answer in answers for hit in answer.doubtful),
                holds=any(answer.holds for answer in answers),
                undecided=next((answer.undecided for answer in answers if answer.undecided), None),
            )

        return either

    def triggers(self) -> frozenset[str] | None:
        """Return those of all parts; None as soon as one has none."""
        return _all_or_none(self.parts)

    def everyday(self) -> tuple[str, str]:
        """Tell of a part that alone makes it hold."""
        refused = next((part.part for part in self.parts if isinstance(part, Not)), None)
        if refused is not None and len(self.parts) > 1:
            said = getattr(refused, "phrases", ())
            shown = f"“{said[0].text}”" if said else "这些话"
            return f"只要没说{shown}就命中", "要同时成立就用 && 连起来，例如 退款&&!逾期"
        return next((told for part in self.parts if (told := part.everyday())[0]), ("", ""))


@dataclass(frozen=True, kw_only=True, slots=True)
class Not(Node):
    """The part does not hold; of somebody who never speaks nothing can be said."""

    part: Node

    def condition(self) -> Condition:
        """Ask the part; what is not said counts only where its speakers speak."""
        condition, needed = self.part.condition(), tuple(dict.fromkeys(self.part.speakers()))

        def negated(speech: Speech) -> Answer:
            answer = condition(speech)
            if answer.truth is not Truth.MISS:
                return MISS if answer.truth is Truth.HIT else Answer(undecided=answer.undecided)
            for role in needed:
                if not speech.speaks(role):
                    return Answer(undecided=speech.why_silent(role))
            return HOLDS

        return negated

    @property
    def placeless(self) -> bool:
        """What is not said is said nowhere."""
        return True


@dataclass(frozen=True, kw_only=True, slots=True)
class AtLeast(Node):
    """So many different parts hold; the hit is where the last one that was needed came to hold."""

    count: int
    parts: tuple[Node, ...]

    def condition(self) -> Condition:
        """Ask all parts."""
        conditions = [part.condition() for part in self.parts]
        return lambda speech: _completed([condition(speech) for condition in conditions], self.count)

    def triggers(self) -> frozenset[str] | None:
        """Return those of all parts; None as soon as one has none."""
        return _all_or_none(self.parts)

    def speakers(self) -> Iterator[Role | None]:
        """Yield those of all parts."""
        for part in self.parts:
            yield from part.speakers()

    def describe(self) -> Demand:
        """Describe the number."""
        return demand("at_least", count=self.count)

    def impossible(self) -> str:
        """Compare the number with that of different parts."""
        different = len({meaning(one) for one in self.parts})
        few = different < self.count
        return f"的 at_least 要 {self.count} 个不同的词，只写了 {different} 个" if few else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Count(Node):
    """The part has so many hits; the hit is the one that makes the number full."""

    count: int
    part: Node

    def condition(self) -> Condition:
        """Count the part's hits."""
        condition, count = self.part.condition(), self.count

        def counted(speech: Speech) -> Answer:
            answer = condition(speech)
            if len(answer.hits) >= count:
                # one hit, at the place where it became true: the earlier ones alone were no offence
                return Answer(hits=answer.hits[count - 1 : count])
            if len(answer.hits) + len(answer.doubtful) >= count:
                return Answer(doubtful=answer.doubtful, undecided=answer.undecided)
            return MISS

        return counted

    def triggers(self) -> frozenset[str] | None:
        """Return those of the part."""
        return self.part.triggers()

    def speakers(self) -> Iterator[Role | None]:
        """Yield those of the part."""
        return self.part.speakers()

    def describe(self) -> Demand:
        """Describe the number."""
        return demand("count_gte", count=self.count)


def meaning(part: Node) -> object:
    """Return what two conditions share that mean the same."""
    phrases = getattr(part, "phrases", None)
    if phrases is None:
        return part
    return getattr(part, "where", None), frozenset(phrase.folded for phrase in phrases)


def apart(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Keep one of hits on overlapping words, as `longest` does; in order of time."""
    # 退款 and 要求退款 in one list would be two complaints where the customer made one
    spans: dict[Found, Hit] = {}
    others: list[Hit] = []
    for hit in hits:
        if hit.span is None:
            others.append(hit)
        else:
            spans.setdefault(Found(*hit.span, hit.confidence), hit)
    return tuple(sorted((*others, *(spans[one] for one in longest(list(spans)))), key=place))


def _all_or_none(parts: Iterable[Node]) -> frozenset[str] | None:
    known: set[str] = set()
    for part in parts:
        if (words := part.triggers()) is None:
            return None
        known |= words
    return frozenset(known)


def _completed(answers: Sequence[Answer], count: int) -> Answer:
    """Return whether so many of the answers are hits, or may be."""
    holding = [answer for answer in answers if answer.truth is Truth.HIT]
    if len(holding) >= count:
        return _at_the_last(holding, count)
    open_ones = [answer for answer in answers if answer.truth is Truth.UNKNOWN]
    if len(holding) + len(open_ones) < count:
        return MISS
    doubtful = tuple(hit for answer in (*holding, *open_ones) for hit in answer.doubtful)
    return Answer(doubtful=doubtful, undecided=open_ones[0].undecided)


def _at_the_last(holding: Sequence[Answer], count: int) -> Answer:
    """Return the hit that completed the number: what holds for the whole call is there from the start."""
    firsts = sorted((min(answer.hits, key=place) for answer in holding if answer.hits), key=place)
    if not firsts:
        return HOLDS
    nowhere = len(holding) - len(firsts)
    return Answer(hits=(firsts[max(count - nowhere, 1) - 1],))
