"""What can be heard of a day's calls, and the clips beside its report."""

import os
from base64 import b64encode
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from callqa.audio.clips import CLIP_FORMAT, browser_plays, make_clip
from callqa.host.files import forget_others, is_overwritten, replacing
from callqa.host.opening import own_place
from callqa.model.errors import AudioError
from callqa.model.finding import Finding
from callqa.model.playback import ClipMode, Piece, Sound, Unheard, windows
from callqa.model.recording import path_of

CLIPS = "clips"
_OURS = r"[0-9a-f]{24}\.ogg"


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """A call that somebody may want to hear.

    Args:
        path: of the recording.
        audio_sha256: of its bytes.
        duration_ms: of its audio.
        findings: around which clips are cut.
        drawn: whether it is heard as a whole, because chance drew it.
        nameless: whether its file name may not be shown, so that the recording cannot be linked to.
        size_bytes, modified_ns: of the file when it was hashed.
    """

    path: str
    audio_sha256: str
    duration_ms: int
    findings: tuple[Finding, ...]
    drawn: bool = False
    nameless: bool = False
    size_bytes: int = 0
    modified_ns: int = 0

    def stretches(self, margin_ms: int) -> tuple[tuple[int, int], ...]:
        """Return the stretches, in ms, that the call's clips hold."""
        if self.drawn:
            return ((0, self.duration_ms),) if self.duration_ms else ()
        return windows(self.findings, margin_ms, self.duration_ms)


@dataclass(frozen=True, kw_only=True, slots=True)
class Listening:
    """Decides what of a call can be heard, and makes the clips.

    Args:
        folder: of the report.
        roots: the folders that recordings may lie in.
        mode, margin_ms: what clips are made, and how much they hold around a hit.
        damaged: addresses of clips that are not as they were written: made again, where that can be.
        clips: name of the folder of clips in that of the report.
    """

    folder: Path
    roots: Sequence[Path]
    mode: ClipMode
    margin_ms: int
    damaged: Container[str] = ()
    clips: str = CLIPS

    def sound(self, call: Heard) -> Sound:
        """Return what can be heard of one call; an unreadable recording gives a note and no error.

        Raises:
            OSError: a clip cannot be written.
        """
        path = path_of(call.path)
        stretches = call.stretches(self.margin_ms)
        kept = self._kept(call, path, stretches)
        if kept:
            return Sound(pieces=kept)
        try:
            refusal = self._refusal(call, path)
            return Sound(unheard=refusal) if refusal else self._made(call, path, stretches)
        except AudioError:
            return Sound(unheard=Unheard.UNREADABLE)

    def kept(self, call: Heard) -> Sound:
        """Return what can be heard of one call as things are: nothing is made."""
        path = path_of(call.path)
        if pieces := self._kept(call, path, call.stretches(self.margin_ms)):
            return Sound(pieces=pieces)
        try:
            refusal = self._refusal(call, path)
            linked = () if refusal else self._linked(call, path)
        except AudioError:
            return Sound(unheard=Unheard.UNREADABLE)
        left = Unheard.IN_ITS_DAY if self.mode is ClipMode.INSIDE else Unheard.NOT_KEPT
        return Sound(pieces=linked, unheard=None if linked else refusal or left)

    def _refusal(self, call: Heard, path: Path) -> Unheard | None:
        try:
            real = path.resolve()
            if not real.is_file():
                return Unheard.GONE
        except (OSError, RuntimeError, ValueError):  # a share that is gone, a link in a circle, a null in it
            return Unheard.UNREADABLE
        if not any(real.is_relative_to(root.resolve()) for root in self.roots):
            return Unheard.OUTSIDE
        other = is_overwritten(path, call.size_bytes, call.modified_ns, call.audio_sha256, self.roots)
        return Unheard.OVERWRITTEN if other else None

    def _made(self, call: Heard, path: Path, stretches: tuple[tuple[int, int], ...]) -> Sound:
        if linked := self._linked(call, path):
            return Sound(pieces=linked)
        real = own_place(path, self.roots)
        if self.mode is ClipMode.NONE:
            return Sound(unheard=Unheard.NO_CLIP)
        if not stretches:
            return Sound(unheard=Unheard.NOT_CHOSEN)
        make = self._inside if self.mode is ClipMode.INSIDE else self._beside
        return Sound(pieces=tuple(make(call, real, *stretch) for stretch in stretches))

    def _linked(self, call: Heard, path: Path) -> tuple[Piece, ...]:
        """Return the recording itself, where the setting lets it be linked to and browsers play it."""
        may = not call.nameless and self.mode in (ClipMode.NEEDED, ClipMode.NONE)
        if not (may and browser_plays(own_place(path, self.roots))):
            return ()
        return (Piece(url=self._link(path), start_ms=0, end_ms=call.duration_ms),)

    def _link(self, path: Path) -> str:
        try:
            relative = os.path.relpath(path, self.folder.resolve())
        except ValueError:  # another drive
            return path.as_uri()
        return quote(os.fsencode(Path(relative).as_posix()))

    def _kept(self, call: Heard, path: Path, stretches: tuple[tuple[int, int], ...]) -> tuple[Piece, ...]:
        """Return an earlier run's clips: equal names are equal bytes, even when the recording is gone."""
        if self.mode not in (ClipMode.NEEDED, ClipMode.ALL):
            return ()
        pieces = tuple(self._piece(call, *stretch) for stretch in stretches)
        if any(piece.url in self.damaged for piece in pieces) and not self._refusal(call, path):
            return ()
        return pieces if all((self.folder / piece.url).is_file() for piece in pieces) else ()

    def _beside(self, call: Heard, path: Path, start_ms: int, end_ms: int) -> Piece:
        piece = self._piece(call, start_ms, end_ms)
        target = self.folder / piece.url
        if piece.url in self.damaged or not target.is_file():
            content = make_clip(path, start_ms, end_ms)
            with replacing(target) as temporary:
                temporary.write_bytes(content)
        return piece

    def _inside(self, _call: Heard, path: Path, start_ms: int, end_ms: int) -> Piece:
        content = b64encode(make_clip(path, start_ms, end_ms)).decode()
        return Piece(url=f"data:audio/ogg;base64,{content}", start_ms=start_ms, end_ms=end_ms)

    def _piece(self, call: Heard, start_ms: int, end_ms: int) -> Piece:
        # a name of what is in it: nobody learns a number from it, and no path can be made with it
        content = f"{CLIP_FORMAT}\0{call.audio_sha256}\0{start_ms}\0{end_ms}"
        name = sha256(content.encode()).hexdigest()[:24]
        return Piece(url=f"{self.clips}/{name}.ogg", start_ms=start_ms, end_ms=end_ms)


def forget_clips(folder: Path, sounds: Iterable[Sound], clips: str = CLIPS) -> None:
    """Remove the clips of earlier runs that no call of a report needs any more.

    Args:
        folder: of the report.
        clips: name of the folder of clips in it.
    """
    used = {piece.url.rpartition("/")[2] for sound in sounds for piece in sound.pieces}
    forget_others(folder / clips, used, _OURS)
