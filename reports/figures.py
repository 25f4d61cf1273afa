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
    """A number that admits on how many calls it could not be counted.

    Args:
        of: all calls on which it was to be counted; 0 where that is not known.
    """

    value: int
    missed: int = 0
    of: int = 0

    @property
    def known(self) -> bool:
        """False where printing the value would print an unproven zero."""
        return self.value > 0 or self.missed == 0

    @property
    def unseen(self) -> bool:
        """Whether there was nothing where it was counted, and it was not counted everywhere."""
        return not self.known and self.missed < self.of

    @property
    def text(self) -> str:
        """The number, or why there is none."""
        if self.unseen:
            return words.UNSEEN
        return str(self.value) if self.known else words.missed(self.missed)

    @property
    def note(self) -> str:
        """What the number leaves out."""
        return words.also_missed(self.missed) if self.missed and (self.value or self.unseen) else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """A share with its denominator.

    Args:
        floor: a lower bound, because not everything was evaluated.
        unseen: nothing was found in what was evaluated.
    """

    part: int
    whole: int
    floor: bool = False
    unseen: bool = False

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where there is nothing to divide, or nothing proven."""
        unproven = self.whole == 0 or (self.part == 0 and self.floor)
        return None if unproven else self.part / self.whole

    @property
    def text(self) -> str:
        """28.0%, or ≥ 28.0%."""
        if self.share is None:
            unknown = words.UNSEEN if self.unseen else words.NOT_EVALUATED
            return words.NONE if self.whole == 0 else unknown
        return f"{'≥ ' if self.floor and self.part < self.whole else ''}{self.share:.1%}"

    @property
    def fraction(self) -> str:
        """7 / 25."""
        return f"{self.part} / {self.whole}" if self.part or not self.floor else words.NONE
