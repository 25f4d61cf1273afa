"""A padded batch gives the same numbers as one segment at a time.

Stock FunASR's Paraformer lets padding leak into results in two places: CIF's convolution sees the
padded neighbour of the last valid frame, and the BLSTM of the timestamp head runs backward out of
the padding. Zeroing the encoder's output past its length and packing the BLSTM close both.
"""

from importlib.metadata import version
from typing import Any

import torch
from torch import Tensor, nn

from callqa.model.errors import RecognitionError

WRITTEN_FOR = "1.4.16"
"""The FunASR whose methods are replaced; another may have others."""


def make_padding_exact(model: nn.Module) -> None:
    """Change a loaded Paraformer in place; other models don't need it and are left alone.

    Raises:
        RecognitionError: another FunASR is installed than this was written for.
    """
    if not hasattr(model, "calc_predictor_timestamp") and not hasattr(model, "calc_predictor"):
        return
    if version("funasr") != WRITTEN_FOR:
        raise RecognitionError(
            f"FunASR 版本是 {version('funasr')}，需要 {WRITTEN_FOR}", "funasr", "按 requirements.lock 安装"
        )
    _zero_past_length(model)
    if hasattr(model.predictor, "blstm"):
        _pack_timestamp_blstm(model)


def _zero_past_length(model: Any) -> None:
    encode = model.encode

    def exact_encode(speech: Tensor, lengths: Tensor, **options: Any) -> tuple[Tensor, Tensor]:
        output, output_lengths = encode(speech, lengths, **options)
        frames = torch.arange(output.shape[1], device=output.device)
        padding = frames[None, :] >= output_lengths[:, None]
        return output.masked_fill(padding[..., None], 0.0), output_lengths

    model.encode = exact_encode


class _PackedLstm(nn.Module):
    """A bidirectional LSTM that stops at each item's own end.

    On a CPU the two directions run one after the other, the second over items that are turned round within
    their own length: PyTorch gives that to oneDNN, and packed sequences to a loop over frames.
    """

    def __init__(self, lstm: nn.LSTM) -> None:
        super().__init__()
        self.lstm = lstm
        self.lengths: Tensor | None = None
        self._ways = [_one_way(lstm, suffix) for suffix in ("", "_reverse")] if lstm.bidirectional else []

    def forward(self, x: Tensor) -> tuple[Tensor, Any]:
        """Run over x of shape (batch, frames, features), of ``self.lengths`` frames each."""
        if self.lengths is None:
            plain: tuple[Tensor, Any] = self.lstm(x)
            return plain
        if self._ways and x.device.type == "cpu":
            return self._both_ways(x, self.lengths), None
        packed = nn.utils.rnn.pack_padded_sequence(x, self.lengths, batch_first=True, enforce_sorted=False)
        output, state = self.lstm(packed)
        padded, _ = nn.utils.rnn.pad_packed_sequence(output, batch_first=True, total_length=x.shape[1])
        return padded, state

    def _both_ways(self, x: Tensor, lengths: Tensor) -> Tensor:
        frame, end = torch.arange(x.shape[1])[None], lengths[:, None]
        mirror = torch.where(frame < end, end - 1 - frame, frame)[..., None]
        there, back = self._ways
        first = there(x)[0]
        second = back(x.gather(1, mirror.expand_as(x)))[0]
        second = second.gather(1, mirror.expand_as(second))
        return torch.cat([first, second], -1).masked_fill((frame >= end)[..., None], 0.0)


def _one_way(lstm: nn.LSTM, suffix: str) -> nn.LSTM:
    one = nn.LSTM(lstm.input_size, lstm.hidden_size, bias=lstm.bias, batch_first=True).eval()
    for name, _ in list(one.named_parameters()):
        setattr(one, name, getattr(lstm, name + suffix))
    return one


def _pack_timestamp_blstm(model: Any) -> None:
    packed = _PackedLstm(model.predictor.blstm)
    model.predictor.blstm = packed
    predict = model.calc_predictor_timestamp

    def exact_predict(output: Tensor, lengths: Tensor, token_num: Tensor) -> Any:
        packed.lengths = (lengths * model.predictor.upsample_times).cpu().long()
        try:
            return predict(output, lengths, token_num)
        finally:
            packed.lengths = None

    model.calc_predictor_timestamp = exact_predict
