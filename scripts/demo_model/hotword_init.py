"""Start the hotword head where it already works, instead of searching for it by gradient.

What it computes before the first step: every hotword is the sum of its characters, in the space of
the decoder's hidden states; every position looks, with its neighbours, for the hotword most like
it; what it finds is added to what the decoder heard there, so that of all characters that sound
right the one in the hotword wins; what finds nothing looks at FunASR's empty word, which says
NO_BIAS.
"""

from typing import Any

import torch

from scripts.demo_model.architecture import NO_BIAS, START

_KEPT = 0.1  # how much of the random weights stays, to break ties
_SHARPNESS = 3.0
_FOUND = 2.0
_NEIGHBOURS = (0.3, 0.18)
_EMPTY_BIAS = 7.0
_OPEN, _SHUT = 2.0, -3.0


@torch.no_grad()
def prepare_head(model: Any) -> None:
    """Set the weights of the whole head; the rest of the model stays as it is."""
    width = model.decoder.output_layer.weight.size(1)
    empty = _embed_hotwords(model)
    _sum_characters(model.bias_encoder, layer=0, gain=0.4, forget=_OPEN, width=width)
    _sum_characters(model.bias_encoder, layer=1, gain=1.5, forget=_SHUT, width=width)
    for number, layer in enumerate(model.seaco_decoder.decoders):
        _look_for_match(layer, width, first=number == 0)
    _pass_on(model.seaco_decoder.decoders3[0].feed_forward, width)
    norm, spoken = model.seaco_decoder.after_norm, model.decoder.after_norm.weight
    norm.weight.fill_(float(spoken.pow(2).mean().sqrt()))
    norm.bias.zero_()
    head = model.hotword_output_layer
    head.load_state_dict(model.decoder.output_layer.state_dict())
    head.weight[NO_BIAS] = empty
    head.bias[NO_BIAS] = _EMPTY_BIAS


def _embed_hotwords(model: Any) -> torch.Tensor:
    """Embed characters as the decoder writes them; returns the direction of the empty word.

    FunASR uses this embedding for hotwords only. The empty word takes the direction in which
    characters differ least.
    """
    weight = model.decoder.output_layer.weight
    centred = weight - weight.mean(0)
    centred = centred / centred.std()
    embedding = model.decoder.embed[0].weight
    embedding.copy_(centred)
    empty: torch.Tensor = torch.linalg.svd(centred, full_matrices=False)[2][-1]
    embedding[START] = 2.0 * empty * weight.size(1) ** 0.5
    return empty


def _sum_characters(lstm: Any, *, layer: int, gain: float, forget: float, width: int) -> None:
    """Make a layer of the LSTM add up its input, or with a shut forget gate pass it on."""
    inwards, recurrent = getattr(lstm, f"weight_ih_l{layer}"), getattr(lstm, f"weight_hh_l{layer}")
    inwards.mul_(_KEPT)
    recurrent.mul_(_KEPT)
    inwards[2 * width : 3 * width].add_(gain * torch.eye(width))
    bias = getattr(lstm, f"bias_ih_l{layer}")
    getattr(lstm, f"bias_hh_l{layer}").zero_()
    bias.zero_()
    bias[:width] = bias[3 * width :] = _OPEN
    bias[width : 2 * width] = forget


def _look_for_match(layer: Any, width: int, *, first: bool) -> None:
    """Compare by identity; the first layer also mixes every position with its neighbours."""
    identity, attention = torch.eye(width), layer.src_attn
    for linear in (attention.linear_q, attention.linear_k_v, attention.linear_out):
        linear.weight.mul_(_KEPT)
        linear.bias.zero_()
    attention.linear_q.weight.add_(_SHARPNESS * identity)
    attention.linear_k_v.weight[:width].add_(_SHARPNESS * identity)
    attention.linear_k_v.weight[width:].add_(_FOUND * identity)
    attention.linear_out.weight.add_(identity)
    _pass_on(layer.feed_forward, width)
    layer.norm2.weight.fill_(1.0 if first else _KEPT)
    memory = layer.self_attn.fsmn_block.weight
    memory.mul_(_KEPT)
    if first:
        _mix_neighbours(memory)


def _mix_neighbours(memory: torch.Tensor) -> None:
    """Take away the input that the memory block adds, and put the neighbours in its place."""
    middle = memory.size(-1) // 2
    memory[:, 0, middle] -= 1.0
    for distance, share in enumerate(_NEIGHBOURS, 1):
        memory[:, 0, middle - distance] += share
        memory[:, 0, middle + distance] += share


def _pass_on(feed_forward: Any, width: int) -> None:
    """Make a feed-forward block that returns its input: relu(x) - relu(-x)."""
    identity = torch.eye(width)
    feed_forward.w_1.weight.copy_(torch.cat([identity, -identity]))
    feed_forward.w_1.bias.zero_()
    feed_forward.w_2.weight.copy_(torch.cat([identity, -identity], dim=1))
