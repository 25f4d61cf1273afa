"""A recording of the studio as a sheet: a row for each turn."""

from collections.abc import Mapping
from datetime import timedelta

from callqa.studio.result import Result, speaker_key, written
from reports.excel.grid import Column, Kind, Sheet
from reports.words.language import studio_words


def transcript_sheet(result: Result, names: Mapping[str, str]) -> Sheet:
    """Return the sheet; cells that begin like a formula stay text, as everywhere."""
    headers = studio_words.SHEET_COLUMNS
    return Sheet(
        title=studio_words.SHEET,
        columns=(
            Column(headers[0], 10, Kind.NUMBER),
            Column(headers[1], 10, Kind.NUMBER),
            Column(headers[2], 16),
            Column(headers[3], 70, Kind.LONG),
            Column(headers[4], 70, Kind.LONG),
        ),
        rows=(
            (
                timedelta(milliseconds=turn.start_ms),
                timedelta(milliseconds=turn.end_ms),
                names[speaker_key(turn)],
                written(turn),
                turn.text,
            )
            for turn in result.turns
        ),
    )
