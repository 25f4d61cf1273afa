"""What somebody heard in one call that no rule has marked, or that nothing was missed: stored at once."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

from callqa.model.access.account import Scope
from callqa.model.errors import BadInputError, NotThereError
from callqa.model.review.misses import Heard, Miss, standing
from callqa.operations.calls import browse
from callqa.operations.verdicts.misses import drawn
from callqa.storage.calls.order import Wanted
from callqa.storage.reviews import Reviews
from callqa.storage.session import Site
from callqa.text.masking import mask
from callqa.text.phrases import Phrases, places

MOST_TEXT, MOST_NOTE = 200, 500


def heard_in(site: Site, day: date, call_id: str) -> tuple[Miss, ...]:
    """Return what every reviewer says at last of a call, oldest first.

    Args:
        call_id: as it is stored.
    """
    known = Reviews(site.database).misses(day, day)
    return standing(each for each in known if each.call_id == call_id)


def mark_of(miss: Miss) -> str:
    """Return what stands for a miss on a page, so that its words need not."""
    return sha256(repr((miss.key, miss.reviewer)).encode()).hexdigest()[:16]


def hear(
    site: Site,
    reviewer: str,
    scope: Scope,
    *,
    day: date,
    ref: str,
    about: str = "",
    text: str = "",
    note: str = "",
) -> None:
    """Store that somebody heard in a call what no rule has marked; without words, that nothing was missed.

    Args:
        scope: of whose calls they may judge.
        about: the id of the rule that should have hit, or its category; empty where nothing was missed.
        text: the words that were missed, as they are shown.

    Raises:
        BadInputError: there is no such call or rule, or nothing says what was missed.
    """
    found = browse.one(site, Wanted(day=day, scope=scope), ref)
    words, told = " ".join(text.split())[:MOST_TEXT], note.strip()[:MOST_NOTE]
    if bool(words) != bool(about):
        raise BadInputError("漏标要写漏掉的话，也要选规则或类别", "漏标", "在对话里选中几个字，再选一条规则")
    rule_id, category = _meant(site, day, about) if about else ("", "")
    hide = site.settings.privacy.mask_stored
    call_id = found.recording.call_id
    new = Miss(
        day=day,
        call_id=call_id,
        heard=Heard.MISSED if words else Heard.CLEAN,
        rule_id=rule_id,
        category=category,
        turn=_turn(found, words) if words else None,
        text=mask(words) if hide else words,
        drawn=call_id in drawn(site, day),
        note=mask(told) if hide else told,
        reviewer=reviewer,
        at=site.now(),
    )
    own = [each for each in heard_in(site, day, call_id) if each.reviewer == reviewer]
    if not any((each.key, each.says) == (new.key, new.says) for each in own):
        Reviews(site.database).add(site, [], [new])


def take_back(site: Site, reviewer: str, scope: Scope, *, day: date, ref: str, mark: str) -> None:
    """Take back what somebody has said of a call themselves.

    Args:
        mark: of it; see `mark_of`.

    Raises:
        BadInputError: there is no such call, or they have not said that.
    """
    found = browse.one(site, Wanted(day=day, scope=scope), ref)
    own = [
        each
        for each in heard_in(site, day, found.recording.call_id)
        if each.reviewer == reviewer and mark_of(each) == mark
    ]
    if not own:
        raise NotThereError("没有这条记录", "漏标", "可能已经撤回")
    gone = replace(own[0], heard=Heard.WITHDRAWN, note="", at=site.now())
    Reviews(site.database).add(site, [], [gone])


def _meant(site: Site, day: date, about: str) -> tuple[str, str]:
    rules = site.store.day(day).rules
    if rule := next((each for each in rules if each.rule_id == about), None):
        return rule.rule_id, rule.category
    if about and any(each.category == about for each in rules):
        return "", about
    raise BadInputError("没有这条规则或类别", "漏标", "在列表里选一条规则或一类")


def _turn(found: browse.OneCall, words: str) -> int | None:
    """Return the first turn in which words stand; None where they stand in none: they may be misheard."""
    turns = found.day.calls[0].transcript.turns
    phrases = Phrases.read(f'"{words}"').wanted
    return next(
        (place for place, turn in enumerate(turns) for each in phrases if any(places(turn.text, each))), None
    )
