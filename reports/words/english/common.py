"""The English words that more than one kind of report uses: every name of `reports.words.chinese.common`."""

from datetime import date

from callqa.days.anomalies import LEAST_DAYS, Measure, Unusual
from callqa.model.annotations import Emotion
from callqa.model.errors import Failure
from callqa.model.finding import Certainty, Severity
from callqa.model.recording import Direction, Role
from callqa.model.review.verdicts import Judgement, Standing
from callqa.model.summaries import REMEMBERED_DAYS, ModelNote, OnCpu
from callqa.model.transcript import Outcome
from callqa.reviews import sheet

SEVERITY = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "serious",
    Severity.MEDIUM: "moderate",
    Severity.LOW: "notice",
}
CERTAINTY = {
    Certainty.EXACT: "exact",
    Certainty.NEAR_SOUND: "sounds alike",
    Certainty.DOUBTFUL: "doubtful",
}
CERTAINTY_NOTE = {
    Certainty.EXACT: "",
    Certainty.NEAR_SOUND: "other characters with a similar sound: listen before you judge",
    Certainty.DOUBTFUL: "rests on a hotword that a second reading did not confirm: listen before you judge",
}
EMOTION = {each: each.value for each in Emotion}
ROLE = {Role.AGENT: "agent", Role.CUSTOMER: "customer", Role.UNKNOWN: "role unknown"}
DIRECTION = {Direction.INBOUND: "inbound", Direction.OUTBOUND: "outbound", Direction.UNKNOWN: "unknown"}
OUTCOME = {Outcome.OK: "analysed", Outcome.NO_SPEECH: "no speech", Outcome.FAILED: "failed"}
HITS_SHEET = sheet.ENGLISH
MISSES_SHEET = sheet.MISSES_ENGLISH
STANDING = {
    Standing.TRUE: "true hit",
    Standing.FALSE: "false hit",
    Standing.PENDING: "undecided",
    Standing.DISPUTED: "disputed",
}
NOISY = "often wrong: mend the rule"
FEW_REVIEWS = "few reviews so far"
SMALL_SAMPLE = "few calls, not ranked"
UNKNOWN_AGENT = "unknown agent"
UNKNOWN = "unknown"
WHOLE_CALL = "whole call"
NOT_EVALUATED = "not evaluated"
UNSEEN = "none seen"
NONE = "—"
COLON, BETWEEN, SEMICOLON = ": ", ", ", "; "
CUT = "… (cut)"
MODEL_NOTE = {
    ModelNote.DEMO: "demo model: it knows synthetic speech only and cannot be used for real calls",
    ModelNote.NO_HOTWORDS: "this kind of model takes no hotwords: the rules are put to its text all the same",
    ModelNote.NO_TIMES: "this kind of model gives no times of characters: they are spread evenly",
}
STALE = "the rules have changed since, not judged again yet"
NO_RULES = "no rule is switched on"
STILL_WRITTEN = "still being written, left for the next run"
NO_ENGINE = "no recording of this day was ever recognised"
CALL_NUMBER = "Calls"
FLAGGED = "Calls with hits"
HIT_RATE = "Hit rate"
SEVERE = "Serious hits"
FAILED = "Failed"

WINDOW = "Window"
TIMEZONE = "Time zone"
GENERATED = "Generated"
MODEL = "Model"
HOTWORDS = "Hotwords"
ENGINE_REVISION = "Engine"
RULES = "Rules"
RULES_REVISION = "Rule book"
RUN_ID = "Run"


