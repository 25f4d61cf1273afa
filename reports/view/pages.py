"""Which call stands where: flagged ones in the report, all other transcripts on pages beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from callqa.days.day import CallResult, DayResult
from callqa.days.score import Scoring
from callqa.model.playback import LEAD_MS, Sound, piece_at
from callqa.model.transcript import Outcome
from callqa.settings.schema import ReportSettings
from reports.view.call_view import CallView, call_view
from reports.view.day import by_urgency
from reports.view.format import Clock
from reports.view.hits import flagged_call
from reports.view.model.calls import CallRow, FlaggedCall, HitView
from reports.view.model.day import DayView
from reports.view.scores import points_of, score_of
from reports.view.tables import agent_name
from reports.words.language import page_words


def draw(call_ids: Iterable[str], day: date, size: int) -> tuple[str, ...]:
    """So many of some calls: every call has the same chance, whatever the rules said about it.

    The calls with the smallest hashes of day and id are drawn ("bottom-k sampling", Cohen and Kaplan
    2007): no state, and a call that arrives late changes at most one place of the draw.
    """
    return tuple(sorted(call_ids, key=lambda call_id: _lot(day, call_id))[:size])


def _lot(day: date, call_id: str) -> bytes:
    return sha256(f"{day.isoformat()}\0{call_id}".encode("utf-8", "surrogatepass")).digest()


PAGES = "calls"
"""The folder beside the report that holds the pages."""

Sounds = Mapping[str, Sound]
"""What can be heard of the calls, by call id; a call that is not in it was not asked about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlayLink:
    """A moment that can be played: ``href`` opens it without any script; empty for sound in the page."""

    at_ms: int
    href: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PageHit:
    """A hit, and where its playback starts.

    Args:
        there: the hit in the report of its day, where it is judged; empty in that report.
    """

    view: HitView
    play: PlayLink | None
    there: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Playback:
    """What of a call can be heard, with addresses as seen from its page.

    Args:
        pieces: as ``(url, start_ms, end_ms)``.
        unheard: in words, why nothing can be played; empty otherwise.
        start: the beginning of what can be played.
    """

    pieces: tuple[tuple[str, int, int], ...]
    unheard: str
    start: PlayLink | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PageCall:
    """A call as it stands on a page.

    Args:
        anchor: its place on the page.
        view: the whole call; None where it stands elsewhere.
        elsewhere: where the whole call stands, if not here.
        points: its score, to sort by; None where there is none.
        day: of the call, where the page has several.
    """

    anchor: str
    row: CallRow
    hits: tuple[PageHit, ...]
    playback: Playback
    view: CallView | None
    elsewhere: str = ""
    points: float | None = None
    day: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawnCall:
    """A call of an agent's random sample."""

    href: str
    clock: str
    call_id: str
    flagged: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page of calls beside the report, and what a list of pages says about it."""

    name: str
    number: int
    first: str
    last: str
    calls: tuple[CallResult, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Where every call of a day stands.

    Args:
        whole: ids of flagged calls that are whole in the report itself.
        hrefs: of every call that stands anywhere, as seen from the report.
        beside: of those that are whole on a page.
        pages: the pages beside it.
        drawn: every agent's random sample.
    """

    whole: frozenset[str]
    hrefs: Mapping[str, str]
    beside: Mapping[str, str]
    pages: tuple[Page, ...]
    drawn: Mapping[str, tuple[DrawnCall, ...]]

    @classmethod
    def of(cls, result: DayResult, view: DayView, settings: ReportSettings) -> "Layout":
        """Spread the calls of a day."""
        flagged = [call.recording.call_id for call in by_urgency(result)]
        whole = frozenset(flagged[: settings.calls_in_file])
        pages = tuple(_pages(result, whole, settings.calls_per_page))
        beside = {
            call.recording.call_id: f"{PAGES}/{page.name}#{page_anchor(number)}"
            for page in pages
            for number, call in enumerate(page.calls, 1)
        }
        rows = {row.call_id: row for row in view.calls}
        hrefs = beside | {call_id: f"#{rows[call_id].anchor}" for call_id in flagged}
        drawn = _drawn(result, rows, hrefs, settings)
        return cls(whole=whole, hrefs=hrefs, beside=beside, pages=pages, drawn=drawn)


def page_anchor(number: int) -> str:
    """Return the place of the n-th call of a page."""
    return f"k{number}"


def _pages(result: DayResult, whole: frozenset[str], size: int) -> Iterator[Page]:
    others = [c for c in result.calls if c.transcript.turns and c.recording.call_id not in whole]
    clock = Clock.of(result.window)
    for number, start in enumerate(range(0, len(others), size), 1):
        calls = tuple(others[start : start + size])
        first, last = (f"{clock.local(calls[at].recording.started_at):%H:%M}" for at in (0, -1))
        yield Page(name=f"{number:04}.html", number=number, first=first, last=last, calls=calls)


