"""How conditions describe what they ask for besides words; the words for it are in `reports.words`."""

from collections.abc import Sequence

from callqa.days.rule_changes import Demand
from callqa.rules.search.phrase import Phrase


def demand(kind: str, **values: object) -> Demand:
    """Describe what a condition asks for; what is None or empty limits nothing and is left out."""
    return Demand(kind=kind, values={name: each for name, each in values.items() if each not in (None, ())})


def in_a_row(phrases: Sequence[Phrase]) -> tuple[str, ...]:
    """Return phrases in the order of their folded forms: another order of the same words is no change."""
    return tuple(phrase.text for phrase in sorted(phrases, key=lambda phrase: phrase.folded))
