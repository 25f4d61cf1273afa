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

from callqa.days.plan import Redo
from tests.faults import injected, plain_night

_CHILD_MAY_TAKE_S = 900
_library = ctypes.CDLL(None)


def _child(request: dict[str, Any], answer: int) -> None:
    sys.stdout = sys.stderr = Path("/dev/null").open("w")  # noqa: SIM115 - this process ends here
    reached = injected.count_all() if request.get("count") else {}
    if "fault" in request:
        injected.arm(
            request["point"],
            request["nth"],
            request["fault"],
            stays=request.get("stays", False),
            config=Path(request["config"]),
        )
    if request.get("obeys_modes"):
        injected.obey_modes()
    with_writes = "folder" in request and hasattr(_library, "fault_arm")
    if with_writes:
        _arm_writes(request["folder"], request.get("write", 0), request.get("errno", 0), request.get("stays"))
    told = _done(request)
    if with_writes:
        _arm_writes("", 0, 0, False)
        told["writes"] = _writes()
    os.write(answer, json.dumps({**told, "reached": dict(reached)}).encode())


def _done(request: dict[str, Any]) -> dict[str, Any]:
    config = request["config"]
    if request["do"] == "verify":
        return plain_night.verify(config)
    if request["do"] == "ledger":
        return plain_night.ledger(config)
    if request["do"] == "command":
        codes = [plain_night.command(config, *each) for each in request["commands"]]
        return {"rc": max(code for code, _ in codes), "told": "".join(told for _, told in codes)}
    code, told = plain_night.told_run(config, Redo(request.get("redo", "missing")))
    return {"rc": code, "told": told}


def _arm_writes(folder: str, nth: int, error: int, stays: Any) -> None:
    _library.fault_arm(folder.encode(), ctypes.c_long(nth), error, int(bool(stays)))


def _writes() -> list[str]:
    """Return what was written to, write by write, relative to the folder."""
    _library.fault_target.restype = ctypes.c_char_p
    seen = range(1, _library.fault_seen() + 1)
    return [_library.fault_target(ctypes.c_long(nth)).decode(errors="replace").lstrip("/") for nth in seen]


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
