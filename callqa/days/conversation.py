"""How a call went, measured on the times of its turns: who spoke, how fast, silence and overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from callqa.model.recording import Role
from callqa.model.transcript import Transcript, Turn

Span = tuple[int, int]
"""``(start_ms, end_ms)``."""

LONG_SILENCE_MS = 3_000
"""A pause from which people feel that nobody is there."""
REAL_OVERLAP_MS = 300
"""Less is no interruption: recognised times are not better."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """One voice of a call.

    Args:
        role, channel: who; a channel alone tells strangers apart.
        inferred: whether the role follows from what is said.
        talk_ms: the union of the turns.
        characters: spoken, without punctuation and spaces.
    """

    role: Role
    channel: int
    inferred: bool
    talk_ms: int
    characters: int

    @property
    def rate(self) -> float | None:
        """Characters a minute of speech: characters ÷ summed durations of the turns, as Huawei counts."""
        return self.characters * 60_000 / self.talk_ms if self.talk_ms else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """The measures of one call.

    Args:
        duration_ms: of the recording.
        speakers: by channel, then role.
        silences: where nobody speaks for ``LONG_SILENCE_MS`` or longer, the ends of the call included.
        overlaps: where two voices speak at once for ``REAL_OVERLAP_MS`` or longer.
    """

    duration_ms: int
    speakers: tuple[Speaker, ...]
    silences: tuple[Span, ...]
    overlaps: tuple[Span, ...]

    @classmethod
    def of(cls, transcript: Transcript) -> "Conversation":
        """Measure a transcript."""
        voices: dict[tuple[int, Role], list[Turn]] = {}
        for turn in transcript.turns:
            voices.setdefault((turn.channel, turn.role), []).append(turn)
        end = max([transcript.duration_ms, *(turn.end_ms for turn in transcript.turns)])
        spoken = _union((turn.start_ms, turn.end_ms) for turn in transcript.turns)
        return cls(
            duration_ms=end,
            speakers=tuple(_speaker(*key, turns) for key, turns in sorted(voices.items())),
            silences=_gaps(spoken, end),
            overlaps=_overlaps([[(t.start_ms, t.end_ms) for t in turns] for turns in voices.values()]),
        )

    def share(self, speaker: Speaker) -> float | None:
        """Return a speaker's part of everybody's talking time, between 0 and 1."""
        total = sum(each.talk_ms for each in self.speakers)
        return speaker.talk_ms / total if total else None

    @property
    def silence_ms(self) -> int:
        """All long silences together."""
        return _length(self.silences)

    @property
    def overlap_ms(self) -> int:
        """All real overlaps together."""
        return _length(self.overlaps)


def _speaker(channel: int, role: Role, turns: Sequence[Turn]) -> Speaker:
    return Speaker(
        role=role,
        channel=channel,
        inferred=any(turn.role_inferred for turn in turns),
        talk_ms=_length(_union((turn.start_ms, turn.end_ms) for turn in turns)),
        characters=sum(character.isalnum() for turn in turns for character in turn.text),
    )


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _union(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _gaps(spoken: Sequence[Span], end_ms: int) -> tuple[Span, ...]:
    borders = [(0, 0), *spoken, (end_ms, end_ms)]
    gaps = ((before[1], after[0]) for before, after in pairwise(borders))
    return tuple(gap for gap in gaps if gap[1] - gap[0] >= LONG_SILENCE_MS)


def _overlaps(voices: Sequence[Sequence[Span]]) -> tuple[Span, ...]:
    """Return where at least two voices speak, by sweeping over all beginnings and ends."""
    events = sorted(
        (at, step) for spans in voices for start, end in _union(spans) for at, step in ((start, 1), (end, -1))
    )
    found: list[Span] = []
    speaking, since = 0, 0
    for at, step in events:
        if speaking >= 2 and at > since:
            found.append((since, at))
        speaking, since = speaking + step, at
    return tuple(span for span in _union(found) if span[1] - span[0] >= REAL_OVERLAP_MS)
