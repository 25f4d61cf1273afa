"""What the transcription stage needs from whoever finds and recognises speech."""

from collections.abc import Sequence
from typing import Protocol

from callqa.audio.samples import Samples
from callqa.model.speech import Recognition, Segment

FRAME = 512
"""Samples a probability of Silero stands for: 32 ms. Here, as its network and what reads it both need it."""


class VoiceDetector(Protocol):
    """Finds speech."""

    def listener(self) -> "Listener":
        """For one channel, from its beginning."""


class Listener(Protocol):
    """Finds speech on one channel; how the channel is cut into blocks changes nothing."""

    def hear(self, samples: Samples) -> None:
        """Take the next block."""

    def segments(self) -> list[Segment]:
        """Where somebody spoke, in time order, without overlap; nothing can be heard after that."""


class Recogniser(Protocol):
    """Turns speech into text."""

    @property
    def stock_parts(self) -> tuple[str, ...]:
        """What could not be made fast on this machine, in Chinese."""

    def recognise(self, segments: Sequence[Samples], *, hotwords: bool = True) -> list[Recognition]:
        """One recognition for every segment, in the same order.

        Without hotwords it says what it would have heard if nobody had told it what to expect.
        A segment that cannot be recognised has its ``failure`` set; its neighbours do not suffer.
        """
