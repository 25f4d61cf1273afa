"""The stage that flags: puts the published rule book to stored transcripts."""

from collections.abc import Iterable
from datetime import date

from callqa.model.finding import Evaluation
from callqa.model.recording import Recording
from callqa.model.remarks import RemarkKind
from callqa.model.transcript import Transcript
from callqa.rules.advice.diff import compare, summaries
from callqa.rules.books import PublishedBooks, load_book, settle
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.parse import RuleBook
from callqa.storage import erasure, purges
from callqa.storage.session import Site
from callqa.storage.store import Store

__all__ = ["flag", "flag_day", "load_book"]

_NOT_KEPT = "规则手册换过版本，但前一天用的版本没有保存，列不出改动"


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


def flag_day(site: Site, day: date) -> int:
    """Put the published book to the day's stored transcripts; replaces the day's findings.

    A changed file that is good is published first; a broken one is not, and the day says so.

    Returns:
        The number of findings.

    Raises:
        BadInputError: the file has problems and no book was ever published, or the day was purged;
            nothing was changed.
    """
    purges.refuse_closed(site.database, day)
    store, in_force = site.store, settle(site)
    book = in_force.book
    if site.settings.privacy.mask_stored:
        erasure.hide_numbers(site, day, store.each_transcript(day))
    evaluations = flag(store.each_transcript(day), book, store.recordings(day))
    store.save_evaluations(day, evaluations)
    store.save_rules(day, book.revision, summaries(book, day), _changes(store, day, book))
    store.save_remarks(day, [RemarkKind.RULES_NOT_ADOPTED], [*filter(None, [in_force.remark])])
    return sum(len(evaluation.findings) for evaluation in evaluations)


def _changes(store: Store, day: date, book: RuleBook) -> tuple[str, ...]:
    """What the book has gained and lost since the day before that was flagged."""
    before = store.rules_before(day)
    if before in ("", book.revision):
        return ()
    old = PublishedBooks(store.database).of_revision(before)
    return tuple(map(str, compare(old, book))) if old else (_NOT_KEPT,)
