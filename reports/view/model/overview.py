"""What stands above everything: whether the day is complete, the ledger, the figures."""

from dataclasses import dataclass
from enum import StrEnum

from reports.view.format import Count, Label, Rate


class Level(StrEnum):
    """How far the day's numbers can be trusted."""

    COMPLETE = "complete"
    """Every second read, every row understood, every call attributed, every rule evaluated."""
    PARTIAL = "partial"
    """The same but for a few, which are told."""
    INCOMPLETE = "incomplete"
    """Something is pending or missing, a whole recorder is read wrongly, or too many calls are lacking."""
    EMPTY = "empty"
    """No call was received at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A line of the masthead.

    Args:
        code: for revisions and the like.
        whole: what a shortened value is short for; empty for a whole one.
        href: where it leads.
        origin: whether it is for those who look after the machine, and stands at the end of the page.
    """

    label: str
    value: str
    code: bool = False
    whole: str = ""
    href: str = ""
    origin: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Masthead:
    """The head of a page.

    Args:
        kicker: what kind of report it is.
        note: what a reader must know before anything else; may be empty.
        days: links to the days around it.
    """

    kicker: str
    title: str
    facts: tuple[Fact, ...]
    note: str = ""
    days: tuple[Fact, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerPart:
    """One outcome's part of the received calls."""

    label: Label
    count: int
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerView:
    """The reconciliation line in words and as the parts of a bar."""

    words: str
    parts: tuple[LedgerPart, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trust:
    """Whether the numbers are the whole day, why not, and what to type about it."""

    level: Level
    title: str
    reasons: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class GapLine:
    """One kind of what was not read, not understood or not attributed, in a line.

    Args:
        kind: its key.
        is_note: whether the day is complete all the same.
    """

    kind: str
    is_note: bool
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Kpi:
    """A headline number; ``number`` is None where it is not known.

    Args:
        href: the part of the page that it leads to.
        show: what the list is filtered to there, as the page's address writes it; may be empty.
    """

    label: str
    number: float | None
    text: str
    note: str = ""
    alarm: bool = False
    href: str = "#flagged"
    show: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryRow:
    """The totals of one category of rules; ``skipped`` as in `RuleRow`.

    Args:
        sampled: in words, in how many calls of the random sample it was missed.
    """

    name: str
    calls: Count
    hits: Count
    skipped: int
    rate: Rate
    sampled: str
