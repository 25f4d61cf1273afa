"""The product's transcription and rules over a day, compared with its answers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.answer_day import CATEGORIES, Answer, AnswerDay, channel_text
from benchmarks.metrics import Agreement, ErrorRate
from callqa.model.finding import Evaluation
from callqa.model.transcript import Transcript
from callqa.operations import engines, flag
from callqa.recognition.engine import Transcriber
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.rule import RuleBook
from callqa.settings.pipeline_yaml import Configuration

Even = Callable[[str], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class DayAccuracy:
    """The figures of one day.

    Args:
        outcomes_right: calls that ended as they should: ok, no speech, failed.
        by_role: character errors; ``unknown`` is a mono call, on whose channel both speak.
        by_category: findings, judged per call and category.
        rules_alone: the same with a recogniser that makes no mistakes.
    """

    calls: int
    outcomes_right: int
    by_role: Mapping[str, ErrorRate]
    by_category: Mapping[str, Agreement]
    rules_alone: Agreement

    def as_json(self) -> dict[str, Any]:
        """Plain data: the three figures, and what they are made of."""
        found = sum(self.by_category.values(), Agreement())
        return {
            "cer": sum(self.by_role.values(), ErrorRate()).rate,
            "findings_recall": found.recall,
            "findings_precision": found.precision,
            "detail": {
                "calls": self.calls,
                "outcomes_right": self.outcomes_right,
                "cer_by_role": {role: rate.rate for role, rate in self.by_role.items()},
                "characters": sum(rate.length for rate in self.by_role.values()),
                "by_category": {name: _plain(item) for name, item in self.by_category.items()},
                "rules_on_perfect_text": _plain(self.rules_alone),
            },
        }


def _plain(agreement: Agreement) -> dict[str, int]:
    return {"right": agreement.right, "extra": agreement.extra, "missed": agreement.missed}


def engine(configuration: Configuration, hotwords: bool) -> Transcriber:
    """Return the configured engine, or the same one without its hotwords."""
    if hotwords:
        return engines.configured(configuration)
    return Transcriber(engines.settings_of(configuration))


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What is right about a call, what was heard in it, and what the rules made of that."""

    answer: Answer
    transcript: Transcript
    evaluation: Evaluation


def measure(
    day: AnswerDay, configuration: Configuration, running: Transcriber, even: Even = str
) -> DayAccuracy:
    """Recognise a day, put the rules to it, and compare.

    Args:
        even: brings what was said and what was heard into one form before characters are counted.
    """
    book = flag.load_book(configuration.resolve(configuration.settings.rules))
    heard = zip(day.calls, _transcripts(day, running), strict=True)
    return compared(
        [Judged(answer=answer, transcript=text, evaluation=evaluate(text, book)) for answer, text in heard],
        book,
        even,
    )


def compared(judged: Sequence[Judged], book: RuleBook, even: Even = str) -> DayAccuracy:
    """Compare what was heard and reported with the answers, by whichever way it came about."""
    return DayAccuracy(
        calls=len(judged),
        outcomes_right=sum(each.answer.outcome is each.transcript.outcome for each in judged),
        by_role=_by_role(judged, even),
        by_category=_by_category((each.answer, each.evaluation) for each in judged),
        rules_alone=_rules_alone([each.answer for each in judged], book),
    )


def _transcripts(day: AnswerDay, running: Transcriber) -> list[Transcript]:
    recordings = [answer.recording for answer in day.calls]
    found = {transcript.call_id: transcript for transcript in running.transcribe(recordings)}
    return [found[recording.call_id] for recording in recordings]


def _by_role(judged: Iterable[Judged], even: Even) -> dict[str, ErrorRate]:
    rates: dict[str, ErrorRate] = defaultdict(ErrorRate)
    for each in judged:
        for channel, (role, said) in each.answer.by_channel().items():
            heard = channel_text(each.transcript, channel)
            rates[role.value] += ErrorRate.between(even(said), even(heard))
    return dict(sorted(rates.items()))


def _by_category(judged: Iterable[tuple[Answer, Evaluation]]) -> dict[str, Agreement]:
    """Per call, a category is reported or it is not."""
    result = dict.fromkeys(CATEGORIES, Agreement())
    for answer, evaluation in judged:
        reported = {finding.category for finding in evaluation.findings}
        for name in CATEGORIES:
            result[name] += Agreement.between(answer.categories & {name}, reported & {name})
    return result


def _rules_alone(answers: Iterable[Answer], book: RuleBook) -> Agreement:
    judged = _by_category((answer, evaluate(answer.transcript(), book)) for answer in answers)
    return sum(judged.values(), Agreement())
