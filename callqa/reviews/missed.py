"""Misses in a file: what supervisors heard that no rule has marked, checked before any of it counts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from callqa.model.review.misses import Heard, Miss
from callqa.reviews.sheet import HEARD_WORD
from callqa.strict_yaml.problems import Problem, ProblemsError

_MOST_TEXT, _MOST_NOTE = 500, 10_000
_MOST_TURN = 100_000
_CHOOSE = f"写：{'、'.join(HEARD_WORD.values())}"
CallKey = tuple[date, str]
"""A day and the id of a call."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MissEntry:
    """A line of a file, as it was read: nothing in it is trusted yet.

    Args:
        where, line: the place for messages, and its order.
        day, call_id: as written; the id may be as a report shows it, with a number hidden.
        heard: None where the word is not known.
        word: what was written for it; empty for none.
        about: the rule's id or name, or its category.
        turn: of the transcript; None where the file does not say.
        text: the words that were missed.
        at: when it was said; None for the time of the import.
    """

    where: str
    line: int
    day: date | None
    call_id: str
    heard: Heard | None
    word: str
    about: str = ""
    turn: int | None = None
    text: str = ""
    note: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a miss may be about.

    Args:
        calls: the real id of every call, by day and by id, real or as it is shown.
        drawn: the calls of the random samples.
        rules: the ids and categories of rules, by id and by name; several where a name stands twice.
        categories: their names.
    """

    calls: Mapping[CallKey, str]
    drawn: Collection[CallKey]
    rules: Mapping[str, Sequence[tuple[str, str]]]
    categories: Collection[str]

    def meant(self, about: str) -> tuple[str, str] | None:
        """Return the id and category of what is named; None where it is nothing, or not one thing."""
        named = self.rules.get(about, ())
        if len(named) == 1:
            return named[0]
        return ("", about) if about in self.categories else None


def misses_of(
    entries: Sequence[MissEntry], known: Known, reviewer: str, now: datetime, saved: datetime | None
) -> tuple[Miss, ...]:
    """Turn the lines of a file into misses, or refuse them all.

    Args:
        reviewer: who speaks.
        now: of the import; nothing was said later than that.
        saved: when the file was; None where that is not known.

    Raises:
        ProblemsError: every line that cannot be used, each with its place; then no line counts.
    """
    if problems := [problem for entry in entries for problem in _problems(entry, known)]:
        raise ProblemsError(problems)
    at = min(saved or now, now)
    found = [_miss(entry, known, reviewer, min(entry.at or at, now)) for entry in entries]
    return tuple(sorted(found, key=lambda miss: miss.at))


def _miss(entry: MissEntry, known: Known, reviewer: str, at: datetime) -> Miss:
    assert entry.day is not None and entry.heard is not None
    call_id = known.calls[entry.day, entry.call_id]
    rule_id, category = known.meant(entry.about) or ("", "")
    return Miss(
        day=entry.day,
        call_id=call_id,
        heard=entry.heard,
        rule_id=rule_id,
        category=category,
        turn=entry.turn,
        text=entry.text,
        drawn=(entry.day, call_id) in known.drawn,
        note=entry.note,
        reviewer=reviewer,
        at=at,
    )


def _problems(entry: MissEntry, known: Known) -> Iterator[Problem]:
    if entry.heard is None:
        yield _problem(entry, f"结论“{_short(entry.word)}”不认识", _CHOOSE)
    if entry.day is None or not entry.call_id:
        yield _problem(entry, "这一行没有通话或报告日期", "写上通话编号（报告“全部通话”里的）和日期")
    elif (entry.day, entry.call_id) not in known.calls:
        yield _problem(entry, f"{entry.day} 没有这通通话", "通话编号照报告“全部通话”里的写")
    if entry.heard is Heard.MISSED and not entry.about:
        yield _problem(entry, "没有写漏标的是哪条规则", "写规则的名称或编号；说不准就写类别")
    elif entry.about and known.meant(entry.about) is None:
        twice = entry.about in known.rules
        what = f"规则或类别“{_short(entry.about)}”" + ("不止一条" if twice else "不在规则手册里")
        yield _problem(entry, what, "写规则的编号" if twice else "写报告“规则”里的名称、编号或类别")
    if entry.turn is not None and not 0 <= entry.turn < _MOST_TURN:
        yield _problem(entry, "句子的序号不对", "从网页报告重新导出")
    for name, text, most in (("漏掉的话", entry.text, _MOST_TEXT), ("备注", entry.note, _MOST_NOTE)):
        if len(text) > most:
            yield _problem(entry, f"{name}有 {len(text)} 个字", f"不超过 {most} 个字")


def _problem(entry: MissEntry, what: str, cure: str) -> Problem:
    return Problem(where=entry.where, line=entry.line, what=what, cure=cure)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
