"""What was said in the calls that a report of several days shows, and their sound beside other reports."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby

from callqa.audio.playback import CLIPS, Heard, Listening
from callqa.days.ranges.rollup import CallKey, HeardCall
from callqa.model.playback import Sound
from callqa.operations.listening import heard, listening_in
from callqa.operations.load import load_some, shown
from callqa.operations.report import report_paths
from callqa.storage.session import Site


def hear(site: Site, wanted: Mapping[CallKey, str]) -> dict[CallKey, HeardCall]:
    """Return some calls with what was said in them; one day at a time is in memory.

    Args:
        wanted: the ids under which they are shown, by where they are stored: a counter in such an id comes
            from all calls of the day.
    """
    found: dict[CallKey, HeardCall] = {}
    for day, keys in groupby(sorted(wanted), key=lambda key: key[0]):
        stored = load_some(site, day, {call_id for _, call_id in keys})
        seen = shown(site.configuration, stored)
        listening = listening_in(site.configuration, report_paths(site.configuration, day).html.parent)
        for call, shown_call in zip(stored.calls, seen.calls, strict=True):
            key = day, call.recording.call_id
            named = replace(shown_call, recording=replace(shown_call.recording, call_id=wanted[key]))
            sound = kept_sound(listening, heard(call, shown_call, drawn=True))
            found[key] = HeardCall(result=replace(seen, calls=(named,)), call=named, sound=sound)
    return found


def kept_sound(listening: Listening, call: Heard) -> Sound:
    """Return what of a call can be heard as the report of its day left it; nothing is made.

    Args:
        listening: in the folder of that report.
        call: as if chance had drawn it; its hits are tried, too.

    Returns:
        With addresses as a folder beside that of the report sees them.
    """
    whole = listening.kept(call)
    sound = whole if whole.pieces else listening.kept(replace(call, drawn=False))
    return from_beside(sound, listening.folder.name)


def from_beside(sound: Sound, folder: str) -> Sound:
    """Return a sound with addresses as a folder beside that of the report sees them."""
    return replace(
        sound,
        pieces=tuple(
            replace(piece, url=f"../{folder}/{piece.url}") if piece.url.startswith(f"{CLIPS}/") else piece
            for piece in sound.pieces
        ),
    )
