"""FunASR's entry without what it does around a batch: splitting, copying, progress bars."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import torch

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
    """Return the answers for one batch, as AutoModel gives them.

    Args:
        input: the segments, all of one batch.
        options: of the model.
    """
    loaded._reset_runtime_configs()  # the models change what they are given; sets torch's threads, too
    asked = {**loaded.kwargs, **options}
    found = loaded.model.inference(data_in=input, key=[_KEY] * len(input), **asked)
    return found[0] if found else [{"text": ""}]  # SeACo's answer to a batch that says nothing
