"""Stand-ins for the models, for tests that are about something else."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from callqa.audio.samples import Samples
from callqa.model.speech import Recognition, Segment


class Gathers:
    """A voice detector whose ``segments`` sees a whole channel at once."""

    def segments(self, samples: Samples) -> list[Segment]:
        raise NotImplementedError

    def listener(self) -> "Gathered":
        return Gathered(self)


class Gathered:
    def __init__(self, detector: Gathers) -> None:
        self._detector = detector
        self._blocks: list[Samples] = []

    def hear(self, samples: Samples) -> None:
        self._blocks.append(samples)

    def segments(self) -> list[Segment]:
        return self._detector.segments(np.concatenate(self._blocks))


class WholeChannel(Gathers):
    """A voice detector for which every channel is one segment of speech."""

    def segments(self, samples: Samples) -> list[Segment]:
        return [Segment(start=0, end=len(samples))]


@dataclass
class Scripted:
    """A recogniser that says the same in every segment, and counts what it was asked.

    Args:
        text: what it recognises.
        broken: raises this instead, while it is set.
    """

    text: str = "我要投诉"
    broken: BaseException | None = None
    asked: list[int] = field(default_factory=list)
    stock_parts: tuple[str, ...] = ()

    def recognise(self, segments: Sequence[Samples], *, hotwords: bool = True) -> list[Recognition]:
        if self.broken:
            raise self.broken
        self.asked.append(len(segments))
        times = tuple((100 * i, 100 * (i + 1)) for i in range(len(self.text)))
        return [Recognition(text=self.text, char_times=times) for _ in segments]
