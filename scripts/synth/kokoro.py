"""Kokoro-82M through ONNX: a neural voice beside espeak-ng, with the start and end of every character.

The times are the model's own durations of its phonemes.
"""

import json
from functools import lru_cache
from pathlib import Path

import jieba
import numpy as np
import numpy.typing as npt
import onnxruntime
from misaki.transcription import pinyin_to_ipa
from pypinyin import Style, lazy_pinyin

from scripts.synth.espeak import Speech, SynthesisError
from scripts.synth.kokoro_folder import MODEL, PHONEMES, VOICES
from scripts.synth.kokoro_voices import MANDARIN, KokoroVoice

FloatArray = npt.NDArray[np.float32]
SAMPLE_RATE = 24_000
_FRAME_S = 0.025
_TIMBRE = 128  # the first half of a style; the second moves the voice
_LONGEST_INPUT = 509
_PAUSE_MIN_S, _SHORTEST_S, _QUIET = 0.06, 0.03, 0.02
_LEAD_S, _TAIL_S = 0.08, 0.12
_PAUSE, _STOP, _BETWEEN_WORDS = ",", ".", " "
_OWNERLESS = -1
_TONES = {"˧˩˧": "↓", "˧˥": "↗", "˥˩": "↘", "˥": "→", "\u027b\u0329": "ɨ", "\u0279\u0329": "ɨ", "\u032f": ""}
_NASAL_MARKS = str.maketrans("", "", "\u0329")


class Kokoro:
    """One loaded model on one thread.

    Args:
        folder: as ``kokoro_folder.make_folder`` writes it.
    """

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )
        self._phonemes: dict[str, int] = json.loads((folder / PHONEMES).read_text("utf-8"))
        self._styles = {path.stem: _style(path) for path in sorted((folder / VOICES).glob("*.bin"))}
        if missing := set(MANDARIN) - self._styles.keys():
            raise SynthesisError(f"{folder / VOICES} lacks the voices {sorted(missing)}")

    @property
    def foreign(self) -> tuple[str, ...]:
        """Voices of other languages."""
        return tuple(name for name in self._styles if name not in MANDARIN)

    def synthesize(self, text: str, voice: KokoroVoice) -> Speech:
        """Speak Hanzi.

        Args:
            text: Hanzi only; a space where the speaker pauses.
            voice: who speaks.

        Raises:
            SynthesisError: when a character has no sound, or the text is too long.
        """
        spoken = [(self._phonemes[sound], owner) for sound, owner in _sounds(text) if sound in self._phonemes]
        owners = [owner for _, owner in spoken]
        count = len(text.replace(" ", ""))
        if len(spoken) > _LONGEST_INPUT or set(owners) - {_OWNERLESS} != set(range(count)):
            raise SynthesisError(f"{len(spoken)} phonemes for {count} characters")
        inputs = [0, *(phoneme for phoneme, _ in spoken), 0]
        samples, durations = self._session.run(
            None,
            {
                "tokens": np.array([inputs]),
                "style": self._mixed(voice, len(spoken)),
                "speed": np.array([voice.speed], np.float32),
            },
        )
        heard = samples.ravel()
        return _cut(heard, _audible(heard, _times(durations.ravel(), owners, count)))

    def _mixed(self, voice: KokoroVoice, length: int) -> FloatArray:
        timbre, prosody = (
            np.asarray(sum(weight * self._styles[name][length] for name, weight in mixture.items()))
            for mixture in (voice.timbre, voice.prosody)
        )
        return np.concatenate([timbre[:_TIMBRE], prosody[_TIMBRE:]]).reshape(1, -1).astype(np.float32)


def _style(path: Path) -> FloatArray:
    """Return one style for every length of input."""
    return np.fromfile(path, "<f4").reshape(_LONGEST_INPUT + 1, 2 * _TIMBRE)


def _sounds(text: str) -> list[tuple[str, int]]:
    """Return every phoneme with the character it belongs to."""
    made: list[tuple[str, int]] = []
    position = 0
    for clause in text.split():
        for word in jieba.cut(clause):
            for syllable in lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True):
                made += [(sound, position) for sound in _ipa(syllable)]
                position += 1
            made.append((_BETWEEN_WORDS, _OWNERLESS))
        made[-1:] = [(_PAUSE, _OWNERLESS), (_BETWEEN_WORDS, _OWNERLESS)]
    return [*made[:-2], (_STOP, _OWNERLESS)]


@lru_cache(maxsize=4096)
def _ipa(syllable: str) -> str:
    """Return a toned syllable in the phonemes that Kokoro learnt; "" for what is none."""
    try:
        variants = pinyin_to_ipa(syllable)
    except ValueError:
        return ""
    written = "".join(variants[0])
    for ipa, sound in _TONES.items():
        written = written.replace(ipa, sound)
    return written.translate(_NASAL_MARKS)


def _times(durations: FloatArray, owners: list[int], count: int) -> FloatArray:
    """Start and end of every character in seconds; the first duration is the silence before."""
    edges = np.cumsum(durations) * _FRAME_S
    starts, ends = np.full(count, np.inf), np.zeros(count)
    for index, owner in enumerate(owners):
        if owner != _OWNERLESS:
            starts[owner] = min(starts[owner], edges[index])
            ends[owner] = max(ends[owner], edges[index + 1])
    return np.stack([starts, ends], axis=1)


def _audible(samples: FloatArray, times: FloatArray) -> FloatArray:
    """End every character at its last audible sample where a real pause follows."""
    envelope = np.abs(samples)
    quiet = _QUIET * float(envelope.max())
    for index, (start, end) in enumerate((times * SAMPLE_RATE).astype(int)):
        audible = np.nonzero(envelope[start:end] > quiet)[0]
        if len(audible) and end - start - audible[-1] > _PAUSE_MIN_S * SAMPLE_RATE:
            times[index, 1] = max(times[index, 0] + _SHORTEST_S, (start + audible[-1]) / SAMPLE_RATE)
    return times


def _cut(samples: FloatArray, times: FloatArray) -> Speech:
    """Leave the silence before and after to the telephone line."""
    cut = max(0.0, float(times[0, 0]) - _LEAD_S)
    end = min(len(samples) / SAMPLE_RATE, float(times[-1, 1]) + _TAIL_S)
    return Speech(
        samples=samples[int(cut * SAMPLE_RATE) : int(end * SAMPLE_RATE)].astype(np.float32),
        sample_rate=SAMPLE_RATE,
        char_times=tuple((float(start - cut), float(stop - cut)) for start, stop in times),
    )
