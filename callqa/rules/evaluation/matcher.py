"""A book compiled once: phrases and patterns in automata, conditions as functions, in the order they need."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from callqa.model.recording import Recording
from callqa.rules.conditions.regex import Pattern
from callqa.rules.conditions.words import Words
from callqa.rules.constraints.where import Where
from callqa.rules.language.rule import Rule, RuleBook
from callqa.rules.logic.ast import walk
from callqa.rules.search.answer import MISS, Answer
from callqa.rules.search.near_sound import can_sound_alike
from callqa.rules.search.pattern_index import PatternIndex
from callqa.rules.search.phrase import Phrase
from callqa.rules.search.phrase_index import PhraseIndex
from callqa.rules.search.speech import Speech, Spoken


class Matcher:
    """A compiled book.

    Args:
        book: whose rules are put to calls.
    """

    def __init__(self, book: RuleBook) -> None:
        self._rules = tuple(_anchors_first(book.rules))
        self._conditions = [rule.condition.condition() for rule in self._rules]
        self._position = {rule.rule_id: position for position, rule in enumerate(book.rules)}
        self._in_order = self._rules == book.rules
        self._needed = {rule_id for rule in self._rules for rule_id in rule.anchors}
        self._index = PhraseIndex(
            _words(self._rules), _by_sound(self._rules), stutters=_stutters(self._rules)
        )
        self._patterns = PatternIndex(_patterns(self._rules))
        self._woken: dict[str, list[int]] = {}
        self._always: list[int] = []
        for index, rule in enumerate(self._rules):
            self._set_alarm(index, rule)

    def answers(self, spoken: Spoken, recording: Recording | None) -> list[tuple[Rule, Answer]]:
        """Return what each rule knows about a call, in the book's order; one that is missing has no hit."""
        speech = Speech.of(spoken, self._index, recording, self._patterns)
        speech.answers.update(dict.fromkeys(self._needed, MISS))
        answers: list[tuple[Rule, Answer]] = []
        for index in sorted(self._awake(speech)):
            answer = self._conditions[index](speech)
            if answer is not MISS:
                rule = self._rules[index]
                answers.append((rule, answer))
                if rule.rule_id in self._needed:
                    speech.answers[rule.rule_id] = answer
        if self._in_order:
            return answers
        return sorted(answers, key=lambda answer: self._position[answer[0].rule_id])

    def _set_alarm(self, index: int, rule: Rule) -> None:
        """Note the words that wake a rule: most rules need not be asked about most calls."""
        words = rule.condition.triggers()
        if words is None:
            self._always.append(index)
        for word in words or ():
            self._woken.setdefault(word, []).append(index)

    def _awake(self, speech: Speech) -> set[int]:
        awake = set(self._always)
        known = speech.occurrences
        for found in (known.exact, known.near, known.stuttered):
            for word in found:
                awake.update(self._woken.get(word, ()))
        return awake


@lru_cache(maxsize=8)
def compiled(book: RuleBook) -> Matcher:
    """Make the matcher of a book, once."""
    return Matcher(book)


def _anchors_first(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield every rule after those that it is anchored to; otherwise in the book's order."""
    waiting = {rule.rule_id: rule for rule in rules}

    def ready(rule: Rule) -> Iterator[Rule]:
        for rule_id in rule.anchors:
            if rule_id in waiting:
                yield from ready(waiting.pop(rule_id))
        yield rule

    while waiting:
        yield from ready(waiting.pop(next(iter(waiting))))


def _words(rules: Iterable[Rule]) -> list[str]:
    phrases = (part for rule in rules for part in walk(rule.condition) if isinstance(part, Phrase))
    return sorted({form for phrase in phrases for form in phrase.forms})


def _patterns(rules: Iterable[Rule]) -> Iterator[str]:
    for part in (part for rule in rules for part in walk(rule.condition)):
        if isinstance(part, Pattern):
            yield from part.patterns
        elif isinstance(part, Where):
            yield from part.not_regex


def _stutters(rules: Iterable[Rule]) -> bool:
    return any(part.as_spoken for rule in rules for part in walk(rule.condition) if isinstance(part, Words))


def _by_sound(rules: Iterable[Rule]) -> list[str]:
    """Return the phrases that near-homophones may stand for, those that spare them or stand near, too."""
    lenient = [
        part
        for rule in rules
        for part in walk(rule.condition)
        if isinstance(part, Words) and part.where.pinyin
    ]
    wheres = [
        part for rule in rules for part in walk(rule.condition) if isinstance(part, Where) and part.pinyin
    ]
    phrases = {part.folded for one in (*lenient, *wheres) for part in walk(one) if isinstance(part, Phrase)}
    return sorted(filter(can_sound_alike, phrases))
