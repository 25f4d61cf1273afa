"""A call as the rules read it: unbroken stretches of one speaker, folded, with the way back."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, TypeAlias

from flows.core.recording import Recording, Role
from flows.core.rules.finder import Found, Occurrences, Vocabulary
from flows.core.rules.fold import fold, fold_lines, fold_with_origin, folds_one_to_one, written
from flows.core.transcript import Transcript, Turn

if TYPE_CHECKING:
    from flows.core.rules.verdict import Verdict

JOINED_BELOW_MS = 1000
"""A shorter pause is voice activity detection cutting a sentence, not a speaker ending one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """Words found at a place; most fields are those of a finding.

    Args:
        stretch: index of the stretch of speech; -1 for the whole call.
        span: of folded characters in the whole call's text; None where no words hit.
        timed: whether the times are the characters' own, and not their turn's.
        confidence: 1 for the very words of the rule.
    """

    role: Role
    channel: int
    turn: int | None
    start: int
    end: int
    start_ms: int
    end_ms: int
    evidence: str
    stretch: int = -1
    span: tuple[int, int] | None = None
    timed: bool = True
    confidence: float = 1.0


_Origin: TypeAlias = tuple[tuple[int, int], ...]
Run: TypeAlias = list[tuple[int, Turn]]
"""Turns with their indexes in the transcript, in time order."""


class Stretch:
    """What one speaker says with no real pause: one turn, or several that were cut apart.

    Args:
        turns: with their indexes in the transcript, in time order.
    """

    __slots__ = ("_origin", "turns")

    def __init__(self, turns: Run) -> None:
        self.turns = turns
        self._origin: _Origin = ()

    @property
    def origin(self) -> _Origin:
        """For every folded character: which of ``turns``, and the index in that turn's text."""
        if not self._origin:
            origins = enumerate([fold_with_origin(turn.text).origin for _, turn in self.turns])
            self._origin = tuple([(n, index) for n, origin in origins for index in origin])
        return self._origin

    def at(self, *positions: int) -> Sequence[tuple[int, int]]:
        """Where folded characters come from, as in ``origin``, which is not made for a turn of Hanzi only."""
        if not self._origin and len(self.turns) == 1 and folds_one_to_one(self.turns[0][1].text):
            return [(0, position) for position in positions]
        return [self.origin[position] for position in positions]

    def between(self, first: tuple[int, int], last: tuple[int, int]) -> str:
        """The original text from one place to another, both included."""
        texts = [turn.text for _, turn in self.turns[first[0] : last[0] + 1]]
        texts[-1] = texts[-1][: last[1] + 1]
        texts[0] = texts[0][first[1] :]
        return "".join(texts)


