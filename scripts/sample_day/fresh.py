"""Every call in a process of its own, because espeak-ng remembers what it said before.

Its slow waver of the pitch goes on from one utterance to the next, so that a call would sound
different after other calls. The processes are forked from a server that has never spoken; one that
espeak-ng takes down with it is started again.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from scripts.sample_day.plan import CallPlan
from scripts.sample_day.produce import MadeCall, make_call
from scripts.sample_day.voices import Cast
from scripts.synth.espeak import SynthesisError

_ROOT = Path(__file__).resolve().parents[2]
_CONTEXT = multiprocessing.get_context("forkserver")
_TRIES = 3


def make_calls(plans: Sequence[CallPlan], cast: Cast) -> Iterator[MadeCall]:
    """Make calls side by side; they come in the order of their plans."""
    # the server of Python 3.11 does not look in sys.path for what it imports beforehand
    os.environ["PYTHONPATH"] = str(_ROOT)
    _CONTEXT.set_forkserver_preload(["scripts.sample_day.produce"])
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        yield from threads.map(partial(_make_apart, cast=cast), plans)


def _make_apart(plan: CallPlan, cast: Cast) -> MadeCall:
    for _ in range(_TRIES):
        receiver, sender = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(target=_send, args=(sender, plan, cast))
        process.start()
        sender.close()  # ours; when the process dies, nobody holds the other end and recv gives up
        try:
            made: MadeCall = receiver.recv()
            return made
        except EOFError:
            continue
        finally:
            process.join()
    raise SynthesisError(f"espeak-ng died {_TRIES} times over call {plan.call_id}")


def _send(sender: Connection, plan: CallPlan, cast: Cast) -> None:
    sender.send(make_call(plan, cast))
