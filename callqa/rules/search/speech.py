"""A call as the rules read it: unbroken stretches of one speaker, folded, with the way back."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from callqa.model.finding import Undecided, Why
from callqa.model.recording import Recording, Role
from callqa.model.transcript import Transcript, Turn
from callqa.rules.search.answer import Answer
from callqa.rules.search.hit import Hit
from callqa.rules.search.pattern import Lines
from callqa.rules.search.pattern_index import PatternIndex
from callqa.rules.search.phrase_index import Found, Occurrences, PhraseIndex
from callqa.rules.search.stretches import Stretches, stretches
from callqa.text.fold import fold_lines, line_by_line, origins, says_something, written

PAUSE_MS = 500
"""A speaker who is silent for so long between two characters begins a new clause."""
_FULL_STOP = re.compile(r"[。！？!?\n]+")
_NO_PATTERNS = PatternIndex(())
_MARK = re.compile(r"[，。、！？；：…,!?;:\n]+|\.(?!\d)")


class Spoken(NamedTuple):
    """What is said in a call, folded once for any number of books.

    Args:
        transcript: of the call.
        stretches: what each speaker says without a real pause.
        text: folded, all stretches, a line break between two: folding never leaves one in a word.
        starts: where each stretch starts in it.
    """

    transcript: Transcript
    stretches: Stretches
    text: str
    starts: list[int]

    @classmethod
    def of(cls, transcript: Transcript) -> "Spoken":
        """Fold and join the turns of a transcript."""
        joined = stretches(transcript.turns)
        lines = fold_lines(_lines(joined.texts))
        # folding leaves no other mark at which splitlines would split
        lengths = map(len, f"{lines}\n".splitlines(keepends=True))
        return cls(transcript, joined, lines, list(accumulate(lengths, initial=0)))


class Speech:
    """Everything said in one call, ready to be searched.

    Args:
        spoken: in the call.
        occurrences: of the index's phrases in its text.
        recording: of the same call; None where it is not known.
        patterns: of the book.
    """

    def __init__(
        self,
        spoken: Spoken,
        occurrences: Occurrences,
        recording: Recording | None,
        patterns: PatternIndex = _NO_PATTERNS,
    ) -> None:
        self.transcript, self.stretches, self.text, self.starts = spoken
        self.occurrences = occurrences
        self._patterns = patterns
        self.recording = recording
        self.answers: dict[str, Answer] = {}
        """Answers of the rules that others are anchored to, as they become known."""
        self._origins: dict[int, Sequence[int]] = {}
        self._starts: dict[int, tuple[tuple[int, ...], list[int]]] = {}
        self._clauses: dict[int, list[int]] = {}
        self._stops: dict[int, tuple[list[int], list[int]]] = {}

    @classmethod
    def of(
        cls,
        spoken: Spoken,
        index: PhraseIndex,
        recording: Recording | None = None,
        patterns: PatternIndex = _NO_PATTERNS,
    ) -> "Speech":
        """Look for every phrase of the index, once for all rules."""
        return cls(spoken, index.search(spoken.text), recording, patterns)

    def origin(self, stretch: int) -> Sequence[int]:
        """For every folded character of a stretch the index of the one in its text that it came from."""
        known = self._origins.get(stretch)
        if known is None:
            self._origins[stretch] = known = origins(self.stretches.texts[stretch])
        return known

    def clause(self, found: Found) -> tuple[int, int]:
        """Return from where to where the clause goes on that a span begins in; folded, in the whole text.

        A clause ends at a mark, where the speaker pauses, and with the stretch.
        """
        stretch = bisect_right(self.starts, found.start) - 1
        borders = self._borders(stretch)
        at = bisect_right(borders, found.start)
        end = self.starts[stretch + 1] - 1 if stretch + 1 < len(self.starts) else len(self.text)
        return borders[at - 1], borders[at] if at < len(borders) else end

    def sentence(self, found: Found) -> tuple[int, int, bool]:
        """Return from where to where the sentence goes on that a span begins in, and whether it asks.

        As far as marks tell; without any it is the stretch.
        """
        stretch = bisect_right(self.starts, found.start) - 1
        offset, origin, text = self.starts[stretch], self.origin(stretch), self.stretches.texts[stretch]
        place = origin[found.start - offset]
        opens, closes = self._full_stops(stretch)
        before, behind = bisect_right(closes, place) - 1, bisect_left(opens, place)
        begins = closes[before] if before >= 0 else 0
        stop, end = (opens[behind], closes[behind]) if behind < len(opens) else (len(text), len(text))
        asks = not {*text[stop:end]}.isdisjoint("？?")
        return offset + bisect_left(origin, begins), offset + bisect_left(origin, stop), asks

    def _full_stops(self, stretch: int) -> tuple[list[int], list[int]]:
        """Return where the marks that end the sentences of a stretch's text begin, and where they end."""
        known = self._stops.get(stretch)
        if known is None:
            spans = [mark.span() for mark in _FULL_STOP.finditer(self.stretches.texts[stretch])]
            self._stops[stretch] = known = [start for start, _ in spans], [end for _, end in spans]
        return known

    def unbroken(self, found: Found) -> bool:
        """Return whether a span crosses no mark and no pause."""
        return found.end <= self.clause(found)[1]

    def _borders(self, stretch: int) -> list[int]:
        """Return where the clauses of a stretch begin."""
        known = self._clauses.get(stretch)
        if known is None:
            offset, origin = self.starts[stretch], self.origin(stretch)
            places = (mark.end() for mark in _MARK.finditer(self.stretches.texts[stretch]))
            marks = {offset + bisect_left(origin, place) for place in (*places, *self._pauses(stretch))}
            self._clauses[stretch] = known = sorted({offset, *marks})
        return known

    def _pauses(self, stretch: int) -> Iterator[int]:
        """Yield the characters of a stretch's text before which its speaker pauses."""
        turns = (self.stretches.firsts[stretch], *self.stretches.joined.get(stretch, ()))
        offset, until = 0, None
        for turn in map(self.transcript.turns.__getitem__, turns):
            for index, (start_ms, end_ms) in enumerate(turn.char_times):
                if until is not None and start_ms - until >= PAUSE_MS:
                    yield offset + index
                until = end_ms
            offset += len(turn.text)

    def _place(self, stretch: int, first: int, last: int) -> tuple[int, int, int, int]:
        """Return the turns that two characters of a stretch's text are in, each with the index there."""
        if stretch not in self.stretches.joined:
            turn = self.stretches.firsts[stretch]
            return turn, first, turn, last
        turns, starts = self._turns_of(stretch)
        one, other = bisect_right(starts, first) - 1, bisect_right(starts, last) - 1
        return turns[one], first - starts[one], turns[other], last - starts[other]

    def _turns_of(self, stretch: int) -> tuple[tuple[int, ...], list[int]]:
        """Return the turns of a stretch, and where each begins in its text."""
        known = self._starts.get(stretch)
        if known is None:
            turns = (self.stretches.firsts[stretch], *self.stretches.joined[stretch])
            lengths = (len(self.transcript.turns[index].text) for index in turns)
            self._starts[stretch] = known = turns, list(accumulate(lengths, initial=0))[:-1]
        return known

    @property
    def duration_ms(self) -> int:
        """Of the recording."""
        return self.transcript.duration_ms

    def speaks(self, role: Role | None) -> bool:
        """Return whether this role says anything; None: anybody."""
        return role in self.roles

    def why_silent(self, role: Role | None) -> Undecided:
        """Return why nothing is known about what a role did not say."""
        if role is None or not self.speaks(None):
            return Undecided(kind=Why.NOBODY_SPEAKS)
        return Undecided(kind=Why.ROLE_UNCLEAR if self.speaks(Role.UNKNOWN) else Why.ROLE_SILENT, role=role)

    @cached_property
    def roles(self) -> frozenset[Role | None]:
        """Who says anything; with None where anybody does."""
        lengths = (after - before - 1 for before, after in pairwise(self.starts))
        spoken = (first for first, length in zip(self.stretches.firsts, lengths, strict=False) if length)
        speakers = {self.transcript.turns[first].role for first in spoken}
        return frozenset({*speakers, None}) if speakers else frozenset()

    @cached_property
    def lines(self) -> Lines:
        """The original text of every stretch, with width, case and script evened out."""
        return Lines(line_by_line(written, self.stretches.texts))

    @cached_property
    def hopeful(self) -> dict[str, list[int]]:
        """The patterns of the book that may match, with the stretches in which they may."""
        return self._patterns.hopeful(self.lines)

    @cached_property
    def ruled_out(self) -> frozenset[str]:
        """The patterns of the book that match nothing in this call."""
        return self._patterns.known - self.hopeful.keys()

    @cached_property
    def turns(self) -> tuple[tuple[int, Turn], ...]:
        """The turns in which something is said, with their indexes, in order of time."""
        spoken = (
            (index, turn) for index, turn in enumerate(self.transcript.turns) if says_something(turn.text)
        )
        return tuple(sorted(spoken, key=lambda pair: (pair[1].start_ms, pair[0])))

    @cached_property
    def timed(self) -> bool:
        """Whether every turn knows when it was said."""
        return all(turn.end_ms > turn.start_ms for _, turn in self.turns)

    def hits(self, spans: Iterable[Found], role: Role | None = None) -> list[Hit]:
        """Return the places of spans of the text; of a role those that it says, or nobody knows who."""
        starts, firsts, turns = self.starts, self.stretches.firsts, self.transcript.turns
        hits = []
        for span in spans:
            stretch = bisect_right(starts, span.start) - 1
            if role is None or turns[firsts[stretch]].role in (role, Role.UNKNOWN):
                hits.append(self._hit(span, stretch))
        return hits

    def _hit(self, found: Found, at: int) -> Hit:
        """Return a hit whose span lies in its first turn; evidence and end time may go on into the next."""
        origin, offset = self.origin(at), self.starts[at]
        first, last = origin[found.start - offset], origin[found.end - 1 - offset]
        index, start, other, end = self._place(at, first, last)
        turn, final = self.transcript.turns[index], self.transcript.turns[other]
        return Hit(
            role=turn.role,
            channel=turn.channel,
            turn=index,
            start=start,
            end=end + 1 if index == other else len(turn.text),
            start_ms=_time(turn, start)[0],
            end_ms=_time(final, end)[1],
            evidence=self.stretches.texts[at][first : last + 1],
            stretch=at,
            span=(found.start, found.end),
            timed=start < len(turn.char_times),
            confidence=found.confidence,
        )

    def turn_hit(self, index: int, *, end_only: bool = False) -> Hit:
        """Return a whole turn as a hit; or the point behind its last character."""
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


def _lines(texts: Sequence[str]) -> str:
    """Write what is said, a stretch a line."""
    lines = "\n".join(texts)
    if lines.count("\n") < len(texts):  # no turn brings a line break of its own
        return lines
    return "\n".join([text.replace("\n", " ") for text in texts])


def _time(turn: Turn, index: int) -> tuple[int, int]:
    """Return a character's own time; the turn's where the recogniser gave none."""
    try:
        return turn.char_times[index]
    except IndexError:
        return turn.start_ms, turn.end_ms
