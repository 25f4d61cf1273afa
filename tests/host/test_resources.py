"""Memory that was freed goes back to the system."""

import sys
from pathlib import Path

import numpy as np
import pytest

from callqa.host.resources import give_back_freed_memory


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps what is freed")
def test_what_small_pieces_held_is_given_back():
    pieces = [np.ones(8_000, np.uint8) for _ in range(20_000)]  # below the size that glibc maps by itself
    kept = pieces[::2_000]  # so that the heap cannot simply shrink from its end
    del pieces
    before = resident_bytes()

    give_back_freed_memory()

    assert before - resident_bytes() > 50_000_000
    assert all(piece.all() for piece in kept)
