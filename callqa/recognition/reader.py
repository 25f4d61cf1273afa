"""What is made of a batch of speech: texts, read twice where a hotword is in them, corrected and written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from callqa.audio.samples import Samples
from callqa.model.errors import RecognitionError
from callqa.model.speech import Recognition
from callqa.recognition.correction import Corrector
from callqa.recognition.front_end.ports import Recogniser
from callqa.recognition.funasr.diarisation import VoicePrinter
from callqa.recognition.hotwords import Suspicion
from callqa.text.itn import NumberWriter


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Recognises, and does with the texts what the recogniser cannot do by itself.

    Args:
        recogniser: of the engine.
        suspicion: which texts may rest on a hotword.
        corrector: puts in the hotwords that the recogniser was not given; None for no correction.
        writer: writes numbers as people do; None where the recogniser does, or nobody wants it.
        printer: makes voice prints, to tell speakers of one channel apart; None to do without.
    """

    recogniser: Recogniser
    suspicion: Suspicion
    corrector: Corrector | None = None
    writer: NumberWriter | None = None
    printer: VoicePrinter | None = None

    def read(self, segments: Sequence[Samples]) -> list[Recognition]:
        """One recognition for every segment, in the same order."""
        read = self._read_twice(segments)
        if len(read) != len(segments):
            return read  # nobody knows which belongs to which; the pipeline refuses them
        return [self._finished(one, segment) for one, segment in zip(read, segments, strict=True)]

    def _read_twice(self, segments: Sequence[Samples]) -> list[Recognition]:
        """Recognise, and once more without hotwords what may rest on one."""
        read = list(self.recogniser.recognise(segments))
        again = [index for index, one in enumerate(read) if self.suspicion.is_on(one.text)]
        plain = self.recogniser.recognise([segments[i] for i in again], hotwords=False) if again else []
        for index, second in zip(again, plain, strict=True):
            # without the second reading nobody could know what the first one is worth
            read[index] = second if second.failure else replace(read[index], plain=second.text)
        return read

    def _finished(self, one: Recognition, segment: Samples) -> Recognition:
        if not one.text:
            return one
        if self.corrector:
            one = self.corrector.correct(one)
        if self.writer:
            written = self.writer.written(one.text)
            one = replace(one, annotations=replace(one.annotations, written=written))
        return _with_voices(one, segment, self.printer) if self.printer else one


def _with_voices(one: Recognition, segment: Samples, printer: VoicePrinter) -> Recognition:
    """Add voice prints; where they cannot be made now, the call has failed and is tried again."""
    try:
        return replace(one, voices=printer.voices(segment))
    except RecognitionError as error:
        return Recognition.failed(error)
