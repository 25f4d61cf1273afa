"""What is different between FunASR's models: how to ask, and how to read the answer."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from callqa.audio.samples import Samples
from callqa.model.annotations import Emotion, Feeling
from callqa.model.speech import SAMPLE_RATE, Recognition
from callqa.model.summaries import ModelNote
from callqa.recognition.funasr.model_folder import ModelFolder, known_words
from callqa.recognition.funasr.tokens import to_words
from callqa.recognition.funasr.whisper import Whisper
from callqa.settings.recognition import TranscribeSettings
from callqa.text.alignment import from_stamps, from_tokens

Answer = Mapping[str, Any]
MAX_SEACO_HOTWORDS = 49
"""With 50 or more, SeACo's filter scores the first segment of a batch only."""
_TAG = re.compile(r"<\|[^|]*\|>")
_EMOTIONS = {f"<|{each.name}|>": each for each in Emotion}
"""As SenseVoice writes them; ``<|EMO_UNKNOWN|>`` tells nothing."""
_HANZI_OR_DIGITS = re.compile(r"[一-龥0-9]+")


class Family(Protocol):
    """One kind of model."""

    @property
    def lacks(self) -> tuple[ModelNote, ...]:
        """What it cannot do, and what is done instead: sentences in Chinese."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that can be asked for; none where the model has only its own."""

    @property
    def hotword_limit(self) -> int:
        """How many hotwords one call takes."""

    @property
    def writes_numbers(self) -> bool:
        """Whether the model writes numbers with digits itself."""

    @property
    def tells_emotions(self) -> bool:
        """Whether the model says how something is said."""

    @property
    def takes_batches(self) -> bool:
        """Whether several segments may go through it together."""

    def is_known(self, word: str) -> bool:
        """Whether the model can spell a hotword."""

    def options(self, hotwords: Sequence[str]) -> dict[str, Any]:
        """Return what ``generate`` is called with."""

    def wrap(self, segments: Sequence[Samples]) -> list[Any]:
        """Segments in the form that the model takes."""

    def read(self, answer: Answer, duration_ms: int) -> Recognition:
        """Return the answer for one segment of this duration."""


@dataclass(frozen=True, kw_only=True)
class Paraformer:
    """Paraformer without hotwords: space-separated tokens, a time for each (BiCif) or none.

    Args:
        lacks: no times, unless it is a BiCif.
    """

    lacks: tuple[ModelNote, ...] = (ModelNote.NO_HOTWORDS,)
    languages: tuple[str, ...] = ()
    hotword_limit: int = 0
    writes_numbers: bool = False
    takes_batches: bool = True
    tells_emotions: bool = False

    def is_known(self, word: str) -> bool:
        """Every word, as none is used."""
        return bool(word)

    def options(self, hotwords: Sequence[str]) -> dict[str, Any]:  # noqa: ARG002 - it takes none
        """Only the sample rate."""
        return {"fs": SAMPLE_RATE}

    def wrap(self, segments: Sequence[Samples]) -> list[Any]:
        """Arrays as they are."""
        return list(segments)

    def read(self, answer: Answer, duration_ms: int) -> Recognition:
        """One time a token."""
        times = [(int(start), int(end)) for start, end in answer.get("timestamp") or ()]
        return from_tokens(*to_words(str(answer.get("text", "")).split(), times), duration_ms)


@dataclass(frozen=True, kw_only=True)
class SeacoParaformer(Paraformer):
    """Paraformer with hotwords.

    Args:
        spelling: the words that its seg_dict knows, with their tokens.
    """

    spelling: Mapping[str, Sequence[str]]
    lacks: tuple[ModelNote, ...] = ()
    hotword_limit: int = MAX_SEACO_HOTWORDS

    def is_known(self, word: str) -> bool:
        """Whether FunASR would spell it without ``<unk>``; other words would disturb for nothing."""
        word = word.lower()
        if word.startswith("http"):
            return False  # FunASR would take it for an address, and fetch a list from there
        by_character = _HANZI_OR_DIGITS.fullmatch(word) and all(c in self.spelling for c in word)
        return word in self.spelling or bool(by_character)

    def options(self, hotwords: Sequence[str]) -> dict[str, Any]:
        """One string, or None: a list raises TypeError, and "" still runs the hotword decoder."""
        return {"fs": SAMPLE_RATE, "hotword": " ".join(hotwords) or None}


