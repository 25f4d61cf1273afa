"""Fun-ASR-Nano with its language model under vLLM, as FunASR's AutoModelVLLM has it."""

from importlib.util import find_spec
from typing import Any

import numpy as np
from torch import nn

from callqa.model.errors import BadInputError
from callqa.recognition.funasr.model_folder import ModelFolder
from callqa.recognition.funasr.quiet import quiet


def build_vllm(folder: ModelFolder, device: str) -> "VllmModel":
    """Load a checked folder under vLLM; it writes a copy of the language model's weights beside them.

    Raises:
        BadInputError: it is another model, vLLM is not installed, or there is no NVIDIA card.
    """
    if folder.model_class != "FunASRNano":
        what = f"backend: vllm 只用于 Fun-ASR-Nano，这个模型是 {folder.model_class}"
        raise BadInputError(what, "recogniser.backend", "改为 funasr")
    if find_spec("vllm") is None:
        cure = "在同一环境中 pip install vllm，或把 backend 改为 funasr"
        raise BadInputError("没有安装 vLLM", "recogniser.backend", cure)
    if not device.startswith("cuda"):
        cure = "用 cuda，或把 backend 改为 funasr"
        raise BadInputError(f"vLLM 不能用设备“{device}”", "recogniser.device", cure)
    with quiet():
        from funasr.auto.auto_model_vllm import AutoModelVLLM  # noqa: PLC0415 - its import takes seconds

        return VllmModel(AutoModelVLLM(model=str(folder.path), device=device))


class VllmModel:
    """An AutoModelVLLM that is asked like an AutoModel.

    Args:
        engine: the AutoModelVLLM.
    """

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        parts = engine._engine
        self.kwargs = {"frontend": parts.frontend}
        self.model = nn.Module()
        self.model.audio_encoder = parts.audio_encoder

    def generate(self, input: list[Any], **options: Any) -> list[dict[str, Any]]:
        """One answer for each segment; vLLM makes its own batches."""
        asked = {key: value for key, value in options.items() if key not in ("batch_size", "fs")}
        answers: list[dict[str, Any]] = self._engine.generate([np.asarray(one) for one in input], **asked)
        return answers
