"""All that has to hold around the words of a rule, and where of what was found it does."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import filterfalse
from typing import TypeAlias

from callqa.days.rule_changes import Demand
from callqa.model.finding import Undecided, Why
from callqa.model.recording import Role
from callqa.rules.constraints.anchor import NOT_EVALUATED, Anchor
from callqa.rules.constraints.contexts import outside
from callqa.rules.constraints.exceptions import names_marks, unspared
from callqa.rules.constraints.near import Near
from callqa.rules.constraints.window import NO_TIMES, Window
from callqa.rules.logic.ast import NEW, Condition
from callqa.rules.search.answer import MISS, Answer, unknown
from callqa.rules.search.demands import demand
from callqa.rules.search.hit import Hit
from callqa.rules.search.pattern import compiled
from callqa.rules.search.phrase import Phrase
from callqa.rules.search.phrase_index import Found, all_of, longest
from callqa.rules.search.speech import Speech
from callqa.rules.search.work import TooMuchWorkError

Finder: TypeAlias = Callable[[Speech], list[Found]]
"""Finds something in a call's text, wherever it stands."""
_Place: TypeAlias = tuple[Callable[[Hit], bool | None], Undecided]
"""Tests whether a hit lies at a place, None where that is not known; and why it is not."""

ALIASES = {
    "not_in": "notin except exceptions exclude_in not_within not_inside 例外 排除",
    "not_regex": "exclude_regex regex_not 排除正则",
    "role": "speaker who channel 角色 说话人 谁",
    "pinyin": "homophone fuzzy sound near_sound 拼音 近音 同音 谐音",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Where:
    """What else has to hold at the place of a hit.

    Args:
        role: who has to say it; None for anybody.
        not_in: a hit inside one of these phrases does not count.
        not_regex: nor one inside a match of these.
        not_when: nor one in these contexts; see `callqa.rules.constraints.contexts`.
        pinyin: near-homophones count, too.
    """

    role: Role | None = None
    not_in: tuple[Phrase, ...] = ()
    not_regex: tuple[str, ...] = ()
    near: Near | None = None
    not_near: Near | None = None
    window: Window | None = None
    anchor: Anchor | None = None
    pinyin: bool = False
    not_when: tuple[str, ...] = field(default=(), metadata=NEW)

    @property
    def is_narrow(self) -> bool:
        """Whether only a part of a call counts, or what is close to something."""
        return bool(self.near or self.window or self.anchor)

    def describe(self) -> Iterator[Demand]:
        """Yield what has to hold besides the words."""
        if self.near:
            yield self.near.describe("near")
        if self.not_near:
            yield self.not_near.describe("not_near")
        if self.window:
            yield self.window.describe()
        if self.anchor:
            yield self.anchor.describe()
        if self.not_regex:
            yield demand("not_regex", patterns=self.not_regex)
        if self.not_when:
            yield demand("not_when", contexts=self.not_when)
        if self.pinyin:
            yield demand("pinyin")

    def located(self, find: Finder) -> Condition:
        """Make the condition that something is found where it counts."""
        narrow = self._narrower()
        anywhere = self.window is None and self.anchor is None

        def condition(speech: Speech) -> Answer:
            try:
                found = find(speech)
                if not found:  # as nearly always
                    return MISS
                found = longest(narrow(speech, found) if narrow else found)
            except TooMuchWorkError:
                return unknown(Why.TOO_MUCH_WORK)
            hits = speech.hits(found, self.role)
            if not hits:
                return MISS
            if anywhere and (self.role is None or Role.UNKNOWN not in [hit.role for hit in hits]):
                return Answer(tuple(hits))  # as nearly always
            return self._sorted_out(speech, hits)

        return condition

    def phrases(self, phrases: Sequence[Phrase], *, stutters: bool = False) -> Finder:
        """Return what finds any of the phrases; by their sound and in stutters, too, where those count."""
        words = tuple(dict.fromkeys(form for phrase in phrases for form in phrase.forms))
        wanted = frozenset(words)

        def find(speech: Speech) -> list[Found]:
            exact = speech.occurrences.exact  # a call holds dozens of the words, a rule may list hundreds
            found = [one for word in exact if word in wanted for one in exact[word]]
            if stutters and speech.occurrences.stuttered:
                found += all_of(speech.occurrences.stuttered, words)
            return [*found, *all_of(speech.occurrences.near, words)] if self.pinyin else found

        return find

    def _narrower(self) -> Callable[[Speech, list[Found]], list[Found]] | None:
        """Return what drops the spans that stand in the wrong surroundings; None where all are right."""
        shelters = [self.phrases(self.not_in)] if self.not_in else []
        if within := [text for text in self.not_regex if not names_marks(text)]:
            shelters.append(patterns(within))
        across = patterns(tuple(filter(names_marks, self.not_regex)))
        near = self.near and (self.near, self.phrases(self.near.words))
        far = self.not_near and (self.not_near, self.phrases(self.not_near.words))
        if not (shelters or self.not_regex or near or far or self.not_when):
            return None

        def narrow(speech: Speech, kept: list[Found]) -> list[Found]:
            if kept and shelters:
                kept = unspared(kept, [span for shelter in shelters for span in shelter(speech)], speech)
            if kept and self.not_regex:
                kept = unspared(kept, across(speech), speech, across=True)
            if kept and near:
                kept = [*filter(near[0].test(near[1](speech), speech.text), kept)]
            if kept and far:
                kept = [*filterfalse(far[0].test(far[1](speech), speech.text), kept)]
            if kept and self.not_when:
                kept = outside(self.not_when, kept, speech)
            return kept

        return narrow

    def _sorted_out(self, speech: Speech, hits: Iterable[Hit]) -> Answer:
        """Tell sure hits from doubtful ones, and drop those that lie elsewhere."""
        sure: list[Hit] = []
        doubtful: list[tuple[Hit, Undecided]] = []
        places = [*self._places(speech)]
        for hit in hits:
            counts, doubt = self._counts(hit, places)
            if counts and doubt:
                doubtful.append((hit, doubt))
            elif counts:
                sure.append(hit)
        reason = doubtful[0][1] if doubtful else None
        return Answer(hits=tuple(sure), doubtful=tuple(hit for hit, _ in doubtful), undecided=reason)

    def _counts(self, hit: Hit, places: Iterable[_Place]) -> tuple[bool, Undecided | None]:
        """Return whether a hit lies where it counts, and why that is in doubt."""
        doubt = None if self.role in (None, hit.role) else _whose(hit, self.role)
        for test, reason in places:
            lies = test(hit)
            if lies is False:
                return False, None
            doubt = doubt or (None if lies else reason)
        return True, doubt

    def _places(self, speech: Speech) -> Iterator[_Place]:
        if self.window is not None:
            yield self.window.test(self.role, speech), NO_TIMES
        if self.anchor is not None:
            yield self.anchor.test(speech), NOT_EVALUATED


ANYWHERE = Where()


def patterns(texts: Sequence[str]) -> Finder:
    """Return what finds matches of any of the regular expressions."""
    searches = {text: compiled(text) for text in texts}

    def find(speech: Speech) -> list[Found]:
        out, hopeful, lines = speech.ruled_out, speech.hopeful, speech.lines
        tried = [text for text in texts if text not in out]
        if not tried:
            return []
        spans = (span for text in tried for span in searches[text].spans(lines, hopeful.get(text)))
        return [found for span in spans if (found := _folded(speech, *span))]

    return find


def _folded(speech: Speech, stretch: int, start: int, end: int) -> Found | None:
    """Return the folded characters that a span of a stretch's text became; None for marks only."""
    origin, offset = speech.origin(stretch), speech.starts[stretch]
    first, last = bisect_left(origin, start), bisect_left(origin, end)
    return Found(offset + first, offset + last) if first < last else None


def _whose(hit: Hit, role: Role | None) -> Undecided:
    return Undecided(kind=Why.WORDS_UNCLEAR, role=role, seconds=hit.start_ms // 1000)
