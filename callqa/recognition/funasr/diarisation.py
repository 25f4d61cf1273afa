"""Two speakers on one channel told apart by their voices, with FunASR's cam++."""

import threading
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from callqa.audio.samples import Samples
from callqa.model.errors import BadInputError, Failure, RecognitionError
from callqa.model.speech import SAMPLE_RATE, Voices
from callqa.recognition.funasr.device_errors import translated
from callqa.recognition.funasr.loading import build
from callqa.recognition.funasr.model_hub import locate

_Prints: TypeAlias = npt.NDArray[np.float32]

_CHUNK = int(1.5 * SAMPLE_RATE)
_STEP = _CHUNK // 2
_LEAST_CHUNK = SAMPLE_RATE // 2
_BATCH = 64
_ONE_VOICE = 0.78
"""Cosine of the two centres from which on FunASR takes two clusters for one speaker (cluster_backend.py)."""
_SURE = 0.75
"""Share of a segment's chunks that must be one speaker's."""


class VoicePrintError(RecognitionError):
    """The model that tells voices apart failed."""

    failure = Failure.VOICE_PRINT


class VoicePrinter:
    """Voice prints with cam++.

    Args:
        model: ``cam++``, or a folder.
        device: as torch names it.
        download: whether a missing model may be fetched.

    Raises:
        BadInputError: the model is not there, or cannot be loaded.
    """

    def __init__(self, model: str, device: str, download: bool = False) -> None:
        folder = locate(model, "speaker_model", download=download)
        if not (folder / "config.yaml").is_file():  # FunASR would ask the network for it
            raise BadInputError("说话人模型不存在", str(folder), "检查 channels.speaker_model，或留空")
        self._model = build(folder, device=device)
        self._lock = threading.Lock()

    def voices(self, segment: Samples) -> Voices:
        """Return the voice prints of a segment, one every 0.75 s; none where it is too short to tell.

        Args:
            segment: float32 at 16 kHz.

        Raises:
            RecognitionError: the model failed.
            DeviceLostError: the device does not answer any more.
        """
        chunks = list(_chunks(segment))
        prints = [self._batch(chunks[at : at + _BATCH]) for at in range(0, len(chunks), _BATCH)]
        return tuple(tuple(map(float, one)) for batch in prints for one in batch)

    def _batch(self, chunks: list[Samples]) -> _Prints:
        try:
            with self._lock:
                answers = self._model.generate(input=chunks, batch_size=len(chunks), fs=SAMPLE_RATE)
            # a card tells what went wrong only when its results are fetched
            prints: _Prints = answers[0]["spk_embedding"].detach().cpu().numpy().astype(np.float32)
        except Exception as error:
            raise translated(error, VoicePrintError, "声纹识别") from None
        return prints


def _chunks(segment: Samples) -> Iterator[Samples]:
    """Stretches of 1.5 s, each half over the next; the last one is filled up with itself."""
    if len(segment) < _LEAST_CHUNK:
        return
    for start in range(0, max(1, len(segment) - _STEP), _STEP):
        yield np.resize(segment[start : start + _CHUNK], _CHUNK)


def tell_apart(voices: Sequence[Voices]) -> list[int | None]:
    """Which of two speakers says each segment; None where it cannot be told.

    Args:
        voices: of every segment of one call, in order of time.

    Returns:
        Speaker 0 is the one who is heard first. All None where only one voice is heard.
    """
    everything = [one for segment in voices for one in segment]
    if len(everything) < 2:
        return [None] * len(voices)
    labels = _two_clusters(np.array(everything, np.float32))
    ends = np.cumsum([len(segment) for segment in voices])
    own = [labels[end - len(segment) : end] for end, segment in zip(ends, voices, strict=True)]
    speakers = [_majority(segment) for segment in own]
    first = next((speaker for speaker in speakers if speaker is not None), 0)
    return [None if speaker is None else int(speaker != first) for speaker in speakers]


def _two_clusters(prints: _Prints) -> npt.NDArray[np.int_]:
    """Two groups, or all in group -1 where their centres are one voice."""
    from funasr.models.campplus.cluster_backend import KMeansCluster  # noqa: PLC0415 - takes seconds

    labels = np.asarray(KMeansCluster()(prints, 2))
    if len(np.unique(labels)) < 2:
        return np.full(len(prints), -1)
    one, other = (_direction(prints[labels == group].mean(axis=0)) for group in (0, 1))
    return np.full(len(prints), -1) if float(one @ other) >= _ONE_VOICE else labels


def _direction(vector: _Prints) -> _Prints:
    direction: _Prints = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return direction


def _majority(labels: npt.NDArray[np.int_]) -> int | None:
    if not len(labels) or labels[0] < 0:
        return None
    share = float(labels.mean())
    return 1 if share >= _SURE else 0 if share <= 1 - _SURE else None
