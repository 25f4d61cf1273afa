"""Features of a whole batch at once, on the device.

FunASR calls kaldi-native-fbank once a segment, on the CPU, and copies frame by frame. Here all frames
of a batch are one FFT and one product. The formulas are those of Kaldi's compute-fbank-feats
(feature-window.cc, mel-computations.cc) and of FunASR's apply_lfr and apply_cmvn
(frontends/wav_frontend.py).
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from callqa.recognition.funasr.fast.stock import StaysStockError, require_equal

TOLERANCE = 2e-3
"""Greatest difference to kaldi-native-fbank in one normalised feature; their spread is about 1."""
_PREEMPHASIS, _LOW_HZ = 0.97, 20.0
_FULL_SCALE = 1 << 15
_LEAST = torch.finfo(torch.float32).eps
_FRAMES_AT_ONCE = {"cpu": 2_000}
"""Frames in one FFT: what fits a CPU's cache; any number elsewhere."""
_MANY = 200_000


def install(frontend: Any, device: str) -> None:
    """Change a loaded WavFrontend in place: features are computed together, on the device.

    Dither is switched off in any case: it adds noise by chance, so that the same call would give
    other features every night.

    Raises:
        StaysStockError: it is another front end, or it computes something else here.
    """
    if type(frontend).__name__ != "WavFrontend":
        return  # other front ends feed models that are not ours
    frontend.dither = 0.0
    _refuse_unknown_options(frontend)
    features = Features(frontend, device)
    stock = frontend.forward
    _require_same(features, stock)

    def forward(samples: Tensor, lengths: Sequence[int], **options: Any) -> tuple[Tensor, Tensor]:
        if min(int(length) for length in lengths) < features.frame_length:
            result: tuple[Tensor, Tensor] = stock(samples, lengths, **options)
            return result
        return features(samples, [int(length) for length in lengths])

    frontend.forward = forward


def _refuse_unknown_options(frontend: Any) -> None:
    if frontend.window != "hamming" or not frontend.snip_edges or not frontend.upsacle_samples:
        raise StaysStockError("前端的设置（window、snip_edges、upsacle_samples）不是本程序知道的")


def _require_same(features: "Features", stock: Any) -> None:
    generator = torch.Generator().manual_seed(0)
    samples = torch.rand(2, 16_000, generator=generator) * 0.2 - 0.1
    lengths = [16_000, 9_777]
    theirs, _ = stock(samples, torch.tensor(lengths))
    ours, _ = features(samples, lengths)
    require_equal("特征", ours, theirs, TOLERANCE)


class Features:
    """Log-mel features, stacked and normalised, as a WavFrontend is configured.

    Args:
        frontend: a FunASR WavFrontend; hamming window, no dither.
        device: as torch names it.
    """

    def __init__(self, frontend: Any, device: str) -> None:
        self._device = device
        self.frame_length = int(frontend.fs * frontend.frame_length / 1000)
        self._shift = int(frontend.fs * frontend.frame_shift / 1000)
        self._fft = 1 << (self.frame_length - 1).bit_length()
        self._stack, self._skip = frontend.lfr_m, frontend.lfr_n
        self._window = torch.hamming_window(self.frame_length, periodic=False).to(device)
        self._mel = mel_weights(self._fft, frontend.fs, frontend.n_mels).to(device)
        self._cmvn = None if frontend.cmvn is None else frontend.cmvn.to(device)

    def __call__(self, samples: Tensor, lengths: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Return the features of a batch.

        Args:
            samples: (batch, samples) at 16 kHz, full scale 1.0, padded with anything.
            lengths: of each item in samples, at least one frame.

        Returns:
            (batch, frames, features) padded with zeros, and the number of frames of each item.
        """
        frames = torch.tensor([1 + (n - self.frame_length) // self._shift for n in lengths])
        longest = self.frame_length + self._shift * (int(frames.max()) - 1)
        mel = self._log_mel(samples[:, :longest].to(self._device))
        return self._stacked(mel, frames.to(self._device)), -(-frames // self._skip)

    def _log_mel(self, samples: Tensor) -> Tensor:
        views = samples.unfold(1, self.frame_length, self._shift)
        flat = views.reshape(-1, self.frame_length)
        at_once = _FRAMES_AT_ONCE.get(self._device, _MANY)
        return torch.cat([self._spectrum(part) for part in torch.split(flat, at_once)]).view(
            *views.shape[:2], -1
        )

    def _spectrum(self, frames: Tensor) -> Tensor:
        """Kaldi's steps in Kaldi's order: offset, pre-emphasis, window, power, mel, logarithm."""
        scaled = frames * _FULL_SCALE
        scaled = scaled - scaled.mean(1, keepdim=True)
        before = torch.cat([scaled[:, :1], scaled[:, :-1]], 1)
        spectrum = torch.fft.rfft((scaled - _PREEMPHASIS * before) * self._window, self._fft)
        power = spectrum.real.square() + spectrum.imag.square()
        mel: Tensor = (power @ self._mel).clamp_min(_LEAST).log()
        return mel

    def _stacked(self, mel: Tensor, frames: Tensor) -> Tensor:
        """Every n-th frame with its neighbours (LFR); the first and the last stand for those beyond."""
        count = -(-int(frames.max()) // self._skip)
        centre = torch.arange(count, device=self._device)[:, None] * self._skip
        around = torch.arange(self._stack, device=self._device) - (self._stack - 1) // 2
        last = (frames - 1)[:, None, None]
        where = torch.minimum((centre + around).clamp_min(0)[None], last)
        rows = torch.arange(len(frames), device=self._device)[:, None, None]
        stacked = mel[rows, where].flatten(2)
        if self._cmvn is not None:
            stacked = (stacked + self._cmvn[0]) * self._cmvn[1]
        beyond = torch.arange(count, device=self._device) * self._skip >= frames[:, None]
        return stacked.masked_fill(beyond[..., None], 0.0)


def mel_weights(fft: int, rate: int, bins: int) -> Tensor:
    """Kaldi's triangles, (fft / 2 + 1, bins); the bin at the Nyquist frequency counts nothing.

    Source: Kaldi, mel-computations.cc; the mel scale is 1127 ln(1 + f / 700).
    """
    low, high = _mel(torch.tensor(_LOW_HZ)), _mel(torch.tensor(rate / 2))
    edges = low + (high - low) / (bins + 1) * torch.arange(bins + 2, dtype=torch.float64)
    at = _mel(torch.arange(fft // 2, dtype=torch.float64) * rate / fft)[:, None]
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (at - left) / (centre - left), (right - at) / (right - centre)
    weights = torch.minimum(rising, falling).clamp_min(0.0)
    return torch.cat([weights, torch.zeros(1, bins)]).float()


def _mel(hertz: Tensor) -> Tensor:
    return 1127.0 * torch.log1p(hertz.double() / 700.0)
