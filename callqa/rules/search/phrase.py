"""Words of a rule, as they were written and as they are compared."""

from dataclasses import dataclass, replace

from callqa.rules.search.spoken_forms import spoken_forms
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
        spoken: folded, how else it is said: 退款 is also 退个款; see `spoken_forms`.
    """

    text: str
    folded: str
    line: int
    other_numbers: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, line: int) -> "Phrase":
        """Fold a phrase, and work out how its numbers may be said."""
        folded = fold(text)
        others = dict.fromkeys(form for form in map(fold, forms(text)) if form != folded)
        return cls(text=text, folded=folded, line=line, other_numbers=tuple(others))

    @property
    def forms(self) -> tuple[str, ...]:
        """All that is looked for, folded."""
        return self.folded, *self.other_numbers, *self.spoken

    def as_spoken(self) -> "Phrase":
        """Return the phrase with the other ways to say it."""
        spoken = spoken_forms(self.folded)
        return replace(self, spoken=spoken) if spoken else self
