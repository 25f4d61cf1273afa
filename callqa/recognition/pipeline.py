"""From recordings to recognitions: the front end, the queue and the recogniser at work together."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from callqa.audio.samples import Samples
from callqa.model.errors import RecognitionError
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.speech import Heard, Recognition, to_ms
from callqa.recognition.front_end.pool import FrontEnd
from callqa.recognition.front_end.queue import Piece, Waiting

Recognise = Callable[[Sequence[Samples]], Sequence[Recognition]]
"""Recognises one batch: one recognition for every segment, in the same order."""
_HOPELESS_PIECES = 50
_HOPELESS_CALLS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """A recording of which every stretch of speech was recognised.

    Args:
        call: its position in the list that was given.
        heard: what was heard in it.
        recognised: one recognition for every stretch, in the same order; none if it could not be read.
    """

    call: int
    heard: Heard
    recognised: tuple[Recognition, ...]


def run(
    paths: Sequence[Path],
    front_end: FrontEnd,
    recognise: Recognise,
    waiting: Waiting,
    watcher: Watcher = UNWATCHED,
) -> Iterator[list[Finished]]:
    """Recognise recordings, and give them away as soon as they are finished, in whatever order that is.

    Those that one batch finishes come together.

    Args:
        paths: of the recordings.
        front_end: finds the speech, beside the recogniser.
        recognise: is called in the caller's own thread, a batch at a time.
        waiting: bounds how much speech is in memory; used up by this run.
        watcher: is told after every batch how many milliseconds of the speech that was found so far are
            recognised, and asked whether to go on.

    Raises:
        BadInputError: the front end cannot be loaded.
        RecognitionError: the engine is broken, rather than a recording.
        StoppedError: whoever follows it wants it to end.
    """
    # in a copy of our context, so that what it logs names the same day
    feed = partial(copy_context().run, _feed, front_end, paths, waiting)
    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    try:
        in_flight = _InFlight()
        while work := waiting.take():
            if begun := [each for call, heard in work.heard for each in in_flight.begin(call, heard)]:
                yield begun  # what has no speech does not wait for a recogniser that may fail
            watcher.step(to_ms(in_flight.done), to_ms(in_flight.found))
            if done := [*in_flight.go_on(work.batch, _recognised(recognise, work.batch))]:
                yield done
            watcher.step(to_ms(in_flight.done), to_ms(in_flight.found))
    finally:
        waiting.close()
        feeder.join()


def _feed(front_end: FrontEnd, paths: Sequence[Path], waiting: Waiting) -> None:
    try:
        front_end.feed(enumerate(paths), waiting)
        waiting.complete()
    except Exception as error:  # raised again where the results are taken
        waiting.complete(error)


def _recognised(recognise: Recognise, batch: Sequence[Piece]) -> Sequence[Recognition]:
    if not batch:
        return ()
    recognised = recognise([piece.samples for piece in batch])
    if len(recognised) != len(batch):  # to go on would give one call the words of another
        raise RecognitionError(f"{len(batch)} 段语音得到 {len(recognised)} 个结果")
    return recognised


@dataclass
class _InFlight:
    """The recordings that are being recognised.

    Args:
        heard: of each, by its number.
        recognised: what there is so far, by number and position.
        hopeless: calls whose pieces all failed so far; None once anything was recognised.
        failed: pieces that failed, until anything was recognised.
        found, done: samples of speech that were found, and recognised.
    """

    heard: dict[int, Heard] = field(default_factory=dict)
    recognised: dict[int, dict[int, Recognition]] = field(default_factory=dict)
    hopeless: set[int] | None = field(default_factory=set)
    failed: int = 0
    found: int = 0
    done: int = 0

    def begin(self, call: int, heard: Heard) -> Iterator[Finished]:
        self.heard[call] = heard
        self.found += sum(segment.end - segment.start for _, segment in heard.found)
        self.recognised.setdefault(call, {})
        if heard.failure or not heard.found:
            yield self._finish(call)

    def go_on(self, batch: Sequence[Piece], recognised: Sequence[Recognition]) -> Iterator[Finished]:
        for piece, recognition in zip(batch, recognised, strict=True):
            self._watch(piece.call, recognition)
            self.done += len(piece.samples)
            if piece.call not in self.heard:
                continue  # its recording broke in the meantime
            done = self.recognised[piece.call]
            done[piece.position] = recognition
            if len(done) == len(self.heard[piece.call].found):
                yield self._finish(piece.call)

    def _finish(self, call: int) -> Finished:
        heard, done = self.heard.pop(call), self.recognised.pop(call)
        recognised = () if heard.failure else tuple(done[position] for position in sorted(done))
        return Finished(call=call, heard=heard, recognised=recognised)

    def _watch(self, call: int, recognition: Recognition) -> None:
        """Give up when nothing at all can be recognised: then it is not the calls' fault."""
        if self.hopeless is None:
            return
        if not recognition.failure:
            self.hopeless = None
            return
        self.hopeless.add(call)
        self.failed += 1
        if self.failed >= _HOPELESS_PIECES and len(self.hopeless) >= _HOPELESS_CALLS:
            raise RecognitionError(
                f"最初 {self.failed} 段语音全部识别失败：{recognition.reason}",
                "",
                "运行 callqa doctor 检查引擎",
            )
