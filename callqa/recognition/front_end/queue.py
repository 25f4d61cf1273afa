"""Speech that waits between those who find it and the one who recognises it: never more than a bound."""

import threading
from dataclasses import dataclass

from callqa.audio.samples import Samples
from callqa.model.speech import SAMPLE_RATE, Heard
from callqa.recognition.front_end.packing import Packer


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One stretch of speech that waits.

    Args:
        call: which recording it is from; a number of the pipeline's own.
        position: which stretch of that recording it is.
        samples: of it.
    """

    call: int
    position: int
    samples: Samples


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What is next.

    Args:
        heard: recordings that were listened to since the last time, by their number.
        batch: pieces to recognise together, the longest first; may be empty.
    """

    heard: tuple[tuple[int, Heard], ...]
    batch: tuple[Piece, ...]


class Waiting:
    """The bounded queue in front of the recogniser, which hands out whole batches.

    Args:
        batch_seconds: padded seconds of a batch.
        batches: how many batches may wait; more of them make better batches and need more memory,
            64 KB a second.
    """

    def __init__(self, batch_seconds: float, batches: float) -> None:
        budget = int(batch_seconds * SAMPLE_RATE)
        self._packer: Packer[Piece] = Packer(budget)
        self._heard: list[tuple[int, Heard]] = []
        self._most = max(int(budget * batches), 1)
        # an idle device may as well take a batch with more padding; a busy one lets the choice grow
        self._enough = min(self._most // 4, 2 * budget)
        self._changed = threading.Condition()
        self._is_complete = self._is_closed = False
        self._error: Exception | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nobody takes anything any more."""
        return self._is_closed

    def hear(self, call: int, heard: Heard) -> None:
        """Say what was heard in a recording, before its pieces; once more if it broke after that."""
        with self._changed:
            self._heard.append((call, heard))
            self._changed.notify_all()

    def put(self, piece: Piece) -> bool:
        """Let a piece wait; blocks while there is no room.

        Returns:
            Whether anybody still wants it.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._packer.size < self._most or self._is_closed)
            if not self._is_closed:
                self._packer.add(piece, len(piece.samples))
                self._changed.notify_all()
            return not self._is_closed

    def complete(self, error: Exception | None = None) -> None:
        """Nothing more is to come, or cannot come because of this error."""
        with self._changed:
            self._is_complete, self._error = True, error
            self._changed.notify_all()

    def close(self) -> None:
        """Nobody takes anything any more: whoever waits to put is let go."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def take(self) -> Work | None:
        """Wait for the next batch, once there is enough to choose from; None when everything was taken.

        Raises:
            Exception: the one that ended the other side.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._heard or self._is_complete or self._has_enough())
            if self._error:
                raise self._error
            heard, self._heard = tuple(self._heard), []
            batch = self._batch()
            self._changed.notify_all()
            return Work(heard=heard, batch=batch) if heard or batch else None

    def _has_enough(self) -> bool:
        return self._packer.size >= self._enough

    def _batch(self) -> tuple[Piece, ...]:
        if not len(self._packer) or not (self._is_complete or self._has_enough()):
            return ()
        return tuple(self._packer.take(is_last=self._is_complete))
