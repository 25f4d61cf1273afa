"""A recording of the studio laid out as a call is: speakers by their names, text spoken or written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from callqa.days.conversation import Conversation
from callqa.days.day import CallResult
from callqa.model.annotations import NO_ANNOTATIONS
from callqa.model.finding import Evaluation
from callqa.model.recording import Recording
from callqa.model.transcript import Time, Turn
from callqa.studio.cues import units
from callqa.studio.job import Job
from callqa.studio.result import Result, Spans, key_of, speaker_key, speaker_keys
from reports.view.call_view import CallView, call_view
from reports.view.drawing import lane
from reports.view.format import Clock, span
from reports.view.lines import speaker, voice

ANCHOR = "k1"
"""Of the one recording of a page."""
_LANE = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Voice:
    """A speaker as their recording's owner may name them.

    Args:
        key: as `speaker_key` makes it.
        word: what they are called without a name.
        name: that they were given; empty for none.
    """

    key: str
    word: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Where speech was found on a channel."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """The speech that was found on one channel.

    Args:
        path: of it, on a drawing 1000 units wide and `_LANE` high.
    """

    channel: int
    path: str
    stretches: tuple[Stretch, ...]
    seconds: float


def voices(job: Job, turns: Sequence[Turn]) -> tuple[Voice, ...]:
    """Return the speakers of a recording, in the order in which they first speak."""
    words = {speaker_key(turn): speaker(turn).word for turn in turns}
    return tuple(Voice(key=key, word=words[key], name=job.names.get(key, "")) for key in speaker_keys(turns))


def names_of(job: Job, turns: Sequence[Turn]) -> dict[str, str]:
    """Return what every speaker is called, by `speaker_key`."""
    return {each.key: each.name or each.word for each in voices(job, turns)}


def talk(job: Job, result: Result, zone: ZoneInfo, *, as_written: bool) -> CallView:
    """Lay a recording out.

    Args:
        as_written: whether numbers stand as people write them; every character has its time in both.
    """
    turns = tuple(map(written_turn, result.turns)) if as_written else result.turns
    transcript = replace(result.transcript, turns=turns)
    recording = Recording(call_id=job.job_id, path="", started_at=job.created_at)
    nothing = Evaluation(call_id=job.job_id, rules_revision="", findings=())
    call = CallResult(recording=recording, transcript=transcript, evaluation=nothing)
    view = call_view(call, ANCHOR, (), Clock(zone=zone))
    return _named(view, names_of(job, turns), turns, Conversation.of(transcript))


def _named(view: CallView, names: Mapping[str, str], turns: Sequence[Turn], talk: Conversation) -> CallView:
    lines = tuple(
        replace(each, line=replace(each.line, speaker=names[speaker_key(turn)]))
        for each, turn in zip(view.lines, turns, strict=True)
    )
    shown = {
        voice(each.role, each.channel, each.inferred).word: names[key_of(each.channel, each.role)]
        for each in talk.speakers
    }
    lanes = tuple(
        replace(each, voice=replace(each.voice, word=shown.get(each.voice.word, each.voice.word)))
        for each in view.timeline.lanes
    )
    measures = tuple(replace(each, label=shown.get(each.label, each.label)) for each in view.measures)
    return replace(view, lines=lines, timeline=replace(view.timeline, lanes=lanes), measures=measures)


def written_turn(turn: Turn) -> Turn:
    """Return a turn whose text is what people write, each character with its part of the time."""
    if not turn.annotations.written:
        return turn
    text, times = "", list[Time]()
    for start, end, piece in units(turn):
        text += piece
        times += _spread(turn.char_times[start][0], turn.char_times[end - 1][1], len(piece))
    return replace(turn, text=text, char_times=times, annotations=NO_ANNOTATIONS)


def _spread(start: int, end: int, count: int) -> list[Time]:
    length = end - start
    return [(start + length * at // count, start + length * (at + 1) // count) for at in range(count)]


def heard(spoken: Sequence[Spans], duration_ms: int) -> tuple[Heard, ...]:
    """Return the speech that was found, channel by channel."""
    return tuple(
        Heard(
            channel=channel,
            path=lane(spans, duration_ms, height=_LANE),
            stretches=tuple(
                Stretch(start_ms=start, end_ms=end, text=f"{span(start)} – {span(end)}")
                for start, end in spans
            ),
            seconds=sum(end - start for start, end in spans) / 1000,
        )
        for channel, spans in enumerate(spoken)
    )
