"""Who is speaking, checked over a day: channels that are the other way round, and roles nobody knows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from callqa.intake.names import is_dated
from callqa.model.coverage import Case, Gap, GapKind
from callqa.model.recording import Direction, Recording, Role, path_of, readable
from callqa.model.transcript import Transcript
from callqa.recognition.outcome import is_one_sided
from callqa.recognition.roles import SPEAKERS, is_swapped, phrases_by_channel
from callqa.recognition.turns import channel_roles, depend_on_direction

_LEAST, _TIMES = 2, 4
"""So many calls show that channels are the other way round: so many times as many as deny it."""


_OPENINGS = ("客服", "请讲", "欢迎致电", "很高兴", "有什么可以帮", "请问有什么")
"""Only agents begin a call with these."""
_BEGINNING_MS = 10_000


@dataclass
class _Group:
    """The calls of one recorder and direction.

    Args:
        swapped, right: in which what agents say is said on the customer's, or on the agent's channel.
        certain: so much of it that the call's roles are unknown.
    """

    swapped: list[str] = field(default_factory=list)
    right: int = 0
    certain: list[str] = field(default_factory=list)


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
        self._matters = depend_on_direction(channel_roles)

    def see(self, recording: Recording, transcript: Transcript) -> None:
        """Take in a call."""
        if transcript.channels != SPEAKERS or not transcript.turns:
            return
        call_id = recording.call_id
        if is_one_sided(transcript.turns, transcript.channels):
            self._silent.append(Case(call_id=call_id))
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
        group = self._groups[_recorder(recording, self._roots), recording.direction]
        group.right += agent > customer
        group.swapped += [recording.call_id] if customer > agent else []
        if is_swapped(transcript.turns, roles, phrases):
            group.certain.append(recording.call_id)

    def gaps(self) -> Iterator[Gap]:
        """Yield what is not certain about who is speaking."""
        for (recorder, direction), group in sorted(self._groups.items()):
            is_all = len(group.swapped) >= max(_LEAST, _TIMES * group.right)
            if calls := group.swapped if is_all else group.certain:
                yield Gap(
                    kind=GapKind.SWAPPED_CHANNELS,
                    cases=tuple(Case(call_id=call_id) for call_id in calls),
                    of=len(group.swapped) + group.right,
                    about=" ".join(filter(None, (recorder, direction.value))),
                    setting=f"channels.{direction.value}" if direction in _KNOWN else "channels.default",
                )
        yield Gap(kind=GapKind.SILENT_ROLE, cases=tuple(self._silent))
        yield Gap(kind=GapKind.UNKNOWN_DIRECTION, cases=tuple(self._undirected))


_KNOWN = frozenset({Direction.INBOUND, Direction.OUTBOUND})


def _recorder(recording: Recording, roots: Iterable[Path]) -> str:
    """Return the folder that a recording is in, without those that are dates; empty for the root itself."""
    folder: PurePath = path_of(recording.path).parent
    root = next((root for root in roots if folder.is_relative_to(root)), None)
    below = folder.relative_to(root) if root else PurePath(folder.name)
    return "/".join(readable(part) for part in below.parts if not is_dated(part))
