"""Suggest: exceptions that would have spared what was judged 误命中, each proved on the stored days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from callqa.model.errors import BadInputError
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.review.verdicts import HitKey, Standing, judge
from callqa.operations.days import without_speech
from callqa.rules.advice.proposals import HeardCall, RuleAdvice, advise
from callqa.rules.advice.variant import Subject
from callqa.rules.conditions.words import Unsaid
from callqa.rules.in_force import in_force
from callqa.rules.language.rule import Rule, RuleBook
from callqa.rules.language.shorthand import written_out
from callqa.rules.logic.ast import walk
from callqa.rules.logic.combine import Not
from callqa.rules.search.speech import Spoken
from callqa.storage.reviews import Reviews
from callqa.storage.session import Site
from callqa.strict_yaml import loader


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggested:
    """What was found.

    Args:
        days: that were looked at.
        rules: with a hit that was judged false, those with most of them first.
        names: of the rules.
        off_book: ids of rules with such hits that the book in force does not have.
    """

    days: tuple[date, ...]
    rules: tuple[RuleAdvice, ...]
    names: dict[str, str]
    off_book: tuple[str, ...]


def suggest(
    site: Site, days: Sequence[date], *, rule_id: str = "", watcher: Watcher = UNWATCHED
) -> Suggested:
    """Look for exceptions that spare what was judged false; stores and publishes nothing.

    Args:
        days: stored ones, whose verdicts and calls are looked at.
        rule_id: of one rule; default every rule with a false hit.
        watcher: is told of every rule.

    Raises:
        BadInputError: nothing was published yet, or there is no such rule in force.
        StoppedError: whoever follows it wants it to end.
    """
    found = in_force(site.database)
    if found is None:
        raise BadInputError("还没有发布过规则手册", "", "运行 callqa rules publish")
    publication, book = found
    rules = {rule.rule_id: rule for rule in book.rules}
    if rule_id and rule_id not in rules:
        cure = f"现有的编号：{'、'.join(rules)}"
        raise BadInputError(f"正在使用的规则手册里没有编号为“{rule_id}”的规则", "", cure)
    kept = _with_speech(site, days)
    standings = {one: said for one, said in _standings(site, kept).items() if rule_id in ("", one)}
    located = written_out(loader.load(publication.text, f"第 {publication.number} 版规则手册"))
    advice = []
    for number, one in enumerate(sorted(standings.keys() & rules.keys())):
        watcher.step(number, len(standings))
        calls = tuple(_calls(site, kept, rules[one], book))
        advice.append(advise(Subject.of(located, book, one), calls, standings[one]))
    watcher.step(len(standings), len(standings))
    return Suggested(
        days=kept,
        rules=tuple(sorted(advice, key=lambda one: (-one.false, one.rule_id))),
        names={rule.rule_id: rule.name for rule in book.rules},
        off_book=tuple(sorted(standings.keys() - rules.keys())),
    )


def _with_speech(site: Site, days: Sequence[date]) -> tuple[date, ...]:
    gone = frozenset(without_speech(site, days))
    return tuple(day for day in days if day not in gone)


def _standings(site: Site, days: Sequence[date]) -> dict[str, dict[HitKey, Standing]]:
    """Return what supervisors say about the hits of every rule with a false one."""
    by_rule: dict[str, dict[HitKey, Standing]] = {}
    reviews = Reviews(site.database).between(min(days), max(days)) if days else []
    rule_of = {one.key: one.rule_id for one in reviews if one.rule_id and one.day in days}
    for key, judgement in judge(one for one in reviews if one.key in rule_of).items():
        by_rule.setdefault(rule_of[key], {})[key] = judgement.standing
    return {rule_id: said for rule_id, said in by_rule.items() if Standing.FALSE in said.values()}


def _calls(site: Site, days: Sequence[date], rule: Rule, book: RuleBook) -> Iterator[HeardCall]:
    """Yield the calls on which an exception of a rule can change anything.

    Where the days were judged by the book in force and the rule is about words that are said, these are the
    calls with its hits: an exception only takes hits away. Anything else needs all calls.
    """
    reverses = any(isinstance(part, Not | Unsaid) for part in walk(rule.condition))
    for day in days:
        stored = site.store.day(day)
        wanted: set[str] | None = None
        if stored.rules_revision == book.revision and not reverses:
            hits = site.store.evaluations(day).values()
            wanted = {
                one.call_id for one in hits if any(each.rule_id == rule.rule_id for each in one.findings)
            }
        recordings = {recording.call_id: recording for recording in site.store.recordings(day)}
        for transcript in site.store.each_transcript(day):
            if wanted is None or transcript.call_id in wanted:
                yield HeardCall(day, Spoken.of(transcript), recordings.get(transcript.call_id))
