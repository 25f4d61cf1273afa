"""The studio's engine as it is: a process with the demo model, which is the night's own engine."""

import os

import pytest

from callqa.operations.engines import configured
from callqa.operations.studio import library, process
from callqa.operations.studio.keeper import EngineState
from callqa.operations.studio.studio import Studio
from callqa.storage.session import Site
from callqa.studio.job import Choices, State
from tests.support.sounds import CALL
from tests.support.studios import dropped, ended, until


@pytest.mark.model
def test_a_process_recognises_as_the_night_does_and_gives_everything_back(site: Site) -> None:
    # it reads recordings itself here: another process would only import torch once more
    written = site.configuration.path.read_text(encoding="utf-8")
    site.configuration.path.write_text(written.replace("threads: 1", "threads: 1, workers: 0"), "utf-8")
    pids: list[int] = []

    def start(config: object, hear: process.Hear) -> process.Engine:
        made = process.EngineProcess(process.command(site.configuration.path), hear)
        pids.append(made.pid)
        return made

    studio = Studio(site, start)
    first = dropped(site, studio, "alice", CALL.read_bytes())
    second = dropped(site, studio, "alice", CALL.read_bytes(), choices=Choices(words=("退款",), itn=False))
    done, varied = ended(studio, first), ended(studio, second)
    result, other = library.result_of(studio, done), library.result_of(studio, varied)
    facts = studio.queue.engine().facts
    until(lambda: studio.queue.running() is None)

    assert (done.state, varied.state) == (State.DONE, State.DONE), (done.problem, varied.problem)
    assert result.engine and result.engine.revision == configured(site.configuration).revision
    assert [turn.role.value for turn in result.turns][:2] == ["agent", "customer"]
    assert all(turn.text for turn in result.turns)
    assert [turn.role for turn in other.turns] == [turn.role for turn in result.turns]
    assert other.words and other.words["used"][0] == "退款"
    assert facts and (facts.device, facts.languages, facts.speakers) == ("cpu", (), False)
    assert studio.queue.unload()
    assert studio.queue.engine().state is EngineState.UNLOADED
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
    studio.close()