@dataclass(frozen=True, kw_only=True)
class SenseVoice:
    """SenseVoice: tags around the text, its own times and words, no hotwords.

    Args:
        language: ``zh`` and so on, or ``auto``.
        itn: whether numbers are written with digits and marks are set.
    """

    language: str
    itn: bool
    lacks: tuple[ModelNote, ...] = (ModelNote.NO_HOTWORDS,)
    languages: tuple[str, ...] = ("zh", "en", "yue", "ja", "ko", "auto")
    hotword_limit: int = 0
    writes_numbers: bool = True
    takes_batches: bool = True
    tells_emotions: bool = True

    def is_known(self, word: str) -> bool:
        """Every word, as none is used."""
        return bool(word)

    def options(self, hotwords: Sequence[str]) -> dict[str, Any]:  # noqa: ARG002 - it takes none
        """Language, ITN, and times, which it does not give unasked."""
        asked = {"language": self.language, "use_itn": self.itn, "output_timestamp": True}
        return {"fs": SAMPLE_RATE, **asked}

    def wrap(self, segments: Sequence[Samples]) -> list[Any]:
        """Arrays as they are."""
        return list(segments)

    def read(self, answer: Answer, duration_ms: int) -> Recognition:
        """Return the words with their times, where both are complete; else the text alone."""
        tagged = str(answer.get("text", ""))
        times = [(int(start), int(end)) for start, end in answer.get("timestamp") or ()]
        found = from_stamps(_TAG.sub("", tagged), list(answer.get("words") or ()), times, duration_ms)
        emotion = next((_EMOTIONS[tag] for tag in _TAG.findall(tagged) if tag in _EMOTIONS), None)
        if emotion is None or not found.text:
            return found
        feeling = Feeling(start=0, end=len(found.text), emotion=emotion)
        return replace(found, annotations=replace(found.annotations, feelings=(feeling,)))


_NANO_LANGUAGES = {"zh": "中文", "en": "英文", "ja": "日文", "yue": "粤语", "ko": "韩文", "auto": None}


@dataclass(frozen=True, kw_only=True)
class FunAsrNano:
    """Fun-ASR-Nano: a language model that is prompted; times only with some checkpoints.

    Args:
        language: ``zh`` and so on, or ``auto``.
        itn: whether numbers are written with digits.
        lacks: no times, where the checkpoint has no CTC branch to take them from.
    """

    language: str
    itn: bool
    lacks: tuple[ModelNote, ...] = ()
    languages: tuple[str, ...] = tuple(_NANO_LANGUAGES)
    hotword_limit: int = 100
    writes_numbers: bool = True
    takes_batches: bool = True
    tells_emotions: bool = False

    def is_known(self, word: str) -> bool:
        """Return true: it spells every word."""
        return bool(word)

    def options(self, hotwords: Sequence[str]) -> dict[str, Any]:
        """Return the language by its Chinese name, and the hotwords; named a rate, FunASR reads no audio."""
        language = _NANO_LANGUAGES.get(self.language, self.language)
        return {"language": language, "itn": self.itn, "hotwords": list(hotwords)}

    def wrap(self, segments: Sequence[Samples]) -> list[Any]:
        """Torch tensors: it does not take arrays."""
        import torch  # noqa: PLC0415 - a night with nothing due needs none

        return [torch.from_numpy(segment) for segment in segments]

    def read(self, answer: Answer, duration_ms: int) -> Recognition:
        """Return times in seconds where there are any; else spread evenly over the segment."""
        stamps = answer.get("timestamps") or ()
        times = [(_ms(stamp["start_time"]), _ms(stamp["end_time"])) for stamp in stamps]
        tokens = [str(stamp.get("token", "")) for stamp in stamps]
        return from_stamps(str(answer.get("text", "")), tokens, times, duration_ms)


def _ms(seconds: float) -> int:
    return round(float(seconds) * 1000)


_FAMILIES: Mapping[str, Callable[[ModelFolder, TranscribeSettings], Family]] = {
    "SeacoParaformer": lambda folder, _: SeacoParaformer(spelling=known_words(folder.path)),
    "BiCifParaformer": lambda _, __: Paraformer(),
    "Paraformer": lambda _, __: Paraformer(lacks=(ModelNote.NO_HOTWORDS, ModelNote.NO_TIMES)),
    "SenseVoiceSmall": lambda _, s: SenseVoice(language=s.language, itn=s.itn),
    "WhisperWarp": lambda _, s: Whisper(language=s.language),
    "FunASRNano": lambda folder, s: FunAsrNano(
        language=s.language, itn=s.itn, lacks=() if folder.has_ctc else (ModelNote.NO_TIMES,)
    ),
}


def family_of(folder: ModelFolder, settings: TranscribeSettings) -> Family:
    """Return the family of a checked model folder."""
    return _FAMILIES[folder.model_class](folder, settings)
