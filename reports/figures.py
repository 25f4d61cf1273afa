"""Numbers and names as reports print them: a number says what it leaves out."""

from dataclasses import dataclass

from reports.language import words


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A value of an enum: its key for styles and filters, its word for people."""

    key: str
    word: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """A number that admits on how many calls it could not be counted."""

    value: int
    missed: int = 0

    @property
    def known(self) -> bool:
        """False where printing the value would print an unproven zero."""
        return self.value > 0 or self.missed == 0

    @property
    def text(self) -> str:
        """The number, or why there is none."""
        return str(self.value) if self.known else words.missed(self.missed)

    @property
    def note(self) -> str:
        """What a positive number leaves out."""
        return words.also_missed(self.missed) if self.value and self.missed else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """A share with its denominator; a lower bound when not everything was evaluated."""

    part: int
    whole: int
    floor: bool = False

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where there is nothing to divide, or nothing proven."""
        unproven = self.whole == 0 or (self.part == 0 and self.floor)
        return None if unproven else self.part / self.whole

    @property
    def text(self) -> str:
        """28.0%, or ≥ 28.0%."""
        if self.share is None:
            return words.NONE if self.whole == 0 else words.NOT_EVALUATED
        return f"{'≥ ' if self.floor else ''}{self.share:.1%}"

    @property
    def fraction(self) -> str:
        """7 / 25."""
        return f"{self.part} / {self.whole}" if self.part or not self.floor else words.NONE