def drawn_ids(result: DayResult, size: int) -> dict[str, tuple[str, ...]]:
    """Return the random sample of every agent: of all analysed calls, whatever the rules said about them."""
    by_agent: dict[str, list[str]] = {}
    for call in result.calls:
        if call.transcript.outcome is Outcome.OK:
            by_agent.setdefault(agent_name(call, result.roster), []).append(call.recording.call_id)
    return {agent: draw(call_ids, result.window.day, size) for agent, call_ids in by_agent.items()}


def _drawn(
    result: DayResult, rows: Mapping[str, CallRow], hrefs: Mapping[str, str], settings: ReportSettings
) -> dict[str, tuple[DrawnCall, ...]]:
    return {
        agent: tuple(
            DrawnCall(
                href=hrefs.get(call_id, ""),
                clock=rows[call_id].clock,
                call_id=call_id,
                flagged=rows[call_id].hits.value > 0,
            )
            for call_id in call_ids
        )
        for agent, call_ids in drawn_ids(result, settings.sample_per_agent).items()
    }


def main_calls(result: DayResult, view: DayView, layout: Layout, sounds: Sounds) -> Iterator[PageCall]:
    """Yield the flagged calls of the report, worst first; one at a time, because a day may be large."""
    for call, flagged in zip(by_urgency(result), view.flagged, strict=True):
        call_id = call.recording.call_id
        sound = sounds.get(call_id, Sound())
        yield PageCall(
            anchor=flagged.row.anchor,
            row=flagged.row,
            hits=hits_of(flagged.hits, sound),
            playback=playback(sound),
            view=_view(result, call, flagged) if call_id in layout.whole else None,
            elsewhere=layout.beside.get(call_id, ""),
            points=standing(call, result),
        )


def page_calls(result: DayResult, view: DayView, page: Page, sounds: Sounds) -> Iterator[PageCall]:
    """Yield the calls of one page beside the report."""
    clock, scoring = Clock.of(result.window), Scoring.of(result)
    rows = {row.call_id: row for row in view.calls}
    for number, call in enumerate(page.calls, 1):
        row = replace(rows[call.recording.call_id], anchor=page_anchor(number))
        flagged = flagged_call(call, row, clock, scoring)
        sound = seen_from_below(sounds.get(call.recording.call_id, Sound()))
        yield PageCall(
            anchor=row.anchor,
            row=row,
            hits=hits_of(flagged.hits, sound),
            playback=playback(sound),
            view=_view(result, call, flagged),
            points=standing(call, result),
        )


def standing(call: CallResult, result: DayResult) -> float | None:
    """Return the score that holds, to sort by: after review where there was one."""
    machine, reviewed = points_of(call, result.rules, result.judgements)
    held = machine if reviewed is None else reviewed
    return held if isinstance(held, float) else None


def _view(result: DayResult, call: CallResult, flagged: FlaggedCall) -> CallView:
    clock = Clock.of(result.window)
    score = score_of(call, result.rules, result.judgements)
    return call_view(call, flagged.row.anchor, flagged.hits, clock, score)


def hits_of(hits: Sequence[HitView], sound: Sound, there: str = "") -> tuple[PageHit, ...]:
    """Return hits with their sound.

    Args:
        there: where their call stands in the report of its day; empty in that report.
    """
    return tuple(
        PageHit(
            view=hit,
            play=playable(hit.offset_ms or 0, sound),
            there=f"{there}-h{place}" if there else "",
        )
        for place, hit in enumerate(hits, 1)
    )


def playback(sound: Sound) -> Playback:
    """Return what of a call can be heard, as a page shows it."""
    return Playback(
        pieces=tuple((piece.url, piece.start_ms, piece.end_ms) for piece in sound.pieces),
        unheard=page_words.UNHEARD[sound.unheard] if sound.unheard else "",
        start=playable(sound.pieces[0].start_ms + LEAD_MS, sound) if sound.pieces else None,
    )


def seen_from_below(sound: Sound) -> Sound:
    """Return the same with addresses as a page in a folder of its own sees them."""
    pieces = (
        piece if piece.url.startswith(("data:", "file:")) else replace(piece, url=f"../{piece.url}")
        for piece in sound.pieces
    )
    return replace(sound, pieces=tuple(pieces))


def playable(offset_ms: int, sound: Sound) -> PlayLink | None:
    """Where a hit is played from, a little before it; None where nothing can be heard there."""
    at = max(offset_ms - LEAD_MS, 0)
    piece = piece_at(sound, at)
    if piece is None:
        return None
    seconds = (at - piece.start_ms) / 1000
    return PlayLink(at_ms=at, href="" if piece.url.startswith("data:") else f"{piece.url}#t={seconds:g}")
