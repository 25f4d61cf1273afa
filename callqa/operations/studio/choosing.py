"""What somebody may choose for a recording, and what cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from callqa.model.errors import BadInputError
from callqa.model.speech import DETECTION, Detection
from callqa.operations.studio.messages import Ready
from callqa.recognition.detectors import is_silero
from callqa.recognition.hotwords import parse
from callqa.settings.schema import Settings
from callqa.studio.job import MOST_WORDS, ChannelRoles, Choices


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """What a threshold may be.

    Args:
        word: what people call it, in Chinese.
        step: by which a page moves it.
    """

    word: str
    least: float
    most: float
    step: float


RANGES: Mapping[str, Range] = {
    "threshold": Range(word="人声阈值", least=0.1, most=0.9, step=0.05),
    "speech_ms": Range(word="最短人声", least=50, most=2_000, step=50),
    "silence_ms": Range(word="断句停顿", least=100, most=3_000, step=100),
    "longest_s": Range(word="最长一段", least=5, most=30, step=1),
}
"""By the names of `Detection`; a stretch of more than half a minute is more than models are trained on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Able:
    """What this installation's models can be asked for.

    Args:
        speakers: to tell speakers of a single channel apart.
        punctuation: to set marks.
        detection: to find speech by other thresholds.
    """

    speakers: bool
    punctuation: bool
    detection: bool


def able(settings: Settings) -> Able:
    """Return what can be chosen, by the settings."""
    return Able(
        speakers=bool(settings.channels.speaker_model),
        punctuation=bool(settings.recogniser.punctuation),
        detection=is_silero(settings.recogniser.vad),
    )


def detection_of(told: Mapping[str, str]) -> Detection:
    """Return the thresholds that a form gives; what it leaves out is as the night has it.

    Args:
        told: texts by the names of `Detection`.

    Raises:
        BadInputError: one is no number, or out of its range.
    """
    values = asdict(DETECTION)
    for name, text in told.items():
        if text.strip():
            values[name] = _number(text, RANGES[name], type(values[name]))
    return Detection(**values)


def _number(text: str, within: Range, kind: type[float]) -> float:
    try:
        value = kind(float(text))
    except (ValueError, OverflowError):
        value = kind(-1)
    if not within.least <= value <= within.most:
        cure = f"写 {within.least:g} 到 {within.most:g} 之间的数"
        raise BadInputError(f"“{text.strip()[:20]}”不能用", within.word, cure)
    return value


def choices_of(
    facts: Ready | None,
    *,
    language: str = "",
    night_words: bool = True,
    words: str = "",
    itn: bool = True,
    roles: str = "",
    speakers: bool = True,
    punctuation: bool = True,
    detection: Detection = DETECTION,
) -> Choices:
    """Return what somebody has chosen on a page.

    Args:
        facts: of the model, as far as they are known.
        words: one's own hotwords, one a line.

    Raises:
        BadInputError: the model does not know the language, or a word is none.
    """
    if language and language not in (facts.languages if facts else ()):
        raise BadInputError("现在的模型不能指定这种语言", "语言", "选“和夜间一样”")
    own = parse(words, "热词")
    if len(own) > MOST_WORDS:
        raise BadInputError(f"热词太多：{len(own)} 个", "热词", f"最多写 {MOST_WORDS} 个")
    return Choices(
        language=language,
        night_words=night_words,
        words=own,
        itn=itn,
        roles=ChannelRoles(roles) if roles in frozenset(ChannelRoles) else ChannelRoles.AS_SET,
        speakers=speakers,
        punctuation=punctuation,
        detection=detection,
    )


def line_separated(words: Sequence[str]) -> str:
    """Return words as a text box shows them."""
    return "\n".join(words)
