"""Publish: puts a rule book in force, refuses a broken one, and goes back to an earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from shlex import quote

from callqa.days.rule_changes import RuleChange
from callqa.host.files import decode, read_content, replacing
from callqa.model.errors import BadInputError
from callqa.operations.books.weigh import UNWEIGHED, Weighed, weigh
from callqa.rules.advice.diff import compare
from callqa.rules.books import book_file, book_of, checked
from callqa.rules.in_force import not_by_itself
from callqa.rules.language.rule import RuleBook
from callqa.rules.publication import Origin, Publication, Refusal
from callqa.rules.published import OutdatedError, PublishedBooks
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """A book that is in force now.

    Args:
        publication: of it.
        book: its rules.
        new: whether it was put in force just now; the same file again is not.
        changes: against the book that was in force before; empty for the first.
        put_aside: where the configured file's text was kept before another took its place, if it was.
        weighed: what should be looked at in it; nothing of a book that is gone back to.
    """

    publication: Publication
    book: RuleBook
    new: bool
    changes: tuple[RuleChange, ...] = ()
    put_aside: Path | None = None
    weighed: Weighed = UNWEIGHED


class DoubtfulError(BadInputError):
    """A good book that only a person may put in force, because of what it would change.

    Args:
        weighed: what it would change.
        where: the file.
    """

    def __init__(self, weighed: Weighed, where: str) -> None:
        cure = f"确认无误就运行 callqa rules publish {quote(where)}，否则改好再存盘"
        super().__init__(f"没有自动发布：{'；'.join(weighed.doubts)}", where, cure)
        self.weighed = weighed


def latest_number(site: Site) -> int:
    """Return the number of the publication in force; 0 before the first."""
    latest = PublishedBooks(site.database).latest()
    return latest.number if latest else 0


def publish_file(site: Site, file: Path | None = None, *, author: str, origin: Origin) -> Published:
    """Check a file as it is now and put its book in force; see `publish`.

    Args:
        file: None for the configured one; another takes the configured one's place.
        author, origin: kept with the book.
    """
    seen, path = latest_number(site), file or book_file(site.configuration)
    text = decoded(site, read_content(path), path, author=author)
    return publish(
        site, text, name=str(path), author=author, origin=origin, based_on=seen, takes_place=file is not None
    )


def decoded(site: Site, content: bytes, path: Path, *, author: str) -> str:
    """Return the text of a file that is to be published.

    Raises:
        BadInputError: it is no text, which is kept like any other reason to refuse it.
    """
    try:
        return decode(content, path)
    except BadInputError as error:
        _refuse(site, content, [str(error)], author)
        raise


def publish(
    site: Site,
    text: str,
    *,
    name: str,
    author: str,
    origin: Origin,
    based_on: int,
    takes_place: bool = True,
    unattended: bool = False,
) -> Published:
    """Check a book and put it in force.

    Args:
        text: of the book.
        name: of where it was written, in messages.
        author, origin: kept with the book.
        based_on: number of the publication that its author saw while writing, 0 for none.
        takes_place: whether the text takes the place of the configured file's; else it is the file's
            own. The next run would otherwise go back to what the configured file says.
        unattended: whether nobody looks at what is told before it takes effect.

    Raises:
        DoubtfulError: the book would change so much that only a person may publish it, and none does.
        BadInputError: the book has problems, which are kept; or somebody else has published another one
            since `based_on`. The book in force and the configured file stay.
    """
    try:
        book = checked(text, name)
    except BadInputError as error:
        _refuse(site, text, str(error).splitlines(), author)
        raise
    weighed = weigh(site, text, name=name)
    if unattended and weighed.doubts:
        _refuse(site, text, [not_by_itself(doubt) for doubt in weighed.doubts], author)
        raise DoubtfulError(weighed, name)
    try:
        published = _put_in_force(
            site, text, book, author=author, origin=origin, based_on=based_on, takes_place=takes_place
        )
    except OutdatedError as error:
        _refuse(site, text, [str(error)], author)
        raise
    return replace(published, weighed=weighed)


def _refuse(site: Site, text: str | bytes, problems: Sequence[str], author: str) -> None:
    PublishedBooks(site.database).refuse(text, problems, author, site.now().astimezone(site.zone))


def roll_back(site: Site, publication: str, *, author: str, based_on: int | None = None) -> Published:
    """Put an earlier book in force again, as a publication of its own, and its text into the file.

    Args:
        publication: its number or revision.
        author: kept with the book.
        based_on: number of the publication that the author saw; default the one in force.

    Raises:
        BadInputError: there is no such publication, today's stricter language refuses it, or another
            one was published since `based_on`.
    """
    earlier = PublishedBooks(site.database).find(publication)
    seen = latest_number(site) if based_on is None else based_on
    return _put_in_force(
        site, earlier.text, book_of(earlier), author=author, origin=Origin.ROLLBACK, based_on=seen
    )


def history(site: Site) -> tuple[list[Publication], list[Refusal]]:
    """Return every publication and every file that was refused, both newest first."""
    books = PublishedBooks(site.database)
    return books.all(), books.refusals()


def last_refused(site: Site) -> tuple[str, ...]:
    """Return why the newest file was not put in force, in Chinese; empty when the newest one was."""
    books = PublishedBooks(site.database)
    latest, refused = books.latest(), books.refusals()
    if not refused or (latest and latest.published_at > refused[0].refused_at):
        return ()
    return refused[0].problems


def difference(site: Site, old: str, new: str) -> tuple[Publication, Publication, tuple[RuleChange, ...]]:
    """Compare two publications: what one has gained and lost against the other.

    Args:
        old, new: number or revision; empty: the one before the latest, and the latest.

    Raises:
        BadInputError: there is no such publication, or today's stricter language refuses it.
    """
    books = PublishedBooks(site.database)
    after = books.find(new) if new else _latest(books.all())
    before = books.find(old) if old else books.find(str(max(after.number - 1, 1)))
    return before, after, compare(book_of(before), book_of(after))


def _latest(known: Sequence[Publication]) -> Publication:
    if not known:
        raise BadInputError("还没有发布过规则手册", "", "运行 callqa rules publish")
    return known[0]


def _put_in_force(
    site: Site,
    text: str,
    book: RuleBook,
    *,
    author: str,
    origin: Origin,
    based_on: int,
    takes_place: bool = True,
) -> Published:
    books, moment = PublishedBooks(site.database), site.now().astimezone(site.zone)
    before = books.latest()
    place = _Place.of(site.configuration, books, text, moment) if takes_place else None
    publication = books.publish(
        text,
        book,
        author=author,
        origin=origin,
        now=moment,
        actor=site.actor,
        based_on=based_on,
        meanwhile=place.take if place else lambda: None,
    )
    return Published(
        publication=publication,
        book=book,
        new=before is None or publication.number != before.number,
        changes=changes_since(before, book),
        put_aside=place.aside if place else None,
    )


def changes_since(before: Publication | None, book: RuleBook) -> tuple[RuleChange, ...]:
    """Return what a book has gained and lost since an earlier one; nothing where that cannot be compared."""
    try:
        return compare(book_of(before), book) if before else ()
    except BadInputError:  # an upgrade made the language stricter: nothing to compare with
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """The configured file, whose text another one's is to replace.

    Args:
        text: the new one.
        there: what stands in the file now.
        aside: where that is kept, because it was never published; None when it need not be.
    """

    path: Path
    text: bytes
    there: bytes
    aside: Path | None

    @classmethod
    def of(cls, configuration: Configuration, books: PublishedBooks, text: str, moment: datetime) -> "_Place":
        path = book_file(configuration)
        there = path.read_bytes() if path.is_file() else b""
        known = there == text.encode() or any(one.text.encode() == there for one in books.all())
        aside = path.with_name(f"{path.stem}.unpublished-{moment:%Y%m%d-%H%M%S}{path.suffix}")
        return cls(path=path, text=text.encode(), there=there, aside=None if known or not there else aside)

    def take(self) -> None:
        """Keep what was never published beside the file, and write the new text into it."""
        if self.aside:
            with replacing(self.aside) as temporary:
                temporary.write_bytes(self.there)
        if self.there != self.text:
            with replacing(self.path) as temporary:
                temporary.write_bytes(self.text)
