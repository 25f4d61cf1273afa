"""Flag: the published rule book put to stored transcripts, by the night or again by somebody."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from callqa.days.rule_changes import ChangeKind, RuleChange
from callqa.model.audit import AuditAction
from callqa.model.coverage import NO_GAPS, Source
from callqa.model.errors import CallqaError
from callqa.model.finding import Evaluation
from callqa.model.progress import UNWATCHED, Stage, Watcher
from callqa.model.recording import Recording
from callqa.model.remarks import RemarkKind
from callqa.model.transcript import Transcript
from callqa.operations import days
from callqa.operations.books.weigh import weigh
from callqa.operations.proof import Proof
from callqa.operations.report import Reported, report_day
from callqa.recognition.attribution import without_roles
from callqa.rules.advice.diff import compare, summaries
from callqa.rules.books import book_file, load_book
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.in_force import settle
from callqa.rules.language.rule import RuleBook
from callqa.rules.published import PublishedBooks
from callqa.storage import audit, lease, purges, redaction
from callqa.storage.runs import ProgressLog
from callqa.storage.session import Site
from callqa.storage.store import Store

__all__ = ["flag", "flag_day", "load_book"]

_ABOUT_THE_BOOK = [RemarkKind.RULES_NOT_ADOPTED, RemarkKind.RULES_HELD]
_STORED_AT_ONCE = 100
_NOT_KEPT = RuleChange(kind=ChangeKind.UNLISTED)


def flag(
    transcripts: Iterable[Transcript],
    book: RuleBook,
    recordings: Iterable[Recording] = (),
    tell: Callable[[int], None] = lambda _: None,
    proof: Proof | None = None,
) -> list[Evaluation]:
    """Put every rule to every transcript; return one evaluation for each, in the same order.

    Args:
        transcripts: of any calls.
        book: the rules.
        recordings: of the same calls, in any order; see `evaluate` for what is unknown without them.
        tell: called with how many were evaluated, before each and not after the last.
        proof: sees that no evaluation claims more than was heard.
    """
    known = {recording.call_id: recording for recording in recordings}
    evaluations: list[Evaluation] = []
    for transcript in transcripts:
        tell(len(evaluations))
        recording = known.get(transcript.call_id)
        evaluation = evaluate(transcript, book, recording)
        checks = proof and recording and proof.checked(evaluation, transcript, recording, book)
        evaluations.append(checks or evaluation)
    return evaluations


def flag_day(site: Site, day: date, *, run_id: str = "") -> int:
    """Put the published book to the day's stored transcripts; replaces the day's findings.

    A changed file that is good is published first; a broken one is not, and the day says so.

    The caller holds the day.

    Args:
        run_id: of the night; empty where it is none.

    Returns:
        The number of findings.

    Raises:
        BadInputError: the file has problems and no book was ever published, or the day was purged;
            nothing was changed.
    """
    purges.refuse_closed(site.database, day)
    store, in_force = site.store, settle(site, partial(_doubts, site))
    book = in_force.book
    if site.settings.privacy.mask_stored:
        redaction.redact_numbers(site, day, store.each_transcript(day))
    of_day = _OfDay.of(site, day)
    log = ProgressLog(site.database, day, run_id, site.clock)
    tell = partial(_tell, log, len(of_day.recordings))
    proof = of_day.proof
    evaluations = flag(of_day.attributed(), book, of_day.recordings.values(), tell, proof)
    again = of_day.without_doubted_roles(book)
    evaluations = proof.ended([again.get(one.call_id, one) for one in evaluations], book, of_day.recordings)
    store.save_evaluations(day, evaluations)
    store.save_coverage(day, Source.FLAG, proof.coverage())
    store.save_rules(day, book.revision, summaries(book, day), _changes(store, day, book))
    store.save_remarks(day, _ABOUT_THE_BOOK, [*filter(None, [in_force.remark])])
    return sum(len(evaluation.findings) for evaluation in evaluations)


@dataclass(frozen=True, kw_only=True, slots=True)
class _OfDay:
    """A day's stored transcripts, which get the roles that hold now on their way to the rules.

    Roles are no part of recognition: settings, directions of calls and what is known of a recorder may have
    changed since, and a day whose rules are put to it again is to have the right ones without a model.
    """

    store: Store
    day: date
    recordings: Mapping[str, Recording]
    proof: Proof

    @classmethod
    def of(cls, site: Site, day: date) -> "_OfDay":
        heard = site.store.day(day).coverage.get(Source.TRANSCRIBE, NO_GAPS)
        return cls(
            store=site.store,
            day=day,
            recordings={recording.call_id: recording for recording in site.store.recordings(day)},
            proof=Proof(site.settings.channels, site.configuration.folders, heard),
        )

    def attributed(self) -> Iterator[Transcript]:
        """Yield the transcripts; those whose roles are others now are stored."""
        changed: list[Transcript] = []
        for old in self.store.each_transcript(self.day):
            recording = self.recordings.get(old.call_id)
            new = self.proof.attributed(old, recording) if recording else old
            changed += [new] if new is not old else []
            if len(changed) == _STORED_AT_ONCE:
                self._store(changed)
                changed.clear()
            yield new
        self._store(changed)

    def without_doubted_roles(self, book: RuleBook) -> dict[str, Evaluation]:
        """Return evaluations of the calls of whose roles the day leaves nothing certain; store these."""
        doubted = self.proof.doubted()
        if not doubted:
            return {}
        changed = [without_roles(each) for each in self.store.each_transcript(self.day, doubted)]
        self._store(changed)
        return {
            each.call_id: self.proof.again(evaluate(each, book, recording), each, recording, book)
            for each in changed
            for recording in [self.recordings[each.call_id]]
        }

    def _store(self, changed: Sequence[Transcript]) -> None:
        directions = {each.call_id: self.recordings[each.call_id].direction for each in changed}
        self.store.save_roles(self.day, changed, directions)


def _doubts(site: Site, text: str) -> tuple[str, ...]:
    return weigh(site, text, name=str(book_file(site.configuration))).doubts


def _tell(log: ProgressLog, total: int, done: int) -> None:
    log.tell(Stage.FLAG, done, total)


def _changes(store: Store, day: date, book: RuleBook) -> tuple[RuleChange, ...]:
    """Return what the book has gained and lost since the day before that was flagged."""
    before = store.rules_before(day)
    if before in ("", book.revision):
        return ()
    old = PublishedBooks(store.database).of_revision(before)
    return compare(old, book) if old else (_NOT_KEPT,)


def flag_again(site: Site, day: date) -> Reported:
    """Put the published book to a day's stored transcripts and render its reports: no audio, no model.

    Raises:
        BadInputError: as `flag_day`.
        DayHeldError: another run holds the day.
    """
    with lease.holding(site.database, day, site.lease_s):
        flag_day(site, day)
        audit.note(site, AuditAction.FLAGGED, day=day)
        return report_day(site, day, run_id=site.run_id("flag"))


@dataclass(frozen=True, kw_only=True, slots=True)
class FlaggedDays:
    """What became of several days.

    Args:
        done: that were flagged.
        undone: why the others were not, by the day.
    """

    done: tuple[Reported, ...]
    undone: Mapping[date, CallqaError | OSError]


def flag_days(
    site: Site,
    chosen: Sequence[date],
    watcher: Watcher = UNWATCHED,
    tell: Callable[[date, Reported | CallqaError | OSError], None] = lambda _day, _ended: None,
) -> FlaggedDays:
    """Flag several days again, each on its own: one that cannot be done stops none of the others.

    Args:
        tell: is told how each day ended, as soon as it has.

    Raises:
        StoppedError: whoever follows it wants it to end; the days before are done.
    """
    done: list[Reported] = []
    undone: dict[date, CallqaError | OSError] = {}
    for day in days.each(chosen, watcher):
        try:
            done.append(flag_again(site, day))
        except (CallqaError, OSError) as error:
            undone[day] = error
        tell(day, undone[day] if day in undone else done[-1])
    return FlaggedDays(done=tuple(done), undone=undone)
