"""Running nights for programs."""

from typing import Annotated, Any

from fastapi import Path

from callqa.console.api import shapes
from callqa.console.api.doors import Calling, ProgramDoors
from callqa.console.doors import AtDesk
from callqa.console.operating.children import Child, Work
from callqa.console.operating.starting import begin, end
from callqa.model.access.account import Capability

doors = ProgramDoors("/api/v1/runs")
Number = Annotated[int, Path(ge=1)]


@doors.get("", Capability.OPERATE, summary="what was started here", response_model=shapes.Runs)
def all_runs(desk: AtDesk) -> dict[str, Any]:
    """List what was started at the console since it has been running, newest first."""
    return {"runs": list(map(_told, desk.children.all()))}


@doors.post("", Capability.OPERATE, summary="start", response_model=shapes.Run, status_code=202)
def start(desk: AtDesk, caller: Calling, asked: shapes.NewRun) -> dict[str, Any]:
    """Start work on a day that nobody works on."""
    return _told(begin(desk.children, caller.site, Work(asked.work), asked.day))


@doors.get("/{number}", Capability.OPERATE, summary="how it stands", response_model=shapes.Run)
def one(desk: AtDesk, number: Number) -> dict[str, Any]:
    """Say how one stands."""
    return _told(desk.children.find(number))


@doors.post("/{number}/stop", Capability.OPERATE, summary="stop it", response_model=shapes.Run)
def stop(desk: AtDesk, caller: Calling, number: Number) -> dict[str, Any]:
    """Stop one; what is done so far stays."""
    return _told(end(desk.children, caller.site, number))


def _told(child: Child) -> dict[str, Any]:
    ended = child.ended
    return {
        "number": child.number,
        "work": child.work.value,
        "day": child.day,
        "who": child.who,
        "since": child.since,
        "running": ended is None,
        "exit_code": ended,
    }
