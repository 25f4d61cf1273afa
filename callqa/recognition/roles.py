"""Who speaks in a turn: by its channel, and checked against what only agents say.

Roles are no part of what was recognised: they can be given to a stored transcript again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from callqa.model.recording import Direction, Role
from callqa.model.transcript import Turn
from callqa.recognition.turns import Utterance, channel_roles, to_turns
from callqa.text.fold import fold

SPEAKERS = 2
_LEAST = 2
"""Different phrases that make an agent; one alone (您好, 工号) customers say too."""
_TIMES = 3
"""So many times as many as the other speaker."""


def attributed(
    turns: Sequence[Turn],
    channels: int,
    direction: Direction,
    setting: Mapping[str, Sequence[str]],
    phrases: Iterable[str],
) -> tuple[Turn, ...]:
    """Return the turns of a call with the roles of their channels; unknown where these are not certain.

    A single channel keeps what its voices gave.

    Args:
        turns, channels, direction: of the call.
        setting: who is on which channel, by direction; see `channel_roles`.
        phrases: what agents say.
    """
    if channels < SPEAKERS:
        return tuple(turns)
    roles = channel_roles(direction, channels, setting)
    certain = channels != SPEAKERS or are_certain(turns, roles, phrases)
    return with_roles(turns, roles if certain else (Role.UNKNOWN,) * channels)


def with_roles(turns: Iterable[Turn], roles: Sequence[Role]) -> tuple[Turn, ...]:
    """Return turns that have the roles of their channels; the same ones where they had them."""
    return tuple(
        turn if turn.role is roles[turn.channel] else replace(turn, role=roles[turn.channel])
        for turn in turns
    )


def are_certain(turns: Sequence[Turn], roles: Sequence[Role], phrases: Iterable[str]) -> bool:
    """Return whether who is on which of two channels is contradicted by nothing that is said.

    On a channel beside a dead one both people may be heard, of words that stand on both channels nobody
    knows whose they are, and what only agents say shows which channel is theirs: a role that is not
    certain is unknown rather than wrong.
    """
    return not (is_one_sided(turns, SPEAKERS) or is_echoed(turns) or is_swapped(turns, roles, phrases))


def is_one_sided(turns: Sequence[Turn], channels: int) -> bool:
    """Return whether only one of two channels speaks: it may hold both people."""
    return channels == SPEAKERS and len({turn.channel for turn in turns}) == 1


_GRAM = 4
"""So many characters in a row are not said by two people at one moment."""
_LEAST_GRAMS, _ECHOED_SHARE = 6, 0.5
"""So much of what the quieter side says, said on the other channel at the same time, is one voice on both."""


def is_echoed(turns: Sequence[Turn]) -> bool:
    """Return whether one of two channels also carries what is said on the other.

    Args:
        turns: of both, in order of start.
    """
    both = sum(len(_grams(one.text) & _grams(other.text)) for one, other in _at_once(turns))
    if both < _LEAST_GRAMS:
        return False
    said = [
        sum(len(_grams(turn.text)) for turn in turns if turn.channel == channel)
        for channel in range(SPEAKERS)
    ]
    return both >= _ECHOED_SHARE * min(said)


def _at_once(turns: Sequence[Turn]) -> Iterator[tuple[Turn, Turn]]:
    """Yield the turns of different channels that overlap."""
    for at, one in enumerate(turns, 1):
        for other in islice(turns, at, None):
            if other.start_ms >= one.end_ms:
                break
            if other.channel != one.channel:
                yield one, other


def _grams(text: str) -> frozenset[str]:
    folded = fold(text)
    return frozenset(folded[at : at + _GRAM] for at in range(len(folded) - _GRAM + 1))


def infer_roles(texts: Sequence[str], phrases: Iterable[str]) -> tuple[Role, ...]:
    """Return the roles of two speakers, unknown for both where it is not sure.

    Args:
        texts: all that each of the speakers says.
        phrases: what agents say: greetings, 工号, 帮您查询. Spelling as in rules.
    """
    wanted = frozenset(map(fold, phrases)) - {""}
    said = [_count(fold(text), wanted) for text in texts]
    if len(texts) != SPEAKERS or max(said) < max(_LEAST, _TIMES * min(said)):
        return (Role.UNKNOWN,) * len(texts)
    agent = said.index(max(said))
    return tuple(Role.AGENT if index == agent else Role.CUSTOMER for index in range(SPEAKERS))


def is_swapped(turns: Sequence[Turn], roles: Sequence[Role], phrases: Iterable[str]) -> bool:
    """Return whether what agents say is certainly said on the customer's channel of a call.

    Args:
        turns: of a call of two channels.
        roles: of the channels, by the settings.
        phrases: what agents say.
    """
    if set(roles) != {Role.AGENT, Role.CUSTOMER}:
        return False
    texts = ["\n".join(turn.text for turn in turns if turn.channel == n) for n in range(SPEAKERS)]
    said = infer_roles(texts, phrases)
    return Role.UNKNOWN not in said and said != tuple(roles)


def phrases_by_channel(turns: Sequence[Turn], phrases: Iterable[str]) -> tuple[int, ...]:
    """Return how many different phrases of agents are said on each of two channels."""
    wanted = frozenset(map(fold, phrases)) - {""}
    return tuple(
        _count(fold("\n".join(turn.text for turn in turns if turn.channel == n)), wanted)
        for n in range(SPEAKERS)
    )


def _count(text: str, phrases: Iterable[str]) -> int:
    """How many different phrases are said; of those inside one another, the longest only."""
    said = [phrase for phrase in phrases if phrase in text]
    return sum(not any(one != other and one in other for other in said) for one in said)


def mono_turns(
    utterances: Sequence[Utterance], speakers: Sequence[int | None], phrases: Iterable[str]
) -> tuple[Turn, ...]:
    """Return the turns of a call on a single channel, with the roles that can be inferred, marked as such.

    Args:
        utterances: in time order, all of channel 0.
        speakers: whose each is, 0 or 1; None where it cannot be told: its role stays unknown.
        phrases: what agents say.
    """
    apart = [
        replace(utterance, channel=SPEAKERS if speaker is None else speaker)
        for utterance, speaker in zip(utterances, speakers, strict=True)
    ]
    turns = to_turns(apart, (Role.UNKNOWN,) * (SPEAKERS + 1))
    texts = ["\n".join(turn.text for turn in turns if turn.channel == n) for n in range(SPEAKERS)]
    roles = (*infer_roles(texts, phrases), Role.UNKNOWN)
    return tuple(_with_role(turn, roles[turn.channel]) for turn in turns)


def _with_role(turn: Turn, role: Role) -> Turn:
    return replace(turn, channel=0, role=role, role_inferred=role is not Role.UNKNOWN)
