"""What a rule book listens for besides what is written: the spoken forms of its words."""

from collections.abc import Iterator
from dataclasses import dataclass

from callqa.rules.conditions.words import Words
from callqa.rules.language.rule import RuleBook
from callqa.rules.logic.ast import walk

_SHOWN = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """The other ways in which a phrase of a rule is found.

    Args:
        rule_id, name: of the rule.
        phrase: as it was written.
        forms: folded; each is found like the phrase itself.
    """

    rule_id: str
    name: str
    phrase: str
    forms: tuple[str, ...]

    def __str__(self) -> str:
        more = f" 等 {len(self.forms)} 种说法" if len(self.forms) > _SHOWN else ""
        shown = "、".join(self.forms[:: max(len(self.forms) // _SHOWN, 1)][:_SHOWN])
        return (
            f"规则 {self.rule_id}（{self.name}）：“{self.phrase}”也听 {shown}{more}　→ 不要就写 forms: 原样"
        )


def explanations(book: RuleBook) -> Iterator[Explanation]:
    """Yield every phrase that is found in other forms, in the file's order."""
    for rule in book.rules:
        lists = (part for part in walk(rule.condition) if isinstance(part, Words))
        phrases = {phrase.folded: phrase for words in lists for phrase in words.phrases}
        for phrase in phrases.values():
            forms = (*phrase.other_numbers, *phrase.spoken)
            if forms:
                yield Explanation(rule_id=rule.rule_id, name=rule.name, phrase=phrase.text, forms=forms)
