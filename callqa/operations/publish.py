"""Publish: puts a rule book in force, refuses a broken one, and goes back to an earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callqa.host.files import decode, read_text, replacing
from callqa.model.errors import BadInputError
from callqa.rules.advice.diff import RuleChange, compare
from callqa.rules.books import PublishedBooks, book_file, book_of, checked
from callqa.rules.language.parse import RuleBook
from callqa.rules.publication import Origin, Publication
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


def publish_file(
    site: Site, file: Path | None = None, content: bytes = b"", *, author: str, origin: Origin
) -> Published:
    """Check a file and put its book in force.

    Args:
        file: None for the configured one; another takes the configured one's place, because the
            next run would otherwise go back to what the configured file says.
        content: what was read from the file; empty: read it.
        author, origin: kept with the book.

    Raises:
        BadInputError: the file has problems; they are kept, and the book in force stays.
    """
    path = file or book_file(site.configuration)
    text = decode(content, path) if content else read_text(path)
    moment = site.now().astimezone(site.zone)
    books = PublishedBooks(site.database)
    try:
        book = checked(text, str(path))
    except BadInputError as error:
        books.refuse(text, str(error).splitlines(), author, moment)
        raise
    put_aside = _take_place(site.configuration, books, text, moment) if file else None
    return _put_in_force(site, text, book, author=author, origin=origin, moment=moment, put_aside=put_aside)


def roll_back(site: Site, name: str, *, author: str) -> Published:
    """Put an earlier book in force again, as a publication of its own, and its text into the file.

    Args:
        name: number or revision of a publication.
        author: kept with the book.

    Raises:
        BadInputError: there is no such publication, or today's stricter language refuses it.
    """
    books = PublishedBooks(site.database)
    earlier = books.find(name)
    book = book_of(earlier)
    moment = site.now().astimezone(site.zone)
    put_aside = _take_place(site.configuration, books, earlier.text, moment)
    return _put_in_force(
        site,
        earlier.text,
        book,
        author=author,
        origin=Origin.ROLLBACK,
        moment=moment,
        put_aside=put_aside,
    )


def difference(site: Site, old: str, new: str) -> tuple[Publication, Publication, tuple[RuleChange, ...]]:
    """What one publication has gained and lost against another.

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
    moment: datetime,
    put_aside: Path | None,
) -> Published:
    books = PublishedBooks(site.database)
    before = books.latest()
    publication = books.publish(text, book, author=author, origin=origin, now=moment, actor=site.actor)
    return Published(
        publication=publication,
        book=book,
        new=before is None or publication.number != before.number,
        changes=_changes(before, book),
        put_aside=put_aside,
    )


def _changes(before: Publication | None, book: RuleBook) -> tuple[RuleChange, ...]:
    try:
        return compare(book_of(before), book) if before else ()
    except BadInputError:  # an upgrade made the language stricter: nothing to compare with
        return ()


def _take_place(
    configuration: Configuration, books: PublishedBooks, text: str, moment: datetime
) -> Path | None:
    """Write the text into the configured file; what stood there and was never published is kept beside."""
    path = book_file(configuration)
    there = path.read_bytes() if path.is_file() else b""
    if there == text.encode():
        return None
    known = any(publication.text.encode() == there for publication in books.all())
    aside = path.with_name(f"{path.stem}.unpublished-{moment:%Y%m%d-%H%M%S}{path.suffix}")
    put_aside = None if known or not there else aside
    if put_aside:
        with replacing(put_aside) as temporary:
            temporary.write_bytes(there)
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode())
    return put_aside
