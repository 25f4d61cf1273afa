"""Who is speaking, checked over a day: channels that are the other way round, and roles nobody knows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from callqa.intake.names import is_dated
from callqa.model.coverage import Case, Gap, GapKind
from callqa.model.recording import Direction, Recording, Role, path_of, readable
from callqa.model.transcript import Transcript, Turn
from callqa.recognition.roles import (
    SPEAKERS,
    attributed,
    is_echoed,
    is_one_sided,
    is_swapped,
    phrases_by_channel,
    with_roles,
)
from callqa.recognition.turns import channel_roles, depend_on_direction

_LEAST, _TIMES, _SHARE = 2, 4, 0.2
"""So many calls show that channels are the other way round: so many times as many as deny it, and such a
share of all, or two customers who answer like a hotline would take the roles of a thousand calls."""


_OPENINGS = ("客服", "请讲", "欢迎致电", "很高兴", "有什么可以帮", "请问有什么")
"""Only agents begin a call with these."""
_BEGINNING_MS = 10_000


@dataclass
class _Group:
    """The calls of one recorder and direction.

    Args:
        calls: all that have two channels with a role each.
        swapped, right: in which what agents say is said on the customer's, or on the agent's channel.
        certain: so much of it that the call's roles are unknown.
    """

    calls: list[str] = field(default_factory=list)
    swapped: list[str] = field(default_factory=list)
    right: int = 0
    certain: list[str] = field(default_factory=list)

    @property
    def is_swapped(self) -> bool:
        """Whether the channels of the whole group seem to be the other way round."""
        return len(self.swapped) >= max(_LEAST, _TIMES * self.right, _SHARE * len(self.calls))


class Attribution:
    """Looks at the calls of a day one by one.

    Args:
        channel_roles: who is on which channel, by direction.
        agent_phrases: what agents say.
        roots: the recordings' folders; a recorder is a folder below one.
    """

    def __init__(
        self, channel_roles: Mapping[str, Sequence[str]], agent_phrases: Sequence[str], roots: Sequence[Path]
    ) -> None:
        self._setting, self._phrases, self._roots = channel_roles, agent_phrases, roots
        self._groups: defaultdict[tuple[str, Direction], _Group] = defaultdict(_Group)
        self._silent: list[Case] = []
        self._undirected: list[Case] = []
        self._echoed: list[Case] = []
        self._matters = depend_on_direction(channel_roles)

    def attributed(self, recording: Recording, transcript: Transcript) -> Transcript:
        """Take in a call, and return it with the roles that the settings and what is said give it.

        Recognition gave it roles, too, but settings, directions and these checks may have changed since.
        """
        self._see(recording, transcript)
        turns = attributed(
            transcript.turns, transcript.channels, recording.direction, self._setting, self._phrases
        )
        return _with(transcript, turns)

    def doubted(self) -> frozenset[str]:
        """Return the calls of groups whose channels seem to be the other way round: nobody's roles are known.

        What a single call of them says may be too little to show it.
        """
        return frozenset(
            call_id for group in self._groups.values() if group.is_swapped for call_id in group.calls
        )

    def _see(self, recording: Recording, transcript: Transcript) -> None:
        if transcript.channels != SPEAKERS or not transcript.turns:
            return
        call_id = recording.call_id
        if is_one_sided(transcript.turns, transcript.channels):
            self._silent.append(Case(call_id=call_id))
        elif is_echoed(transcript.turns):
            self._echoed.append(Case(call_id=call_id))
        elif recording.direction is Direction.UNKNOWN and self._matters:
            self._undirected.append(Case(call_id=call_id))
        else:
            self._compare(recording, transcript)

    def _compare(self, recording: Recording, transcript: Transcript) -> None:
        roles = channel_roles(recording.direction, SPEAKERS, self._setting)
        if set(roles) != {Role.AGENT, Role.CUSTOMER}:
            return
        phrases = self._phrases
        begun = [turn for turn in transcript.turns if turn.start_ms < _BEGINNING_MS]
        said = [
            all_along + opening
            for all_along, opening in zip(
                phrases_by_channel(transcript.turns, phrases),
                phrases_by_channel(begun, _OPENINGS),
                strict=True,
            )
        ]
        agent, customer = said[roles.index(Role.AGENT)], said[roles.index(Role.CUSTOMER)]
        group = self._groups[recorder_of(recording, self._roots), recording.direction]
        group.calls.append(recording.call_id)
        group.right += agent > customer
        group.swapped += [recording.call_id] if customer > agent else []
        if is_swapped(transcript.turns, roles, phrases):
            group.certain.append(recording.call_id)

    def gaps(self) -> Iterator[Gap]:
        """Yield what is not certain about who is speaking."""
        for (recorder, direction), group in sorted(self._groups.items()):
            yield Gap(
                kind=GapKind.CONTRADICTED_ROLES,
                cases=() if group.is_swapped else _cases(group.certain),
                of=len(group.calls),
                about=" ".join(filter(None, (recorder, direction.value))),
            )
            if group.is_swapped:
                yield Gap(
                    kind=GapKind.SWAPPED_CHANNELS,
                    cases=_cases(group.calls),
                    of=len(group.calls),
                    about=" ".join(filter(None, (recorder, direction.value))),
                    setting=f"channels.{direction.value}" if direction in _KNOWN else "channels.default",
                )
        yield Gap(kind=GapKind.SILENT_ROLE, cases=tuple(self._silent))
        yield Gap(kind=GapKind.CROSSTALK, cases=tuple(self._echoed))
        yield Gap(kind=GapKind.UNKNOWN_DIRECTION, cases=tuple(self._undirected))


_KNOWN = frozenset({Direction.INBOUND, Direction.OUTBOUND})


def _cases(calls: Iterable[str]) -> tuple[Case, ...]:
    return tuple(Case(call_id=call_id) for call_id in calls)


def without_roles(transcript: Transcript) -> Transcript:
    """Return a call of which nobody knows who is on which channel."""
    return _with(transcript, with_roles(transcript.turns, (Role.UNKNOWN,) * transcript.channels))


def _with(transcript: Transcript, turns: tuple[Turn, ...]) -> Transcript:
    """Return the same transcript where its turns are the same."""
    is_same = all(one is other for one, other in zip(turns, transcript.turns, strict=True))
    return transcript if is_same else replace(transcript, turns=turns)


def recorder_of(recording: Recording, roots: Iterable[Path]) -> str:
    """Return what took a recording: the trunk that it names, else its folder without those that are dates.

    Empty for the root itself.
    """
    if recording.trunk:
        return recording.trunk
    folder: PurePath = path_of(recording.path).parent
    root = next((root for root in roots if folder.is_relative_to(root)), None)
    below = folder.relative_to(root) if root else PurePath(folder.name)
    return "/".join(readable(part) for part in below.parts if not is_dated(part))
