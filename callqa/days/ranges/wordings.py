"""What is said most in hits: wordings that are alike once they are folded."""

from collections import Counter
from dataclasses import dataclass, field

from callqa.days.day import CallResult
from callqa.days.ranges.past import Past, Said
from callqa.days.ranges.rollup import FlaggedTotal, Wording
from callqa.text.fold import fold

MOST, NEWEST = 12, 6
"""How many of the most frequent, and how many more of those that the period before did not have."""


@dataclass(kw_only=True, slots=True)
class _Heard:
    hits: int = 0
    calls: int = 0
    agents: set[str] = field(default_factory=set)
    example: FlaggedTotal
    finding_id: str


@dataclass(kw_only=True, slots=True)
class WordingTally:
    """Adds call to call. What was said is only compared here; it is shown as the example's page shows it."""

    _heard: dict[Said, _Heard] = field(default_factory=dict)

    def add(self, flagged: FlaggedTotal, call: CallResult) -> None:
        """Add a call.

        Args:
            flagged: what is shown of it.
            call: the same as it is stored.
        """
        keys = [(fold(each.evidence), each.role) for each in call.evaluation.findings]
        hits = Counter(keys)
        for key, each in zip(keys, call.evaluation.findings, strict=True):
            if not key[0] or not (count := hits.pop(key, 0)):
                continue
            heard = self._heard.setdefault(key, _Heard(example=flagged, finding_id=each.finding_id))
            heard.hits += count
            heard.calls += 1
            heard.agents.add(flagged.agent)

    def most(self, past: Past | None) -> tuple[Wording, ...]:
        """Return what was said most, and what is new; most hits first.

        Args:
            past: the period before; None where nothing is known of it.
        """
        order = sorted(self._heard, key=lambda each: (-self._heard[each].hits, each))
        new = [each for each in order if past and each not in past.wordings]
        repeated = [each for each in new if self._heard[each].hits > 1]  # once is an accident
        chosen = {*order[:MOST], *repeated[:NEWEST]}
        return tuple(self._wording(each, past) for each in order if each in chosen)

    def _wording(self, said: Said, past: Past | None) -> Wording:
        heard = self._heard[said]
        return Wording(
            role=said[1],
            hits=heard.hits,
            calls=heard.calls,
            agents=len(heard.agents),
            before=past.wordings.get(said, 0) if past else None,
            example=heard.example,
            finding_id=heard.finding_id,
        )
