"""What somebody says now goes before files, and files still get their turn."""

import threading
import time
from contextlib import ExitStack

from callqa.recognition.precedence import Precedence, first


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def waiting(gate, order, name, *, is_first):
    """Start a thread that wants the gate; return once it waits."""

    def work():
        with ExitStack() as stack:
            if is_first:
                stack.enter_context(first())
            stack.enter_context(gate.held())
            order.append(name)

    known = len(gate._free._waiters)
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while len(gate._free._waiters) == known:
        time.sleep(0.001)
    return thread


def test_live_speech_goes_before_files_that_waited_longer():
    gate, order = Precedence(Clock()), []
    with gate.held():
        threads = [waiting(gate, order, f"file {i}", is_first=False) for i in range(2)]
        threads.append(waiting(gate, order, "live", is_first=True))
    for thread in threads:
        thread.join(10)

    assert order[0] == "live"
    assert sorted(order[1:]) == ["file 0", "file 1"]


def test_a_file_is_let_in_between_microphones_that_never_pause():
    clock = Clock()
    gate, order = Precedence(clock), []
    with gate.held():
        gate._first_waiting = 1  # somebody in a hurry always stands there
        thread = waiting(gate, order, "file", is_first=False)
        clock.now = 2.5
    thread.join(10)

    assert order == ["file"]


def test_batches_of_files_are_small_while_somebody_speaks_and_those_of_speech_are_not():
    clock = Clock()
    clock.now = 100.0
    gate = Precedence(clock)
    assert gate.budget_s(120.0) == 120.0

    with first(), gate.held():
        assert gate.budget_s(120.0) == 120.0

    assert gate.budget_s(120.0) == 6.0
    assert gate.budget_s(0.0) == 0.0
    clock.now += 4.0
    assert gate.budget_s(120.0) == 120.0
