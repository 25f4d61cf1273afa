"""The rule book's file, and the books that were published from it: kept whole, never changed again."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, make_url, select

from callqa.host.files import decode, read_content, read_text
from callqa.host.users import os_user
from callqa.model.errors import BadInputError
from callqa.model.remarks import Remark, RemarkKind
from callqa.rules.advice.caution import Caution
from callqa.rules.advice.caution import with_columns as with_columns_of
from callqa.rules.advice.lint import warnings
from callqa.rules.evaluation.examples import broken_examples
from callqa.rules.language.parse import parse
from callqa.rules.language.rule import RuleBook
from callqa.rules.publication import Origin, Publication, Refusal
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.database import Database
from callqa.storage.schema import refused_rule_books, rule_books
from callqa.storage.session import Site
from callqa.strict_yaml import loader
from callqa.strict_yaml.problems import ProblemsError, with_columns

_NEWEST_FIRST = select(rule_books).order_by(rule_books.c.number.desc())
_LONGEST = 2_000_000  # characters; 3,000 rules of ten words have 650,000


def load_book(path: Path) -> RuleBook:
    """Read and check a rule book, and run its examples.

    Raises:
        BadInputError: the file cannot be read, or has problems: all of them, each with its line.
    """
    return checked(read_text(path), str(path))


def cautions(path: Path, today: date) -> tuple[Caution, ...]:
    """Return what in a good rule book is legal but looks like a mistake, with line and column.

    Raises:
        BadInputError: as `load_book`.
    """
    text = read_text(path)
    return suspicions(checked(text, str(path)), text, today)


def suspicions(book: RuleBook, text: str, today: date) -> tuple[Caution, ...]:
    """Return what is legal in a book but looks like a mistake, with line and column in its text."""
    return with_columns_of(warnings(book, today), text)


@lru_cache(maxsize=4)  # a night asks for the same book again and again
def checked(text: str, where: str) -> RuleBook:
    """Check the text of a rule book, and run its examples; ``where`` is the file, as messages name it.

    Raises:
        BadInputError: all of its problems, each with its line.
    """
    book = load_text(text, where)
    if problems := broken_examples(book):
        raise ProblemsError(with_columns(problems, text))
    return book


@lru_cache(maxsize=4)
def load_text(text: str, where: str) -> RuleBook:
    """Check the text of a rule book without its examples, which an older language understood otherwise.

    Raises:
        BadInputError: all of its problems, each with its line.
    """
    if len(text) > _LONGEST:
        what = f"规则手册太大（{len(text) // 10_000} 万字）"
        raise BadInputError(what, where, f"最多 {_LONGEST // 10_000} 万字：检查是不是选错了文件")
    try:
        return parse(loader.load(text, where))
    except ProblemsError as error:
        raise ProblemsError(with_columns(error.problems, text)) from error


def book_of(publication: Publication) -> RuleBook:
    """Read the rules of a published book.

    Raises:
        BadInputError: an upgrade made the language stricter than it was then.
    """
    return load_text(publication.text, f"第 {publication.number} 版规则手册")


def book_file(configuration: Configuration) -> Path:
    """Return the file that supervisors edit."""
    return configuration.resolve(configuration.settings.rules)


class PublishedBooks:
    """Every book that was published, and every file that was refused."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def publish(
        self,
        text: str,
        book: RuleBook,
        *,
        author: str,
        origin: Origin,
        now: datetime,
        actor: str,
        based_on: int | None = None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> Publication:
        """Put a book in force; one that already is stays as it was.

        Args:
            text: of the file, whole.
            book: what was read from the text.
            now: an aware moment.
            actor: who does it, for the audit log: the author may be any name that was given.
            based_on: number of the publication that the author saw, 0 for none; None for a run, which
                takes the file as it is and overwrites no editor's work.
            meanwhile: called inside the transaction, once nothing refuses the book any more.

        Raises:
            OutdatedError: another book was published since the author looked.
        """
        with self.database.transaction() as connection:
            self.database.alone(connection, "rule books")
            latest = _latest(connection)
            is_latest = latest is not None and (latest.text, latest.revision) == (text, book.revision)
            if latest and not is_latest and based_on not in (None, latest.number):
                raise _outdated(latest, based_on or 0)
            meanwhile()
            if latest and is_latest:
                return latest
            new = Publication(
                number=latest.number + 1 if latest else 1,
                revision=book.revision,
                published_at=now,
                author=author,
                origin=origin,
                text=text,
            )
            connection.execute(insert(rule_books), {**_row(new), "by_user": actor})
        return new

    def latest(self) -> Publication | None:
        """Return the book in force; None before the first was published."""
        with self.database.reading() as connection:
            return _latest(connection)

    def all(self) -> list[Publication]:
        """Return every publication, newest first."""
        with self.database.reading() as connection:
            rows = connection.execute(_NEWEST_FIRST).mappings().all()
        return [_publication(row) for row in rows]

    def users(self) -> dict[int, str]:
        """Who ran what published each book, by its number: the author may be any name that was given."""
        query = select(rule_books.c.number, rule_books.c.by_user)
        with self.database.reading() as connection:
            return {row.number: row.by_user for row in connection.execute(query)}

    def of_revision(self, revision: str) -> RuleBook | None:
        """Return the rules of a revision; None where it is not kept, or the language is stricter now."""
        query = _NEWEST_FIRST.where(rule_books.c.revision == revision)
        with self.database.reading() as connection:
            row = connection.execute(query.limit(1)).mappings().first()
        try:
            return book_of(_publication(row)) if row else None
        except BadInputError:
            return None

    def find(self, name: str) -> Publication:
        """Return the publication of a number, or the latest of a rules revision or the start of one.

        Raises:
            BadInputError: there is none of this name, or the start fits several revisions.
        """
        known = self.all()
        wanted = name.removeprefix("第").removesuffix("版").strip()
        for publication in known:
            if wanted == str(publication.number):
                return publication
        short = wanted.removeprefix("rules-")
        fitting = [p for p in known if short and p.revision.removeprefix("rules-").startswith(short)]
        if len({publication.revision for publication in fitting}) == 1:
            return fitting[0]
        what = f"{'不止一个' if fitting else '没有'}名为 {name!r} 的规则版本"
        raise BadInputError(what, "", "运行 callqa rules history 查看全部版本，写它的序号，例如 3")

    def refuse(self, text: str | bytes, problems: Sequence[str], author: str, now: datetime) -> bool:
        """Remember why a file was not published; the same file again replaces what was remembered.

        Args:
            text: of the file; its bytes, where they are no text.

        Returns:
            Whether this was not known yet.
        """
        key = _digest(text)
        row = {"text_sha256": key, "refused_at": now, "author": author, "problems": list(problems)}
        with self.database.transaction() as connection:
            same = refused_rule_books.c.text_sha256 == key
            known = connection.execute(select(refused_rule_books.c.problems).where(same)).scalar()
            connection.execute(delete(refused_rule_books).where(same))
            connection.execute(insert(refused_rule_books), row)
        return known != row["problems"]

    def refusals(self) -> list[Refusal]:
        """Return every file that was refused, newest first."""
        with self.database.reading() as connection:
            newest_first = select(refused_rule_books).order_by(refused_rule_books.c.refused_at.desc())
            return [
                Refusal(refused_at=row.refused_at, author=row.author, problems=tuple(row.problems))
                for row in connection.execute(newest_first)
            ]


