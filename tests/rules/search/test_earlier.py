"""A later hit is found behind an earlier one exactly where comparing it with each of them finds it."""

from hypothesis import given
from hypothesis import strategies as st

from callqa.model.recording import Role
from callqa.rules.search.earlier import Earlier, Reach
from callqa.rules.search.hit import Hit

NUMBERS = st.integers(0, 12)


@st.composite
def hits(draw: st.DrawFn) -> Hit:
    """Draw a hit anywhere: turns may be out of order, overlap in time, or not know when they were said."""
    start_ms, at = draw(NUMBERS), draw(NUMBERS)
    return Hit(
        role=Role.CUSTOMER,
        channel=1,
        turn=draw(st.integers(0, 4)),
        start=draw(NUMBERS),
        end=12,
        start_ms=start_ms,
        end_ms=start_ms + draw(st.integers(0, 6)),
        evidence="",
        stretch=draw(st.integers(0, 2)),
        span=(at, at + draw(st.integers(1, 3))),
        timed=draw(st.booleans()),
    )


REACHES = st.builds(
    Reach, turns=st.none() | st.integers(0, 3), ms=st.none() | st.integers(0, 8), sure=st.booleans()
)


@given(st.lists(hits(), max_size=12), hits(), REACHES)
def test_it_is_as_if_every_two_were_compared(before: list[Hit], hit: Hit, reach: Reach) -> None:
    assert Earlier(before, reach).lead_to(hit) == any(reach.holds(one, hit) for one in before)
