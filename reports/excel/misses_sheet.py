"""The sheet of what no rule has marked: the random sample to listen to, and what was heard so far."""

from collections.abc import Iterator, Mapping

from callqa.days.day import DayResult
from callqa.model.review.misses import Miss
from callqa.reviews.sheet import as_exported
from reports.excel.grid import Column, Kind, Link, Row, Sheet, chosen, naive
from reports.view.model.calls import CallRow
from reports.view.model.day import DayView
from reports.view.pages import drawn_ids
from reports.words.language import words
from reports.words.language import workbook_words as w

_FREE = 30
"""Empty rows at the end, for any other call."""
_NAMES_FROM = "C"
"""Column of the sheet of rules that holds their names."""


def misses_sheet(result: DayResult, view: DayView, sample: int) -> Sheet:
    """Return what was recorded, then the calls of the random sample nobody has heard, then room.

    Args:
        sample: calls that are drawn for each agent.
    """
    sheet = words.MISSES_SHEET
    columns = (
        Column(sheet.call, 26, Kind.INPUT),
        Column(w.TIME, 20),
        Column(w.AGENT, 14),
        Column(w.SAMPLE, 10),
        Column(w.PAGE, 8),
        Column(sheet.heard, 14, Kind.CHOICE, choice=chosen(sheet.choices.values())),
        Column(sheet.about, 24, Kind.CHOICE, choice=_names(view), others=True),
        Column(sheet.text, 40, Kind.INPUT),
        Column(sheet.remark, 30, Kind.INPUT),
        Column(sheet.day, 12, Kind.HIDDEN),
        Column(sheet.before, 12, Kind.HIDDEN),
    )
    return Sheet(title=sheet.title, columns=columns, rows=_rows(result, view, sample))


def _names(view: DayView) -> str:
    title = w.RULES.replace("'", "''")
    return f"'{title}'!${_NAMES_FROM}$2:${_NAMES_FROM}${len(view.rules) + 1}" if view.rules else ""


def _rows(result: DayResult, view: DayView, sample: int) -> Iterator[Row]:
    day, calls = result.window.day.isoformat(), {row.call_id: row for row in view.calls}
    names = {rule.rule_id: rule.name for rule in result.rules}
    for miss in dict.fromkeys(result.misses):
        about = names.get(miss.rule_id, miss.rule_id) or miss.category
        said = (words.MISSES_SHEET.choices[miss.heard], about, miss.text, miss.note)
        drawn = w.SAMPLE if miss.drawn else None
        yield (*_call(miss, calls), drawn, _place(calls.get(miss.call_id)), *said, day, as_exported(*said))
    heard = {miss.call_id for miss in result.misses}
    for call_ids in drawn_ids(result, sample).values():
        for row in (calls[call_id] for call_id in call_ids if call_id not in heard):
            at = (row.call_id, naive(row.at), row.agent, w.SAMPLE, _place(row))
            yield (*at, None, None, None, None, day, None)
    for _ in range(_FREE):
        yield (*(None,) * 9, day, None)


def _call(miss: Miss, calls: Mapping[str, CallRow]) -> Row:
    row = calls.get(miss.call_id)
    return (miss.call_id, naive(row.at) if row else None, row.agent if row else None)


def _place(row: CallRow | None) -> Link | None:
    return Link(text=w.OPEN, anchor=row.anchor) if row and row.anchor else None
