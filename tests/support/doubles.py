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


_SOFT = 0.07


@dataclass
class Scripted:
    """A recogniser that says the same in every segment, and counts what it was asked.

    Args:
        text: what it recognises.
        softly: the same in a soft segment, as the first channel of `write_call` is; empty for no difference.
        broken: raises this instead, while it is set.
    """

    text: str = "我要投诉"
    softly: str = ""
    broken: BaseException | None = None
    asked: list[int] = field(default_factory=list)
    stock_parts: tuple[str, ...] = ()

    def recognise(self, segments: Sequence[Samples], *, hotwords: bool = True) -> list[Recognition]:
        if self.broken:
            raise self.broken
        self.asked.append(len(segments))
        return [self._recognition(segment) for segment in segments]

    def _recognition(self, segment: Samples) -> Recognition:
        text = self.softly if self.softly and float(np.abs(segment).max()) < _SOFT else self.text
        return Recognition(text=text, char_times=tuple((100 * i, 100 * (i + 1)) for i in range(len(text))))


class Measuring(Scripted):
    """A recogniser whose text is how long, and how loud, what it was given is."""

    def recognise(self, segments: Sequence[Samples], *, hotwords: bool = True) -> list[Recognition]:
        self.asked += [len(each) for each in segments]
        texts = [f"{len(each)} {np.abs(each).sum():.2f}" for each in segments]
        return [Recognition(text=text, char_times=((0, 1),) * len(text)) for text in texts]
