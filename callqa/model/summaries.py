"""Figures of a day that are stored beside its results."""

from collections.abc import Mapping
from dataclasses import dataclass

from callqa.model.finding import Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleSummary:
    """A rule as a report names it; stored with every day, so that an old report says what was in force.

    Args:
        points: taken off a call's 100 when the rule hits.
        fatal: a hit makes the call's score 0.
        needs_review: its hits count only after somebody has looked at them.
        pinyin: words that sound alike hit, too.
        note: what the rule's author tells its readers.
    """

    rule_id: str
    name: str
    category: str
    severity: Severity
    points: float = 0
    fatal: bool = False
    needs_review: bool = False
    pinyin: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineSummary:
    """What recognised: the model's name and device, the revision, and how many hotwords it was given.

    Args:
        asked: the device as the settings name it; empty where that is not known.
        note: what a reader must know about this model, in Chinese (what the demo model is for); may be empty.
        lacks: what this kind of model cannot do, and what is done instead, in Chinese; may be empty.
    """

    model: str
    device: str
    revision: str
    hotwords: int
    asked: str = ""
    note: str = ""
    lacks: str = ""

    @property
    def notes(self) -> str:
        """Everything that a reader must know about this model."""
        return "；".join(filter(None, (self.note, self.lacks)))


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleCounts:
    """What is stored of a day's calls, by rule id.

    Args:
        hits: how many.
        unknown: calls on which the rule could not be evaluated.
    """

    hits: Mapping[str, int]
    unknown: Mapping[str, int]
