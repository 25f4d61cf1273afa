"""What to listen to first: the worst calls that nobody has judged yet, a line each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from callqa.model.playback import Sound
from callqa.model.review.verdicts import Standing
from reports.view.format import clip_head
from reports.view.model.calls import CallRow, HitView, Line, Segment
from reports.view.model.day import DayView
from reports.view.pages import PlayLink, playable

MOST = 5
_BEFORE = 14
"""Characters in front of the marked words: a line begins near them, wherever they stand in a long turn."""
_DECIDED = {Standing.TRUE.value, Standing.FALSE.value}


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuedHit:
    """The worst hit of a call that is still to be judged.

    Args:
        more: how many other hits the call has.
        line: the turn, from shortly before the words; None for the whole call.
    """

    row: CallRow
    hit: HitView
    more: int
    line: Line | None
    play: PlayLink | None


def review_queue(view: DayView, sounds: Mapping[str, Sound]) -> tuple[QueuedHit, ...]:
    """Return the first calls in the order of urgency, without those that are judged.

    Args:
        sounds: what can be heard, by call id.
    """
    return tuple(islice(_open(view, sounds), MOST))


def _open(view: DayView, sounds: Mapping[str, Sound]) -> Iterator[QueuedHit]:
    for call in view.flagged:
        hit = next((hit for hit in call.hits if not _decided(hit)), None)
        if hit is not None:
            sound = sounds.get(call.row.call_id, Sound())
            yield QueuedHit(
                row=call.row,
                hit=hit,
                more=len(call.hits) - 1,
                line=_line(hit),
                play=playable(hit.offset_ms or 0, sound),
            )


def _decided(hit: HitView) -> bool:
    return hit.verdict is not None and hit.verdict.key in _DECIDED


def _line(hit: HitView) -> Line | None:
    line = next((line for line in hit.context if line.centre), None)
    return line and replace(line, segments=_from_the_words(line.segments), times="")


def _from_the_words(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    if not segments or segments[0].marked:
        return segments
    return Segment(text=clip_head(segments[0].text, _BEFORE)), *segments[1:]
