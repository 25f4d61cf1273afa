"""A whole call as it was spoken: two columns, a timeline of both channels, and its measures."""

from collections.abc import Sequence
from dataclasses import dataclass

from callqa.days.conversation import Conversation, Speaker
from callqa.days.day import CallResult
from callqa.model.recording import Role
from callqa.model.transcript import Turn
from reports.view.drawing import lane, place
from reports.view.format import Clock, Label, span
from reports.view.lines import Speech, voice
from reports.view.model.calls import HitView, Line
from reports.view.model.overview import Fact
from reports.view.scores import ScoreView
from reports.words.language import page_words

_LANE = 12
"""Height of a channel on the timeline; silence and overlap are drawn between the two."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """A long silence, which stands between the lines."""

    at_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CallLine:
    """A turn in its column, with the hits that point at it.

    Args:
        pause: the silence before it; None for none.
    """

    line: Line
    right: bool
    hits: tuple[HitView, ...]
    pause: Pause | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """One voice on the timeline: whose, how far down, and its path."""

    voice: Label
    top: int
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A hit on the timeline."""

    left: float
    severity: Label
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """A call from left to right, 1000 units wide.

    Args:
        text: the same in words.
        silence, overlap: path data.
    """

    total_ms: int
    height: int
    text: str
    lanes: tuple[Lane, ...]
    silence: str
    overlap: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CallView:
    """Everything about one call that is not its hits; no score where rules have no points."""

    lines: tuple[CallLine, ...]
    timeline: Timeline
    measures: tuple[Fact, ...]
    score: ScoreView | None = None


def call_view(
    call: CallResult, anchor: str, hits: Sequence[HitView], clock: Clock, score: ScoreView | None = None
) -> CallView:
    """Lay out a call whose place in the report is ``anchor``."""
    speech = Speech.of(call, anchor, clock)
    by_anchor: dict[str, list[HitView]] = {}
    for hit in hits:
        by_anchor.setdefault(hit.turn_anchor, []).append(hit)
    lines = speech.transcript(call.evaluation.findings)
    talk = Conversation.of(call.transcript)
    pauses = _pauses(call.transcript.turns, talk)
    return CallView(
        lines=tuple(
            CallLine(
                line=line,
                right=_right(turn),
                hits=tuple(by_anchor.get(line.anchor, ())),
                pause=pauses.get(place),
            )
            for place, (line, turn) in enumerate(zip(lines, call.transcript.turns, strict=True))
        ),
        timeline=_timeline(call, talk, hits),
        measures=_measures(talk),
        score=score,
    )


def _pauses(turns: Sequence[Turn], talk: Conversation) -> dict[int, Pause]:
    """Return the long silences by the number of the turn that ends them."""
    ends = {end: start for start, end in talk.silences}
    pauses: dict[int, Pause] = {}
    for number, turn in enumerate(turns):
        start = ends.pop(turn.start_ms, None)
        if start is not None:
            text = page_words.pause((turn.start_ms - start) // 1000)
            pauses[number] = Pause(at_ms=start, end_ms=turn.start_ms, text=text)
    return pauses


def _right(turn: Turn) -> bool:
    """Return the customer is on the right; of unknown voices, the second channel."""
    return turn.role is Role.CUSTOMER or (turn.role is Role.UNKNOWN and turn.channel > 0)


def _timeline(call: CallResult, talk: Conversation, hits: Sequence[HitView]) -> Timeline:
    total = talk.duration_ms
    lanes = tuple(_lane(number, speaker, call, total) for number, speaker in enumerate(talk.speakers))
    height = len(lanes) * (_LANE + 6) + 10
    return Timeline(
        total_ms=total,
        height=height,
        text=page_words.timeline(span(total), len(talk.silences), len(talk.overlaps), len(hits)),
        lanes=lanes,
        silence=lane(talk.silences, total, top=10, height=height - 16),
        overlap=lane(talk.overlaps, total, top=10, height=height - 16),
        marks=tuple(_mark(hit, hit.offset_ms, total) for hit in hits if hit.offset_ms is not None),
    )


def _lane(number: int, speaker: Speaker, call: CallResult, total_ms: int) -> Lane:
    own = (speaker.channel, speaker.role)
    spans = [(t.start_ms, t.end_ms) for t in call.transcript.turns if (t.channel, t.role) == own]
    top = number * (_LANE + 6) + 10
    label = voice(speaker.role, speaker.channel, speaker.inferred)
    return Lane(voice=label, top=top, path=lane(spans, total_ms, top=top, height=_LANE))


def _mark(hit: HitView, at_ms: int, total_ms: int) -> Mark:
    title = f"{hit.severity.word} {hit.rule} {hit.offset}"
    return Mark(left=place(at_ms, total_ms), severity=hit.severity, title=title)


def _measures(talk: Conversation) -> tuple[Fact, ...]:
    return (
        *(_speaker(each, talk) for each in talk.speakers),
        _stretches(page_words.LONG_SILENCE, talk.silences, talk.silence_ms),
        _stretches(page_words.OVERLAP, talk.overlaps, talk.overlap_ms),
    )


def _speaker(speaker: Speaker, talk: Conversation) -> Fact:
    rate, share = speaker.rate, talk.share(speaker)
    return Fact(
        label=voice(speaker.role, speaker.channel, speaker.inferred).word,
        value=page_words.talked(share or 0.0, span(speaker.talk_ms), round(rate) if rate else 0),
    )


def _stretches(label: str, spans: Sequence[tuple[int, int]], total_ms: int) -> Fact:
    if not spans:
        return Fact(label=label, value=page_words.NO_STRETCH)
    longest = max(end - start for start, end in spans)
    return Fact(label=label, value=page_words.stretches(len(spans), total_ms / 1000, longest / 1000))
