"""SAN-M attention through torch's fused kernel, which never writes the matrix of scores.

FunASR multiplies, masks, normalises and multiplies again in four passes over (heads, frames, frames).
The memory block beside it (FSMN, a depthwise convolution) stays FunASR's own.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from callqa.recognition.funasr.fast.stock import require_equal

TOLERANCE = 1e-4
"""Greatest difference of one number of a layer's output, which are of the order of 1."""
_SELF, _CROSS = "MultiHeadedAttentionSANM", "MultiHeadedAttentionCrossAtt"


def install(model: nn.Module, device: str) -> None:
    """Change every SAN-M attention of a loaded model in place, in encoder and decoder.

    Raises:
        StaysStockError: something else comes out here.
    """
    found = [m for m in model.modules() if type(m).__name__ in (_SELF, _CROSS)]
    made = [(layer, _replacement(layer)) for layer in found]
    for name in (_SELF, _CROSS):
        first = next((pair for pair in made if type(pair[0]).__name__ == name), None)
        if first:
            _require_same(*first, device)
    for layer, forward in made:
        layer.forward = forward


def _replacement(layer: Any) -> Any:
    return _self_attention(layer) if type(layer).__name__ == _SELF else _cross_attention(layer)


def _self_attention(layer: Any) -> Any:
    stock = layer.forward

    def forward(
        x: Tensor,
        mask: Tensor | None,
        mask_shfit_chunk: Tensor | None = None,  # FunASR's spelling
        mask_att_chunk_encoder: Tensor | None = None,
    ) -> Tensor:
        if layer.training or mask_shfit_chunk is not None or mask_att_chunk_encoder is not None:
            plain: Tensor = stock(x, mask, mask_shfit_chunk, mask_att_chunk_encoder)
            return plain
        query, key, value, flat = layer.forward_qkv(x)
        memory = layer.forward_fsmn(flat, mask)
        attended: Tensor = _attend(layer, (query, key, value), mask) + memory
        return attended

    return forward


def _cross_attention(layer: Any) -> Any:
    stock = layer.forward

    def forward(x: Tensor, memory: Tensor, memory_mask: Tensor | None, ret_attn: bool = False) -> Any:
        if layer.training or ret_attn:  # the fused kernel has no scores to return
            return stock(x, memory, memory_mask, ret_attn)
        return _attend(layer, layer.forward_qkv(x, memory), memory_mask)

    return forward


def _attend(layer: Any, heads: tuple[Tensor, Tensor, Tensor], mask: Tensor | None) -> Tensor:
    """Return the whole of FunASR's forward_attention.

    Args:
        layer: whose heads and output layer are used.
        heads: query, key and value, each (batch, heads, frames, size of a head).
        mask: (batch, 1, keys) or (batch, queries, keys), not 0 where a key counts.
    """
    allowed = None if mask is None else mask.unsqueeze(1).ne(0)
    seen = scaled_dot_product_attention(*heads, attn_mask=allowed, scale=1 / math.sqrt(layer.d_k))
    joined = seen.transpose(1, 2).reshape(len(seen), -1, layer.h * layer.d_k)
    output: Tensor = layer.linear_out(joined)
    return output


def _require_same(layer: Any, forward: Any, device: str) -> None:
    generator = torch.Generator().manual_seed(0)
    is_self = type(layer).__name__ == _SELF
    width = (layer.linear_q_k_v if is_self else layer.linear_q).in_features
    x = torch.randn(2, 19, width, generator=generator).to(device)
    mask = (torch.arange(19)[None, None] < torch.tensor([19, 7])[:, None, None]).to(device)
    given = (x, mask) if is_self else (x, _memory(layer, generator).to(device), mask)
    with torch.no_grad():
        require_equal("注意力", forward(*given), layer.forward(*given), TOLERANCE)


def _memory(layer: Any, generator: torch.Generator) -> Tensor:
    return torch.randn(2, 19, layer.linear_k_v.in_features, generator=generator)
