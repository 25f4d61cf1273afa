"""When characters were said, for models that find it out by aligning their text with a CTC.

Two things of FunASR's lose a whole segment. Fun-ASR-Nano aligns with torchaudio and fails on every
segment where that is not installed; its wheels need a CUDA that a CPU's torch does not have. And
SenseVoice fails where its tokenizer cuts the text into other pieces than the model uttered
(IndexError in sense_voice/model.py). Both have a text that is right.
"""

from importlib.util import find_spec
from itertools import groupby
from typing import Any

import torch
from torch import Tensor


def keep_texts_without_times(model: Any) -> None:
    """Let a loaded Fun-ASR-Nano or SenseVoice give the text where FunASR fails to time it."""
    name = type(model).__name__
    if name == "SenseVoiceSmall":
        _try_without_times(model)
    elif name == "FunASRNano" and model.ctc_decoder is not None and not find_spec("torchaudio"):
        from funasr.models.fun_asr_nano import model as nano  # noqa: PLC0415 - registers classes; heavy

        nano.forced_align = align


def _try_without_times(model: Any) -> None:
    infer = model.inference

    def inference(data_in: Any, **options: Any) -> Any:
        try:
            return infer(data_in=data_in, **options)
        except IndexError:
            if len(data_in) > 1:  # its neighbours keep their times: each is tried alone
                raise
            return infer(data_in=data_in, **options | {"output_timestamp": False})

    model.inference = inference


def align(log_probs: Tensor, targets: Tensor, blank: int = 0) -> list[dict[str, Any]]:
    """Return the frames of each token on the likeliest path of a CTC, by FunASR's aligner in plain torch.

    Args:
        log_probs: (frames, tokens).
        targets: (said,) ids of tokens, none of them blank.
        blank: its id.

    Returns:
        For each of the targets its ``token``, ``start_time`` and ``end_time`` in frames; empty where
        they don't fit into the frames.
    """
    repeats = int((targets[1:] == targets[:-1]).sum())  # CTC needs a blank between two equal tokens
    if not 0 < len(targets) + repeats <= len(log_probs):
        return []
    items, at = [], 0
    for token, run in groupby(_path(log_probs.float().cpu(), targets.long().cpu(), blank)):
        end = at + len(list(run))
        if token != blank:
            items.append({"token": token, "start_time": at, "end_time": end})
        at = end
    return items


def _path(log_probs: Tensor, targets: Tensor, blank: int) -> list[int]:
    from funasr.models.sense_voice.utils.ctc_alignment import ctc_forced_align  # noqa: PLC0415 - heavy

    lengths = (torch.tensor([len(log_probs)]), torch.tensor([len(targets)]))
    path = ctc_forced_align(log_probs[None], targets[None].clone(), *lengths, blank=blank)[0]
    return [int(token) for token in path]
