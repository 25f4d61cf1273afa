"""Who is the agent when two people share one audio channel: the one who says what agents say."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from callqa.model.recording import Role
from callqa.model.transcript import Turn
from callqa.recognition.turns import Utterance, to_turns
from callqa.text.fold import fold

SPEAKERS = 2
_LEAST = 2
"""Different phrases that make an agent; one alone (您好, 工号) customers say too."""
_TIMES = 3
"""So many times as many as the other speaker."""


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