@dataclass(kw_only=True)
class Speech:
    """Everything said in one call, ready to be searched.

    Args:
        transcript: of the call.
        recording: of the same call; None where it is not known.
        runs: turns that make a stretch each, in order of time.
        text: folded, all stretches, a line break between two: folding never leaves one in a word.
        starts: where each stretch starts in it.
        occurrences: of the vocabulary in it.
        answers: verdicts of the rules that others are anchored to, as they become known.
        made: stretches in which something was found, by index.
    """

    transcript: Transcript
    recording: Recording | None
    runs: list[Run]
    text: str
    starts: list[int]
    occurrences: Occurrences
    answers: dict[str, "Verdict"] = field(default_factory=dict)
    made: dict[int, Stretch] = field(default_factory=dict)

    @classmethod
    def of(
        cls, transcript: Transcript, vocabulary: Vocabulary, recording: Recording | None = None
    ) -> "Speech":
        """Fold and join the turns of a transcript, and look for the vocabulary, once for all rules."""
        runs = _runs(transcript)
        lines = fold_lines(_lines(runs))
        return cls(
            transcript=transcript,
            recording=recording,
            runs=runs,
            text=lines,
            # folding leaves no other mark at which splitlines would split
            starts=list(accumulate(map(len, f"{lines}\n".splitlines(keepends=True)), initial=0)),
            occurrences=vocabulary.search(lines),
        )

    def stretch(self, index: int) -> Stretch:
        """A run as a stretch, made when something is found in it."""
        if index not in self.made:
            self.made[index] = Stretch(self.runs[index])
        return self.made[index]

    @property
    def duration_ms(self) -> int:
        """Of the recording."""
        return self.transcript.duration_ms

    def speaks(self, role: Role | None) -> bool:
        """Whether this role says anything; None: anybody."""
        return role in self.roles

    @cached_property
    def roles(self) -> frozenset[Role | None]:
        """Who says anything; with None where anybody does."""
        lengths = (after - before - 1 for before, after in pairwise(self.starts))
        speakers = {run[0][1].role for run, length in zip(self.runs, lengths, strict=False) if length}
        return frozenset({*speakers, None}) if speakers else frozenset()

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The original text of every stretch, with width, case and script evened out."""
        return tuple(written("".join(turn.text for _, turn in run)) for run in self.runs)

    @cached_property
    def turns(self) -> tuple[tuple[int, Turn], ...]:
        """The turns in which something is said, with their indexes, in order of time."""
        spoken = ((index, turn) for index, turn in enumerate(self.transcript.turns) if fold(turn.text))
        return tuple(sorted(spoken, key=lambda pair: (pair[1].start_ms, pair[0])))

    @cached_property
    def timed(self) -> bool:
        """Whether every turn knows when it was said."""
        return all(turn.end_ms > turn.start_ms for _, turn in self.turns)

    def stretch_at(self, position: int) -> int:
        """The index of the stretch that a character of the text is in."""
        return bisect_right(self.starts, position) - 1

    def role_at(self, position: int) -> Role:
        """Who says a character of the text."""
        return self.runs[self.stretch_at(position)][0][1].role

    def hit(self, found: Found) -> Hit:
        """The place of a span of the text.

        The hit's span lies in the first turn; evidence and end time go on into the next where they do.
        """
        at = self.stretch_at(found.start)
        stretch, offset = self.stretch(at), self.starts[at]
        first, last = stretch.at(found.start - offset, found.end - 1 - offset)
        (index, turn), (_, final) = stretch.turns[first[0]], stretch.turns[last[0]]
        return Hit(
            role=turn.role,
            channel=turn.channel,
            turn=index,
            start=first[1],
            end=last[1] + 1 if first[0] == last[0] else len(turn.text),
            start_ms=_time(turn, first[1])[0],
            end_ms=_time(final, last[1])[1],
            evidence=stretch.between(first, last),
            stretch=at,
            span=(found.start, found.end),
            timed=first[1] < len(turn.char_times),
            confidence=found.confidence,
        )

    def turn_hit(self, index: int, *, end_only: bool = False) -> Hit:
        """A whole turn as a hit; or the point behind its last character."""
        turn = self.transcript.turns[index]
        return Hit(
            role=turn.role,
            channel=turn.channel,
            turn=index,
            start=len(turn.text) if end_only else 0,
            end=len(turn.text),
            start_ms=turn.end_ms if end_only else turn.start_ms,
            end_ms=turn.end_ms,
            evidence="" if end_only else turn.text,
        )


def _lines(runs: Sequence[Run]) -> str:
    """What is said, a run a line."""
    texts = [run[0][1].text if len(run) == 1 else "".join([turn.text for _, turn in run]) for run in runs]
    lines = "\n".join(texts)
    if lines.count("\n") < len(texts):  # no turn brings a line break of its own
        return lines
    return "\n".join([text.replace("\n", " ") for text in texts])


def _runs(transcript: Transcript) -> list[Run]:
    """Turns of one speaker, split where there is a real pause; in order of time."""
    runs: list[Run] = []
    latest: dict[tuple[int, int], Run] = {}
    for pair in _in_time(transcript):
        turn = pair[1]
        speaker = id(turn.role), turn.channel  # the member's own hash is slow, and it is a singleton
        run = latest.get(speaker)
        if run is None or turn.start_ms - run[-1][1].end_ms >= JOINED_BELOW_MS:
            latest[speaker] = run = [pair]
            runs.append(run)
        else:
            run.append(pair)
    return runs


def _in_time(transcript: Transcript) -> Iterable[tuple[int, Turn]]:
    starts = [turn.start_ms for turn in transcript.turns]
    pairs = enumerate(transcript.turns)
    return pairs if starts == sorted(starts) else sorted(pairs, key=_start)


def _start(pair: tuple[int, Turn]) -> int:
    return pair[1].start_ms


def _time(turn: Turn, index: int) -> tuple[int, int]:
    """A character's own time; the turn's where the recogniser gave none."""
    try:
        return turn.char_times[index]
    except IndexError:
        return turn.start_ms, turn.end_ms
