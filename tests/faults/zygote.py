"""A process that has loaded everything once and forks a child for every trial of a night.

One JSON request a line on standard input, one answer a line on standard output. A child that is
killed takes nothing of this process with it.
"""

import ctypes
import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

import plain_night
from sqlalchemy import Engine

from flows.core.plan import Redo

_CHILD_MAY_TAKE_S = 900


def _die_at(step: int) -> None:
    """Kill this process at its Nth step: the begin and end of a transaction, a file put in place."""
    left = [step]

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    begin, replace = Engine.begin, Path.replace

    def counted_begin(self: Engine) -> Any:
        count()
        return begin(self)

    def counted_replace(self: Path, target: Any) -> Any:
        count()
        done = replace(self, target)
        count()
        return done

    Engine.begin = counted_begin  # type: ignore[method-assign]
    Path.replace = counted_replace  # type: ignore[method-assign]
    _count_commits(count)


def _count_commits(count: Any) -> None:
    from sqlalchemy import event

    event.listen(Engine, "commit", lambda _connection: count())


def _lose_share(folder: str) -> None:
    """Take the recordings away when the first batch begins."""
    from flows import transcribe

    real = transcribe.transcribe_calls

    def gone(*arguments: Any) -> int:
        if Path(folder).exists():
            Path(folder).rename(folder + ".away")
        return real(*arguments)

    transcribe.transcribe_calls = gone


def _obey_modes() -> None:
    """Let file modes hold for root, too: give up CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH (capset(2))."""
    version_3 = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capget(version_3, data):
        raise OSError(ctypes.get_errno(), "capget")
    for set_of in (0, 1):  # effective, permitted
        data[set_of] &= ~0b110
    if libc.capset(version_3, data):
        raise OSError(ctypes.get_errno(), "capset")


def _child(request: dict[str, Any], answer: int) -> None:
    sys.stdout = sys.stderr = Path("/dev/null").open("w")  # noqa: SIM115 - this process ends here
    shim = ctypes.CDLL(None)
    counts = hasattr(shim, "fault_arm") and "folder" in request
    if counts:
        folder, nth = request["folder"].encode(), request.get("nth", 0)
        shim.fault_arm(folder, ctypes.c_long(nth), request.get("errno", 0), request.get("sticky", 0))
    steps = [0]
    if "step" in request:
        _die_at(request["step"])
    if request.get("count_steps"):
        _count_only(steps)
    if request.get("obeys_modes"):
        _obey_modes()
    if "share" in request:
        _lose_share(request["share"])
    if request["do"] == "verify":
        told: dict[str, Any] = plain_night.verify(request["config"])
    elif request["do"] == "ledger":
        told = plain_night.ledger(request["config"])
    else:
        rc = plain_night.run(request["config"], Redo(request.get("redo", "missing")))
        told = {"rc": rc, "writes": shim.fault_seen() if counts else 0, "steps": steps[0]}
    if counts:
        shim.fault_arm(b"", ctypes.c_long(0), 0, 0)
    os.write(answer, json.dumps(told).encode())


def _count_only(steps: list[int]) -> None:
    begin, replace = Engine.begin, Path.replace

    def counted_begin(self: Engine) -> Any:
        steps[0] += 1
        return begin(self)

    def counted_replace(self: Path, target: Any) -> Any:
        steps[0] += 2
        return replace(self, target)

    Engine.begin = counted_begin  # type: ignore[method-assign]
    Path.replace = counted_replace  # type: ignore[method-assign]

    def add() -> None:
        steps[0] += 1

    _count_commits(add)


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        code = 0
        try:
            os.setsid()
            _child(request, writing)
        except BaseException as error:
            os.write(writing, json.dumps({"rc": 1, "error": repr(error)}).encode())
            code = 1
        os._exit(code)
    os.close(writing)
    delay = request.get("kill_after_s")
    ready, _, _ = select.select([reading], [], [], delay if delay is not None else _CHILD_MAY_TAKE_S)
    killed = not ready
    if killed:
        os.kill(child, signal.SIGKILL)
    content = b""
    while chunk := os.read(reading, 1 << 16):
        content += chunk
    os.close(reading)
    _, status = os.waitpid(child, 0)
    told = json.loads(content) if content and not killed else {}
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return {**told, "signal": ended_by, "seconds": time.monotonic() - began}


def main() -> None:
    """Answer requests until there are no more."""
    plain_night.use_double()
    plain_night.without_prefect()
    plain_night.warm_up()
    # readline, not iteration: what was read ahead would be in the child's hands, too
    while line := sys.stdin.readline():
        print(json.dumps(_answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
