"""The bytes of a recording, as FFmpeg reads them, and how long it may work on them."""

import errno
import os
import time
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TypeVar

from callqa.audio.structure.spliced import Spliced
from callqa.model.errors import AudioError, Failure

OPENING_S = 60.0
"""Reading a header takes milliseconds; one that needs so long was made to."""
LONGEST_S = 900.0
"""Two hours of stereo take a minute; a decoder that needs so long has lost its way in a damaged file."""

T = TypeVar("T")


class Source:
    """What FFmpeg is given instead of a path: it opens nothing itself, and every read may be refused.

    Args:
        file: the recording, already open.
        name: of the recording; some formats are known by its ending only.
        opening_s: until FFmpeg knows what it is.
        longest_s: for the work on all of it; what is done with its parts in between does not count.
    """

    def __init__(
        self,
        file: BinaryIO | Spliced,
        name: str,
        *,
        opening_s: float = OPENING_S,
        longest_s: float = LONGEST_S,
    ) -> None:
        self._file, self.name, self._left_s = file, name, longest_s
        self._limit_s = opening_s
        self._until = time.monotonic() + opening_s

    def parts(self, made: Iterable[T]) -> Iterator[T]:
        """Yield what is made of the bytes, and count the time that making it takes.

        Raises:
            AudioError: it took too long.
        """
        coming, self._limit_s = iter(made), self._left_s
        while True:
            began = time.monotonic()
            self._until = began + self._left_s
            part = next(coming, None)
            if part is None:
                return
            self._left_s -= time.monotonic() - began
            self._refuse_late()
            yield part

    def read(self, count: int) -> bytes:
        """Return the next bytes; none at the end.

        Raises:
            AudioError: it took too long.
        """
        self._refuse_late()
        return self._file.read(count)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to a place, and return it; below zero where there is no such place, as FFmpeg expects it.

        Raises:
            AudioError: it took too long.
        """
        self._refuse_late()
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError, OverflowError):  # a damaged header leads before the beginning
            return -errno.EINVAL

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _refuse_late(self) -> None:
        if time.monotonic() > self._until:
            reason = f"读取超过 {self._limit_s / 60:.0f} 分钟没有结束"
            raise AudioError(Failure.READER_STUCK, reason, self.name)
