"""Rule books that were put in force, and those that were refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Origin(StrEnum):
    """What put a book in force."""

    SAVED = "saved"
    """The watched file was saved."""
    COMMAND = "command"
    """Somebody ran the command."""
    RUN = "run"
    """A run found a changed file."""
    ROLLBACK = "rollback"
    """Somebody went back to an earlier book."""
    CONSOLE = "console"
    """Somebody published it at the console."""


ORIGIN_WORDS = {
    Origin.SAVED: "存盘自动发布",
    Origin.COMMAND: "命令发布",
    Origin.RUN: "运行时发布",
    Origin.ROLLBACK: "回退",
    Origin.CONSOLE: "控制台发布",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """A book that was put in force; the latest one is in force now.

    Args:
        number: of the publication, from 1; what people call it by.
        revision: names the book's effect; two publications that differ in comments share it.
        published_at: with its time zone.
        author: who did it.
        origin: by what.
        text: the whole file.
    """

    number: int
    revision: str
    published_at: datetime
    author: str
    origin: Origin
    text: str

    def __str__(self) -> str:
        return f"第 {self.number} 版（{self.published_at:%Y-%m-%d %H:%M}，{self.author}）"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """A file that was not put in force.

    Args:
        refused_at: when it was last tried, with its time zone.
        author: who tried.
        problems: in Chinese, a line each: place, reason, cure.
    """

    refused_at: datetime
    author: str
    problems: tuple[str, ...]
