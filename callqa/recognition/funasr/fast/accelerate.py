"""Makes a loaded FunASR model fast, part by part."""

import logging
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from callqa.recognition.funasr.fast import attention, cif, direct, features, linear, precision
from callqa.recognition.funasr.fast.stock import WRITTEN_FOR, StaysStockError
from callqa.settings.recognition import Precision

_log = logging.getLogger(__name__)


def accelerate(loaded: Any, device: str, setting: Precision = Precision.AUTO) -> tuple[str, ...]:
    """Replace what is slow in a loaded AutoModel, in place.

    Every part is compared with FunASR's own on this device first. A part that does not compute the
    same, or that was written for another FunASR, stays FunASR's own: slower, and as right.

    Args:
        loaded: a FunASR AutoModel.
        device: that it was loaded on.
        setting: how exactly the encoder computes.

    Returns:
        For every part that stays as it was, and for a precision that is slow here, a sentence in Chinese.

    Raises:
        BadInputError: the device does not have the precision that is named.
    """
    chosen = precision.choose(setting, device)
    if hasattr(loaded, "_reset_runtime_configs"):
        # from its first call on an AutoModel works with copies of what it was built with
        loaded._reset_runtime_configs()
    frontend = loaded.kwargs.get("frontend")
    parts: dict[str, Callable[[], None]] = {
        "特征提取": lambda: features.install(frontend, device),
        "注意力": lambda: attention.install(loaded.model, device),
        "CIF": lambda: cif.install(loaded.model, device),
        "推理入口": lambda: direct.install(loaded),
    }
    tried = [_tried(name, install) for name, install in parts.items()]
    # the products are PyTorch's own, whatever FunASR's version
    tried.append(_kept("矩阵乘法", lambda: linear.install(loaded.model, device, chosen)))
    tried.append(precision.slow_here(chosen, device))
    precision.install(loaded.model, chosen, device)
    return tuple(filter(None, tried))


def _tried(name: str, install: Callable[[], None]) -> str:
    def for_this_version() -> None:
        _require_version()
        install()

    return _kept(name, for_this_version)


def _kept(name: str, install: Callable[[], None]) -> str:
    """Replace one part; return why it stays as it was, in Chinese, or nothing."""
    try:
        install()
    except StaysStockError as why:
        note = f"{name}沿用 FunASR 原版（较慢，结果不受影响）：{why}"
        _log.warning(note)
        return note
    return ""


def _require_version() -> None:
    if version("funasr") != WRITTEN_FOR:
        raise StaysStockError(f"已安装 FunASR {version('funasr')}，本程序按 {WRITTEN_FOR} 编写")
