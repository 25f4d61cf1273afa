"""A rule book as somebody writes it at the console: kept, checked, published when it was tried."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from callqa.days.rule_changes import RuleChange
from callqa.host.files import read_text
from callqa.model.errors import BadInputError
from callqa.operations.books.merge import Side, Stretch, merged, stretches
from callqa.operations.books.publish import Published, changes_since, latest_number, publish
from callqa.rules.advice.caution import Caution
from callqa.rules.books import book_file, checked, suspicions
from callqa.rules.publication import Origin, Publication
from callqa.rules.published import PublishedBooks
from callqa.storage.accounts import drafts
from callqa.storage.accounts.drafts import Draft
from callqa.storage.session import Site
from callqa.strict_yaml.problems import Problem, ProblemsError

NAME = "草稿"
"""What a draft is called in messages."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedDraft:
    """What is to be said of a draft before it is tried.

    Args:
        problems: why it cannot be published; with them nothing else is known.
        message: the same, where it has no place in the text.
        cautions: what looks like a mistake.
        changes: against the book in force.
        rules: how many it has.
        mark: of the text, so that what is published is what was tried.
    """

    mark: str
    problems: tuple[Problem, ...] = ()
    message: str = ""
    cautions: tuple[Caution, ...] = ()
    changes: tuple[RuleChange, ...] = ()
    rules: int = 0

    @property
    def is_good(self) -> bool:
        """Whether it may be tried."""
        return not (self.problems or self.message)


def mark_of(text: str) -> str:
    """Return what stands for a text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def draft_of(site: Site, account: str) -> Draft:
    """Return somebody's draft; what is in force, or in the configured file, where they have none.

    Raises:
        BadInputError: nothing is in force yet, and the file cannot be read or is not UTF-8.
    """
    kept = drafts.find(site.database, account)
    if kept:
        return kept
    latest = PublishedBooks(site.database).latest()
    if latest:
        return Draft(account=account, text=latest.text, based_on=latest.number, saved_at=None)
    file = book_file(site.configuration)
    text = read_text(file) if file.is_file() else ""
    return Draft(account=account, text=text, based_on=0, saved_at=None)


def save(site: Site, account: str, text: str, based_on: int) -> Draft:
    """Keep somebody's draft."""
    plain = text.replace("\r\n", "\n")  # as forms send it
    draft = Draft(account=account, text=plain, based_on=based_on, saved_at=site.now())
    drafts.save(site.database, draft)
    return draft


def forget(site: Site, account: str) -> None:
    """Remove somebody's draft: they begin with the book in force again."""
    drafts.forget(site.database, account)


def check(site: Site, text: str) -> CheckedDraft:
    """Check a draft, and compare it with the book in force; stores nothing."""
    mark = mark_of(text)
    try:
        book = checked(text, NAME)
    except ProblemsError as error:
        return CheckedDraft(mark=mark, problems=error.problems)
    except BadInputError as error:
        return CheckedDraft(mark=mark, message=str(error))
    latest = PublishedBooks(site.database).latest()
    return CheckedDraft(
        mark=mark,
        cautions=suspicions(book, text, site.today()),
        changes=changes_since(latest, book),
        rules=len(book.rules),
    )


def _changes(base: Publication | None, text: str) -> tuple[RuleChange, ...]:
    try:
        return changes_since(base, checked(text, NAME))
    except BadInputError:  # which the check of the draft tells, line by line
        return ()


def publish_draft(site: Site, draft: Draft, tried: str) -> Published:
    """Put a draft in force, and forget it as a draft.

    Args:
        tried: mark of the text that its author has tried.

    Raises:
        OutdatedError: somebody else has published another book since the draft was begun.
        BadInputError: the text has problems, or is not the one that was tried.
    """
    if mark_of(draft.text) != tried:
        raise BadInputError("这一版还没有试运行过", NAME, "先试运行，看过会新增和失去哪些命中，再发布")
    published = publish(
        site,
        draft.text,
        name=NAME,
        author=draft.account,
        origin=Origin.CONSOLE,
        based_on=draft.based_on,
    )
    drafts.forget(site.database, draft.account)
    return published


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """Two people changed the same book.

    Args:
        base: what both began with; None for nothing published.
        theirs: what is in force now.
        their_changes, own_changes: of the rules since the base, by each.
        lines: of the three texts, side by side.
    """

    base: Publication | None
    theirs: Publication
    their_changes: Sequence[RuleChange]
    own_changes: Sequence[RuleChange]
    lines: Sequence[Stretch]

    @property
    def clashes(self) -> int:
        """How many stretches both have changed in different ways."""
        return sum(each.side is Side.CLASH for each in self.lines)


def conflict(site: Site, draft: Draft) -> Conflict | None:
    """Return what somebody else has published since a draft was begun; None where nobody has."""
    books = PublishedBooks(site.database)
    theirs = books.latest()
    if theirs is None or theirs.number == draft.based_on:
        return None
    base = books.find(str(draft.based_on)) if draft.based_on else None
    return Conflict(
        base=base,
        theirs=theirs,
        their_changes=_changes(base, theirs.text),
        own_changes=_changes(base, draft.text),
        lines=stretches(base.text if base else "", theirs.text, draft.text),
    )


def merge(site: Site, draft: Draft) -> Draft:
    """Put what somebody else has published meanwhile into a draft, and let it begin with that.

    What both have changed in different ways stands there twice, between marks with which no book is
    published: its author settles it.
    """
    clash = conflict(site, draft)
    if clash is None:
        return draft
    text = merged(clash.lines, f"{clash.theirs.number} {clash.theirs.author}", draft.account)
    own = replace(draft, text=text, based_on=clash.theirs.number, saved_at=site.now())
    drafts.save(site.database, own)
    return own


def take_theirs_as_base(site: Site, draft: Draft) -> Draft:
    """Say that a draft holds what somebody else has published meanwhile: its author has looked."""
    own = replace(draft, based_on=latest_number(site), saved_at=site.now())
    drafts.save(site.database, own)
    return own
