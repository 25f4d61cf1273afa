"""FunASR's AutoModel on a folder, called as production calls it, and kept quiet."""

import contextlib
import io
import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from callqa.recognition.detectors import load_detector
from callqa.recognition.front_end.silero_vad import speech_in

FloatArray = npt.NDArray[np.float32]

_RATE = 16_000
_BATCH = 16


class Engine:
    """The recogniser alone, and behind the product's own voice detection."""

    def __init__(self, folder: Path) -> None:
        self.tokens = frozenset(json.loads((folder / "tokens.json").read_text("utf-8")))
        self._short = _load(folder)
        self._detector = load_detector("silero")

    def recognise(self, samples: Sequence[FloatArray], hotwords: Sequence[str] = ()) -> list[str]:
        """Texts of short 16 kHz recordings, in their order, spaces removed."""
        order = sorted(range(len(samples)), key=lambda index: len(samples[index]))
        texts = [""] * len(samples)
        for first in range(0, len(order), _BATCH):
            chosen = order[first : first + _BATCH]
            said = self._batch([samples[index] for index in chosen], hotwords)
            for index, text in zip(chosen, said, strict=True):
                texts[index] = text
        return texts

    def _batch(self, samples: list[FloatArray], hotwords: Sequence[str]) -> list[str]:
        extra = {"hotword": " ".join(hotwords)} if hotwords else {}
        with quiet():
            results = self._short.generate(input=samples, batch_size=len(samples), fs=_RATE, **extra)
        if len(results) != len(samples):  # FunASR returns fewer when no recording holds speech
            return [""] * len(samples)
        return [str(result["text"]).replace(" ", "") for result in results]

    def recognise_long(self, samples: FloatArray) -> str:
        """Return the text of one channel of a call, cut at its pauses as the night cuts it."""
        found = speech_in(samples, self._detector)
        return "".join(self.recognise([samples[one.start : one.end].copy() for one in found]))


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Swallow what FunASR prints; its own switch for that has no effect."""
    logging.disable(logging.CRITICAL)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(logging.NOTSET)


def _load(folder: Path) -> Any:
    with quiet():
        from funasr import AutoModel  # noqa: PLC0415  (importing it takes seconds)

        return AutoModel(
            model=str(folder),
            disable_update=True,
            device="cpu",
            ncpu=1,
            disable_pbar=True,
        )
