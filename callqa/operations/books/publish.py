"""Publish: puts a rule book in force, refuses a broken one, and goes back to an earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callqa.host.files import read_text, replacing
from callqa.model.errors import BadInputError
from callqa.rules.advice.diff import RuleChange, compare
from callqa.rules.books import PublishedBooks, book_file, book_of, checked
from callqa.rules.language.rule import RuleBook
from callqa.rules.publication import Origin, Publication, Refusal
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
    """

    publication: Publication
    book: RuleBook
    new: bool
    changes: tuple[RuleChange, ...] = ()
    put_aside: Path | None = None


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
    text = read_text(path)
    return publish(
        site, text, name=str(path), author=author, origin=origin, based_on=seen, takes_place=file is not None
    )


def publish(
    site: Site,
    text: str,
    *,
    name: str,
    author: str,
    origin: Origin,
    based_on: int,
    takes_place: bool = True,
) -> Published:
    """Check a book and put it in force.

    Args:
        text: of the book.
        name: of where it was written, in messages.
        author, origin: kept with the book.
        based_on: number of the publication that its author saw while writing, 0 for none.
        takes_place: whether the text takes the place of the configured file's; else it is the file's
            own. The next run would otherwise go back to what the configured file says.

    Raises:
        BadInputError: the book has problems, which are kept; or somebody else has published another one
            since `based_on`. The book in force and the configured file stay.
    """
    try:
        book = checked(text, name)
    except BadInputError as error:
        refused_at = site.now().astimezone(site.zone)
        PublishedBooks(site.database).refuse(text, str(error).splitlines(), author, refused_at)
        raise
    return _put_in_force(
        site, text, book, author=author, origin=origin, based_on=based_on, takes_place=takes_place
    )


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
        changes=_changes(before, book),
        put_aside=place.aside if place else None,
    )


def _changes(before: Publication | None, book: RuleBook) -> tuple[RuleChange, ...]:
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
