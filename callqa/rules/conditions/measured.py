"""What conditions on how a call went share: turns by role, limits, words that excuse."""

from collections.abc import Iterable

from callqa.model.finding import Undecided, Why
from callqa.model.recording import Role
from callqa.rules.logic.ast import Condition
from callqa.rules.search.answer import HOLDS, MISS, Answer, unknown
from callqa.rules.search.phrase import Phrase
from callqa.rules.search.phrase_index import FILLERS, all_of
from callqa.rules.search.speech import Speech
from callqa.text.fold import fold


def measured(condition: Condition) -> Condition:
    """Make a condition unknown where nobody speaks, or nobody knows when."""

    def timed(speech: Speech) -> Answer:
        if not speech.turns:
            return unknown(Why.NOBODY_SPEAKS)
        return condition(speech) if speech.timed else unknown(Why.NO_TURN_TIMES)

    return timed


def by_role(speech: Speech, indexes: list[int], role: Role | None, *, end_only: bool = False) -> Answer:
    """Return turns as hits if the role speaks them; as doubtful ones if nobody knows who does."""
    roles = {index: speech.transcript.turns[index].role for index in indexes}
    sure = [index for index in indexes if role in (None, roles[index])]
    # dropped, what nobody knows would read as "no hit"
    open_ones = [index for index in indexes if role is not None and roles[index] is Role.UNKNOWN]
    return Answer(
        hits=tuple(speech.turn_hit(index, end_only=end_only) for index in sure),
        doubtful=tuple(speech.turn_hit(index, end_only=end_only) for index in open_ones),
        undecided=Undecided(kind=Why.SPEAKER_UNCLEAR, role=role) if open_ones else None,
    )


def outside(value: float, over: float | None, under: float | None) -> Answer:
    """Return whether a value lies outside its limits."""
    beyond = (over is not None and value > over) or (under is not None and value < under)
    return HOLDS if beyond else MISS


def excused_turns(speech: Speech, phrases: Iterable[Phrase]) -> set[int]:
    """Return the turns in which one of the phrases begins, whoever says it."""
    found = all_of(speech.occurrences.exact, (form for phrase in phrases for form in phrase.forms))
    return {hit.turn for hit in speech.hits(found) if hit.turn is not None}


def spoken(text: str) -> str:
    """Fold a text and drop its fillers."""
    text = fold(text)
    for filler in FILLERS:
        text = text.replace(filler, "")
    return text
