"""Continuous integrate-and-fire without a loop over frames.

FunASR adds the weights of the frames one by one, fires when the sum reaches a threshold, and takes
one unit off; that is about 37 kernel launches a frame. The number of fires up to a frame has a closed
form. With S the cumulative sum of the weights, a frame fires if S − unit · (fires before) ≥ threshold,
and at most once. So with F = ⌊(S − threshold) / unit⌋ + 1, the fires that S alone would give:
fires = min(fires before + 1, F), whose solution is the running minimum of F_s + (t − s).

FunASR's own cif_wo_hidden_v1 also uses cumulative sums, but ignores the threshold and a frame's limit
of one fire. Sums are taken in float64, so that the order of summation changes no fire.
"""

from typing import Any

import torch
from torch import Tensor, nn

from callqa.recognition.funasr.fast.stock import StaysStockError, require_equal

TOLERANCE = 1e-4
"""Greatest difference of one number to FunASR's loop; frames that fire must be the same."""


def fires(weights: Tensor, threshold: float, unit: float) -> tuple[Tensor, Tensor]:
    """Where tokens end.

    Args:
        weights: (batch, frames), not negative.
        threshold: a sum that fires.
        unit: what a fire takes off the sum.

    Returns:
        The sum at each frame before a fire takes its unit off, float64; and the number of fires up
        to and including each frame, int64. Both (batch, frames).
    """
    total = weights.double().cumsum(1)
    frame = torch.arange(weights.shape[1], device=weights.device)
    alone = torch.floor((total - threshold) / unit).long() + 1
    # one fire a frame; before the first frame there were none
    count = torch.minimum((alone - frame).cummin(1).values + frame, frame + 1).clamp_min(0)
    before = torch.cat([torch.zeros_like(count[:, :1]), count[:, :-1]], 1)
    return total - unit * before, count


def peaks(weights: Tensor, threshold: float) -> Tensor:
    """FunASR's cif_wo_hidden: the sum at each frame, at least the threshold exactly where it fires.

    Args:
        weights: (batch, frames) float32.
        threshold: also what a fire takes off.
    """
    total, count = fires(weights, threshold, threshold)
    return _as_seen(total.to(weights.dtype), _has_fired(count), threshold)


def integrate(hidden: Tensor, weights: Tensor, threshold: float) -> tuple[Tensor, Tensor]:
    """FunASR's cif: one vector a token, the weighted sum of the frames that it covers.

    Args:
        hidden: (batch, frames, size).
        weights: (batch, frames).
        threshold: a sum that fires; a fire takes 1 off.

    Returns:
        (batch, tokens, size) and the sum at each frame, (batch, frames).
    """
    total, count = fires(weights, threshold, 1.0)
    fired = _has_fired(count)
    # a frame that fires gives its token what that lacks of one unit, and the rest to the next token
    own = torch.where(fired, 1.0 - (total - weights), weights.double())
    shares = _shares(own, weights - own, count - fired.long(), fired, _tokens(weights))
    return shares.to(hidden.dtype) @ hidden, _as_seen(total.to(weights.dtype), fired, threshold)


def _tokens(weights: Tensor) -> int:
    return int(torch.round(weights.sum(-1)).max())


def _shares(own: Tensor, rest: Tensor, token: Tensor, fired: Tensor, tokens: int) -> Tensor:
    """(batch, tokens, frames): how much of each frame goes to each token; nothing after the last fire."""
    number = torch.arange(tokens, device=own.device)[None, :, None]
    complete = number < (token + fired.long()).amax(1)[:, None, None]
    share = torch.where(token[:, None] == number, own[:, None], 0.0)
    share = share + torch.where((token[:, None] + 1 == number) & fired[:, None], rest[:, None], 0.0)
    return share * complete


def _has_fired(count: Tensor) -> Tensor:
    return torch.diff(count, dim=1, prepend=torch.zeros_like(count[:, :1])) > 0


def _as_seen(total: Tensor, fired: Tensor, threshold: float) -> Tensor:
    """Round to float32 so that no sum crosses the threshold that others compare it with."""
    least = torch.tensor(threshold, dtype=total.dtype, device=total.device)
    below = torch.nextafter(least, torch.zeros_like(least))
    return torch.where(fired, total.maximum(least), total.minimum(below))


