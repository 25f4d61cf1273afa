"""What each speaker says without a real pause, although the turns of a call may cut it."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from callqa.model.recording import Role
from callqa.model.transcript import Turn

JOINED_BELOW_MS = 1000
"""A shorter pause is voice activity detection cutting a sentence, not a speaker ending one."""
_LONGEST_BACKCHANNEL = 12
_BACKCHANNEL = re.compile(
    r"(?:[嗯呃啊哦噢喔唔诶哎欸额喂哈呵]|好的?|对的?|是的?|行|可以|没错|[您你]请?[说讲]|请[说讲]|[我]?在听|在的"
    r"|明白了?|知道了?|了解了?|这样|继续|ok|[，。、！,.!…\s])+",
    re.IGNORECASE,
)
"""What a listener says to show that they listen; a question is none, because the next words answer it."""


class Stretches(NamedTuple):
    """All stretches of a call, in order of time, as three lists: an object for each would take long.

    Args:
        firsts: index in the transcript of the first turn of each.
        joined: by stretch, the indexes of the turns that follow, where there are any.
        texts: of each, as recognised.
    """

    firsts: list[int]
    joined: dict[int, list[int]]
    texts: list[str]


def stretches(turns: Sequence[Turn]) -> Stretches:
    """Join the turns of each speaker over short pauses; in order of time.

    What the other says in between must be no more than fillers and backchannels, or it is answered:
    我想退 / 为什么 / 款式不喜欢 is no 退款. Turns that do not know when they were said are joined to none.
    """
    firsts: list[int] = []
    texts: list[str] = []
    ends: list[int] = []
    joined: dict[int, list[int]] = {}
    latest: dict[tuple[Role, int], int] = {}
    for index, turn in in_time(turns):
        speaker = turn.role, turn.channel
        stretch = latest.get(speaker)
        if len(latest) > (stretch is not None) and not _is_backchannel(turn.text):
            latest = {} if stretch is None else {speaker: stretch}
        if stretch is None or not _goes_on(turn, ends[stretch]):
            latest[speaker] = len(firsts)
            firsts.append(index)
            texts.append(turn.text)
            ends.append(turn.end_ms)
        else:
            joined.setdefault(stretch, []).append(index)
            texts[stretch] += turn.text
            ends[stretch] = turn.end_ms
    return Stretches(firsts, joined, texts)


def _goes_on(turn: Turn, since_ms: int) -> bool:
    return turn.start_ms < turn.end_ms and turn.start_ms - since_ms < JOINED_BELOW_MS


def _is_backchannel(text: str) -> bool:
    return len(text) <= _LONGEST_BACKCHANNEL and _BACKCHANNEL.fullmatch(text) is not None


def in_time(turns: Sequence[Turn]) -> Iterable[tuple[int, Turn]]:
    """Return the numbered turns in order of time, which nearly always they are in already."""
    starts = [turn.start_ms for turn in turns]
    numbered = enumerate(turns)
    return numbered if starts == sorted(starts) else sorted(numbered, key=lambda pair: pair[1].start_ms)
