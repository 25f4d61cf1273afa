"""The rule book that a day is judged by: the file's, or the last good one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from callqa.host.files import decode, read_content
from callqa.host.users import os_user
from callqa.model.errors import BadInputError
from callqa.model.remarks import Remark, RemarkKind
from callqa.rules.books import book_file, book_of, checked, load_book
from callqa.rules.language.rule import RuleBook
from callqa.rules.publication import Origin, Publication
from callqa.rules.published import PublishedBooks
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.database import Database
from callqa.storage.session import Site


@dataclass(frozen=True, kw_only=True, slots=True)
class InForce:
    """The book that a day is judged by.

    Args:
        remark: why it is not what the file says; None when it is.
    """

    book: RuleBook
    publication: Publication
    remark: Remark | None = None


def settle(site: Site, doubts: Callable[[str], Sequence[str]] = lambda _: ()) -> InForce:
    """Return the published book, after publishing a changed file that is good.

    A broken file changes nothing: the last good book stays in force, and the remark says so. Neither does
    a doubtful one, until a person publishes it.

    Args:
        doubts: given the text of a good file that is not in force, why nobody but a person should
            publish it, in Chinese.

    Raises:
        BadInputError: the file is broken, and nothing was ever published.
    """
    published, path = PublishedBooks(site.database), book_file(site.configuration)
    moment = site.now().astimezone(site.zone)
    written: str | bytes = b""
    try:
        written = content = read_content(path)
        written = text = decode(content, path)
        book = checked(text, str(path))
    except BadInputError as error:
        if written:
            published.refuse(written, str(error).splitlines(), os_user(), moment)
        return _last_good(published, error)
    latest = published.latest()
    if latest and latest.text != text and (held := doubts(text)):
        published.refuse(text, [not_by_itself(one) for one in held], os_user(), moment)
        return _as_before(published, held)
    publication = published.publish(
        text, book, author=os_user(), origin=Origin.RUN, now=moment, actor=site.actor
    )
    return InForce(book=book, publication=publication)


def current(configuration: Configuration) -> RuleBook:
    """Return the book that a run would settle on; publish nothing.

    Raises:
        BadInputError: the file is broken, and nothing was ever published.
    """
    try:
        return load_book(book_file(configuration))
    except BadInputError as error:
        if not _database_exists(configuration):
            raise
        with closing(Database(configuration.database_url)) as database:
            return _last_good(PublishedBooks(database), error).book


def not_by_itself(doubt: str) -> str:
    """Say in Chinese that a good book was not put in force unseen, and what to do."""
    return f"没有自动发布：{doubt}。确认无误就运行 callqa rules publish"


def _as_before(published: PublishedBooks, doubts: Sequence[str]) -> InForce:
    publication, book = next(_readable(published))
    remark = Remark(
        kind=RemarkKind.RULES_HELD,
        figures={"publication": publication.number},
        names={
            "published": f"{publication.published_at:%Y-%m-%d %H:%M}",
            "author": publication.author,
            "why": "；".join(doubts),
        },
    )
    return InForce(book=book, publication=publication, remark=remark)


def _last_good(published: PublishedBooks, error: BadInputError) -> InForce:
    """Return the newest published book that can still be read: an upgrade may be stricter."""
    for publication, book in _readable(published):
        return InForce(book=book, publication=publication, remark=_not_adopted(error, publication))
    raise error


def in_force(database: Database) -> tuple[Publication, RuleBook] | None:
    """Return the newest published book that can still be read; None before the first was published."""
    return next(_readable(PublishedBooks(database)), None)


def _readable(published: PublishedBooks) -> Iterator[tuple[Publication, RuleBook]]:
    for publication in published.all():
        try:
            yield publication, book_of(publication)
        except BadInputError:
            continue  # the file's own error is raised when no book is left


def _not_adopted(error: BadInputError, publication: Publication) -> Remark:
    problems = str(error).splitlines()
    return Remark(
        kind=RemarkKind.RULES_NOT_ADOPTED,
        figures={"mistakes": len(problems), "publication": publication.number},
        names={
            "published": f"{publication.published_at:%Y-%m-%d %H:%M}",
            "author": publication.author,
            "where": error.where,
            "first": problems[0],
        },
    )


def _database_exists(configuration: Configuration) -> bool:
    url = make_url(configuration.database_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()
