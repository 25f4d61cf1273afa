"""Building a FunASR model: quietly, without asking the network, on the best device."""

import re
from pathlib import Path
from typing import Any

from callqa.host import logs
from callqa.model.errors import BadInputError
from callqa.recognition.foreign_code import refuse_foreign_code
from callqa.recognition.funasr.quiet import quiet

_MISSING_KEY = re.compile(
    r"miss key in ckpt: ((?:encoder|decoder|predictor|audio_encoder|audio_adaptor)\.\S+?),"
)
_NOTHING_ELSE = {"trust_remote_code": False, "vad_model": None, "punc_model": None, "spk_model": None}
"""What is passed stands above the folder's own config.yaml, which could run code or load other models."""


def pick_device(name: str) -> str:
    """Return the device of a setting: ``auto`` takes CUDA, then MPS, then the CPU.

    Raises:
        BadInputError: a device is named that is not there; FunASR would silently take the CPU.
    """
    if name == "auto":
        return next((d for d in ("cuda", "mps") if _is_available(d)), "cpu")
    if name != "cpu" and not _is_available(name):
        raise BadInputError(f"没有可用的设备“{name}”", "device", "改为 auto 或 cpu，或检查显卡驱动")
    return name


def _is_available(device: str) -> bool:
    import torch  # noqa: PLC0415 - a night with nothing due needs none

    kind, _, index = device.partition(":")
    if kind == "cuda":
        return torch.cuda.is_available() and int(index or 0) < torch.cuda.device_count()
    return kind == "mps" and torch.backends.mps.is_available()


def build(model: Path | str, *, device: str = "cpu", threads: int = 1, **options: Any) -> Any:
    """Return a FunASR AutoModel.

    Args:
        model: a folder, or a name that FunASR fetches from its hub.
        device: as torch names it.
        threads: FunASR sets torch's threads to 4 at every call unless told otherwise.
        options: of AutoModel.

    Raises:
        BadInputError: it cannot be built from what is there, or asks to run code that it brings.
    """
    refuse_foreign_code(Path(model))
    try:
        with quiet() as printed:
            from funasr import AutoModel  # noqa: PLC0415 - its import takes seconds

            built = AutoModel(
                model=str(model),
                device=device,
                ncpu=threads,
                disable_update=True,
                disable_pbar=True,
                ignore_init_mismatch=False,  # the default keeps random weights and says nothing
                **{**_NOTHING_ELSE, **options},
            )
    except Exception as error:
        logs.unexpected(error, "loading a model")
        raise _damaged(model, type(error).__name__) from error
    if missing := _MISSING_KEY.search(printed.getvalue()):
        raise _damaged(model, missing.group(1))
    return built


def _damaged(model: Path | str, detail: str) -> BadInputError:
    return BadInputError(
        f"模型无法加载（{detail}），文件损坏或与 config.yaml 不符", str(model), "重新复制完整的模型目录"
    )
