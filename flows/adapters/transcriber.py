"""The engine: recordings in, one transcript for each out, whatever happens to it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from flows.adapters.engine_revision import engine_revision
from flows.adapters.families import Family, family_of
from flows.adapters.front_end import FrontEnd, load_front_end
from flows.adapters.funasr_model import pick_device
from flows.adapters.model_folder import ModelFolder, check_model_folder
from flows.adapters.model_hub import locate
from flows.adapters.pipeline import run
from flows.adapters.ports import Recogniser, Samples, VoiceDetector
from flows.adapters.recogniser import load_recogniser
from flows.adapters.waiting import Waiting
from flows.core.conclusion import conclude
from flows.core.day import EngineSummary
from flows.core.engine import TranscribeSettings
from flows.core.hotword_choice import HotwordChoice, usable
from flows.core.recording import Recording
from flows.core.speech import Recognition
from flows.core.transcript import Transcript

DEMO_NOTE = "演示模型，只认得合成语音，不能用于真实通话"
_DEMO_FOLDER = ("models", "demo")


class Transcriber:
    """Transcribes recordings with one engine. Models are loaded when the first one is needed.

    Args:
        settings: of the stage.
        hotwords: words to prefer, as people wrote them; see ``hotwords`` for which are used.
        recogniser: instead of the configured one, for tests.
        detector: the same for the voice detector.
    """

    def __init__(
        self,
        settings: TranscribeSettings,
        hotwords: Sequence[str] = (),
        *,
        recogniser: Recogniser | None = None,
        detector: VoiceDetector | None = None,
    ) -> None:
        self._settings = settings
        self._words = tuple(hotwords)
        self._given = (recogniser, detector)

    @cached_property
    def hotwords(self) -> HotwordChoice:
        """Which hotwords the model is given, and which it cannot use.

        Raises:
            BadInputError: the model folder is no model.
        """
        return usable(self._words, self._family.is_known, self._family.hotword_limit)

    @cached_property
    def revision(self) -> str:
        """Of the engine: model files, settings and hotwords. Loads no model.

        Raises:
            BadInputError: the model folder is no model.
        """
        return engine_revision(self._settings, self.hotwords.used)

    @cached_property
    def summary(self) -> EngineSummary:
        """What a report says about the engine.

        Raises:
            BadInputError: the model folder is no model, or the device is not there.
        """
        is_demo = self._folder.path.resolve().parts[-2:] == _DEMO_FOLDER
        return EngineSummary(
            model=self._settings.model,
            device=pick_device(self._settings.device),
            revision=self.revision,
            hotwords=len(self.hotwords.used),
            note=DEMO_NOTE if is_demo else "",
        )

    def transcribe(self, recordings: Sequence[Recording]) -> Iterator[Transcript]:
        """One transcript for every recording, each as soon as it is finished; a bad file never raises.

        The speech of all of them is recognised together, because large batches are fast. What
        becomes of one does not depend on the others, nor on the order in which they are finished.

        Args:
            recordings: as many as there are: memory is bounded by the queues, not by their number.

        Raises:
            BadInputError: the engine cannot be loaded; no recording is to blame for that.
            RecognitionError: the engine is broken.
        """
        waiting = Waiting(self._settings.batch_seconds, self._settings.waiting_batches)
        paths = [Path(recording.path) for recording in recordings]
        for done in run(paths, self._front_end, self._read, waiting):
            recording = recordings[done.call]
            yield conclude(recording, done.heard, done.recognised, self._settings, self.revision)

    def close(self) -> None:
        """End the worker processes; the next call starts them again."""
        if "_front_end" in self.__dict__:
            self._front_end.close()

    def _read(self, segments: Sequence[Samples]) -> Sequence[Recognition]:
        """Recognise a batch, and once more without hotwords what may rest on one."""
        read = list(self.recogniser.recognise(segments))
        again = [i for i, r in enumerate(read) if any(word in r.text for word in self.hotwords.used)]
        plain = self.recogniser.recognise([segments[i] for i in again], hotwords=False) if again else []
        for index, second in zip(again, plain, strict=True):
            if not second.failure:
                read[index] = replace(read[index], plain=second.text)
        return read

    @cached_property
    def _folder(self) -> ModelFolder:
        path = locate(self._settings.model, "model", download=self._settings.download)
        return check_model_folder(path)

    @cached_property
    def _family(self) -> Family:
        return family_of(self._folder, self._settings)

    @cached_property
    def recogniser(self) -> Recogniser:
        """The recogniser, loaded when it is first asked for.

        Raises:
            BadInputError: the model folder is no model, or the device is not there.
        """
        given = self._given[0]
        return given or load_recogniser(self._folder, self._settings, self.hotwords.used)

    @cached_property
    def _front_end(self) -> FrontEnd:
        return load_front_end(self._settings, self._given[1])
