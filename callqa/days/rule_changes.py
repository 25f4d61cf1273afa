"""What one rule book has gained and lost against another: kinds, names and figures, never sentences.

The words are in `reports.words`, in both languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ChangeKind(StrEnum):
    """What happened to a rule."""

    ADDED = "added"
    """It is new."""
    REMOVED = "removed"
    """It is gone."""
    SWITCHED_ON = "switched_on"
    """It was there, and takes effect again."""
    SWITCHED_OFF = "switched_off"
    """It is still there, without effect."""
    CHANGED = "changed"
    """It looks for something else, or reports it otherwise."""
    UNLISTED = "unlisted"
    """Of no single rule: the book before was not kept, so that nothing can be listed."""
    AS_WRITTEN = "as_written"
    """A line of an older version that could not be read; its one detail has the text."""


class About(StrEnum):
    """What of a rule is otherwise; the first ones have been one thing and are another now."""

    NAME = "name"
    CATEGORY = "category"
    SEVERITY = "severity"
    """Values of `Severity`."""
    ROLE = "role"
    """Values of `Role`; empty for anybody."""
    POINTS = "points"
    FATAL = "fatal"
    """``yes`` or empty."""
    REVIEW = "review"
    """``yes`` or empty."""
    SINCE = "since"
    """A date; empty for any."""
    UNTIL = "until"
    """A date; empty for any."""
    KEYWORDS = "keywords"
    """Words more or less."""
    EXCEPTIONS = "exceptions"
    """Words more or less."""
    MUST_SAY = "must_say"
    """Words more or less."""
    DEMANDS = "demands"
    """Demands more or less."""
    ARRANGEMENT = "arrangement"
    """The same conditions, put together otherwise."""
    AS_WRITTEN = "as_written"
    """Details that an older version wrote down in Chinese, as one text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """What a condition asks for besides words being said or not.

    Args:
        kind: the operator's or constraint's key.
        values: its figures, words and lists of words by name; times in ms. What limits nothing is left out.
    """

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """One thing of a rule that is otherwise.

    Args:
        about: what; says which of the others it comes with.
        before, after: of what is one thing or another.
        is_gone: the words or demands were there and are not any more; else they are new.
        words, demands: that are new or gone.
        text: as it was written, in Chinese.
    """

    about: About
    before: str = ""
    after: str = ""
    is_gone: bool = False
    words: tuple[str, ...] = ()
    demands: tuple[Demand, ...] = ()
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleChange:
    """What happened to one rule.

    Args:
        kind: what.
        rule_id, name, category: of the rule, as it is now where it still is.
        details: only of a changed rule.
    """

    kind: ChangeKind
    rule_id: str = ""
    name: str = ""
    category: str = ""
    details: tuple[Detail, ...] = ()
