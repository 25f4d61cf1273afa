"""The stage that flags: reads the rule book, and puts it to stored transcripts."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from flows.adapters.settings import Configuration
from flows.adapters.store import Store
from flows.adapters.yaml_lines import read
from flows.core.finding import Evaluation
from flows.core.recording import Recording
from flows.core.rules.book import RuleBook, parse
from flows.core.rules.check import summaries
from flows.core.rules.evaluate import evaluate
from flows.core.transcript import Transcript


def load_book(path: Path) -> RuleBook:
    """Read and check a rule book.

    Raises:
        BadInputError: the file cannot be read, or has problems: all of them, each with its line.
    """
    return parse(read(path))


def flag(
    transcripts: Iterable[Transcript], book: RuleBook, recordings: Iterable[Recording] = ()
) -> list[Evaluation]:
    """Put every rule to every transcript; one evaluation for each, in the same order.

    Args:
        transcripts: of any calls.
        book: the rules.
        recordings: of the same calls, in any order; see `evaluate` for what is unknown without them.
    """
    known = {recording.call_id: recording for recording in recordings}
    return [evaluate(transcript, book, known.get(transcript.call_id)) for transcript in transcripts]


def flag_day(configuration: Configuration, store: Store, day: date) -> int:
    """Put the configured book to the day's stored transcripts; replaces the day's findings.

    Returns:
        The number of findings.

    Raises:
        BadInputError: the rule book has problems; the day's findings stay as they were.
    """
    book = load_book(configuration.resolve(configuration.settings.rules))
    evaluations = flag(store.transcripts(day).values(), book, store.recordings(day))
    store.save_evaluations(day, evaluations)
    store.save_rules(day, book.revision, summaries(book, day))
    return sum(len(evaluation.findings) for evaluation in evaluations)