class OutdatedError(BadInputError):
    """A book was written on top of one that is not in force any more: it would undo somebody's work."""


def _outdated(latest: Publication, based_on: int) -> OutdatedError:
    """Return what an editor is told whose book would silently undo somebody else's."""
    seen = f"在第 {based_on} 版上做的" if based_on else "在还没有发布过的时候做的"
    return OutdatedError(
        f"没有发布：这次的改动是{seen}，而{latest}已经在使用",
        "",
        f"先看新的一版改了什么（callqa rules diff {max(based_on, 1)} {latest.number}），"
        "把改动合并到最新一版，再发布",
    )


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


def _latest(connection: Connection) -> Publication | None:
    newest = select(func.max(rule_books.c.number)).scalar_subquery()
    row = connection.execute(select(rule_books).where(rule_books.c.number == newest)).mappings().first()
    return _publication(row) if row else None


def _publication(row: Any) -> Publication:
    return Publication(
        number=row["number"],
        revision=row["revision"],
        published_at=row["published_at"],
        author=row["author"],
        origin=Origin(row["origin"]),
        text=row["text"],
    )


def _row(publication: Publication) -> dict[str, Any]:
    return {
        "number": publication.number,
        "revision": publication.revision,
        "published_at": publication.published_at,
        "author": publication.author,
        "origin": publication.origin.value,
        "text": publication.text,
    }


def _digest(text: str | bytes) -> str:
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return hashlib.sha256(content).hexdigest()
