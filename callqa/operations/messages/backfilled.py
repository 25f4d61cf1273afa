"""The one message about all the days of a backfill."""

from collections.abc import Iterator, Sequence

from callqa.monitoring.backfill import DayDone, DayState, Ended
from callqa.monitoring.notice import Kind, Notice
from reports.words.language import message_words as words
from reports.words.lines import said

_SHOWN_DAYS, _SHOWN_REASONS = 3, 4
"""A message is short: how many days are named for a reason, and for how many reasons."""


def notice_of(ended: Ended, host: str) -> Notice:
    """Return the message, in the language that is being spoken."""
    left = [each for each in ended.days if each.is_left]
    failed = sum(each.failed for each in ended.days)
    stopped = [words.backfill_stopped(said(ended.stopped))] if ended.stopped else []
    go_on = [words.backfill_goes_on(ended.command)] if left else []
    return Notice(
        kind=Kind.BACKFILLED_PARTLY if left or failed or stopped else Kind.BACKFILLED,
        day=ended.last,
        first=ended.first,
        host=host,
        problems=(*stopped, *_reasons(left)),
        notes=(*_counts(ended, failed), *go_on),
    )


def _counts(ended: Ended, failed: int) -> Iterator[str]:
    done = [each for each in ended.days if each.is_finished]
    purged = sum(each.state is DayState.PURGED for each in ended.days)
    yield words.backfill_done(len(done), sum(each.recognised for each in done), failed)
    if failures := [each for each in done if each.failed]:
        yield words.backfill_failures(_named(failures))
    if ended.done_before:
        yield words.backfill_before(ended.done_before)
    if purged:
        yield words.backfill_purged(purged)


def _reasons(left: Sequence[DayDone]) -> Iterator[str]:
    """Describe the days that were left, grouped by reason, the most frequent reason first."""
    by_reason: dict[str, list[DayDone]] = {}
    for each in left:
        why = said(each.problem) if each.problem else words.BACKFILL_NOT_BEGUN
        by_reason.setdefault(why, []).append(each)
    worst = sorted(by_reason.items(), key=lambda one: -len(one[1]))
    for why, days in worst[:_SHOWN_REASONS]:
        yield words.backfill_left(why, _named(days))
    if more := sum(len(days) for _, days in worst[_SHOWN_REASONS:]):
        yield words.backfill_others(more)


def _named(days: Sequence[DayDone]) -> str:
    return words.some_days([each.day for each in days[:_SHOWN_DAYS]], len(days))
