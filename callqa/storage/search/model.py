"""What the index holds of a call, and what it is asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from callqa.model.access.account import EVERYTHING, Scope
from callqa.model.recording import Role
from callqa.text.phrases import Phrases

Key = tuple[date, str]
"""Day and call id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What the index holds of one call.

    Args:
        at: its start in whole seconds since 1970, by which results are sorted.
        stamp: of everything that is held; a call with another stamp is read again.
        words: what each role says, character by character with breaks (`callqa.text.phrases.spaced`).
    """

    call_id: str
    agent: str
    queue: str
    at: int
    stamp: str
    words: Mapping[Role, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What somebody looks for, and where.

    Args:
        phrases: that are to be there, and that are not.
        first, last: days, both included.
        scope: whose calls the asker sees.
        agent, queue: of the call; empty for any.
        role: who says it; None for anybody.
        among: only these calls; None for all.
    """

    phrases: Phrases
    first: date
    last: date
    scope: Scope = EVERYTHING
    agent: str = ""
    queue: str = ""
    role: Role | None = None
    among: Collection[Key] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A call that was found; newest come first.

    Args:
        at, number: with the day its place in the order.
    """

    day: date
    call_id: str
    at: int
    number: int

    @property
    def cursor(self) -> str:
        """What the next page begins behind."""
        return f"{self.day:%Y%m%d}.{self.at}.{self.number}"
