"""How recordings are transcribed: the settings, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_STEREO = MappingProxyType({"default": ("agent", "customer")})


@dataclass(frozen=True, kw_only=True, slots=True)
class TranscribeSettings:
    """The settings of the transcription stage.

    Args:
        model: a folder, or a name that FunASR knows: ``paraformer-zh``, ``iic/SenseVoiceSmall``,
            ``FunAudioLLM/Fun-ASR-Nano-2512``.
        vad: ``silero``, ``fsmn-vad``, or a folder with an fsmn-vad model.
        device: ``auto``, ``cpu``, ``mps``, ``cuda`` or ``cuda:1``.
        language: ``zh``, ``en``, ``yue``, ``ja``, ``ko`` or ``auto``; Paraformer has only its own.
        itn: whether numbers are written with digits; Paraformer never does.
        punctuation: empty, ``ct-punc``, or a folder with a ct-punc model.
        batch_seconds: padded seconds of audio in one batch; changes speed and memory, no result.
        max_duration_s: a longer recording is refused.
        min_chars_per_second: less text than this in the time that was taken for speech, and no
            phrase anywhere, is music or noise and no call.
        channel_roles: who speaks on which channel, by the direction of the call.
        threads: CPU threads of the recogniser.
        download: whether a model that is named but not on this machine may be fetched from its hub.
    """

    model: str
    vad: str = "silero"
    device: str = "auto"
    language: str = "zh"
    itn: bool = False
    punctuation: str = ""
    batch_seconds: float = 60.0
    max_duration_s: float = 4 * 3600.0
    min_chars_per_second: float = 0.5
    channel_roles: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _STEREO)
    threads: int = 1
    download: bool = False
