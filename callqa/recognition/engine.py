"""The engine: recordings in, one transcript for each out, whatever happens to it."""

import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain

from callqa.audio.samples import Samples
from callqa.host.opening import own_place
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.recording import Recording, path_of
from callqa.model.speech import Heard, Recognition
from callqa.model.summaries import EngineSummary, ModelNote
from callqa.model.transcript import Transcript
from callqa.recognition.correction import Corrector, Vocabulary
from callqa.recognition.front_end.pool import FrontEnd, load_front_end
from callqa.recognition.front_end.ports import Recogniser, VoiceDetector
from callqa.recognition.front_end.queue import Waiting
from callqa.recognition.funasr.diarisation import VoicePrinter, tell_apart
from callqa.recognition.funasr.families import Family, family_of
from callqa.recognition.funasr.loading import pick_device
from callqa.recognition.funasr.model_folder import ModelFolder, check_model_folder
from callqa.recognition.funasr.model_hub import locate
from callqa.recognition.hotwords import HotwordChoice, Suspicion, usable
from callqa.recognition.outcome import conclude
from callqa.recognition.pipeline import Finished, run
from callqa.recognition.reader import Reader
from callqa.recognition.revision import engine_revision
from callqa.recognition.runaway import Steady
from callqa.settings.recognition import TranscribeSettings
from callqa.text.common_words import common_words
from callqa.text.itn import NumberWriter

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
        self.settings = settings
        self.words = tuple(hotwords)
        self._given = (recogniser, detector)
        self._loading = threading.Lock()  # two shards may come at once

    @cached_property
    def hotwords(self) -> HotwordChoice:
        """Which hotwords the model is given, and which it cannot use.

        Raises:
            BadInputError: the model folder is no model.
        """
        return usable(self.words, self._family.is_known, self._family.hotword_limit)

    @cached_property
    def revision(self) -> str:
        """Of the engine: model files, settings and hotwords. Loads no model.

        Raises:
            BadInputError: the model folder is no model.
        """
        writes = {"writes_numbers": self._writes_numbers, "tells_emotions": self._family.tells_emotions}
        return engine_revision(self.settings, self.hotwords.used, self.corrected, **writes)

    def check(self) -> None:
        """Refuse an engine that cannot be used, without loading it; which device ``auto`` is is not asked.

        Raises:
            BadInputError: the model folder is no model, or the device is not there.
        """
        _ = self.revision
        if self.settings.device != "auto":
            pick_device(self.settings.device)

    @cached_property
    def summary(self) -> EngineSummary:
        """What a report says about the engine.

        Raises:
            BadInputError: the model folder is no model, or the device is not there.
        """
        is_demo = self._folder.path.resolve().parts[-2:] == _DEMO_FOLDER
        return EngineSummary(
            model=self.settings.model,
            device=pick_device(self.settings.device),
            revision=self.revision,
            hotwords=len(self.hotwords.used),
            notes=(*((ModelNote.DEMO,) if is_demo else ()), *self._family.lacks),
        )

    def transcribe(self, recordings: Sequence[Recording]) -> Iterator[Transcript]:
        """Yield what `transcribe_batches` does, one transcript after the other."""
        return chain.from_iterable(self.transcribe_batches(recordings))

    def transcribe_batches(self, recordings: Sequence[Recording]) -> Iterator[list[Transcript]]:
        """Yield one transcript for every recording, as soon as it is finished; a bad file never raises.

        Those that are finished together come together, before the recogniser works on.

        The speech of all of them is recognised together, because large batches are fast. What
        becomes of one does not depend on the others, nor on the order in which they are finished.

        Args:
            recordings: as many as there are: memory is bounded by the queues, not by their number.

        Raises:
            BadInputError: the engine cannot be loaded; no recording is to blame for that.
            RecognitionError: the engine is broken.
        """
        for batch in self._analysed(recordings, UNWATCHED):
            yield [transcript for transcript, _ in batch]

    def analyse(
        self, recordings: Sequence[Recording], watcher: Watcher = UNWATCHED
    ) -> Iterator[tuple[Transcript, Heard]]:
        """Transcribe, and say beside each transcript where speech was found.

        Args:
            recordings: as for `transcribe`.
            watcher: follows and stops it within a recording, between two forward passes.

        Raises:
            StoppedError: whoever follows it wants it to end; else as `transcribe`.
        """
        return chain.from_iterable(self._analysed(recordings, watcher))

    def _analysed(
        self, recordings: Sequence[Recording], watcher: Watcher
    ) -> Iterator[list[tuple[Transcript, Heard]]]:
        waiting = Waiting(self.settings.batch_seconds, self.settings.waiting_batches)
        folders = self.settings.folders
        paths = [own_place(path_of(recording.path), folders) for recording in recordings]
        for finished in run(paths, self._front_end, self._read, waiting, watcher):
            yield [(self._concluded(recordings[done.call], done), done.heard) for done in finished]

    def _concluded(self, recording: Recording, done: Finished) -> Transcript:
        speakers = self._speakers(done.heard, done.recognised)
        return conclude(
            recording, done.heard, done.recognised, self.settings, self.revision, speakers=speakers
        )

    def varied(self, settings: TranscribeSettings, hotwords: Sequence[str]) -> "Transcriber":
        """Return an engine of other hotwords, language, writing or roles that shares this one's loaded model.

        Where it finds speech by other thresholds, it has a front end of its own, and must be closed.

        Args:
            settings: with the same model, device and detector; other marks only by doing without them.
            hotwords: instead of this one's.
        """
        from callqa.recognition.funasr.recogniser import (  # noqa: PLC0415 - brings torch: see `recogniser`
            FunAsrRecogniser,
        )

        other = Transcriber(settings, hotwords, recogniser=self._given[0], detector=self._given[1])
        with self._loading:
            if isinstance(self.recogniser, FunAsrRecogniser):
                vars(other)["recogniser"] = self.recogniser.asking(
                    other._family, other.hotwords.used, marks=bool(settings.punctuation)
                )
        if settings.detection == self.settings.detection:
            vars(other)["_front_end"] = self._front_end
        return other

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that can be asked for; none where the model has only its own.

        Raises:
            BadInputError: the model folder is no model.
        """
        return self._family.languages

    def close(self) -> None:
        """End the worker processes; the next call starts them again."""
        if "_front_end" in self.__dict__:
            self._front_end.close()

    def _read(self, segments: Sequence[Samples]) -> Sequence[Recognition]:
        """Load the models while the first recordings are read, and recognise a batch."""
        with self._loading:
            reader = self.reader
        return reader.read(segments)

    def _speakers(self, heard: Heard, recognised: Sequence[Recognition]) -> list[int | None]:
        """Who says each stretch of a single channel; empty where that is not asked."""
        if not self.settings.speaker_model or heard.channels != 1:
            return []
        return tell_apart([one.voices for one in recognised])

    @cached_property
    def reader(self) -> Reader:
        """What makes texts of speech, loaded when it is first asked for.

        Raises:
            BadInputError: a model folder is no model, or the device is not there.
        """
        settings = self.settings
        device = pick_device(settings.device)
        named = settings.speaker_model
        return Reader(
            recogniser=Steady(self.recogniser),
            suspicion=Suspicion(self.hotwords.used),
            corrector=self._corrector(),
            writer=NumberWriter() if self._writes_numbers else None,
            printer=VoicePrinter(named, device, settings.allow_download) if named else None,
        )

    @property
    def _writes_numbers(self) -> bool:
        """Whether numbers are to be written for a model that leaves them as they are spoken."""
        return self.settings.itn and not self._family.writes_numbers

    @property
    def corrected(self) -> tuple[str, ...]:
        """Hotwords that the model cannot be given, and that are put in by sound."""
        left_over = (*self.hotwords.surplus, *self.hotwords.unknown)
        return left_over if self.settings.correct_from else ()

    def _corrector(self) -> Corrector | None:
        if not self.corrected:
            return None
        vocabulary = Vocabulary(
            hotwords=self.corrected,
            known=self.hotwords.used,
            never=frozenset(self.settings.never_corrected),
            common=common_words(),
        )
        return Corrector(vocabulary, self.settings.correct_from)

    @cached_property
    def _folder(self) -> ModelFolder:
        path = locate(self.settings.model, "model", download=self.settings.allow_download)
        return check_model_folder(path)

    @cached_property
    def _family(self) -> Family:
        return family_of(self._folder, self.settings)

    @cached_property
    def recogniser(self) -> Recogniser:
        """The recogniser, loaded when it is first asked for.

        Raises:
            BadInputError: the model folder is no model, or the device is not there.
        """
        if given := self._given[0]:
            return given
        from callqa.recognition.funasr.recogniser import (  # noqa: PLC0415 - brings torch, which nothing due needs
            load_recogniser,
        )

        return load_recogniser(self._folder, self.settings, self.hotwords.used)

    @cached_property
    def _front_end(self) -> FrontEnd:
        return load_front_end(self.settings, self._given[1])
