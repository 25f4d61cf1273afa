"""From recognised segments to the turns of a conversation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from callqa.model.annotations import NO_ANNOTATIONS, Annotations, PlainReading
from callqa.model.errors import BadInputError
from callqa.model.recording import Direction, Role
from callqa.model.speech import CharTimes, Recognition, Segment, to_ms
from callqa.model.transcript import Turn
from callqa.text.alignment import apart

MERGE_GAP_MS = 600
"""A pause shorter than this does not end a turn, unless somebody else speaks in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """The text of one segment, in the time of its recording.

    Args:
        channel: from 0.
        start_ms, end_ms: from the start of the recording.
        text: never empty in a turn.
        char_times: of every character, from the start of the recording.
        annotations: what else is known about the text.
    """

    channel: int
    start_ms: int
    end_ms: int
    text: str
    char_times: CharTimes
    annotations: Annotations = NO_ANNOTATIONS


def channel_roles(
    direction: Direction, channels: int, setting: Mapping[str, Sequence[str]]
) -> tuple[Role, ...]:
    """Who speaks on which channel.

    Args:
        direction: of the call; picks its entry of the setting, else ``default``. Where it is not known
            and matters, nobody's role is.
        channels: of the recording. On a single channel everybody speaks: its role is unknown.
        setting: ``{"default": ["agent", "customer"], "outbound": ["customer", "agent"]}``.

    Raises:
        BadInputError: the setting names a role that does not exist.
    """
    if channels == 1:
        return (Role.UNKNOWN,)
    names = setting.get(direction.value, setting.get("default", ()))
    if direction is Direction.UNKNOWN and depend_on_direction(setting):
        names = ()
    roles = [_role(name) for name in names[:channels]]
    return tuple(roles + [Role.UNKNOWN] * (channels - len(roles)))


def depend_on_direction(setting: Mapping[str, Sequence[str]]) -> bool:
    """Return whether it is another channel that is the agent's in calls of the other direction."""
    each = {tuple(setting.get(d.value, setting.get("default", ()))) for d in _KNOWN}
    return len(each) > 1


_KNOWN = (Direction.INBOUND, Direction.OUTBOUND)


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        known = "、".join(role.value for role in Role)
        raise BadInputError(f"没有“{name}”这种角色", "channel_roles", f"可写：{known}") from None


def utterance(channel: int, segment: Segment, recognition: Recognition, duration_ms: int) -> Utterance:
    """Move a recognition to where its segment lies in the recording.

    Args:
        channel, segment: where it was said.
        recognition: with times from the segment's start; they may be out of order or run over.
        duration_ms: of the recording; no time lies beyond it.
    """
    start, end = to_ms(segment.start), min(to_ms(segment.end), duration_ms)
    return Utterance(
        channel=channel,
        start_ms=start,
        end_ms=end,
        text=recognition.text,
        char_times=_in_order(recognition.char_times, start, end),
        annotations=_annotations(recognition),
    )


def _annotations(recognition: Recognition) -> Annotations:
    if recognition.plain is None:
        return recognition.annotations
    reading = PlainReading(start=0, end=len(recognition.text), text=recognition.plain)
    return replace(recognition.annotations, plain=(reading,))


def _in_order(times: CharTimes, start_ms: int, end_ms: int) -> CharTimes:
    """Shift times by a segment's start, keep them inside it, and let none start before the last."""
    ordered = []
    earliest = start_ms
    for start, end in times:
        earliest = min(max(start_ms + start, earliest), end_ms)
        ordered.append((earliest, min(max(start_ms + end, earliest), end_ms)))
    return tuple(ordered)


def to_turns(utterances: Iterable[Utterance], roles: Sequence[Role]) -> tuple[Turn, ...]:
    """Return turns in time order; utterances without text are dropped.

    Args:
        utterances: of all channels, in any order.
        roles: of every channel.
    """
    spoken = sorted((u for u in utterances if u.text), key=lambda u: (u.start_ms, u.channel))
    merged = [turn for channel in range(len(roles)) for turn in _merged(spoken, channel)]
    merged.sort(key=lambda u: (u.start_ms, u.channel))
    return tuple(_turn(u, roles[u.channel]) for u in merged)


def _merged(spoken: Sequence[Utterance], channel: int) -> list[Utterance]:
    """Return the utterances of one channel, joined over short pauses in which everybody is silent."""
    others = [u for u in spoken if u.channel != channel]
    merged: list[Utterance] = []
    for current in (u for u in spoken if u.channel == channel):
        if merged and _is_one_turn(merged[-1], current, others):
            merged[-1] = _join(merged[-1], current)
        else:
            merged.append(current)
    return merged


def _is_one_turn(first: Utterance, second: Utterance, others: Sequence[Utterance]) -> bool:
    if second.start_ms - first.end_ms >= MERGE_GAP_MS:
        return False
    return not any(o.start_ms < second.start_ms and o.end_ms > first.end_ms for o in others)


def _join(first: Utterance, second: Utterance) -> Utterance:
    gap = apart(first.text, second.text)
    between = ((second.start_ms, second.start_ms),) * len(gap)
    return replace(
        first,
        end_ms=max(first.end_ms, second.end_ms),
        text=first.text + gap + second.text,
        char_times=first.char_times + between + second.char_times,
        annotations=first.annotations.then(second.annotations, at=len(first.text) + len(gap)),
    )


def _turn(utterance: Utterance, role: Role) -> Turn:
    return Turn(
        role=role,
        channel=utterance.channel,
        start_ms=utterance.start_ms,
        end_ms=utterance.end_ms,
        text=utterance.text,
        char_times=utterance.char_times,
        annotations=utterance.annotations,
    )
