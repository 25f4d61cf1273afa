"""In which precision the encoder computes; everything after it stays in float32.

The encoder is nine tenths of the arithmetic. The sums of the predictor and the timestamp head decide
by comparing with a threshold, and are never rounded.
"""

import platform
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import torch
from torch import nn

from callqa.model.errors import BadInputError
from callqa.model.summaries import CPU
from callqa.settings.recognition import Precision

_TENSOR_CORES = (8, 0)
"""The first compute capability with TF32 and bfloat16: Ampere."""


def choose(precision: Precision, device: str) -> Precision:
    """Return what a setting means on a device.

    Args:
        precision: the setting; ``auto`` is TF32 where the card has it, else float32.
        device: as torch names it.

    Raises:
        BadInputError: the device cannot do what is named.
    """
    able = device.startswith("cuda") and torch.cuda.get_device_capability(device) >= _TENSOR_CORES
    if precision is Precision.AUTO:
        return Precision.TF32 if able else Precision.FLOAT32
    if precision is Precision.TF32 and not able:
        raise BadInputError(f"设备“{device}”没有 TF32", "precision", "改为 auto 或 float32")
    if precision is Precision.BF16 and device.startswith("mps"):
        raise BadInputError("MPS 上没有验证过 bf16", "precision", "改为 auto 或 float32")
    if precision is Precision.INT8:
        _require_int8(device)
    return precision


def _require_int8(device: str) -> None:
    if device != CPU:
        raise BadInputError("int8 只用于 CPU", "precision", "改为 auto")
    if not torch.cpu._is_vnni_supported():
        # without VNNI pairs of products are summed in 16 bits and saturate: the error doubles
        raise BadInputError("这个 CPU 没有 VNNI 指令，int8 会出错", "precision", "改为 auto 或 bf16")


def slow_here(precision: Precision, device: str) -> str:
    """Return why a precision makes this machine slower instead of faster, in Chinese, or nothing."""
    is_x86 = platform.machine().lower() in ("x86_64", "amd64")
    if precision is Precision.BF16 and device == CPU and is_x86 and not torch.cpu._is_avx512_bf16_supported():
        return "这个 CPU 没有 bf16 指令，bf16 比 float32 更慢：把 recogniser.precision 改为 auto 或 int8"
    return ""


def install(model: nn.Module, precision: Precision, device: str) -> None:
    """Let the encoder of a loaded model compute in a chosen precision; its output is float32.

    Args:
        model: with an ``encoder`` or an ``audio_encoder``.
        precision: chosen for the device, not ``auto``.
        device: as torch names it.
    """
    if device.startswith("cuda"):
        _exact_everywhere()
    of_products = device == CPU and precision in (Precision.BF16, Precision.INT8)  # see linear.py
    if precision is not Precision.FLOAT32 and not of_products:
        _lower(getattr(model, "encoder", None) or model.audio_encoder, precision, device)


def _exact_everywhere() -> None:
    """Torch computes convolutions and LSTMs in TF32 unless told otherwise."""
    torch.backends.cuda.matmul.fp32_precision = "ieee"
    torch.backends.cudnn.conv.fp32_precision = "ieee"  # type: ignore[attr-defined] # stubs lag behind
    torch.backends.cudnn.rnn.fp32_precision = "ieee"  # type: ignore[attr-defined] # the same


def _lower(encoder: Any, precision: Precision, device: str) -> None:
    stock = encoder.forward

    def forward(*given: Any, **options: Any) -> Any:
        with _computing_in(precision, device):
            output, *rest = stock(*given, **options)
        return (output.float(), *rest)

    encoder.forward = forward


def _computing_in(precision: Precision, device: str) -> AbstractContextManager[Any]:
    if precision is Precision.BF16:
        return torch.autocast(device.partition(":")[0], dtype=torch.bfloat16)
    return _tf32()


@contextmanager
def _tf32() -> Iterator[None]:
    before = torch.backends.cuda.matmul.fp32_precision
    torch.backends.cuda.matmul.fp32_precision = "tf32"
    try:
        yield
    finally:
        torch.backends.cuda.matmul.fp32_precision = before
