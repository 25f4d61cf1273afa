"""Try: what a changed rule book would gain and lose on stored transcripts, before it is published."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from callqa.days.masked_day import mask_judged
from callqa.host.files import read_text, replacing
from callqa.host.progress import Advance, bar
from callqa.model.finding import Evaluation
from callqa.model.summaries import RuleCounts
from callqa.rules.advice.diff import RuleChange, compare, summaries
from callqa.rules.books import PublishedBooks, current, in_force, load_book
from callqa.rules.evaluation.evaluate import evaluate, evaluate_spoken
from callqa.rules.evaluation.given import GivenCall, parse_calls
from callqa.rules.evaluation.parts import Parts, with_unchanged
from callqa.rules.evaluation.score import CallScore, call_score
from callqa.rules.evaluation.trial import Tally, Trial
from callqa.rules.language.parse import RuleBook
from callqa.rules.publication import Publication
from callqa.rules.search.speech import Spoken
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import counts as counts_module
from callqa.storage.session import Site
from reports.html.trial import render_trial


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """A book that was tried against the one in force.

    Args:
        file: of the book that was tried.
        days: whose calls were looked at.
        against: what was in force; None where nothing was published yet (then the configured file).
        book: that was tried.
        changes: of the rules.
        trial: of the hits.
        seconds: that it took.
    """

    file: Path
    days: tuple[date, ...]
    against: Publication | None
    book: RuleBook
    changes: tuple[RuleChange, ...]
    trial: Trial
    seconds: float


def try_book(site: Site, file: Path, days: Sequence[date]) -> Tried:
    """Put a file's book and the book in force to the same stored transcripts; stores nothing.

    Raises:
        BadInputError: the file has problems.
    """
    started = time.perf_counter()
    book = load_book(file)
    published = in_force(site.database)
    against, old = published or (None, current(site.configuration))
    tally = Tally(old, book)
    with bar("试运行", sum(len(site.store.stored(day)) for day in days)) as advance:
        for day in days:
            _count(site, day, tally, advance)
    return Tried(
        file=file,
        days=tuple(days),
        against=against,
        book=book,
        changes=compare(old, book),
        trial=tally.result(),
        seconds=time.perf_counter() - started,
    )


def _count(site: Site, day: date, tally: Tally, advance: Advance) -> None:
    recordings = {recording.call_id: recording for recording in site.store.recordings(day)}
    counts, flagged = _stored(site, day)
    parts = Parts.of(tally.old, tally.new, flagged)
    for transcript in site.store.each_transcript(day):
        recording = recordings.get(transcript.call_id)
        spoken = Spoken.of(transcript)
        old = evaluate_spoken(spoken, parts.old, recording)
        part = evaluate_spoken(spoken, parts.new, recording)
        new = with_unchanged(part, old, parts.new, tally.new)
        turns = transcript.turns
        # only hits that differ are shown, and hiding numbers takes longer than both evaluations
        if site.settings.privacy.mask and old.findings != new.findings:
            turns, (old, new) = mask_judged(turns, (old, new), recording)
        tally.add(turns, old, new, day=day)
        advance(1)
    if counts:
        tally.add_stored(counts, parts.old)


def _stored(site: Site, day: date) -> tuple[RuleCounts | None, RuleBook | None]:
    """What is stored of a day's findings, and the book that they are of; None where a call has none."""
    revision = site.store.day(day).rules_revision
    counts = counts_module.of_day(site.database, day, revision)
    book = PublishedBooks(site.database).of_revision(revision) if counts else None
    return (counts, book) if book else (None, None)


def write_page(configuration: Configuration, tried: Tried, path: Path) -> None:
    """Write what was found as a page that opens by double-click; replaces the file whole."""
    settings = configuration.settings
    html = render_trial(
        tried.trial,
        file=tried.file.name,
        against=tried.against,
        days=tried.days,
        changes=tried.changes,
        masked=settings.privacy.mask,
        language=settings.report.language,
    )
    with replacing(path) as temporary:
        temporary.write_text(html, encoding="utf-8")


def page_path(configuration: Configuration, tried: Tried) -> Path:
    """Where the page goes when nobody says: to the reports of the first day, which are kept the shortest."""
    folder = configuration.resolve(configuration.settings.reports) / tried.days[0].isoformat()
    return folder / f"rules-trial-{tried.file.stem}.html"


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A call from a file as a book judges it."""

    call: GivenCall
    evaluation: Evaluation
    score: CallScore


def evaluate_given(file: Path, calls: Path, today: date) -> list[Judged]:
    """Put a file's book to transcripts from a file; stores nothing, and hides personal numbers.

    Args:
        file: the rule book.
        calls: JSON lines; see docs/rules.zh-CN.md.
        today: for rules with dates, where a call does not say when it was.

    Raises:
        BadInputError: the book or a line has problems; all of them, each with its line.
    """
    book = load_book(file)
    given = parse_calls(read_text(calls), str(calls), today)
    return [_judged(call, book) for call in given]


def _judged(call: GivenCall, book: RuleBook) -> Judged:
    evaluation = evaluate(call.transcript, book, call.recording)
    rules = summaries(book, call.recording.started_at.date())
    # the call's id is the file's own: its writer must find the line again
    _, (shown,) = mask_judged(call.transcript.turns, (evaluation,), recording=None)
    return Judged(call=call, evaluation=shown, score=call_score(rules, evaluation))
