"""What a rule found in a transcript, and what it could not evaluate."""

from dataclasses import dataclass
from enum import StrEnum

from callqa.model.recording import Role
from callqa.model.records import record


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    CRITICAL = "critical"
    """致命: a supervisor acts today."""
    HIGH = "high"
    """严重."""
    MEDIUM = "medium"
    """一般."""
    LOW = "low"
    """提示."""


SEVERE = frozenset({Severity.CRITICAL, Severity.HIGH})
"""严重及以上: what a supervisor looks at first."""


class Certainty(StrEnum):
    """How sure the machine is."""

    EXACT = "exact"
    """精确: the very words of the rule."""
    NEAR_SOUND = "near_sound"
    """近音: words that sound alike."""
    DOUBTFUL = "doubtful"
    """存疑: rests on a hotword that a second reading did not confirm."""


@record(frozen=True, kw_only=True, slots=True)
class Finding:
    """One hit of one rule in one call.

    Args:
        finding_id: stable across re-runs with the same transcript and rule.
        call_id: of the recording.
        rule_id, rule_name, category, severity: of the rule when it hit; category is its Chinese name.
        role: who said it.
        turn: index into the transcript's turns; None for a finding about the whole call
            (未报开场白: something that was not said).
        start, end: span of characters in that turn's text; both 0 for a whole-call finding.
        start_ms, end_ms: when it was said.
        evidence: the characters that hit; empty for a whole-call finding.
        certainty: how sure, as a word.
        confidence: how sure, above 0 and at most 1; 1 for the very words of the rule.
        other_reading: what stood in the place of the evidence before a hotword had a part in it: of a
            doubtful finding the reading without hotwords (may be empty: nothing was heard), of a
            corrected word the original; else empty.
    """

    finding_id: str
    call_id: str
    rule_id: str
    rule_name: str
    category: str
    severity: Severity
    role: Role
    turn: int | None
    start: int
    end: int
    start_ms: int
    end_ms: int
    evidence: str
    certainty: Certainty = Certainty.EXACT
    confidence: float = 1.0
    other_reading: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotEvaluated:
    """A rule that could not be evaluated on a call: neither a hit nor "no hit".

    Args:
        reason: in Chinese.
    """

    rule_id: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """All rules over one call."""

    call_id: str
    rules_revision: str
    findings: tuple[Finding, ...] = ()
    not_evaluated: tuple[NotEvaluated, ...] = ()
