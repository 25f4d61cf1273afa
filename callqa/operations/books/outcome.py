"""Outcome: what became of a save of the rule book, on a page beside it and, when refused, in a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callqa.host.files import replacing
from callqa.model.errors import CallqaError
from callqa.model.remarks import Remark
from callqa.operations.books.publish import last_refused
from callqa.operations.messages.notification import book_refused
from callqa.storage.session import Site
from reports.html.templates import render


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of a save.

    Args:
        at: when, in the configured zone.
        is_published: whether the book is in force now.
        headline: in Chinese.
        told: in Chinese, all that is said about it; may hold lines with a ^ under the place.
    """

    at: datetime
    is_published: bool
    headline: str
    told: tuple[str, ...]


def page_path(book: Path) -> Path:
    """Return where the outcome stands: beside the book, under its name."""
    return book.with_name(f"{book.stem} 检查结果.html")


def leave(book: Path, outcome: Outcome) -> str:
    """Write the outcome beside the book; replaces the one before.

    Returns:
        In Chinese, why it could not be written; empty when it was.
    """
    path = page_path(book)
    try:
        html = render("saved.html", title=f"{book.name} 检查结果", saved_at="存盘时间", outcome=outcome)
        with replacing(path) as temporary:
            temporary.write_text(html, encoding="utf-8")
    except (CallqaError, OSError) as error:
        return f"检查结果没有写进 {path}：{error}"
    return ""


def notify_refused(site: Site, before: Sequence[str]) -> list[Remark]:
    """Send a message about the book that was refused just now, unless the same was told before.

    Args:
        before: what `last_refused` gave before the save.

    Returns:
        Whom it did not reach and why.
    """
    now = last_refused(site)
    return book_refused(site, now) if now and tuple(now) != tuple(before) else []
