"""Weigh: what a changed rule book does to the newest day, and whether it may take effect unseen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from callqa.operations.books.trial import try_book
from callqa.operations.days import without_speech
from callqa.rules.advice.caution import Caution
from callqa.rules.books import checked, suspicions
from callqa.rules.evaluation.trial import RuleTrial
from callqa.rules.in_force import in_force
from callqa.rules.language.rule import RuleBook
from callqa.storage.session import Site
from reports.words.chinese.rules import listed

FEWEST_HITS = 20
"""So few hits that come or go are no flood and no loss, whatever share of a small day they are."""
LOST_RULES = 3
"""A book that lost one rule in so many was cut off, or is another book, more often than it was meant."""
_NAMED = 3
_CAUTIONS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What changes in the hits of one day.

    Args:
        before, after: hits by the book in force, and by the changed one.
        rules: that gain or lose, those that change most first.
    """

    day: date
    calls: int
    before: int
    after: int
    gained: int
    lost: int
    rules: tuple[RuleTrial, ...]

    @property
    def share(self) -> float:
        """The hits that come and go, as a share of those that were there."""
        return (self.gained + self.lost) / max(self.before, 1)

    def __str__(self) -> str:
        told = f"{self.day} 的 {self.calls} 通：命中 {self.before} → {self.after} 条"
        named = listed([f"{one.name} +{one.gained} −{one.lost}" for one in self.rules[:_NAMED]])
        most = f"，变化最多的是 {named}" if named else ""
        return f"{told}，新增 {self.gained}，失去 {self.lost}{most}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """A good book, as it is before it is put in force.

    Args:
        cautions: what in it looks like a mistake.
        effect: on the newest day; None where nothing changes, or there is no day to try it on.
        doubts: in Chinese, why nobody but a person should publish it; empty for most books.
    """

    cautions: tuple[Caution, ...] = ()
    effect: Effect | None = None
    doubts: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """Say in a few lines of Chinese what should be looked at."""
        warned = [caution for caution in self.cautions if not caution.is_remark]
        yield from (f"注意：{caution.problem.pictured()}" for caution in warned[:_CAUTIONS])
        if len(warned) > _CAUTIONS:
            yield f"注意：还有 {len(warned) - _CAUTIONS} 处，运行 callqa rules check 查看"
        if self.effect:
            yield f"影响：{self.effect}"
        yield from (f"注意：{doubt}" for doubt in self.doubts)


UNWEIGHED = Weighed()


def weigh(site: Site, text: str, *, name: str) -> Weighed:
    """Look at a book before it takes effect; stores nothing.

    Args:
        text: of the book.
        name: of the book, in messages.

    Raises:
        BadInputError: the book has problems.
    """
    book, found = checked(text, name), in_force(site.database)
    cautions = suspicions(book, text, site.today())
    if found is None or found[1].revision == book.revision:
        return Weighed(cautions=cautions)
    effect = _effect(site, text, name)
    doubts = (*_shrunk(found[1], book), *_floods(effect, site.settings.watch.hold_share))
    return Weighed(cautions=cautions, effect=effect, doubts=doubts)


def _effect(site: Site, text: str, name: str) -> Effect | None:
    day = _newest_with_speech(site)
    if day is None:
        return None
    trial = try_book(site, text, [day], name=name).trial
    changed = [rule for rule in trial.rules if rule.gained or rule.lost]
    return Effect(
        day=day,
        calls=trial.calls,
        before=sum(rule.old or 0 for rule in trial.rules),
        after=sum(rule.new or 0 for rule in trial.rules),
        gained=len(trial.gained),
        lost=len(trial.lost),
        rules=tuple(sorted(changed, key=lambda rule: -rule.gained - rule.lost)),
    )


def _newest_with_speech(site: Site) -> date | None:
    """Return the newest day with transcripts: one that is only collected shows nothing."""
    for day in reversed(site.store.days(date.min, site.today())):
        if site.store.stored(day) and not without_speech(site, [day]):
            return day
    return None


def _shrunk(old: RuleBook, new: RuleBook) -> Iterator[str]:
    left = {rule.category for rule in new.rules}
    if gone := [name for name in dict.fromkeys(rule.category for rule in old.rules) if name not in left]:
        yield f"少了整个类别：{listed(gone)}"
    known = {rule.rule_id for rule in new.rules}
    lost = [rule for rule in old.rules if rule.rule_id not in known]
    if lost and len(lost) * LOST_RULES >= len(old.rules):
        named = listed([rule.name for rule in lost[:_NAMED]])
        yield f"{len(old.rules)} 条规则少了 {len(lost)} 条（{named}{' 等' if len(lost) > _NAMED else ''}）"


def _floods(effect: Effect | None, limit: float) -> Iterator[str]:
    if not effect or not limit or effect.gained + effect.lost < FEWEST_HITS or effect.share <= limit:
        return
    moved = f"新增 {effect.gained} 条、失去 {effect.lost} 条"
    yield (
        f"{effect.day} 原有 {effect.before} 条命中，{moved}，"
        f"变化超过 {limit:.0%}（pipeline.yaml 的 watch.hold_share）"
    )
