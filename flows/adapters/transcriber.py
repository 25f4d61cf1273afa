"""The engine: recordings in, one transcript for each out, whatever happens to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flows.adapters.audio import decode
from flows.adapters.engine_revision import engine_revision
from flows.adapters.families import Family, family_of
from flows.adapters.funasr_model import pick_device
from flows.adapters.model_folder import ModelFolder, check_model_folder
from flows.adapters.model_hub import locate
from flows.adapters.ports import Recogniser, Samples, VoiceDetector
from flows.adapters.recogniser import load_recogniser
from flows.adapters.vad import load_detector
from flows.core.day import EngineSummary
from flows.core.engine import TranscribeSettings
from flows.core.errors import AudioError, RecognitionError
from flows.core.hotword_choice import HotwordChoice, usable
from flows.core.recording import Recording
from flows.core.speech import Recognition, Segment
from flows.core.transcript import Outcome, Transcript, Turn
from flows.core.turns import channel_roles, to_turns, utterance

DEMO_NOTE = "演示模型，只认得合成语音，不能用于真实通话"
_DEMO_FOLDER = ("models", "demo")
_PHRASE = 4
"""Characters in one segment that no music brings: 我要投诉."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Speech:
    """What was heard in one recording; an error instead of speech when it could not be read.

    Args:
        duration_ms, channels: of the audio; 0 when it could not be read.
        found: ``(channel, segment)`` of every stretch of speech.
        samples: of each of them, in the same order; copies, so that the rest can be forgotten.
        error: why the recording could not be read.
    """

    duration_ms: int = 0
    channels: int = 0
    found: tuple[tuple[int, Segment], ...] = ()
    samples: tuple[Samples, ...] = ()
    error: AudioError | RecognitionError | None = None


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
        """One transcript for every recording, in the same order; a bad file never raises.

        The speech of all of them is recognised together, because large batches are fast. What
        becomes of one does not depend on the others.

        Args:
            recordings: their speech is held in memory at once: pass tens, not thousands.

        Raises:
            BadInputError: the engine cannot be loaded; no recording is to blame for that.
        """
        heard = [self._listen(Path(recording.path)) for recording in recordings]
        recognised = self._recognised([samples for speech in heard for samples in speech.samples])
        at = 0
        for recording, speech in zip(recordings, heard, strict=True):
            own = recognised[at : at + len(speech.samples)]
            at += len(own)
            yield self._concluded(recording, speech, own)

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
    def _detector(self) -> VoiceDetector:
        given = self._given[1]
        return given or load_detector(self._settings.vad, download=self._settings.download)

    def _listen(self, path: Path) -> _Speech:
        try:
            return self._speech(path)
        except (AudioError, RecognitionError) as error:
            return _Speech(error=error)

    def _speech(self, path: Path) -> _Speech:
        audio = decode(path, max_duration_s=self._settings.max_duration_s)
        found = tuple(
            (channel, segment)
            for channel, samples in enumerate(audio.channels)
            for segment in self._detector.segments(samples)
        )
        return _Speech(
            duration_ms=audio.duration_ms,
            channels=len(audio.channels),
            found=found,
            samples=tuple(audio.channels[c][s.start : s.end].copy() for c, s in found),
        )

    def _recognised(self, samples: Sequence[Samples]) -> list[Recognition]:
        """One recognition for every segment of every recording."""
        recognised = self.recogniser.recognise(samples) if samples else []
        if len(recognised) != len(samples):  # to go on would give one call the words of another
            raise RecognitionError(f"{len(samples)} 段语音得到 {len(recognised)} 个结果")
        return recognised

    def _concluded(
        self, recording: Recording, speech: _Speech, recognised: Sequence[Recognition]
    ) -> Transcript:
        """How the analysis of one recording ended."""
        failure = next((r.failure for r in recognised if r.failure), "")
        if isinstance(speech.error, AudioError):
            retryable = speech.error.retryable
            return self._transcript(recording, speech, speech.error.what, retryable=retryable)
        if speech.error or failure:
            reason = speech.error.what if speech.error else failure
            return self._transcript(recording, speech, reason, retryable=True)
        if self._is_no_speech(speech, recognised):
            return self._transcript(recording, speech)
        return self._transcript(recording, speech, turns=self._turns(recording, speech, recognised))

    def _is_no_speech(self, speech: _Speech, recognised: Sequence[Recognition]) -> bool:
        """Too little text for the time: music and noise bring a character now and then.

        Nothing is dropped from a call in which a single phrase was said, however long the music
        around it: a complaint that is lost is worse than a syllable that nobody spoke.
        """
        least = self._settings.min_chars_per_second
        spoken = [(s.seconds, len(r.text)) for (_, s), r in zip(speech.found, recognised, strict=True)]
        if any(length >= max(_PHRASE, least * seconds) for seconds, length in spoken):
            return False
        length = sum(length for _, length in spoken)
        return length == 0 or length < least * sum(seconds for seconds, _ in spoken)

    def _turns(
        self, recording: Recording, speech: _Speech, recognised: Sequence[Recognition]
    ) -> tuple[Turn, ...]:
        setting = self._settings.channel_roles
        roles = channel_roles(recording.direction, speech.channels, setting)
        utterances = [
            utterance(channel, segment, recognition, speech.duration_ms)
            for (channel, segment), recognition in zip(speech.found, recognised, strict=True)
        ]
        return to_turns(utterances, roles)

    def _transcript(
        self,
        recording: Recording,
        speech: _Speech,
        reason: str = "",
        *,
        retryable: bool = False,
        turns: tuple[Turn, ...] = (),
    ) -> Transcript:
        return Transcript(
            call_id=recording.call_id,
            audio_sha256=recording.audio_sha256,
            engine_revision=self.revision,
            outcome=Outcome.FAILED if reason else Outcome.OK if turns else Outcome.NO_SPEECH,
            reason=reason,
            retryable=retryable,
            duration_ms=speech.duration_ms,
            channels=speech.channels,
            turns=turns,
        )
