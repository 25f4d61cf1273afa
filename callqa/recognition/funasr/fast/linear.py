"""Matrix products on a CPU by oneDNN, with weights that are put in its order once.

Nine tenths of a full-size model's time on a CPU are ``nn.Linear``. PyTorch gives float32 to MKL, which does
not use AVX-512 on a CPU that is not Intel's; oneDNN, which PyTorch carries as well, does on any. Which of
the two is faster is measured here, on this machine, with this model's largest layer.

In bfloat16 and int8 only what is multiplied is rounded: what comes out is float32, and the sums that lie
between layers are never rounded. In int8 every row of the input has a scale of its own: with one scale
for a whole batch, as ``torch.ao`` and onnxruntime have it, what is heard in a segment hangs on its company.
"""

import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from callqa.recognition.funasr.fast.stock import StaysStockError, require_equal
from callqa.settings.recognition import Precision

TOLERANCE = 1e-4
"""Greatest difference of one number in float32, relative to the greatest."""
_ROUNDED = {Precision.BF16: 2e-2, Precision.INT8: 5e-2}
"""The same where products are rounded."""
_LEAST = 128
"""Smaller layers gain nothing."""
_ROWS = 2_000
"""Frames of one batch; oneDNN orders weights by it."""
_WORTH_IT = 1.1
_TIMED = 3

Forward = Callable[[Tensor], Tensor]


def install(model: nn.Module, device: str, precision: Precision) -> None:
    """Replace the products of every large Linear of a loaded model in place; on a CPU only.

    Where it is no faster, as MKL may be on an Intel CPU, PyTorch keeps float32 as it is.

    Args:
        precision: chosen for the device; float32, bf16 or int8.

    Raises:
        StaysStockError: something else comes out.
    """
    layers = [m for m in model.modules() if type(m) is nn.Linear and _is_large(m)]
    if device != "cpu" or not layers:
        return
    if not hasattr(torch.ops.mkldnn, "_linear_pointwise"):
        raise StaysStockError("这个 PyTorch 没有 oneDNN")
    make = _MAKERS.get(precision, _float32)
    largest = max(layers, key=lambda layer: layer.weight.numel())
    _require_same(largest, make(largest), _ROUNDED.get(precision, TOLERANCE))
    if precision not in _ROUNDED and not _is_faster(largest, make(largest)):
        return  # whoever asked for rounding gets it, the same on every machine
    for layer in layers:
        layer.forward = make(layer)  # type: ignore[assignment,method-assign] # as FunASR patches it
        layer.weight = nn.Parameter(layer.weight.new_empty(0), requires_grad=False)  # it is held twice else


def _is_large(layer: nn.Linear) -> bool:
    return min(layer.in_features, layer.out_features) >= _LEAST


def _float32(layer: nn.Linear) -> Forward:
    return _packed(layer, torch.float32)


def _bf16(layer: nn.Linear) -> Forward:
    return _packed(layer, torch.bfloat16)


def _packed(layer: nn.Linear, dtype: torch.dtype) -> Forward:
    weight = torch.ops.mkldnn._reorder_linear_weight(layer.weight.detach().to(dtype), _ROWS)
    bias = None if layer.bias is None else layer.bias.detach().to(dtype)

    def forward(x: Tensor) -> Tensor:
        product: Tensor = torch.ops.mkldnn._linear_pointwise(
            x.to(dtype).contiguous(), weight, bias, "none", [], ""
        )
        return product.to(x.dtype)

    return forward


def _int8(layer: nn.Linear) -> Forward:
    weight = layer.weight.detach()
    scale = weight.abs().amax(1).clamp_min(1e-12) / 127
    columns = torch.round(weight / scale[:, None]).to(torch.int8).t()
    bias = None if layer.bias is None else layer.bias.detach()

    def forward(x: Tensor) -> Tensor:
        rows = x.reshape(-1, x.shape[-1])
        most = rows.abs().amax(1, keepdim=True).clamp_min_(1e-12)
        whole = torch.mul(rows, 127 / most).round_().to(torch.int8)
        product = torch._int_mm(whole, columns).float().mul_(most.mul_(1 / 127)).mul_(scale)
        if bias is not None:
            product.add_(bias)
        return product.view(*x.shape[:-1], -1)

    return forward


_MAKERS: dict[Precision, Callable[[nn.Linear], Forward]] = {Precision.BF16: _bf16, Precision.INT8: _int8}


@torch.inference_mode()
def _require_same(layer: nn.Linear, forward: Forward, tolerance: float) -> None:
    x = _input(layer)
    theirs, ours = layer.forward(x), forward(x)
    size = theirs.abs().max()
    require_equal("矩阵乘法", ours / size, theirs / size, tolerance)


@torch.inference_mode()
def _is_faster(layer: nn.Linear, forward: Forward) -> bool:
    x = _input(layer)
    return _seconds(lambda: forward(x)) * _WORTH_IT < _seconds(lambda: layer.forward(x))


def _input(layer: nn.Linear) -> Tensor:
    return torch.randn(_ROWS, layer.in_features, generator=torch.Generator().manual_seed(0))


def _seconds(work: Callable[[], Any]) -> float:
    """Return the best processor time of a few: what else runs on the machine decides nothing."""
    best = float("inf")
    for _ in range(_TIMED):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best
