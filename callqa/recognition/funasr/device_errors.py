"""What an error of torch means for the night: too little memory, or a device that is gone."""

import gc

from callqa.host import logs
from callqa.model.errors import DeviceLostError, Failure, RecognitionError

_SHORT = ("out of memory", "not enough memory", "can't allocate memory", "_STATUS_ALLOC_FAILED")
_LOST = ("CUDA error", "CUDNN_STATUS_", "CUBLAS_STATUS_", "device-side assert", "MPS backend")


class OutOfMemoryError(RecognitionError):
    """The batch was too big for the device."""

    failure = Failure.OUT_OF_MEMORY


def translated(
    error: Exception, ours: type[RecognitionError] = RecognitionError, doing: str = "识别"
) -> RecognitionError:
    """Return the error that a failed forward pass is told as; its own text may hold what somebody said.

    Args:
        ours: what a failure is that is neither the memory's nor the device's.
        doing: in Chinese, what the model was to do.

    Raises:
        DeviceLostError: nothing can be recognised any more by this process.
    """
    import torch  # noqa: PLC0415 - a night with nothing due needs none

    kind, text = type(error).__name__, str(error)
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)) or _any_in(_SHORT, text):
        return OutOfMemoryError("内存或显存不足")
    logs.unexpected(error, "running a model")
    is_torch = isinstance(error, (torch.AcceleratorError, RuntimeError))
    if is_torch and (isinstance(error, torch.AcceleratorError) or _any_in(_LOST, text)):
        raise DeviceLostError(
            f"计算设备出错，本次运行不能继续（{kind}）",
            "device",
            "检查显卡（nvidia-smi、dmesg），然后重新运行；已存的通话不会重做",
        ) from None
    return ours(f"{doing}出错（{kind}）")


def _any_in(marks: tuple[str, ...], text: str) -> bool:
    return any(mark in text for mark in marks)


def release_memory() -> None:
    """Give the device's unused memory back; only of use where no traceback holds tensors any more."""
    import torch  # noqa: PLC0415 - a night with nothing due needs none

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()
