"""Conditions on what is said: words, patterns, and what should have been said."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from callqa.model.recording import Role
from callqa.rules.conditions.finder import Found, all_of, inside, longest
from callqa.rules.conditions.logic import ROLE_NAMES, silent
from callqa.rules.conditions.pattern import compiled
from callqa.rules.conditions.places import NO_TIMES, anchor_hit, bounds, by_anchor, in_window
from callqa.rules.conditions.speech import Hit, Speech
from callqa.rules.conditions.surroundings import Near, Phrase, Side, Where
from callqa.rules.conditions.verdict import MISS, Condition, Truth, Verdict, unknown

_Finder: TypeAlias = Callable[[Speech], list[Found]]
_NOT_ANCHORED = "所依据的另一条规则没有评估"


def said(phrases: Sequence[Phrase], where: Where) -> Condition:
    """Any of the phrases is said; of those that overlap, the longest."""
    return _located(_words(phrases, where), where)


def matched(patterns: Sequence[str], where: Where) -> Condition:
    """Any of the regular expressions matches."""
    return _located(_patterns(patterns), where)


def unsaid(part: Condition, where: Where) -> Condition:
    """The part is not said by the role in its window; one hit about the whole call.

    On a call where the role never speaks it cannot be known; where what it is anchored to does not
    occur, nothing had to be said.
    """

    def condition(speech: Speech) -> Verdict:
        if where.anchor is not None and (verdict := _unanchored(where, speech)):
            return verdict
        verdict = part(speech)
        if verdict.truth is not Truth.MISS:
            return MISS if verdict.truth is Truth.HIT else unknown(verdict.undecided)
        if not speech.speaks(where.role):
            return unknown(silent(speech, where.role))
        return Verdict(hits=(whole_call(where.role, *bounds(where.window, speech.duration_ms)),))

    return condition


def whole_call(role: Role | None, start_ms: int, end_ms: int) -> Hit:
    """A hit about the whole call, or about the part of it in which something should have been."""
    return Hit(
        role=role or Role.UNKNOWN,
        channel=-1,
        turn=None,
        start=0,
        end=0,
        start_ms=start_ms,
        end_ms=end_ms,
        evidence="",
    )


def excused_turns(speech: Speech, phrases: Iterable[Phrase]) -> set[int]:
    """The turns in which one of the phrases begins, whoever says it."""
    found = all_of(speech.occurrences.exact, (form for phrase in phrases for form in phrase.forms))
    return {hit.turn for hit in speech.hits(found) if hit.turn is not None}


def _located(find: _Finder, where: Where) -> Condition:
    """The condition that something is found where it counts."""
    narrow = _narrower(where)
    anywhere = where.window is None and where.anchor is None

    def condition(speech: Speech) -> Verdict:
        found = longest(narrow(speech, find(speech)) if narrow else find(speech))
        hits = speech.hits(found, where.role)
        if not hits:
            return MISS
        if anywhere and (where.role is None or Role.UNKNOWN not in [hit.role for hit in hits]):
            return Verdict(tuple(hits))  # as nearly always
        return _sorted_out(speech, where, hits)

    return condition


def _words(phrases: Sequence[Phrase], where: Where) -> _Finder:
    words = tuple(dict.fromkeys(form for phrase in phrases for form in phrase.forms))

    def find(speech: Speech) -> list[Found]:
        exact = speech.occurrences.exact
        found = [one for word in words if word in exact for one in exact[word]]
        return [*found, *all_of(speech.occurrences.near, words)] if where.pinyin else found

    return find


def _patterns(patterns: Sequence[str]) -> _Finder:
    searches = [compiled(pattern) for pattern in patterns]

    def find(speech: Speech) -> list[Found]:
        spans = (span for search in searches for span in search.spans(speech.written))
        return [found for span in spans if (found := _folded(speech, *span))]

    return find


def _folded(speech: Speech, stretch: int, start: int, end: int) -> Found | None:
    """The folded characters that a span of a stretch's original text became; None for marks only."""
    origin, offset = speech.origin(stretch), speech.starts[stretch]
    first, last = bisect_left(origin, start), bisect_left(origin, end)
    return Found(offset + first, offset + last) if first < last else None


def _narrower(where: Where) -> Callable[[Speech, list[Found]], list[Found]] | None:
    """What drops the spans that stand in the wrong surroundings; None where all are right."""
    shelters = [_words(where.not_in, where)] if where.not_in else []
    if where.not_regex:
        shelters.append(_patterns(where.not_regex))
    near = where.near and (where.near, _words(where.near.words, where))
    far = where.not_near and (where.not_near, _words(where.not_near.words, where))

    if not (shelters or near or far):
        return None

    def narrow(speech: Speech, kept: list[Found]) -> list[Found]:
        if kept and shelters:
            spans = [span for shelter in shelters for span in shelter(speech)]
            kept = [one for one in kept if not inside(one, spans)]
        if kept and near:
            kept = [one for one in kept if _is_near(one, near[0], near[1](speech), speech.text)]
        if kept and far:
            kept = [one for one in kept if not _is_near(one, far[0], far[1](speech), speech.text)]
        return kept

    return narrow


def _is_near(one: Found, near: Near, others: Iterable[Found], text: str) -> bool:
    """Whether other words stand close enough, on the right side, in the same stretch."""
    return any(
        0 <= gap <= near.chars and "\n" not in text[start : start + gap]
        for other in others
        for side, start, gap in (
            (Side.AFTER, one.end, other.start - one.end),
            (Side.BEFORE, other.end, one.start - other.end),
        )
        if near.side in (side, Side.AROUND)
    )


def _sorted_out(speech: Speech, where: Where, hits: Iterable[Hit]) -> Verdict:
    """Tell sure hits from doubtful ones, and drop those that lie elsewhere."""
    sure: list[Hit] = []
    doubtful: list[tuple[Hit, str]] = []
    for hit in hits:
        counts, doubt = _counts(speech, where, hit)
        if counts and doubt:
            doubtful.append((hit, doubt))
        elif counts:
            sure.append(hit)
    reason = doubtful[0][1] if doubtful else ""
    return Verdict(hits=tuple(sure), doubtful=tuple(hit for hit, _ in doubtful), undecided=reason)


def _counts(speech: Speech, where: Where, hit: Hit) -> tuple[bool, str]:
    """Whether a hit lies where it counts, and why that is in doubt."""
    doubt = "" if where.role in (None, hit.role) else _whose(hit, where.role)
    if where.window is None and where.anchor is None:
        return True, doubt
    for lies, reason in _places(speech, where, hit):
        if lies is False:
            return False, ""
        doubt = doubt or ("" if lies else reason)
    return True, doubt


def _places(speech: Speech, where: Where, hit: Hit) -> Iterable[tuple[bool | None, str]]:
    if where.window is not None:
        yield in_window(where.window, where.role, hit, speech), NO_TIMES
    if where.anchor is not None:
        yield by_anchor(where.anchor, hit, speech), _NOT_ANCHORED


def _unanchored(where: Where, speech: Speech) -> Verdict | None:
    """Why nothing had to be said: what it is anchored to is not there, or not known."""
    assert where.anchor is not None  # the caller looked
    if speech.answers[where.anchor.rule_id].truth is Truth.UNKNOWN:
        return unknown(_NOT_ANCHORED)
    return None if anchor_hit(where.anchor, speech) else MISS


def _whose(hit: Hit, role: Role | None) -> str:
    name = ROLE_NAMES[role] if role else ""
    return f"第 {hit.start_ms // 1000} 秒的相关内容不知道是谁说的，无法判断是不是{name}"
