"""Every call in a process of its own, because espeak-ng remembers what it said before.

Its slow waver of the pitch goes on from one utterance to the next, so that a call would sound
different after other calls. The processes are forked from a server that has never spoken.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from scripts.sample_day.plan import CallPlan
from scripts.sample_day.produce import MadeCall, make_call

_ROOT = Path(__file__).resolve().parents[2]


def make_calls(plans: Sequence[CallPlan], pool: Sequence[str], seed: int) -> Iterator[MadeCall]:
    """Make calls side by side; they come in the order of their plans."""
    # the server of Python 3.11 does not look in sys.path for what it imports beforehand
    os.environ["PYTHONPATH"] = str(_ROOT)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["scripts.sample_day.produce"])
    with context.Pool(os.cpu_count(), maxtasksperchild=1) as workers:
        yield from workers.imap(partial(make_call, pool=pool, seed=seed), plans)
