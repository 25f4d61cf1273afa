"""What a file adds to what supervisors have said before, so that taking it twice is taking it once."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar


class Said(Protocol):
    """Something that somebody said about something, at one time."""

    @property
    def key(self) -> Hashable:
        """What it is about."""

    @property
    def says(self) -> Hashable:
        """What is said about it."""

    @property
    def reviewer(self) -> str:
        """Who says it."""

    @property
    def at(self) -> datetime:
        """When it was said."""


T = TypeVar("T", bound=Said)


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes(Generic[T]):
    """What a file of reviews adds to what is known.

    Args:
        new: to be appended to the history.
        unchanged: how many say what their reviewer says already.
        outdated: how many are older than what their reviewer said since.
    """

    new: tuple[T, ...]
    unchanged: int
    outdated: int


def changes(known: Iterable[T], offered: Iterable[T]) -> Changes[T]:
    """Compare a file with the history, so that taking it twice changes nothing."""
    latest = {(review.key, review.reviewer): review for review in sorted(known, key=lambda each: each.at)}
    new: list[T] = []
    unchanged = outdated = 0
    for review in offered:
        before = latest.get((review.key, review.reviewer))
        if before and before.says == review.says:
            unchanged += 1
        elif before and before.at > review.at:
            outdated += 1
        else:
            new.append(review)
            latest[review.key, review.reviewer] = review
    return Changes(new=tuple(new), unchanged=unchanged, outdated=outdated)
