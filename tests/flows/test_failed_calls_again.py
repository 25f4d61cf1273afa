"""Calls that failed: tried again for some nights, then left alone, and forced by a command."""

from pathlib import Path

from callqa.days.plan import Redo
from callqa.operations import transcribe
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from flows import catch_up
from reports.words.lines import remark_lines
from tests.support.calls import write_call
from tests.support.doubles import Scripted
from tests.support.sites import site
from tests.support.stages import DAY, LATE, NEXT, work


class TestFailedCalls:
    def test_are_tried_again_each_night_and_then_left_alone(
        self, configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path
    ) -> None:
        (inbox / LATE).write_bytes((next(inbox.glob("*c1.wav"))).read_bytes()[:8000])  # cut off
        nights = []
        for _ in range(4):
            result = work(configuration, store, Redo.LATE)
            nights.append({c.recording.call_id: c.transcript.attempts for c in result.calls}["late"])

        assert nights == [1, 2, 3, 3]
        assert catch_up.unfinished(site(configuration, store), NEXT) == []
        assert any(
            line.startswith("已隔离 1 通") and "--redo failed" in line for line in remark_lines(result)
        )

    def test_are_forced_by_the_command_that_the_report_names(
        self, configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path
    ) -> None:
        whole = write_call(inbox / LATE, 900).read_bytes()
        (inbox / LATE).write_bytes(whole[:8000])
        for _ in range(4):
            work(configuration, store, Redo.LATE)
        (inbox / LATE).write_bytes(whole)

        result = work(configuration, store, Redo.FAILED)

        assert result.ledger().failed == 0
        assert not any("隔离" in line for line in remark_lines(result))

    def test_that_cannot_be_decoded_are_never_tried_again(
        self, configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path
    ) -> None:
        (inbox / LATE).write_bytes(b"no audio at all" * 100)

        work(configuration, store)

        assert transcribe.due(site(configuration, store), DAY, Redo.LATE) == []
        assert catch_up.unfinished(site(configuration, store), NEXT) == []
