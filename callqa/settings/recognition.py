"""The settings of the engine, defined once: as the configuration writes them and as the engine gets them."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from callqa.model.speech import DETECTION, Detection
from callqa.model.summaries import CPU
from callqa.settings.section import Section

_LARGE_BYTES = 150_000_000
"""From this size of its weights on recognising costs many times what finding speech does."""
_FOR_THE_FRONT_END = 8
"""One core of so many is left to finding speech, which needs about one of thirty beside a large model."""


class Precision(StrEnum):
    """How exactly the encoder computes; everything after it always computes in float32."""

    AUTO = "auto"
    """TF32 on a card that has it, else float32."""
    FLOAT32 = "float32"
    """Nowhere rounded: the same on every device, and the slowest."""
    TF32 = "tf32"
    """Factors rounded to 10 bits, sums in float32; NVIDIA from Ampere on."""
    BF16 = "bf16"
    """Factors and results rounded to 7 bits."""
    INT8 = "int8"
    """Factors rounded to 8 bits, on a CPU; sums in full."""


class Backend(StrEnum):
    """What runs the model."""

    FUNASR = "funasr"
    """FunASR's AutoModel, for every model."""
    VLLM = "vllm"
    """FunASR's AutoModelVLLM, for Fun-ASR-Nano on NVIDIA cards; vLLM must be installed."""


def _none_for_auto(threads: object) -> object:
    return None if threads == "auto" else threads


class RecogniserSettings(Section):
    """Which models recognise, and on what: the section ``recogniser`` of the configuration.

    Args:
        model: a folder, or a name that FunASR knows: ``paraformer-zh``, ``iic/SenseVoiceSmall``,
            ``FunAudioLLM/Fun-ASR-Nano-2512``, ``iic/Whisper-large-v3-turbo``.
        vad: ``silero-vad``, ``fsmn-vad``, or a folder with an fsmn-vad model.
        punctuation: empty, ``ct-punc``, or a folder with a ct-punc model.
        allow_download: whether a model that is named but not on this machine may be fetched from its hub.
        device: ``auto``, ``cpu``, ``mps``, ``cuda`` or ``cuda:1``.
        precision: how exactly the encoder computes.
        backend: what runs the model.
        language: ``zh``, ``en``, ``yue``, ``ja``, ``ko`` or ``auto``; Paraformer has only its own.
        itn: whether numbers are written with digits: by the model, or for it where it does not.
        batch_seconds: padded seconds of audio in one batch; changes speed and memory, no result.
        waiting_batches: how many batches of speech may wait for the recogniser, 64 KB a second.
        threads: CPU threads of the recogniser; None (``auto``): see `threads_for`.
        workers: processes that read recordings and find speech; 0: the night's own process does;
            None: one for every core but one.
    """

    model: str = "models/demo"
    vad: str = "silero-vad"
    punctuation: str = ""
    allow_download: bool = False
    device: str = Field(default="auto", pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$")
    precision: Precision = Precision.AUTO
    backend: Backend = Backend.FUNASR
    language: str = "zh"
    itn: bool = True
    batch_seconds: float = Field(default=120.0, gt=0)
    waiting_batches: float = Field(default=20.0, ge=1)
    threads: Annotated[int | None, BeforeValidator(_none_for_auto)] = Field(default=None, ge=1)
    workers: int | None = Field(default=None, ge=0)


class TranscribeSettings(RecogniserSettings):
    """Everything that an engine is built from: its section, and what other sections say that concerns it.

    Paths are resolved, and the workers counted, by the time one of these is made.

    Args:
        folders: of the recordings; no link leads out of them.
        max_duration_s: a longer recording is refused.
        min_chars_per_second: a call whose speech holds fewer characters than this, and no known phrase,
            is music or noise.
        channel_roles: who speaks on which channel, by the direction of the call.
        speaker_model: tells two speakers of one channel apart: empty, ``cam++``, or a folder.
        agent_phrases: what agents say; infers who is the agent on a single channel.
        correct_from: how alike (0 to 1) a word must sound to be replaced by a hotword that the model
            cannot be given; 0 for no correction.
        never_corrected: words that are never replaced.
        engines: how many share the cores of this machine.
        detection: what counts as speech.
    """

    workers: int = Field(default=0, ge=0)
    folders: tuple[Path, ...] = ()
    max_duration_s: float = 4 * 3600.0
    accept_incomplete: bool = False
    min_chars_per_second: float = 0.5
    channel_roles: Mapping[str, tuple[str, ...]] = Field(default={"default": ("agent", "customer")})
    speaker_model: str = ""
    agent_phrases: tuple[str, ...] = ()
    correct_from: float = 0.85
    never_corrected: tuple[str, ...] = ()
    engines: int = 1
    detection: Detection = DETECTION


def threads_for(model_bytes: int, device: str, *, cores: int, engines: int = 1) -> int:
    """Return the CPU threads that are fastest for a model: nearly all cores for a large one, else one.

    Args:
        model_bytes: of its weights.
        device: as torch names it; an accelerator needs no threads.
        cores: that this process may use.
        engines: that share them.
    """
    if device != CPU or model_bytes < _LARGE_BYTES:
        return 1
    return max((cores - cores // _FOR_THE_FRONT_END) // engines, 1)


DEFAULTS = TranscribeSettings()
"""What holds where the configuration says nothing."""
