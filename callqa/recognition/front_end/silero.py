"""Speech probabilities with the Silero model, two minutes of a channel at once, in torch.

The packaged model walks through the audio 32 ms at a time in Python; only its LSTM needs that. Here
the frames of a channel go through the convolutions together, with the package's own weights.
One channel at a time on purpose: in a batch the sums round differently, and then a result would
depend on its neighbours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from callqa.audio.samples import Samples
from callqa.recognition.front_end.ports import FRAME

_CONTEXT = 64
_BLOCK = 4096
"""Frames in one pass, about two minutes: bounds the memory, changes nothing."""
_STRIDES = (1, 2, 2, 1)


State: TypeAlias = tuple[Tensor, Tensor]


class SileroSequence:
    """The 16 kHz Silero model of the silero-vad package."""

    def __init__(self) -> None:
        weights = _weights()
        self._stft = weights["stft.forward_basis_buffer"]
        self._encoder = [
            (weights[f"encoder.{i}.reparam_conv.weight"], weights[f"encoder.{i}.reparam_conv.bias"])
            for i in range(len(_STRIDES))
        ]
        self._output = weights["decoder.decoder.2.weight"][0, :, 0], weights["decoder.decoder.2.bias"]
        self._lstm = _lstm(weights)

    @torch.inference_mode()
    def probabilities(self, frames: Tensor, state: State | None) -> tuple[list[float], State]:
        """Return the probability of speech in every frame, and the state for the next frames.

        Args:
            frames: of shape (frames, 576): each begins with the last 64 samples of the one before.
            state: after the frames before; None at the beginning.
        """
        with _one_thread():
            hidden, after = self._lstm(self._encode(frames), state)
            chances = torch.sigmoid(hidden.relu() @ self._output[0] + self._output[1])
            return chances.tolist(), after

    def _encode(self, frames: Tensor) -> Tensor:
        padded = functional.pad(frames[:, None], (0, _CONTEXT), mode="reflect")
        real, imaginary = functional.conv1d(padded, self._stft, stride=128).chunk(2, dim=1)
        x = (real**2 + imaginary**2).sqrt()
        for (weight, bias), stride in zip(self._encoder, _STRIDES, strict=True):
            x = functional.conv1d(x, weight, bias, stride=stride, padding=1).relu()
        return x[:, :, 0]


class SileroStream:
    """The probabilities of one channel as it comes in; frames of 32 ms, the last one filled up with silence.

    Always the same frames go through the model together, so that no result depends on how a channel
    is cut into blocks.
    """

    def __init__(self, model: SileroSequence) -> None:
        self._model = model
        self._state: State | None = None
        self._waiting = np.zeros(_CONTEXT, np.float32)
        self._found: list[float] = []

    def hear(self, samples: Samples) -> None:
        """Take the next samples."""
        self._waiting = np.concatenate([self._waiting, samples])
        while len(self._waiting) >= _CONTEXT + _BLOCK * FRAME:
            self._pass(_BLOCK)

    def probabilities(self) -> list[float]:
        """Of every frame from the beginning; nothing can be heard after that."""
        missing = (_CONTEXT - len(self._waiting)) % FRAME
        self._waiting = np.pad(self._waiting, (0, missing))
        if frames := (len(self._waiting) - _CONTEXT) // FRAME:
            self._pass(frames)
        return self._found

    def _pass(self, count: int) -> None:
        used = torch.from_numpy(self._waiting[: _CONTEXT + count * FRAME])
        frames = used.unfold(0, _CONTEXT + FRAME, FRAME)
        chances, self._state = self._model.probabilities(frames, self._state)
        self._found += chances
        self._waiting = self._waiting[count * FRAME :].copy()


@contextmanager
def _one_thread() -> Iterator[None]:
    """Use one thread: the LSTM's steps are so small that more only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _weights() -> dict[str, Tensor]:
    threads = torch.get_num_threads()
    import silero_vad  # noqa: PLC0415 - importing it sets torch's threads to 1, for everybody

    torch.set_num_threads(threads)
    state = silero_vad.load_silero_vad().state_dict()
    prefix = "_model."
    return {name.removeprefix(prefix): w for name, w in state.items() if name.startswith(prefix)}


def _lstm(weights: dict[str, Tensor]) -> torch.nn.LSTM:
    lstm = torch.nn.LSTM(128, 128)
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    lstm.load_state_dict({f"{name}_l0": weights[f"decoder.rnn.{name}"] for name in names})
    return lstm.eval()
