"""Places that recordings come from: locked, gone, leading elsewhere; and calls without a recording."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from callqa.days.status import status
from callqa.model.coverage import Source
from callqa.operations import collect
from callqa.operations.load import load_day
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from reports.words.lines import remark_lines
from tests.support.calls import write_call
from tests.support.doubles import Scripted
from tests.support.sites import site
from tests.support.stages import DAY, LATE, work


def unread(store: Store) -> list[tuple[str, str]]:
    """Return what was not looked into, by its own name, and why."""
    (gap,) = store.day(DAY).coverage[Source.COLLECT].gaps
    return [(Path(case.name).name, case.why) for case in gap.cases]


def test_an_unreadable_subfolder_is_named_and_does_not_stop_the_night(
    configuration: Configuration, store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "locked").mkdir()
    scan = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)

    assert collect.collect_day(site(configuration, store), DAY).recordings == 3
    assert unread(store) == [("locked", "Permission denied")]


def test_a_folder_that_is_gone_in_the_middle_keeps_what_was_known(
    configuration: Configuration, reported: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(path: Any) -> Any:
        raise OSError(112, "Host is down", str(path))

    monkeypatch.setattr(os, "scandir", gone)

    with pytest.raises(OSError, match="Host is down"):
        collect.collect_day(site(configuration, reported), DAY)
    assert len(reported.recordings(DAY)) == 3


@pytest.mark.parametrize("kind", ["link out", "pipe"])
def test_what_is_not_a_file_of_the_folder_is_not_opened(
    configuration: Configuration, store: Store, inbox: Path, tmp_path: Path, kind: str
) -> None:
    outside = write_call(tmp_path / "outside" / "secret.wav", 700)
    path = inbox / LATE
    if kind == "link out":
        path.symlink_to(outside)
    else:
        os.mkfifo(path)

    collect.collect_day(site(configuration, store), DAY)

    assert {r.call_id for r in store.recordings(DAY)} == {"c1", "c2", "c3"}
    reason = "leads_out" if kind == "link out" else "no_file"
    assert unread(store) == [(LATE, reason)]


def test_a_sidecar_that_links_out_of_the_folder_is_not_read(
    configuration: Configuration, store: Store, inbox: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.json").write_text(json.dumps({"agent": "secret"}), encoding="utf-8")
    recording = next(inbox.glob("*c1.wav"))
    recording.with_name(recording.name + ".json").symlink_to(tmp_path / "secret.json")

    collect.collect_day(site(configuration, store), DAY)

    assert store.recordings(DAY)[0].agent == "8001"


def test_calls_of_the_call_record_without_a_recording_are_named(
    configuration: Configuration, store: Store, inbox: Path, recogniser: Scripted
) -> None:
    (inbox / "cdr.csv").write_text(
        "call_id,start,file,talk_seconds\n"
        "c1,2026-02-14 09:00:01,,60\n"
        "lost,2026-02-14 10:15:00,lost.wav,45\n"
        "unanswered,2026-02-14 10:20:00,,0\n"
        "other-day,2026-02-13 10:20:00,,30\n",
        encoding="utf-8",
    )

    result = work(configuration, store)
    told = status(result)

    assert (told["expected"], told["unrecorded"]) == (2, ["lost"])
    assert "话单列出 2 通，其中 1 通没有录音：lost（10:15）" in remark_lines(result)


def test_a_day_without_call_records_expects_nothing(configuration: Configuration, reported: Store) -> None:
    result = load_day(site(configuration, reported), DAY)

    assert (status(result)["expected"], status(result)["unrecorded"]) == (None, [])