def install(model: nn.Module, device: str) -> None:
    """Change a loaded model with a CifPredictorV3 in place; others are left alone.

    CifPredictorV2 needs none of this: it has no loop.

    Raises:
        StaysStockError: the device has no float64, or something else comes out here.
    """
    predictor: Any = getattr(model, "predictor", None)
    if type(predictor).__name__ != "CifPredictorV3":
        return
    if device.startswith("mps"):
        raise StaysStockError("MPS 没有 float64")
    _require_same(device)
    fast = Predictor(predictor)
    predictor.forward = fast.tokens
    predictor.get_upsample_timestamp = fast.times


class Predictor:
    """CifPredictorV3's two answers, without its loops.

    FunASR runs the whole timestamp head for the token count as well, and throws it away: here it
    runs once.

    Args:
        stock: the predictor; its weights are used.
    """

    def __init__(self, stock: Any) -> None:
        self._stock = stock

    def tokens(self, hidden: Tensor, target_label: None = None, mask: Any = None, **_: Any) -> Any:
        """Return the vectors and the number of tokens; see CifPredictorV3.forward.

        Args:
            hidden: (batch, frames, size), zero past each item's length.
            target_label: FunASR's training only; refused.
            mask: (batch, 1, frames), true within each item's length.

        Raises:
            ValueError: it is called as in training.
        """
        if target_label is not None or mask is None:
            raise ValueError("for recognition only")
        stock, valid = self._stock, mask.transpose(-1, -2).float()
        weights = (self._weights(stock.cif_output(self._context(hidden).transpose(1, 2))) * valid).squeeze(-1)
        number = weights.sum(-1)
        if stock.tail_threshold > 0.0:
            hidden, weights, number = stock.tail_process_fn(hidden, weights, number, mask=valid.squeeze(-1))
        vectors, sums = integrate(hidden, weights, stock.threshold)
        if stock.tail_threshold > 0.0:
            vectors = vectors[:, : int(number.max())]
        return vectors, number, weights, sums, None

    def _context(self, hidden: Tensor) -> Tensor:
        context: Tensor = torch.relu(self._stock.cif_conv1d(self._stock.pad(hidden.transpose(1, 2))))
        return context

    def _weights(self, output: Tensor) -> Tensor:
        stock = self._stock
        return torch.relu(torch.sigmoid(output) * stock.smooth_factor - stock.noise_threshold)

    def times(self, hidden: Tensor, mask: Any = None, token_num: Any = None) -> Any:
        """Weights and sums of the finer frames; see CifPredictorV3.get_upsample_timestamp."""
        stock = self._stock
        context = self._context(hidden) if stock.use_cif1_cnn else hidden.transpose(1, 2)
        finer = stock.upsample_cnn(context).transpose(1, 2)
        if stock.upsample_type == "cnn_blstm":
            finer, _ = stock.blstm(finer)
        elif stock.upsample_type == "cnn_attn":
            finer, _ = stock.self_attn(finer, mask)
        fine = torch.sigmoid(stock.cif_output2(finer)).squeeze(-1)
        fine = torch.relu(fine * stock.smooth_factor2 - stock.noise_threshold2)
        if mask is not None:
            fine = fine * mask.squeeze(1).repeat_interleave(stock.upsample_times, 1)
        if token_num is not None:
            # where FunASR divides by nothing and gets NaN, there is nothing to time either
            fine = fine * (token_num / fine.sum(-1).clamp_min(torch.finfo(fine.dtype).tiny))[:, None]
        coarse = fine.reshape(len(hidden), -1, stock.upsample_times).sum(-1)
        threshold = stock.threshold - 1e-4
        return coarse, peaks(coarse, threshold), fine, peaks(fine, threshold)


def _require_same(device: str) -> None:
    from funasr.models.bicif_paraformer.cif_predictor import cif, cif_wo_hidden  # noqa: PLC0415 - heavy

    generator = torch.Generator().manual_seed(0)
    weights = (torch.rand(3, 40, generator=generator) * 0.6).to(device)
    hidden = torch.randn(3, 40, 8, generator=generator).to(device)
    for ours, theirs in zip(integrate(hidden, weights, 1.0), cif(hidden, weights, 1.0), strict=True):
        require_equal("CIF ", ours, theirs, TOLERANCE)
    require_equal("CIF ", peaks(weights, 0.9999), cif_wo_hidden(weights, 0.9999), TOLERANCE)