def _some(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def day_title(day: date) -> str:
    """Saturday, 21 November 2026."""
    return f"{day:%A}, {day.day} {day:%B} {day.year}"


def inferred(speaker: str) -> str:
    """Return a speaker whose role follows from what was said, and not from a channel."""
    return f"{speaker} (inferred)"


def between(start: str, end: str, offset: str) -> str:
    """Return the window of a day."""
    return f"{start} to {end} ({offset})"


def ledger(received: int, ok: int, no_speech: int, failed: int) -> str:
    """Return the reconciliation line in words."""
    return f"received {received} = analysed {ok} + no speech {no_speech} + failed {failed}"


def other_reading(text: str) -> str:
    """Return what the recogniser heard without its hotwords."""
    return f"heard as “{text}” without hotwords" if text else "not heard at all without hotwords"


def original_reading(text: str) -> str:
    """Return what the recogniser wrote before a hotword was put there by its sound."""
    return f"recognised as “{text}”, corrected by sound"


def reviewed(reviewer: str, verdict: str, note: str) -> str:
    """One supervisor's verdict in a line."""
    return f"{reviewer}: {verdict}{f', {note}' if note else ''}"


def missed(calls: int) -> str:
    """Stands where a zero would be a lie."""
    return f"{NOT_EVALUATED}: {calls}"


def also_missed(calls: int) -> str:
    """Says that a number is a lower bound."""
    return f"{calls} more not evaluated"


def of_analysed(fraction: str, floor: bool) -> str:
    """Names the denominator of a rate, and whether it is a lower bound."""
    return f"{fraction} analysed{', at least' if floor else ''}"


def rule_number(rules: int) -> str:
    """How many rules were in force."""
    return str(rules)


def hotword_number(hotwords: int) -> str:
    """How many hotwords the recogniser was given."""
    return str(hotwords)


def rules_skipped(rules: int, reasons: str) -> str:
    """Why a call's zero is not a zero."""
    return f"{_some(rules, 'rule')} not evaluated: {reasons}"


_FAILURE = {
    Failure.NOT_ATTEMPTED: "not transcribed yet",
    Failure.UNREACHABLE: "the file is not there, or could not be reached at that moment",
    Failure.NO_PERMISSION: "no permission to read the file",
    Failure.CHANGED: "the file was changed while it was being read",
    Failure.OVERWRITTEN: "another recording was written under the file's name; this one is gone",
    Failure.EMPTY: "empty file",
    Failure.INCOMPLETE: "incomplete file: it holds less audio than it says",
    Failure.DAMAGED: "damaged or incomplete file: it cannot be decoded to its end",
    Failure.NOT_AUDIO: "not an audio file",
    Failure.NO_SOUND: "the file holds no audio",
    Failure.UNDECODABLE: "the file cannot be decoded",
    Failure.TOO_MANY_CHANNELS: "more than two channels",
    Failure.SAMPLE_RATE: "a sample rate that makes no sense",
    Failure.TOO_LONG: "longer than recordings.max_duration_min allows",
    Failure.READ_ERROR: "reading the file failed",
    Failure.READER_DIED: "the process that read the file was ended by it",
    Failure.READER_STUCK: "reading the file came to no end",
    Failure.OUT_OF_MEMORY: "not enough memory, of the machine or of its card",
    Failure.VOICE_DETECTION: "finding the speech in it failed",
    Failure.RECOGNITION: "recognition failed",
    Failure.VOICE_PRINT: "telling the voices apart failed",
    Failure.PUNCTUATION: "setting punctuation marks failed",
}


def failure_reason(failure: Failure, reason: str) -> str:
    """Why a recording failed; what was stored without a code stays in the words of that night."""
    return _FAILURE.get(failure, reason)


def channel_speaker(channel: int) -> str:
    """Return a speaker of whom only the channel is known."""
    return f"{UNKNOWN} (channel {channel + 1})"


TITLE_COMPLETE = "Complete: every recording was read to its end, every rule evaluated"
TITLE_PARTIAL = "Every recording was processed, but some rules could not be evaluated"
TITLE_INCOMPLETE = "Incomplete: do not conclude that nothing was wrong"
TITLE_EMPTY = "No recording was received on this day"
REASON_EMPTY = "If there were calls, check the recordings' folders and the collecting settings"


def title_mostly(calls: int, share: float) -> str:
    """Return a day that is complete but for a few."""
    if not calls:
        return "Mostly complete, but some things were not understood"
    few = 0.001
    return f"Complete but for {_some(calls, 'call')} ({'under 0.1%' if share < few else f'{share:.1%}'})"


def reason_pending(calls: int) -> str:
    """Why a day is incomplete: calls without an attempt."""
    return f"{_some(calls, 'recording')} not processed yet"


def reason_failed(calls: int) -> str:
    """Why a day is incomplete: failures."""
    return f"{_some(calls, 'recording')} failed; what was said there is unknown"


def reason_deferred(files: int) -> str:
    """Why a day is incomplete: files left for later."""
    return f"{_some(files, 'file')} left for the next run and not in the numbers below"


def reason_stale(calls: int) -> str:
    """Why a day is incomplete: flags of an older rule book."""
    return f"{_some(calls, 'call')} judged by an older rule book"


def reason_skipped(rules: int, calls: int) -> str:
    """Why zeros are missing: rules that could not be evaluated."""
    return (
        f"{_some(rules, 'rule')} could not be evaluated on {_some(calls, 'call')}; "
        "“none seen” stands in place of zeros"
    )


UNUSUAL = "Unusual"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def unusual(remark: Unusual | OnCpu) -> str:
    """How a day is far from the usual of its weekday or of the machine, and where to look."""
    if isinstance(remark, OnCpu):
        return _on_cpu(remark)
    weekday = _WEEKDAYS[remark.weekday]
    if remark.measure is Measure.VOLUME:
        told = f"{remark.now:.0f} calls were received, on a usual {weekday} about {remark.usual:.0f}"
        return f"{told}: check the recorder and the call records"
    if remark.measure is Measure.HIT_RATE:
        told = f"{remark.now:.1%} of the calls have hits, on a usual {weekday} about {remark.usual:.1%}"
        return f"{told}: see whether the business, the rules or the recognition has changed"
    told = f"{remark.now:.0f} characters a minute of recording, on a usual {weekday} {remark.usual:.0f}"
    return f"{told}: recordings may be silent, too quiet, or lack a channel"


def _on_cpu(remark: OnCpu) -> str:
    same = "The results are the same, but it takes much longer"
    if remark.is_partly:
        told = f"{remark.calls} of {remark.recognised} calls were recognised on the CPU"
        return f"{told}, the others on {remark.device}: a GPU failed or is gone. {same}; check the GPU"
    told = f"All {remark.calls} calls were recognised on the CPU"
    return (
        f"{told}, those of {remark.last} still on {remark.device}: the GPU may be gone (driver, damage). "
        f"{same}; run callqa doctor on the machine"
    )


WARNING = "Note"
RULE_CHANGE = "Rule change"
NOTES = (
    ("Numbers", "Every recording is exactly one of analysed, no speech, failed. Equal files count once."),
    (
        "Zero and not evaluated",
        "A 0 is printed only where every rule in question was evaluated on every call. “None seen”: nothing "
        "in the calls that were evaluated, but some were not, so it is no zero; “not evaluated”: none was. "
        "Numbers with “≥”, and rows with calls that were not evaluated, are lower bounds.",
    ),
    ("Severity", "Critical (act today), serious, moderate, notice; the rule book says which."),
    (
        "Certainty",
        "Exact: the very words of the rule. Sounds alike: other characters, similar sound. Doubtful: rests "
        "on a hotword that a second reading did not confirm. Listen to the last two before you judge.",
    ),
    (
        "Speakers",
        "By channel or call record; “inferred” where it follows from what is said on a single channel; where "
        "nobody knows it says “unknown” and the channel, never agent.",
    ),
    (
        "Score",
        "100 minus the points of every rule that hits, each once; a fatal rule makes it 0. Rules that were "
        "not evaluated leave the sum, and the other deductions weigh more. `score` in the rule book says "
        "what a rule costs; in the shipped book only what agents do costs points.",
    ),
    (
        "Revised and quarantined",
        "Revised: recordings came late or changed after this day was reported. Quarantined: "
        "failed at every try and is not tried again by itself.",
    ),
    (
        UNUSUAL,
        "Calls, hit rate or characters a minute are half as many or half as many again as on the same "
        f"weekday of the last 30 days, and more than chance explains. It takes {LEAST_DAYS} known days. "
        f"Also: calls that the CPU recognised although a GPU did in the {REMEMBERED_DAYS} days before.",
    ),
    ("Times", "Times of day are local; minutes:seconds count from the start of the recording."),
    ("Text", "Written by a machine: it has errors and no punctuation. The recording decides."),
)
PRIVACY = "Privacy"
PRIVACY_NOTE = {
    True: "Mobile, landline, identity and bank card numbers (also as spoken digits) and customers' numbers "
    "are hidden by *, like 138****1234; order numbers and service numbers like 12315 are not. A number that "
    "was misspoken or misheard may be missed. Setting: privacy.mask in config/pipeline.yaml. The rules "
    "judge the text as it was said.",
    False: "Numbers are not hidden (privacy.mask in config/pipeline.yaml is off): keep this safe.",
}


def reviews_text(judgement: Judgement) -> str:
    """Who says what about a hit: disputed: Zhang true hit (a joke); Li false hit."""
    said = "; ".join(
        f"{each.reviewer} {HITS_SHEET.verdicts[each.verdict]}{f' ({each.note})' if each.note else ''}"
        for each in judgement.latest
    )
    return f"{STANDING[Standing.DISPUTED]}: {said}" if judgement.standing is Standing.DISPUTED else said


ZERO_SHORT = "none of these words"
RECALL = "Recall"
RECALL_NOTE = (
    "Recall = true hits ÷ (true hits + missed), by the misses that supervisors recorded: none where nobody "
    "did; what nobody heard is not in it, so it is a bound from above."
)


def zero(calls: int, missed: int) -> str:
    """Return what a zero says, and how much the rules miss in calls that nobody chose."""
    said = "0 = none of these words was said, not that nothing of the kind happened"
    if not calls:
        return f"{said}; nobody has listened to the random sample, so what is missed is not known."
    share = f"{missed / calls:.1%}"
    return f"{said}; of {calls} calls heard of the random sample {missed} had something missed ({share})."


def sampled(calls: int, missed: int) -> str:
    """Return the same of one category, in a few words."""
    return f"missed in {missed} / {calls} of the sample" if calls else "sample not heard"
