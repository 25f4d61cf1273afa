"""A file of verdicts, checked as a whole before any of it counts."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from callqa.model.review.verdicts import HitKey, Review, Verdict
from callqa.reviews.missed import MissEntry
from callqa.reviews.sheet import VERDICT_WORD
from callqa.strict_yaml.problems import Problem, ProblemsError

MOST_NOTE = 10_000
_HIT_ID = re.compile(r"hit-[0-9a-f]{8,64}")
"""As `callqa.model.revision.tagged` makes them."""
_CHOICES = "、".join(VERDICT_WORD.values())
_CHOOSE = f"从下拉列表中选择：{_CHOICES}"
_KEEP_ID = "从报告重新导出，不要改动隐藏的列"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A line of a file, as it was read: nothing in it is trusted yet.

    Args:
        where, line: the place for messages, and its order.
        day, finding_id, verdict: as written; ``verdict`` is None where it is no known word.
        word: what was written for the verdict; empty for none.
        cleared: a verdict was there when the file was made, and is not any more.
        at: when it was said; None for the time of the import.
    """

    where: str
    line: int
    day: date | None
    finding_id: str
    verdict: Verdict | None
    word: str
    note: str = ""
    cleared: bool = False
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VerdictFile:
    """What a file says.

    Args:
        reviewer: who the file says it is from; empty where it does not.
        at: when the file was last saved; None where that is not known.
        entries: the lines on which a supervisor said something about a hit.
        misses: the lines on which a supervisor said something about what no rule has marked.
    """

    reviewer: str
    at: datetime | None
    entries: tuple[Entry, ...]
    misses: tuple[MissEntry, ...] = ()


def vanished(file: VerdictFile, known: Mapping[HitKey, str], days: Collection[date]) -> tuple[Entry, ...]:
    """Return the verdicts on hits that stood in a report and are not found any more.

    They are often why: a rule was mended after its hits were judged false.

    Args:
        known: the rule id of every hit that there is or that was judged before.
        days: of which there are results.
    """
    said = (entry for entry in file.entries if not entry.cleared)
    return tuple(entry for entry in said if _key(entry) not in known and _was_a_hit(entry, days))


def _key(entry: Entry) -> tuple[date | None, str]:
    return entry.day, entry.finding_id


def _was_a_hit(entry: Entry, days: Collection[date]) -> bool:
    return entry.day in days and bool(_HIT_ID.fullmatch(entry.finding_id))


def reviews_of(
    file: VerdictFile,
    known: Mapping[HitKey, str],
    reviewer: str,
    now: datetime,
    *,
    days: Collection[date] = (),
) -> tuple[Review, ...]:
    """Turn a file into reviews, or refuse it as a whole.

    A verdict on a hit that has vanished is kept without a rule: it counts again if the hit comes back.

    Args:
        known: the rule id of every hit that there is or that was judged before.
        days: of which there are results; a hit of theirs may have vanished.
        reviewer: who speaks.
        now: of the import; nothing was said later than that.

    Raises:
        ProblemsError: every line that cannot be used, each with its place; then no line counts.
    """
    said = [entry for entry in file.entries if not entry.cleared]
    if problems := [*_problems(said, known, days), *_contradictions(said)]:
        raise ProblemsError(problems)
    at = min(file.at or now, now)
    found = [_review(entry, known, reviewer, min(entry.at or at, now)) for entry in said]
    return tuple(sorted(found, key=lambda review: review.at))


def _review(entry: Entry, known: Mapping[HitKey, str], reviewer: str, at: datetime) -> Review:
    assert entry.day is not None  # the caller refused it otherwise
    return Review(
        day=entry.day,
        finding_id=entry.finding_id,
        rule_id=known.get((entry.day, entry.finding_id), ""),
        # a note without a verdict: looked at, not decided
        verdict=entry.verdict or Verdict.PENDING,
        note=entry.note,
        reviewer=reviewer,
        at=at,
    )


def _problems(
    entries: Iterable[Entry], known: Mapping[HitKey, str], days: Collection[date]
) -> Iterator[Problem]:
    for entry in entries:
        if entry.word and entry.verdict is None:
            yield _problem(entry, f"复核结论“{_short(entry.word)}”不认识", _CHOOSE)
        if len(entry.note) > MOST_NOTE:
            yield _problem(entry, f"备注有 {len(entry.note)} 个字", f"不超过 {MOST_NOTE} 个字")
        if entry.day is None or not entry.finding_id:
            yield _problem(entry, "这一行没有命中编号或报告日期", _KEEP_ID)
        elif _key(entry) not in known and not _was_a_hit(entry, days):
            yield _problem(entry, f"{entry.day} 没有编号为“{_short(entry.finding_id)}”的命中", _KEEP_ID)


def _contradictions(entries: Sequence[Entry]) -> Iterator[Problem]:
    """Return the lines that say different things about one hit at one time."""
    first: dict[tuple[date | None, str, datetime | None], Entry] = {}
    for entry in entries:
        before = first.setdefault((entry.day, entry.finding_id, entry.at), entry)
        if (before.verdict, before.note) != (entry.verdict, entry.note):
            yield _problem(entry, f"和 {before.where} 是同一条命中，结论或备注不同", "只留一行")


def _problem(entry: Entry, what: str, cure: str) -> Problem:
    return Problem(where=entry.where, line=entry.line, what=what, cure=cure)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
