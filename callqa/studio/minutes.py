"""Minutes of a recording: who spoke how much, chapters, figures, what is to be done; no language model.

Everything in them was said at the time that stands beside it; nothing is put into other words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from callqa.days.conversation import Conversation
from callqa.model.transcript import Transcript, Turn
from callqa.studio.generated import Generated
from callqa.studio.result import key_of, speaker_key
from callqa.studio.sentences import Sentence, sentences

_CHAPTER_MS = 3 * 60_000
"""No chapter is shorter: a pause in the middle of a thought begins none."""
_PAUSE_MS = 2_000
_HEADING = 24
_AROUND = 10

_WHO = re.compile(
    r"我们|咱们|你们|他们|大家|我这边|你这边|我来|我|你|您|他|她|[\u4e00-\u9fff](?:总|经理|主管|老师|工)(?![\u4e00-\u9fff]?作)|客服|财务|法务|技术|运营|产品"
)
_WHEN = re.compile(
    r"(?:今|明|后)天|今晚|明早|(?:这|本|下下?|上)?(?:周|星期|礼拜)[一二三四五六日天末]|(?:这|本|下)(?:周|星期|个月|月|季度)|月底|月初|年底|年前|年后"
    r"|[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}[日号])?|[0-9一二三四五六七八九十]{1,3}[号日](?:之?前|以前)?"
    r"|[0-9一二三四五六七八九十两]{1,3}(?:点|个?小时|天|个?工作日)(?:之?内|以内|之?前)?|尽快|马上|下班前|会后"
)
_DEED = re.compile(
    r"负责|跟进|跟踪|确认|核实|(?:来|去|会|要|请|再)安排|安排[一好人下]|完成|提交|落实|解决|处理|整理|准备|对接|联系|通知|汇报|回复|反馈|更新|修改|发给|发到|发一下|发出来|交给|给到|做完|写完|定下来|待办|牵头"
)
_LEAST, _MOST = 6, 120
"""Characters of a line that somebody can act on; what is longer is a speech."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """How much somebody spoke.

    Args:
        speaker: by `speaker_key`.
        share: of everybody's talking, 0 to 1.
    """

    speaker: str
    talk_ms: int
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Chapter:
    """A part of a recording between two long pauses.

    Args:
        heading: how it begins.
    """

    start_ms: int
    end_ms: int
    heading: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number, a date or an amount, as people write it.

    Args:
        before, after: what is said around it.
    """

    at_ms: int
    speaker: str
    before: str
    text: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """A line in which somebody is to do something.

    Args:
        who, when, deed: the words that say so; who or when may be empty, not both.
    """

    at_ms: int
    speaker: str
    text: str
    who: str
    when: str
    deed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A hotword that was said.

    Args:
        times: how often.
        at_ms: the first time.
    """

    word: str
    times: int
    at_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Minutes:
    """The minutes of a recording, everything in order of time but the speakers, the most talking first.

    Args:
        generated: what a language model has made of it; None for nothing.
    """

    duration_ms: int
    shares: tuple[Share, ...]
    chapters: tuple[Chapter, ...]
    actions: tuple[Action, ...]
    figures: tuple[Figure, ...]
    mentions: tuple[Mention, ...]
    generated: Generated | None = None


def minutes(
    transcript: Transcript, words: Iterable[str] = (), names: Mapping[str, str] | None = None
) -> Minutes:
    """Return the minutes of a recording.

    Args:
        words: hotwords that may have been said.
        names: of speakers, by `speaker_key`: whoever is called by name may be who is to do something.
    """
    turns = transcript.turns
    said = sentences(turns)
    talk = Conversation.of(transcript)
    shares = [
        Share(speaker=key_of(each.channel, each.role), talk_ms=each.talk_ms, share=talk.share(each) or 0.0)
        for each in talk.speakers
    ]
    called = [name for name in (names or {}).values() if len(name) > 1]
    return Minutes(
        duration_ms=talk.duration_ms,
        shares=tuple(sorted(shares, key=lambda each: -each.talk_ms)),
        chapters=tuple(_chapters(said, talk.duration_ms)),
        actions=tuple(filter(None, (_action(each, called) for each in said))),
        figures=tuple(figure for turn in turns for figure in _figures(turn)),
        mentions=tuple(_mentions(turns, words)),
    )


def _chapters(said: Sequence[Sentence], duration_ms: int) -> Iterator[Chapter]:
    """Yield chapters: the longest pauses part them, and none is too short."""
    starts = _starts(said)
    for start, end in pairwise([*starts, duration_ms] if starts else []):
        first = next((each.text for each in said if each.start_ms >= start), "")
        heading = first if len(first) <= _HEADING else first[:_HEADING] + "…"
        yield Chapter(start_ms=start, end_ms=end, heading=heading)


def _starts(said: Sequence[Sentence]) -> list[int]:
    if not said:
        return []
    pauses: list[tuple[int, int]] = []
    silent_from = said[0].end_ms
    for each in said[1:]:
        if each.start_ms - silent_from >= _PAUSE_MS:
            pauses.append((each.start_ms - silent_from, each.start_ms))
        silent_from = max(silent_from, each.end_ms)
    starts = [said[0].start_ms]
    for _, at in sorted(pauses, key=lambda pause: (-pause[0], pause[1])):
        if all(abs(at - other) >= _CHAPTER_MS for other in (*starts, silent_from)):
            starts.append(at)
    return sorted(starts)


def _action(said: Sentence, names: Sequence[str]) -> Action | None:
    deed = _DEED.search(said.text)
    if deed is None or not _LEAST <= len(said.text) <= _MOST:
        return None
    named = next((name for name in names if name in said.text), "")
    who, when = named or _first(_WHO, said.text), _first(_WHEN, said.text)
    if not (who or when):
        return None
    return Action(
        at_ms=said.start_ms, speaker=said.speaker, text=said.text, who=who, when=when, deed=deed.group()
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group() if found else ""


def _figures(turn: Turn) -> Iterator[Figure]:
    for form in turn.annotations.written:
        yield Figure(
            at_ms=turn.char_times[form.start][0],
            speaker=speaker_key(turn),
            before=turn.text[max(form.start - _AROUND, 0) : form.start],
            text=form.text,
            after=turn.text[form.end : form.end + _AROUND],
        )


def _mentions(turns: Sequence[Turn], words: Iterable[str]) -> Iterator[Mention]:
    for word in dict.fromkeys(words):
        places = [
            turn.char_times[match.start()][0]
            for turn in turns
            for match in re.finditer(re.escape(word), turn.text)
        ]
        if places:
            yield Mention(word=word, times=len(places), at_ms=min(places))
