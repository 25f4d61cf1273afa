"""Try: what a changed rule book would gain and lose on stored transcripts, before it is published."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from callqa.days.masked_day import mask_judged
from callqa.days.rule_changes import RuleChange
from callqa.days.score import CallScore, call_score
from callqa.host.files import replacing
from callqa.model.finding import Evaluation
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.summaries import RuleCounts
from callqa.operations.books.trial_sounds import forget_unused, places_on
from callqa.rules.advice.diff import compare, summaries
from callqa.rules.books import checked
from callqa.rules.evaluation.evaluate import evaluate, evaluate_spoken
from callqa.rules.evaluation.given import GivenCall, parse_calls
from callqa.rules.evaluation.parts import Parts, with_unchanged
from callqa.rules.evaluation.trial import Tally, Trial
from callqa.rules.in_force import current, in_force
from callqa.rules.language.rule import RuleBook
from callqa.rules.publication import Publication
from callqa.rules.published import PublishedBooks
from callqa.rules.search.speech import Spoken
from callqa.storage import counts as counts_module
from callqa.storage import lease
from callqa.storage.session import Site
from reports.html.trial import render_trial
from reports.words.language import speaking


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """A book that was tried against the one in force.

    Args:
        name: what the book that was tried is called, as whoever tries it names it.
        days: whose calls were looked at.
        against: what was in force; None where nothing was published yet (then the configured file).
        book: that was tried.
        changes: of the rules.
        trial: of the hits.
        seconds: that it took.
    """

    name: str
    days: tuple[date, ...]
    against: Publication | None
    book: RuleBook
    changes: tuple[RuleChange, ...]
    trial: Trial
    seconds: float


def try_book(
    site: Site, text: str, days: Sequence[date], *, name: str, watcher: Watcher = UNWATCHED
) -> Tried:
    """Put a book and the book in force to the same stored transcripts; stores nothing.

    Args:
        text: of the book.
        days: whose calls are looked at.
        name: of the book, in messages: the file that it was read from, or the page it was typed into.
        watcher: is told of every call.

    Raises:
        BadInputError: the book has problems; all of them, each with its line.
        StoppedError: whoever follows it wants it to end.
    """
    started = time.perf_counter()
    book = checked(text, name)
    published = in_force(site.database)
    against, old = published or (None, current(site.configuration))
    tally = Tally(old, book)
    total, done = sum(len(site.store.stored(day)) for day in days), 0
    for day in days:
        for _ in _counted(site, day, tally):
            done += 1
            watcher.step(done, total)
    return Tried(
        name=name,
        days=tuple(days),
        against=against,
        book=book,
        changes=compare(old, book),
        trial=tally.result(),
        seconds=time.perf_counter() - started,
    )


def try_to_page(
    site: Site, text: str, days: Sequence[date], path: Path | None, *, name: str, watcher: Watcher = UNWATCHED
) -> tuple[Tried, Path]:
    """Try a book as `try_book`, and write what was found as a page; return where it is.

    Ranges are held from the first call that is read until the page is there: it quotes calls, and one that
    is forgotten meanwhile would come back in it.

    Args:
        path: of the page; None for the reports of the first day, which are kept the shortest.

    Raises:
        DayHeldError: reports of several days are written, or calls are taken out of them.
    """
    with lease.holding(site.database, lease.RANGES, site.lease_s):
        tried = try_book(site, text, days, name=name, watcher=watcher)
        folder = site.configuration.resolve(site.settings.reports) / f"{min(tried.days)}"
        page = path or folder / f"rules-trial-{Path(name).stem}.html"
        _write_page(site, tried, page)
    return tried, page


def _counted(site: Site, day: date, tally: Tally) -> Iterator[None]:
    """Add the calls of a day to the tally, and yield after each."""
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
        tally.add(turns, old, new, day=day, recording=recording)
        yield
    if counts:
        tally.add_stored(counts, parts.old)


def _stored(site: Site, day: date) -> tuple[RuleCounts | None, RuleBook | None]:
    """Return what is stored of a day's findings, and their book; None where a call has none."""
    revision = site.store.day(day).rules_revision
    counts = counts_module.of_day(site.database, day, revision)
    book = PublishedBooks(site.database).of_revision(revision) if counts else None
    return (counts, book) if book else (None, None)


def _write_page(site: Site, tried: Tried, path: Path) -> None:
    """Write what was found as a page that opens by double-click; replaces the file whole."""
    settings = site.settings
    with speaking(settings.report.language):
        places = places_on(site, tried.trial, path)
    html = render_trial(
        tried.trial,
        file=Path(tried.name).name,
        against=tried.against,
        days=tried.days,
        changes=tried.changes,
        masked=settings.privacy.mask,
        language=settings.report.language,
        places=places,
    )
    with replacing(path) as temporary:
        temporary.write_text(html, encoding="utf-8")
    forget_unused(path.parent)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A call from a file as a book judges it."""

    call: GivenCall
    evaluation: Evaluation
    score: CallScore


def evaluate_given(text: str, calls: str, today: date, *, name: str, calls_name: str) -> list[Judged]:
    """Put a book to given transcripts; stores nothing, and hides personal numbers.

    Args:
        text: of the rule book.
        calls: JSON lines; see docs/rules.zh-CN.md.
        today: for rules with dates, where a call does not say when it was.
        name, calls_name: of both, in messages.

    Raises:
        BadInputError: the book or a line has problems; all of them, each with its line.
    """
    book = checked(text, name)
    given = parse_calls(calls, calls_name, today)
    return [_judged(call, book) for call in given]


def _judged(call: GivenCall, book: RuleBook) -> Judged:
    evaluation = evaluate(call.transcript, book, call.recording)
    rules = summaries(book, call.recording.started_at.date())
    # the call's id is the file's own: its writer must find the line again
    _, (shown,) = mask_judged(call.transcript.turns, (evaluation,), recording=None)
    return Judged(call=call, evaluation=shown, score=call_score(rules, evaluation))
