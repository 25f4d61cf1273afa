"""Finding calls by what was said: newest first, each with where it was said and the words around it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from callqa.days.masked_day import mask_turns, shown_ids
from callqa.days.written_day import write_turn
from callqa.model.access.account import EVERYTHING, Scope
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.model.recording import Role
from callqa.model.review.verdicts import Standing
from callqa.model.transcript import Turn
from callqa.operations.search.indexing import behind, index_of
from callqa.storage import audit
from callqa.storage.search import sources
from callqa.storage.search.model import Asked
from callqa.storage.search.sources import NOBODY, Spoken
from callqa.storage.session import Site
from callqa.text.phrases import Phrases, places

MOST_CHARACTERS, MOST_PHRASES = 40, 8
VERDICTS = (*(each.value for each in Standing), NOBODY)
_PLACES = 3
"""Shown of a call; its page shows the others."""
_AROUND = 24
_FIELD = re.compile(r"(?<!\S)(rule|agent|queue|role|verdict|规则|坐席|队列|角色|结论)[:：](\S+)")
_VALUES = {
    "客户": "customer",
    "坐席": "agent",
    "真命中": "true",
    "误命中": "false",
    "分歧": "disputed",
    "待定": "pending",
}
_NAMES = {"规则": "rule", "坐席": "agent", "队列": "queue", "角色": "role", "结论": "verdict"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What somebody looks for, as they write it; what is empty leaves nothing out.

    Args:
        text: words, "words in a row", -words that are not there; also rule:, agent:, queue:, role:, verdict:.
        first, last: days, both included.
        role: agent, customer or unknown.
        rule: id of a rule that hit in the call.
        verdict: that stands on a hit of it; see `VERDICTS`.
    """

    text: str
    first: date = date.min
    last: date = date.max
    scope: Scope = EVERYTHING
    agent: str = ""
    queue: str = ""
    role: str = ""
    rule: str = ""
    verdict: str = ""

    def spelled_out(self) -> "Wish":
        """Return the same with what the text says of agents, rules … where it belongs."""
        told = {
            _NAMES.get(name, name): _VALUES.get(value, value) for name, value in _FIELD.findall(self.text)
        }
        return replace(self, text=_FIELD.sub("", self.text), **told)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where it was said.

    Args:
        before, words, after: as people write them, numbers hidden.
    """

    role: Role
    start_ms: int
    end_ms: int
    before: str
    words: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A call that was found; its id as it may be shown.

    Args:
        rules: names of those that hit in it.
        places: the first few.
        count: how often it was said.
    """

    day: date
    ref: str
    call_id: str
    started_at: datetime
    agent: str
    queue: str
    duration_ms: int
    rules: tuple[str, ...]
    places: tuple[Place, ...]
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What was found.

    Args:
        matches: some calls, newest first.
        after: where the next page begins; empty at the end.
        total: calls that were found.
        looked: calls in which the words were looked for.
        waiting: days that are not in the index as they are now.
    """

    matches: tuple[Match, ...]
    after: str
    total: int
    looked: int
    waiting: tuple[date, ...]


def find(site: Site, wish: Wish, after: str = "", size: int = 20) -> Found:
    """Return calls in which something was said, and note who looked if there are any.

    Args:
        after: cursor of the page before; empty for the first page.
        size: calls at most.

    Raises:
        BadInputError: there is nothing to look for, or something that there is not.
    """
    wish = wish.spelled_out()
    asked = _asked(site, wish)
    with index_of(site) as index:
        entries = index.find(asked, after, size + 1)
        total, looked = index.count(asked), index.looked(asked)
        late = behind(site, index)
    keys = [(each.day, each.call_id) for each in entries[:size]]
    known = sources.spoken(site.database, keys)
    matches = [_match(site, known[key], asked) for key in keys if key in known]
    if total and not after:
        _note(site, asked, total)
    return Found(
        # what the index still has and the call no longer says is no result
        matches=tuple(each for each in matches if each.places),
        after=entries[size - 1].cursor if len(entries) > size else "",
        total=total,
        looked=looked,
        waiting=tuple(day for day in (*late.waiting, *late.held) if wish.first <= day <= wish.last),
    )


def _asked(site: Site, wish: Wish) -> Asked:
    phrases = Phrases.read(wish.text)
    _refuse(wish, phrases)
    by_hit = wish.rule or wish.verdict
    return Asked(
        phrases=phrases,
        first=wish.first,
        last=wish.last,
        scope=wish.scope,
        agent=wish.agent,
        queue=wish.queue,
        role=Role(wish.role) if wish.role else None,
        among=sources.with_hits(site.database, wish.first, wish.last, wish.rule, wish.verdict)
        if by_hit
        else None,
    )


def _refuse(wish: Wish, phrases: Phrases) -> None:
    every = (*phrases.wanted, *phrases.unwanted)
    if not phrases.wanted:
        raise BadInputError("没有要找的词", "", "写一个词或一句话，例如 投诉；标点不算")
    if len(every) > MOST_PHRASES or any(len(each) > MOST_CHARACTERS for each in every):
        raise BadInputError("要找的太多", "", f"最多 {MOST_PHRASES} 个词，每个最多 {MOST_CHARACTERS} 个字")
    if wish.role and wish.role not in frozenset(Role):
        raise BadInputError(
            f"没有“{wish.role}”这种角色", "role", "写 agent（坐席）、customer（客户）或 unknown"
        )
    if wish.verdict and wish.verdict not in VERDICTS:
        raise BadInputError(f"没有“{wish.verdict}”这种结论", "verdict", f"写 {'、'.join(VERDICTS)}")
    if wish.first > wish.last:
        raise BadInputError(f"{wish.first} 在 {wish.last} 之后", "日期", "把两个日期对调")


def _note(site: Site, asked: Asked, total: int) -> None:
    """Write down that somebody has looked at speech; what for, only whoever knows the words can tell."""
    words = "\0".join((*asked.phrases.wanted, *asked.phrases.unwanted))
    mark = sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    audit.note(site, AuditAction.SEARCHED, words=mark, calls=str(total))


def _match(site: Site, spoken: Spoken, asked: Asked) -> Match:
    recording, hide = spoken.recording, site.settings.privacy.mask
    turns = mask_turns(spoken.transcript.turns) if hide else spoken.transcript.turns
    said = [turn for turn in turns if asked.role in (None, turn.role)]
    found = [place for turn in said for place in _places(turn, asked.phrases.wanted)]
    return Match(
        day=spoken.day,
        ref=recording.ref,
        call_id=shown_ids([recording])[recording.call_id] if hide else recording.call_id,
        started_at=recording.started_at,
        agent=recording.agent or "",
        queue=recording.queue or "",
        duration_ms=spoken.transcript.duration_ms,
        rules=spoken.rules,
        places=tuple(_first_of_each(found)),
        count=len(found),
    )


def _first_of_each(found: Sequence[Place]) -> Iterator[Place]:
    """Yield the first few places: of several words each at least once, in order of time."""
    by_words = {place.words: place for place in reversed(found)}
    chosen = list(by_words.values())[-_PLACES:]
    chosen += [each for each in found if each not in chosen][: max(_PLACES - len(chosen), 0)]
    yield from sorted(chosen, key=lambda each: each.start_ms)


def _places(turn: Turn, phrases: Sequence[str]) -> Iterator[Place]:
    written = write_turn(turn)
    for phrase in phrases:
        spoken = list(places(written.text, phrase))
        source = written if spoken else turn
        for start, end in spoken or places(turn.text, phrase):
            yield _place(source, start, end)


def _place(turn: Turn, start: int, end: int) -> Place:
    text, times = turn.text, turn.char_times
    known = len(times) == len(text)
    before, after = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
    return Place(
        role=turn.role,
        start_ms=times[start][0] if known else turn.start_ms,
        end_ms=times[end - 1][1] if known else turn.end_ms,
        before=("…" if start > _AROUND else "") + before,
        words=text[start:end],
        after=after + ("…" if end + _AROUND < len(text) else ""),
    )


def as_record(found: Found) -> dict[str, Any]:
    """Return what was found as programs read it; names and units are those of docs/exports.md."""
    return {
        "total": found.total,
        "looked": found.looked,
        "waiting": [day.isoformat() for day in found.waiting],
        "calls": [_call(each) for each in found.matches],
        "next": found.after or None,
    }


def _call(match: Match) -> dict[str, Any]:
    return {
        "day": match.day.isoformat(),
        "ref": match.ref,
        "call_id": match.call_id,
        "started_at": match.started_at.isoformat(),
        "agent": match.agent or None,
        "queue": match.queue or None,
        "duration_s": match.duration_ms / 1000,
        "rules": list(match.rules),
        "count": match.count,
        "places": [
            {
                "role": each.role.value,
                "start_s": each.start_ms / 1000,
                "end_s": each.end_ms / 1000,
                "before": each.before,
                "words": each.words,
                "after": each.after,
            }
            for each in match.places
        ],
    }
