"""The rules evaluated slowly and obviously: every span of every turn is looked at, nothing is indexed.

It knows a part of the language (words, exceptions, nearness, windows, counts, expressions, sequences)
and shares no code with the evaluator but folding, which has tests of its own. Turns lie so far apart
that none is joined with another, and words hold no fillers.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from callqa.model.recording import Role
from callqa.model.transcript import Transcript
from callqa.text.fold import fold

ROLES = {"客户": Role.CUSTOMER, "坐席": Role.AGENT, "任意": None}


class Spot(NamedTuple):
    """A place where something was found: turn, first and last character, and its time."""

    turn: int
    start: int
    end: int
    start_ms: int


class Answer(NamedTuple):
    """Sure places, doubtful places, and whether it holds for the call as a whole."""

    sure: frozenset[Spot]
    doubtful: frozenset[Spot]
    holds: bool = False
    unknown: bool = False

    @property
    def truth(self) -> str:
        if self.sure or self.holds:
            return "hit"
        return "unknown" if self.doubtful or self.unknown else "miss"


NOTHING = Answer(frozenset(), frozenset())
HOLDS = Answer(frozenset(), frozenset(), holds=True)
UNKNOWN = Answer(frozenset(), frozenset(), unknown=True)


def outcome(
    transcript: Transcript, rule: dict[str, Any]
) -> tuple[str, frozenset[tuple[int | None, int, int]]]:
    """hit, miss or unknown; and the places of the findings, None for the whole call."""
    answer = _rule(transcript, rule)
    if answer.truth != "hit":
        return answer.truth, frozenset()
    return "hit", frozenset((s.turn, s.start, s.end) for s in answer.sure) or frozenset({(None, 0, 0)})


def _rule(transcript: Transcript, rule: dict[str, Any]) -> Answer:
    role = ROLES[rule["role"]]
    if "sequence" in rule:
        return _sequence(transcript, rule, role)
    if "must_say" in rule or "none" in rule:
        return _unsaid(transcript, rule, role)
    if "all" in rule:
        return _so_many([_terms(transcript, [one], rule, role) for one in rule["all"]], len(rule["all"]))
    if "at_least" in rule:
        return _so_many([_terms(transcript, [one], rule, role) for one in rule["keywords"]], rule["at_least"])
    answer = _terms(transcript, rule["keywords"], rule, role)
    return _counted(answer, rule["count_gte"]) if "count_gte" in rule else answer


def _terms(transcript: Transcript, terms: list[Any], rule: dict[str, Any], role: Role | None) -> Answer:
    """Plain words together, each expression (a nested tuple here) on its own."""
    plain = [term for term in terms if isinstance(term, str)]
    answers = [_words(transcript, plain, rule, role)] if plain else []
    answers += [_expression(transcript, term, rule, role) for term in terms if not isinstance(term, str)]
    return _any(answers)


def _expression(transcript: Transcript, term: Any, rule: dict[str, Any], role: Role | None) -> Answer:
    if isinstance(term, str):
        return _words(transcript, [term], rule, role)
    mark, *parts = term
    answers = [_expression(transcript, part, rule, role) for part in parts]
    if mark == "&&":
        return _so_many(answers, len(answers))
    if mark == "||":
        return _any(answers)
    if answers[0].truth != "miss":
        return NOTHING if answers[0].truth == "hit" else UNKNOWN
    return HOLDS if _speaks(transcript, role) else UNKNOWN


def _any(answers: list[Answer]) -> Answer:
    return Answer(
        _longest(spot for one in answers for spot in one.sure),
        _longest(spot for one in answers for spot in one.doubtful),
        any(one.holds for one in answers),
        any(one.truth == "unknown" for one in answers),
    )


def _so_many(answers: list[Answer], count: int) -> Answer:
    hits = [one for one in answers if one.truth == "hit"]
    if len(hits) < count:
        open_ones = [one for one in answers if one.truth == "unknown"]
        return UNKNOWN if len(hits) + len(open_ones) >= count else NOTHING
    firsts = sorted((min(one.sure, key=_when) for one in hits if one.sure), key=_when)
    without_place = len(hits) - len(firsts)
    return Answer(frozenset({firsts[max(count - without_place, 1) - 1]}), frozenset()) if firsts else HOLDS


def _counted(answer: Answer, count: int) -> Answer:
    if len(answer.sure) >= count:
        return Answer(frozenset({sorted(answer.sure, key=_when)[count - 1]}), frozenset())
    return UNKNOWN if len(answer.sure) + len(answer.doubtful) >= count else NOTHING


def _unsaid(transcript: Transcript, rule: dict[str, Any], role: Role | None) -> Answer:
    said = _terms(transcript, rule.get("must_say") or rule["none"], rule, role)
    if said.truth != "miss":
        return NOTHING if said.truth == "hit" else UNKNOWN
    return HOLDS if _speaks(transcript, role) else UNKNOWN


def _sequence(transcript: Transcript, rule: dict[str, Any], role: Role | None) -> Answer:
    steps = [_words(transcript, [word], {}, role) for word in rule["sequence"]["steps"]]
    turns = rule["sequence"].get("within_turns", 1_000_000)
    sure = _chain([set(step.sure) for step in steps], turns)
    maybe = _chain([set(step.sure) | set(step.doubtful) for step in steps], turns)
    return Answer(frozenset(sure), frozenset(maybe) if not sure else frozenset())


def _chain(steps: list[set[Spot]], turns: int) -> set[Spot]:
    reached = steps[0]
    for step in steps[1:]:
        reached = {
            spot
            for spot in step
            if any(
                (spot.turn, spot.start) >= (one.turn, one.end)
                and (spot.turn, spot.start) > (one.turn, one.start)
                and spot.turn - one.turn <= turns
                for one in reached
            )
        }
    return reached


def _words(transcript: Transcript, words: list[str], rule: dict[str, Any], role: Role | None) -> Answer:
    sure, doubtful = set(), set()
    for spot in _found(transcript, words, rule):
        speaker = transcript.turns[spot.turn].role
        if not _in_window(rule.get("window"), spot.start_ms, transcript.duration_ms):
            continue
        if role in (None, speaker):
            sure.add(spot)
        elif speaker is Role.UNKNOWN:
            doubtful.add(spot)
    return Answer(frozenset(sure), frozenset(doubtful))


def _found(transcript: Transcript, words: list[str], rule: dict[str, Any]) -> Iterator[Spot]:
    for number, turn in enumerate(transcript.turns):
        text = turn.text
        spared = list(_spans(text, rule.get("not_in", [])))
        spans = [s for s in _spans(text, words) if not any(a <= s[0] and s[1] <= b for a, b in spared)]
        if "near" in rule:
            spans = [s for s in spans if _near(text, s, rule["near"])]
        if "not_near" in rule:
            spans = [s for s in spans if not _near(text, s, rule["not_near"])]
        spots = (Spot(number, start, end, turn.char_times[start][0]) for start, end in spans)
        yield from _longest(spots)


def _spans(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            if any(fold(text[start:end]) == fold(word) for word in words):
                yield start, end


def _near(text: str, span: tuple[int, int], near: dict[str, Any]) -> bool:
    return any(
        0 <= gap <= near["chars"]
        for start, end in _spans(text, near["words"])
        for gap in (start - span[1], span[0] - end)
    )


def _in_window(window: dict[str, Any] | None, time_ms: int, duration_ms: int) -> bool:
    if window is None:
        return True
    if "first_s" in window:
        return time_ms < window["first_s"] * 1000
    return time_ms >= duration_ms - window["last_s"] * 1000


def _longest(spots: Any) -> frozenset[Spot]:
    kept: list[Spot] = []
    for one in sorted(set(spots), key=lambda s: (s.start - s.end, s.turn, s.start)):
        if not any(one.turn == o.turn and one.start < o.end and o.start < one.end for o in kept):
            kept.append(one)
    return frozenset(kept)


def _when(spot: Spot) -> tuple[int, int, int]:
    return spot.start_ms, spot.turn, spot.start


def _speaks(transcript: Transcript, role: Role | None) -> bool:
    return any(turn.text and role in (None, turn.role) for turn in transcript.turns)
