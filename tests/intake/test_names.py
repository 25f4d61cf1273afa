"""Dates in folders, patterns over a path, and words for directions."""

from datetime import date
from pathlib import PurePath

import pytest

from callqa.intake.filename import FileNamePattern, read_direction
from callqa.intake.names import folder_date
from callqa.model.recording import Direction


@pytest.mark.parametrize(
    "folder",
    [
        "/r/2026/02/14",
        "/r/2026/2/14/8003",
        "/r/20260214",
        "/r/2026-02-14",
        "/r/2026/Feb/14",
        "/r/2026年2月14日",
    ],
)
def test_a_date_in_the_folders_is_read(folder: str) -> None:
    assert folder_date(PurePath(folder)) == date(2026, 2, 14)


@pytest.mark.parametrize("folder", ["/r/1771032615", "/r/2026/02", "/r/2026/13/14", "/r/trunk-8003"])
def test_other_numbers_are_no_date(folder: str) -> None:
    assert folder_date(PurePath(folder)) is None


@pytest.mark.parametrize(
    ("template", "folder", "stem", "start", "call_id"),
    [
        ("{start:%Y/%m/%d}/{call_id}", "/rec/2026/02/14", "7bd", "2026-02-14 00:00", "7bd"),
        ("{start:%Y/%b/%d/%H%M%S}_{call_id}", "/x/2026/Feb/14", "093000_7bd", "2026-02-14 09:30", "7bd"),
        ("{agent}/{start:%Y%m%d%H%M%S}-{call_id}", "/x/8003", "20260214093000-7", "2026-02-14 09:30", "7"),
    ],
)
def test_a_pattern_with_a_slash_reads_the_folders_too(
    template: str, folder: str, stem: str, start: str, call_id: str
) -> None:
    pattern = FileNamePattern.compile(template)
    fields = pattern.read(stem, folder)
    read = pattern.read_start(fields["start"])

    assert (f"{read:%Y-%m-%d %H:%M}", fields["call_id"]) == (start, call_id)


@pytest.mark.parametrize(
    "word",
    [
        "呼入",
        "来电",
        "來電",
        "被叫方",
        "电话呼入",
        "ＩＮ",
        "IN",
        "Inbound Call",
        "in-bound",
        "call_in",
        "incoming",
        "1",
    ],
)
def test_words_for_inbound(word: str) -> None:
    assert read_direction(word, {}) is Direction.INBOUND


@pytest.mark.parametrize(
    "word",
    ["外呼", "去电", "撥出", "拨出", "主叫", "呼 出", "Outgoing", "outbound call", "dial-out", "OUT", "2"],
)
def test_words_for_outbound(word: str) -> None:
    assert read_direction(word, {}) is Direction.OUTBOUND


def test_the_settings_words_come_first_and_others_are_not_guessed() -> None:
    assert read_direction("2", {"2": Direction.INBOUND}) is Direction.INBOUND
    assert read_direction("转接", {}) is None
    assert read_direction("MO", {}) is None  # the handset's or the centre's?
    assert read_direction(" ", {}) is Direction.UNKNOWN
