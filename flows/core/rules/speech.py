"""A transcript as the rules read it: unbroken stretches of one speaker, folded, with the way back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flows.core.recording import Role
from flows.core.rules.fold import fold_with_origin
from flows.core.transcript import Transcript, Turn

JOINED_BELOW_MS = 1000
"""A shorter pause is voice activity detection cutting a sentence, not a speaker ending one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """Words found at a place; the fields are those of a finding."""

    role: Role
    channel: int
    turn: int | None
    start: int
    end: int
    start_ms: int
    end_ms: int
    evidence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """What one speaker says with no real pause: one turn, or several that were cut apart.

    Args:
        turns: with their indexes in the transcript, in time order.
        text: folded, all turns joined.
        origin: for every character of text: which of ``turns``, and the index in that turn's text.
    """

    role: Role
    channel: int
    turns: tuple[tuple[int, Turn], ...]
    text: str
    origin: tuple[tuple[int, int], ...]

    def hit(self, start: int, end: int) -> Hit:
        """The place of the folded characters ``[start, end)``.

        The span lies in the first turn; evidence and end time go on into the next where they do.
        """
        (first, begin), (last, final) = self.origin[start], self.origin[end - 1]
        index, turn = self.turns[first]
        return Hit(
            role=self.role,
            channel=self.channel,
            turn=index,
            start=begin,
            end=final + 1 if first == last else len(turn.text),
            start_ms=_time(turn, begin)[0],
            end_ms=_time(self.turns[last][1], final)[1],
            evidence=self._between((first, begin), (last, final)),
        )

    def _between(self, first: tuple[int, int], last: tuple[int, int]) -> str:
        texts = [turn.text for _, turn in self.turns[first[0] : last[0] + 1]]
        texts[-1] = texts[-1][: last[1] + 1]
        texts[0] = texts[0][first[1] :]
        return "".join(texts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """Everything said in one call, ready to be searched.

    Args:
        duration_ms: of the call.
        stretches: in order of time.
        whole: all that a role says (None: anybody) in one text, to rule most words out in one look.
    """

    duration_ms: int
    stretches: tuple[Stretch, ...]
    whole: Mapping[Role | None, str]

    @classmethod
    def of(cls, transcript: Transcript) -> "Speech":
        """Fold and join the turns of a transcript."""
        runs = sorted(_runs(transcript), key=lambda run: (run[0][1].start_ms, run[0][0]))
        stretches = tuple(_stretch(run) for run in runs)
        whole = {role: _whole(stretches, role) for role in (None, *Role)}
        return cls(duration_ms=transcript.duration_ms, stretches=stretches, whole=whole)

    def by(self, role: Role | None) -> tuple[Stretch, ...]:
        """What this role says; None for everybody."""
        return tuple(one for one in self.stretches if one.text and role in (None, one.role))

    def heard(self, words: Iterable[str], role: Role | None) -> tuple[str, ...]:
        """Those of the folded words that this role says at all."""
        whole = self.whole[role]
        return tuple(word for word in words if word in whole)


def _whole(stretches: Iterable[Stretch], role: Role | None) -> str:
    # the line break, which folding never leaves in a word, keeps stretches apart
    return "\n".join(one.text for one in stretches if role in (None, one.role))


def _runs(transcript: Transcript) -> Iterator[list[tuple[int, Turn]]]:
    """Turns of one speaker, split where there is a real pause."""
    speakers: dict[tuple[Role, int], list[tuple[int, Turn]]] = defaultdict(list)
    for index, turn in enumerate(transcript.turns):
        speakers[turn.role, turn.channel].append((index, turn))
    for turns in speakers.values():
        run: list[tuple[int, Turn]] = []
        for index, turn in sorted(turns, key=lambda pair: (pair[1].start_ms, pair[0])):
            if run and turn.start_ms - run[-1][1].end_ms >= JOINED_BELOW_MS:
                yield run
                run = []
            run.append((index, turn))
        yield run


def _stretch(run: list[tuple[int, Turn]]) -> Stretch:
    folded = [fold_with_origin(turn.text) for _, turn in run]
    return Stretch(
        role=run[0][1].role,
        channel=run[0][1].channel,
        turns=tuple(run),
        text="".join(one.text for one in folded),
        origin=tuple((n, index) for n, one in enumerate(folded) for index in one.origin),
    )


def _time(turn: Turn, index: int) -> tuple[int, int]:
    """A character's own time; the turn's where the recogniser gave none."""
    if index < len(turn.char_times):
        return turn.char_times[index]
    return turn.start_ms, turn.end_ms
