"""The books that were published from the rule book's file: kept whole, never changed again."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from callqa.model.errors import BadInputError
from callqa.rules.books import book_of
from callqa.rules.language.rule import RuleBook
from callqa.rules.publication import Origin, Publication, Refusal
from callqa.storage.database import Database
from callqa.storage.schema import refused_rule_books, rule_books

_NEWEST_FIRST = select(rule_books).order_by(rule_books.c.number.desc())


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
            meanwhile()  # the file before the row: a book that cannot be written into it is not in force
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
