"""How recordings are transcribed: the settings, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from callqa.model.devices import CPU

_LARGE_BYTES = 150_000_000
"""From this size of its weights on recognising costs many times what finding speech does."""
_FOR_THE_FRONT_END = 8
"""One core of so many is left to finding speech, which needs about one of thirty beside a large model."""
_STEREO = MappingProxyType({"default": ("agent", "customer")})


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


@dataclass(frozen=True, kw_only=True, slots=True)
class TranscribeSettings:
    """The settings of the transcription stage.

    Args:
        model: a folder, or a name that FunASR knows: ``paraformer-zh``, ``iic/SenseVoiceSmall``,
            ``FunAudioLLM/Fun-ASR-Nano-2512``.
        vad: ``silero-vad``, ``fsmn-vad``, or a folder with an fsmn-vad model.
        device: ``auto``, ``cpu``, ``mps``, ``cuda`` or ``cuda:1``.
        precision: how exactly the encoder computes.
        backend: what runs the model.
        language: ``zh``, ``en``, ``yue``, ``ja``, ``ko`` or ``auto``; Paraformer has only its own.
        itn: whether numbers are written with digits: by the model, or for it where it does not.
        punctuation: empty, ``ct-punc``, or a folder with a ct-punc model.
        batch_seconds: padded seconds of audio in one batch; changes speed and memory, no result.
        waiting_batches: how many batches of speech may wait for the recogniser, 64 KB a second.
        workers: processes that read recordings and find speech; 0: this process does.
        max_duration_s: a longer recording is refused.
        min_chars_per_second: less text than this in the time that was taken for speech, and no
            phrase anywhere, is music or noise and no call.
        channel_roles: who speaks on which channel, by the direction of the call.
        speaker_model: tells two speakers of one channel apart: empty, ``cam++``, or a folder.
        agent_phrases: what agents say; infers who is the agent on a single channel.
        correct_from: how alike (0 to 1) a word must sound to be replaced by a hotword for which the
            model has no place; 0 for no correction.
        never_corrected: words that are never replaced.
        threads: CPU threads of the recogniser; None: see `threads_for`.
        engines: that share the cores of this machine.
        download: whether a model that is named but not on this machine may be fetched from its hub.
    """

    model: str
    vad: str = "silero-vad"
    device: str = "auto"
    precision: Precision = Precision.AUTO
    backend: Backend = Backend.FUNASR
    language: str = "zh"
    itn: bool = True
    punctuation: str = ""
    batch_seconds: float = 120.0
    waiting_batches: float = 20.0
    workers: int = 0
    max_duration_s: float = 4 * 3600.0
    min_chars_per_second: float = 0.5
    channel_roles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _STEREO)
    speaker_model: str = ""
    agent_phrases: tuple[str, ...] = ()
    correct_from: float = 0.85
    never_corrected: tuple[str, ...] = ()
    threads: int | None = None
    engines: int = 1
    download: bool = False


def threads_for(model_bytes: int, device: str, *, cores: int, engines: int = 1) -> int:
    """CPU threads with which a model is fastest: nearly all cores for a large one, one for any other.

    Args:
        model_bytes: of its weights.
        device: as torch names it; an accelerator needs no threads.
        cores: that this process may use.
        engines: that share them.
    """
    if device != CPU or model_bytes < _LARGE_BYTES:
        return 1
    return max((cores - cores // _FOR_THE_FRONT_END) // engines, 1)


DEFAULTS = TranscribeSettings(model="models/demo")
"""What holds where the configuration says nothing."""
