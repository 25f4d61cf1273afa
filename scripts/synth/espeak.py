"""espeak-ng through ctypes: in-process synthesis with the start of every character.

WORD events give the times. The voice is ``cmn-latn-pinyin`` fed with toned pinyin, because plain
``cmn`` loses tones on raw Hanzi and reads pinyin as English.
"""

import ctypes as ct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from pypinyin import Style, lazy_pinyin

FloatArray = npt.NDArray[np.float32]

LANGUAGE = "cmn-latn-pinyin"
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_EVENT_END, _EVENT_WORD = 0, 1
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_PAUSE_MIN_S = 0.06
_QUIET = 0.02
#: espeak-ng 1.51 crashes when these speak lower
_LOWEST_PITCH = {"rob": 32}


class _EventId(ct.Union):
    _fields_ = [("number", ct.c_int), ("name", ct.c_char_p), ("string", ct.c_char * 8)]


class _Event(ct.Structure):
    _fields_ = [
        ("type", ct.c_int),
        ("unique_identifier", ct.c_uint),
        ("text_position", ct.c_int),
        ("length", ct.c_int),
        ("audio_position", ct.c_int),
        ("sample", ct.c_int),
        ("user_data", ct.c_void_p),
        ("id", _EventId),
    ]


_CALLBACK = ct.CFUNCTYPE(ct.c_int, ct.POINTER(ct.c_short), ct.c_int, ct.POINTER(_Event))


@dataclass(frozen=True, kw_only=True, slots=True)
class Voice:
    """How one speaker sounds.

    Args:
        variant: name of an espeak-ng voice variant, case-sensitive.
        speed: words a minute as espeak-ng counts them.
        pitch: 0 to 99.
        pitch_range: 0 to 99, how lively the intonation is.
        shift: factor by which formants and pitch are raised (by resampling), 1.0 leaves them.
    """

    variant: str
    speed: int = 175
    pitch: int = 50
    pitch_range: int = 50
    shift: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """Synthesised speech: float32 samples, and ``(start_s, end_s)`` for every character."""

    samples: FloatArray
    sample_rate: int
    char_times: tuple[tuple[float, float], ...]


class SynthesisError(RuntimeError):
    """espeak-ng is missing, refused a voice, or did not report every character."""


class _Engine:
    """The process-wide espeak-ng library; it keeps global state and is not thread-safe."""

    def __init__(self) -> None:
        try:
            self._lib = ct.CDLL("libespeak-ng.so.1")
        except OSError as error:
            raise SynthesisError("libespeak-ng.so.1 not found: apt-get install espeak-ng") from error
        self.sample_rate: int = self._lib.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, None, 0)
        self._chunks: list[npt.NDArray[np.int16]] = []
        self._starts: list[int] = []
        self._callback = _CALLBACK(self._receive)
        self._lib.espeak_SetSynthCallback(self._callback)

    def _receive(self, wav: "ct._Pointer[ct.c_short]", count: int, events: "ct._Pointer[_Event]") -> int:
        if wav and count > 0:
            self._chunks.append(np.ctypeslib.as_array(wav, shape=(count,)).copy())
        index = 0
        while events[index].type != _EVENT_END:
            event = events[index]
            # zero-length events mark the ends of clauses, not characters
            if event.type == _EVENT_WORD and event.length > 0:
                self._starts.append(event.sample)
            index += 1
        return 0

    def speak(self, text: str, voice: Voice) -> tuple[FloatArray, list[int]]:
        """Return samples of pinyin, and the sample at which each syllable starts."""
        self._chunks.clear()
        self._starts.clear()
        if self._lib.espeak_SetVoiceByName(f"{LANGUAGE}+{voice.variant}".encode()) != 0:
            raise SynthesisError(f"espeak-ng has no voice {voice.variant!r}")
        pitch = max(voice.pitch, _LOWEST_PITCH.get(voice.variant, 0))
        settings = {_RATE: voice.speed, _PITCH: pitch, _RANGE: voice.pitch_range, _VOLUME: 60}
        for parameter, value in settings.items():
            self._lib.espeak_SetParameter(parameter, value, 0)
        data = text.encode()
        if self._lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, 1, None, None) != 0:
            raise SynthesisError("espeak-ng refused the text")
        self._lib.espeak_Synchronize()
        if not self._chunks:
            raise SynthesisError("espeak-ng returned no audio")
        samples = np.concatenate(self._chunks).astype(np.float32) / np.float32(32768)
        return samples, list(self._starts)


@cache
def _engine() -> _Engine:
    return _Engine()


def to_pinyin(clauses: Sequence[str]) -> str:
    """Toned pinyin of Hanzi clauses, clauses apart by a comma: ``ni3 hao3, wo3 yao4 tui4 kuan3``."""
    spoken = (
        lazy_pinyin(clause, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
        for clause in clauses
    )
    return ", ".join(" ".join(syllables) for syllables in spoken)


def synthesize(text: str, voice: Voice) -> Speech:
    """Speak Hanzi.

    Args:
        text: Hanzi only; a space where the speaker pauses.
        voice: who speaks.

    Raises:
        SynthesisError: when espeak-ng did not give a time for every character.
    """
    clauses = text.split()
    engine = _engine()
    samples, starts = engine.speak(to_pinyin(clauses), voice)
    if len(starts) != sum(map(len, clauses)):
        raise SynthesisError(f"{len(starts)} times for {sum(map(len, clauses))} characters")
    rate = engine.sample_rate
    times = _trim_pauses(samples, starts, rate)
    return Speech(
        samples=samples,
        sample_rate=round(rate * voice.shift),
        char_times=tuple((start / voice.shift, end / voice.shift) for start, end in times),
    )


def _trim_pauses(samples: FloatArray, starts: list[int], rate: int) -> list[tuple[float, float]]:
    """End every character at its last audible sample where a real pause follows."""
    envelope = np.abs(samples)
    quiet = _QUIET * float(envelope.max())
    times: list[tuple[float, float]] = []
    for start, end in zip(starts, [*starts[1:], len(samples)], strict=True):
        audible = np.nonzero(envelope[start:end] > quiet)[0]
        last = start + int(audible[-1]) + 1 if len(audible) else end
        if end - last < _PAUSE_MIN_S * rate:
            last = end
        times.append((start / rate, max(last / rate, start / rate + 0.03)))
    return times
