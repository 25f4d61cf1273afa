"""Makes a loaded FunASR model fast, part by part."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from typing import Any

import torch

from callqa.recognition.funasr.fast import attention, cif, features, precision
from callqa.recognition.funasr.fast.stock import WRITTEN_FOR, StaysStockError
from callqa.settings.recognition import Precision

_KEY = "segment"
"""FunASR gives all arrays of a list one name; answers are told apart by their position."""


def install(loaded: Any) -> None:
    """Let a loaded AutoModel answer ``generate`` like that; what is no AutoModel is left alone.

    Args:
        loaded: a FunASR AutoModel without VAD and punctuation.
    """
    if hasattr(loaded, "_reset_runtime_configs"):
        loaded.generate = partial(_generate, loaded)


@torch.no_grad()
def _generate(loaded: Any, *, input: Sequence[Any], **options: Any) -> Any:
    """The answers for one batch, as AutoModel gives them.

    Args:
        input: the segments, all of one batch.
        options: of the model.
    """
    loaded._reset_runtime_configs()  # the models change what they are given; sets torch's threads, too
    asked = {**loaded.kwargs, **options}
    found = loaded.model.inference(data_in=input, key=[_KEY] * len(input), **asked)
    return found[0] if found else [{"text": ""}]  # SeACo's answer to a batch that says nothing


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
        For every part that stays as it was, a sentence in Chinese.

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
        "推理入口": lambda: install(loaded),
    }
    kept = tuple(note for name, install in parts.items() if (note := _tried(name, install)))
    precision.install(loaded.model, chosen, device)
    return kept


def _tried(name: str, install: Callable[[], None]) -> str:
    try:
        _require_version()
        install()
    except StaysStockError as why:
        note = f"{name}沿用 FunASR 原版（较慢，结果不受影响）：{why}"
        _log.warning(note)
        return note
    return ""


def _require_version() -> None:
    if version("funasr") != WRITTEN_FOR:
        raise StaysStockError(f"已安装 FunASR {version('funasr')}，本程序按 {WRITTEN_FOR} 编写")
