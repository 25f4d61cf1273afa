"""All rules of a book over one transcript: pure, deterministic."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from callqa.model.finding import Certainty, Evaluation, Finding, NotEvaluated, Undecided, Why
from callqa.model.recording import Recording
from callqa.model.revision import quoted, tagged
from callqa.model.transcript import Outcome, Transcript
from callqa.rules.evaluation import hotword_confirmation
from callqa.rules.evaluation.matcher import compiled
from callqa.rules.language.rule import Rule, RuleBook
from callqa.rules.search.answer import Answer, Truth
from callqa.rules.search.hit import Hit, whole_call
from callqa.rules.search.speech import Spoken

_FAILED = Undecided(kind=Why.FAILED)


def evaluate(transcript: Transcript, book: RuleBook, recording: Recording | None = None) -> Evaluation:
    """Put all rules to a call; each ends as findings, as "no hit" (named nowhere), or as not evaluated.

    Args:
        transcript: of one call.
        book: the rules.
        recording: of the same call; without it every rule counts whatever its dates, and a
            condition on who or when (queue, agent, direction) is not evaluated.

    Returns:
        Findings in order of time; rules that could not be evaluated in order of the book.
    """
    return evaluate_spoken(Spoken.of(transcript), book, recording)


def evaluate_spoken(spoken: Spoken, book: RuleBook, recording: Recording | None = None) -> Evaluation:
    """As `evaluate`, for a call that several books are put to."""
    transcript = spoken.transcript
    day = recording.started_at.date() if recording else None
    if transcript.outcome is Outcome.FAILED:
        rules = (rule for rule in book.rules if rule.in_force(day))
        skipped = tuple(NotEvaluated(rule_id=rule.rule_id, reason=_FAILED) for rule in rules)
        return _evaluation(transcript, book, (), skipped)
    known = compiled(book).answers(spoken, recording)
    answers = [(rule, answer) for rule, answer in known if rule.in_force(day)]
    found = [
        hotword_confirmation.marked(_finding(transcript, rule, hit), transcript.turns)
        for rule, answer in answers
        for hit in _hits(rule, answer, transcript.duration_ms)
    ]
    skipped = tuple(
        NotEvaluated(rule_id=rule.rule_id, reason=answer.undecided)
        for rule, answer in answers
        # a doubtful place beside a sure one leaves no doubt about the rule
        if answer.undecided and answer.truth is Truth.UNKNOWN
    )
    return _evaluation(transcript, book, _told_apart(found), skipped)


def _told_apart(findings: list[Finding]) -> list[Finding]:
    """Two turns that one speaker begins in the same millisecond give the same words the same id.

    No recogniser should write such turns; if one does, they must not cost the day its findings.
    """
    if len({finding.finding_id for finding in findings}) == len(findings):
        return findings
    seen: Counter[str] = Counter()
    apart = []
    for one in findings:
        again = seen[one.finding_id]
        seen[one.finding_id] += 1
        apart.append(replace(one, finding_id=tagged("hit", f"{one.finding_id}#{again}")) if again else one)
    return apart


def _evaluation(
    transcript: Transcript,
    book: RuleBook,
    findings: Iterable[Finding],
    skipped: tuple[NotEvaluated, ...],
) -> Evaluation:
    return Evaluation(
        call_id=transcript.call_id,
        rules_revision=book.revision,
        findings=tuple(sorted(findings, key=by_time)),
        not_evaluated=skipped,
    )


def by_time(finding: Finding) -> tuple[int, int, int, str, str]:
    """Sorts findings."""
    turn = -1 if finding.turn is None else finding.turn
    return finding.start_ms, turn, finding.start, finding.rule_id, finding.finding_id


def _hits(rule: Rule, answer: Answer, duration_ms: int) -> tuple[Hit, ...]:
    """Return the hits; what holds at no place in a call is one finding about the whole call."""
    if answer.hits or not answer.holds:
        return answer.hits
    return (whole_call(rule.role, 0, duration_ms),)


def _finding(transcript: Transcript, rule: Rule, hit: Hit) -> Finding:
    return Finding(
        finding_id=_finding_id(transcript, rule, hit),
        call_id=transcript.call_id,
        rule_id=rule.rule_id,
        rule_name=rule.name,
        category=rule.category,
        severity=rule.severity,
        role=hit.role,
        turn=hit.turn,
        start=hit.start,
        end=hit.end,
        start_ms=hit.start_ms,
        end_ms=hit.end_ms,
        evidence=hit.evidence,
        certainty=Certainty.EXACT if hit.confidence == 1 else Certainty.NEAR_SOUND,
        confidence=hit.confidence,
    )


def _finding_id(transcript: Transcript, rule: Rule, hit: Hit) -> str:
    """Name a finding: the same place and words give the same id in every run, whatever the revision.

    So a supervisor's verdict stays with its hit when another rule of the book is edited. It is the
    `revision` of call, evidence, place and rule, whose JSON is written here because a day has a
    hundred thousand of them.
    """
    turn_start = "null" if hit.turn is None else transcript.turns[hit.turn].start_ms
    place = f"[{quoted(hit.role)},{hit.channel},{turn_start},{hit.start},{hit.end}]"
    call, evidence, rule_id = quoted(transcript.call_id), quoted(hit.evidence), quoted(rule.rule_id)
    return tagged("hit", f'{{"call":{call},"evidence":{evidence},"place":{place},"rule":{rule_id}}}')
