"""What in a rule book is legal, but looks like a mistake: the kinds, and one of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from callqa.rules.language.rule import Rule
from callqa.strict_yaml.problems import Problem
from callqa.strict_yaml.problems import with_columns as problems_with_columns


class CautionKind(StrEnum):
    """What looks like a mistake."""

    DUPLICATE = "duplicate"
    """The same phrase twice: one sentence would be reported twice, or one of them is useless."""
    SHADOWED = "shadowed"
    """A phrase that contains another one of its rule: wherever it is said, the other hits anyway."""
    FLOOD = "flood"
    """A phrase that hits in nearly every call: a single character, or words that everybody says."""
    USELESS_NOT_IN = "useless_not_in"
    """A not_in phrase that contains no keyword of its rule spares nothing."""
    NEVER_HITS = "never_hits"
    """A keyword, or a whole rule, that cannot hit."""
    EXPIRED = "expired"
    """A rule whose last day has passed."""
    RULE_ID = "rule_id"
    """A phrase that is another rule's id: most likely the rule was meant, which only an anchor can name."""
    SAME_NAME = "same_name"
    """Two rules of one category that no reader of a report can tell apart."""
    AND_SO_ON = "and_so_on"
    """A phrase that ends with "and so on", which is looked for as well."""
    COSTLY = "costly"
    """A regular expression that takes long, or that some calls cannot be put to."""
    NOT_YET = "not_yet"
    """A rule whose first day is still to come: nearly always meant so, and only worth a remark."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Caution:
    """One thing that looks like a mistake.

    Args:
        kind: of mistake.
        rule_id: where it is.
        problem: place, text and cure, in Chinese.
    """

    kind: CautionKind
    rule_id: str
    problem: Problem

    @property
    def is_remark(self) -> bool:
        """Whether nothing has to be done about it."""
        return self.kind is CautionKind.NOT_YET

    def __str__(self) -> str:
        return str(self.problem)


Suspect: TypeAlias = tuple[CautionKind, Rule, int, str, str]
"""Kind, rule, line, what looks wrong, cure."""


def with_columns(cautions: Iterable[Caution], text: str) -> tuple[Caution, ...]:
    """Return the cautions, each with the column of the offending text in the file's text."""
    known = list(cautions)
    problems = problems_with_columns([caution.problem for caution in known], text)
    return tuple(replace(caution, problem=problem) for caution, problem in zip(known, problems, strict=True))
