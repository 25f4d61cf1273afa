"""Words of a rule, as they were written and as they are compared."""

from dataclasses import dataclass

from callqa.text.fold import fold
from callqa.text.number_readings import forms


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """Words of a rule.

    Args:
        text: as the supervisor wrote them.
        folded: as they are compared; see `callqa.text.fold`.
        line: in the file, from 1.
        other_numbers: folded, where its numbers can be said otherwise: 120块 is also 一百二十块.
    """

    text: str
    folded: str
    line: int
    other_numbers: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, line: int) -> "Phrase":
        """Fold a phrase, and work out how its numbers may be said."""
        folded = fold(text)
        others = dict.fromkeys(form for form in map(fold, forms(text)) if form != folded)
        return cls(text=text, folded=folded, line=line, other_numbers=tuple(others))

    @property
    def forms(self) -> tuple[str, ...]:
        """All that is looked for, folded."""
        return self.folded, *self.other_numbers
