"""Recordings whose header gives a sample rate that is not theirs: they last as much longer as the talk.

A recorder that writes wideband sound under a telephone's header makes every call twice as long, and what
is said in it half as fast: no recogniser understands it, and nothing in the file contradicts itself.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import permutations

_RATES = (8000, 11_025, 16_000, 32_000, 44_100, 48_000)
_FACTORS = tuple(
    sorted({written / true for true, written in permutations(_RATES, 2)} - {44_100 / 48_000, 48_000 / 44_100})
)
"""By which a recording is too short or too long if one rate is taken for another that differs enough."""
_TOLERANCE = 0.03
"""Ringing and clicks make a recording so much longer than the talk."""
_LEAST_TALK_S = 20.0
_LEAST_CALLS, _SHARE = 4, 0.8
"""So many calls of a recorder, and such a share of them: of one call the wait may be as long as the talk."""


def implausible(lengths: Mapping[str, tuple[float, float]]) -> tuple[str, ...]:
    """Return the calls of one recorder that last as long as under the sample rate of another one.

    Args:
        lengths: of each call the seconds of its recording, and of its talk by the call records.
    """
    factors = {
        call: _factor(heard_s / talk_s)
        for call, (heard_s, talk_s) in lengths.items()
        if talk_s >= _LEAST_TALK_S
    }
    known = Counter(factor for factor in factors.values() if factor)
    [(factor, count)] = known.most_common(1) or [(0.0, 0)]
    if count < max(_LEAST_CALLS, _SHARE * len(factors)):
        return ()
    return tuple(call for call, each in factors.items() if each == factor)


def _factor(ratio: float) -> float | None:
    """Return the factor between two sample rates that a ratio is near to; None for none."""
    nearest = min(_FACTORS, key=lambda factor: abs(ratio / factor - 1))
    return nearest if abs(ratio / nearest - 1) <= _TOLERANCE else None
