"""What the workbooks of a day and of a range of days have in common."""

from flows.core.review import NOISY_FROM, RulePrecision
from reports.grid import Column, Kind, Row, Sheet
from reports.language import words
from reports.language import workbook_words as w
from reports.values import fraction


def fact_columns() -> tuple[Column, ...]:
    """Of the first sheet: a fact a row, in groups."""
    return (
        Column(w.GROUP, 10),
        Column(w.ITEM, 18),
        Column(w.CONTENT, 44, Kind.FACT),
        Column(w.EXPLANATION, 60, Kind.LONG),
    )


def privacy_row(*, masked: bool) -> Row:
    """Whether personal numbers are hidden, and which."""
    return (w.REPORT, words.PRIVACY, w.MASKED[masked], words.PRIVACY_NOTE[masked])


def agent_columns() -> tuple[Column, ...]:
    """An agent and the numbers."""
    return (
        Column(w.AGENT, 16),
        Column(w.CALLS, 8, Kind.NUMBER),
        Column(w.ANALYSED, 8, Kind.NUMBER),
        Column(w.FLAGGED, 14, Kind.NUMBER),
        Column(w.RATE, 10, Kind.NUMBER),
        Column(w.HITS, 14, Kind.NUMBER),
        Column(w.SEVERE, 14, Kind.NUMBER),
        Column(words.FAILED, 8, Kind.NUMBER),
    )


def rule_columns() -> tuple[Column, ...]:
    """A rule and what it found."""
    return (
        Column(w.SEVERITY, 10, Kind.SEVERITY),
        Column(w.CATEGORY, 14),
        Column(w.RULE, 24),
        Column(w.RULE_ID, 20),
        Column(w.CALLS, 14, Kind.NUMBER),
        Column(w.HITS, 14, Kind.NUMBER),
    )


def review_columns() -> tuple[Column, ...]:
    """What supervisors say about a rule's hits."""
    return (
        Column(w.CONFIRMED, 8, Kind.NUMBER),
        Column(w.REFUTED, 8, Kind.NUMBER),
        Column(w.PENDING, 8, Kind.NUMBER),
        Column(w.DISPUTED, 8, Kind.NUMBER),
        Column(w.PRECISION, 10, Kind.NUMBER),
        Column(w.ASSESSMENT, 22, Kind.STATE),
    )


def reviewed(found: RulePrecision | None) -> Row:
    """The cells of `review_columns`; a share only with its denominator beside it."""
    if found is None:
        return (None,) * 6
    few = 0 < found.decided < NOISY_FROM
    note = words.NOISY if found.noisy else words.FEW_REVIEWS if few else None
    right = fraction(found.share)
    return (found.confirmed, found.refuted, found.pending, found.disputed, right, note)


def notes_sheet(*notes: tuple[str, str], masked: bool) -> Sheet:
    """What a reader has to know, at the end of a workbook."""
    columns = (Column(w.ITEM, 24), Column(w.EXPLANATION, 110, Kind.LONG))
    rows = (*notes, (words.PRIVACY, words.PRIVACY_NOTE[masked]))
    return Sheet(title=w.NOTES_SHEET, columns=columns, rows=rows)
