"""The catalogue of conditions: small, independent, all with one signature.

A condition is made once from a rule's words and then asked about any number of calls. It answers
with hits, with "no hit", or with a reason why it cannot know. What the later language adds (all,
at least n, near, sequence, window, anchor, expressions) are more functions of this signature, or
functions that take conditions and return one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from flows.core.recording import Role
from flows.core.rules.book import Phrase, Rule
from flows.core.rules.speech import Hit, Speech

_ROLE_NAMES = {Role.AGENT: "坐席", Role.CUSTOMER: "客户"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a condition knows about a call.

    Args:
        hits: where it holds; empty for "no hit".
        undecided: in Chinese, why it cannot be known, without customer speech; empty when it is known.
    """

    hits: tuple[Hit, ...] = ()
    undecided: str = ""


Condition: TypeAlias = Callable[[Speech], Verdict]
"""The one signature."""


def condition_of(rule: Rule) -> Condition:
    """The condition that a rule states."""
    if rule.must_say:
        return unsaid(rule.must_say, role=rule.role, within_ms=rule.within_ms)
    return said(rule.keywords, role=rule.role, not_in=rule.not_in)


def said(keywords: Iterable[Phrase], *, role: Role | None, not_in: Iterable[Phrase] = ()) -> Condition:
    """Any of the keywords is said by the role.

    Args:
        role: None for anybody. Words of an unknown speaker are neither a hit nor "no hit".
        not_in: a keyword inside one of these phrases does not count.
    """
    wanted, spared = _folded(keywords), _folded(not_in)

    def condition(speech: Speech) -> Verdict:
        hits = _find_all(speech, role, wanted, spared)
        if hits or role is None:
            return Verdict(hits=hits)
        doubtful = _find_all(speech, Role.UNKNOWN, wanted, spared)
        return Verdict(undecided=_whose(doubtful, role)) if doubtful else Verdict()

    return condition


def unsaid(phrases: Iterable[Phrase], *, role: Role | None, within_ms: int | None = None) -> Condition:
    """None of the phrases is said by the role in time; one hit about the whole call.

    Args:
        role: None for anybody. On a call where the role never speaks it cannot be known.
        within_ms: tested on the time of the words themselves, not of their turn; None: any time.
    """
    wanted = _folded(phrases)

    def in_time(speech: Speech, speaker: Role | None) -> tuple[Hit, ...]:
        hits = _find_all(speech, speaker, wanted)
        return tuple(hit for hit in hits if within_ms is None or hit.start_ms < within_ms)

    def condition(speech: Speech) -> Verdict:
        if in_time(speech, role):
            return Verdict()
        if role is not None and (doubtful := in_time(speech, Role.UNKNOWN)):
            return Verdict(undecided=_whose(doubtful, role))
        if not speech.by(role):
            somebody = bool(speech.by(Role.UNKNOWN))
            return Verdict(undecided=_silent(role, somebody_speaks=somebody))
        return Verdict(hits=(_whole_call(speech, role, within_ms),))

    return condition


def _whole_call(speech: Speech, role: Role | None, within_ms: int | None) -> Hit:
    end_ms = speech.duration_ms if within_ms is None else min(within_ms, speech.duration_ms)
    return Hit(
        role=role or Role.UNKNOWN,
        channel=-1,
        turn=None,
        start=0,
        end=0,
        start_ms=0,
        end_ms=end_ms,
        evidence="",
    )


def _whose(doubtful: tuple[Hit, ...], role: Role) -> str:
    second = min(hit.start_ms for hit in doubtful) // 1000
    return f"第 {second} 秒的相关内容不知道是谁说的，无法判断是不是{_ROLE_NAMES[role]}"


def _silent(role: Role | None, somebody_speaks: bool) -> str:
    if role is None:
        return "没有人说话"
    if somebody_speaks:
        return f"不知道哪些话是{_ROLE_NAMES[role]}说的"
    return f"{_ROLE_NAMES[role]}没有说话"


def _folded(phrases: Iterable[Phrase]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase.folded for phrase in phrases))


def _find_all(
    speech: Speech, role: Role | None, wanted: tuple[str, ...], spared: tuple[str, ...] = ()
) -> tuple[Hit, ...]:
    heard = speech.heard(wanted, role)
    return tuple(
        stretch.hit(start, end)
        for stretch in (speech.by(role) if heard else ())
        for start, end in spans(stretch.text, heard, spared)
    )


def spans(text: str, wanted: Iterable[str], spared: Iterable[str] = ()) -> list[tuple[int, int]]:
    """Where the wanted words stand, outside the spared ones; of those that overlap, the longest.

    Args:
        text, wanted, spared: folded.

    Returns:
        Half-open spans in order, none overlapping another.
    """
    found = [span for word in wanted for span in _occurrences(text, word)]
    if not found:
        return []
    shelters = [span for word in spared for span in _occurrences(text, word)]
    open_ones = [one for one in found if not any(_inside(one, shelter) for shelter in shelters)]
    kept: list[tuple[int, int]] = []
    for one in sorted(open_ones, key=lambda span: (span[0] - span[1], span[0])):
        if all(one[1] <= other[0] or other[1] <= one[0] for other in kept):
            kept.append(one)
    return sorted(kept)


def _inside(span: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= span[0] and span[1] <= outer[1]


def _occurrences(text: str, word: str) -> Iterator[tuple[int, int]]:
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + 1)
