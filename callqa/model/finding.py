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


class Why(StrEnum):
    """Why it cannot be known whether a rule hits."""

    FAILED = "failed"
    """The call has no transcript."""
    NOT_FLAGGED = "not_flagged"
    """The rules were not put to the call yet."""
    TOO_SHORT = "too_short"
    """The recording of so many seconds is too short for what should have been said."""
    INCOMPLETE_AUDIO = "incomplete_audio"
    """So many seconds of the recording are missing."""
    UNREAD_AUDIO = "unread_audio"
    """So many seconds in the file were not read."""
    SHORTER_THAN_RECORD = "shorter_than_record"
    """The recording is so many seconds shorter than the call records say that people talked."""
    UNHEARD_CHANNEL = "unheard_channel"
    """A channel has sound, but no speech was found in it."""
    RUNAWAY_TEXT = "runaway_text"
    """In so many seconds of the call the recogniser wrote more than can have been said."""
    IMPLAUSIBLE_RATE = "implausible_rate"
    """The file's header gives a sample rate that does not fit the sound."""
    NO_RECORD = "no_record"
    """Nothing is known about the call besides its words."""
    NO_QUEUE = "no_queue"
    NO_AGENT = "no_agent"
    NO_DIRECTION = "no_direction"
    NOBODY_SPEAKS = "nobody_speaks"
    ROLE_SILENT = "role_silent"
    """The role says nothing, so that nothing can be said about what it did not say."""
    ROLE_UNCLEAR = "role_unclear"
    """Nobody knows what of all that is said the role says."""
    SPEAKER_UNCLEAR = "speaker_unclear"
    """What was measured was perhaps done by the role, perhaps not."""
    WORDS_UNCLEAR = "words_unclear"
    """Nobody knows whether the role says the words at so many seconds."""
    REPEATER_UNCLEAR = "repeater_unclear"
    """Somebody repeats themselves, perhaps the role."""
    TURNS_UNCLEAR = "turns_unclear"
    """Turns cannot be counted: nobody knows who speaks in some of them."""
    NO_DURATION = "no_duration"
    NO_TURN_TIMES = "no_turn_times"
    NO_EMOTION = "no_emotion"
    """The recogniser does not say how something was said."""
    NO_TIMES_FOR_WINDOW = "no_times_for_window"
    """Characters without times: nobody knows whether they lie in the part of the call that counts."""
    NO_TIMES_BETWEEN = "no_times_between"
    """Characters without times: nobody knows how far they lie apart."""
    ANCHOR_UNKNOWN = "anchor_unknown"
    """The rule that this one is anchored to was not evaluated."""
    TOO_MUCH_WORK = "too_much_work"
    """A pattern of the rule wants more work of this call than it may have."""
    AS_WRITTEN = "as_written"
    """A sentence of an older version, of no kind that is known."""


@record(frozen=True, kw_only=True, slots=True)
class Undecided:
    """Why it cannot be known whether a rule hits, without customer speech.

    Args:
        kind: says which of the others it comes with.
        role: that is meant.
        seconds: how many, or after how many.
        text: of a sentence as it was written, in Chinese.
    """

    kind: Why
    role: Role | None = None
    seconds: float = 0
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotEvaluated:
    """A rule that could not be evaluated on a call: neither a hit nor "no hit"."""

    rule_id: str
    reason: Undecided


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """All rules over one call."""

    call_id: str
    rules_revision: str
    findings: tuple[Finding, ...] = ()
    not_evaluated: tuple[NotEvaluated, ...] = ()
