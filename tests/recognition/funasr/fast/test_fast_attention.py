"""Attention through torch's fused kernel is FunASR's."""

import pytest
import torch

from callqa.recognition.funasr.fast.attention import TOLERANCE, install
from callqa.recognition.funasr.quiet import quiet

pytestmark = pytest.mark.model

with quiet():
    from funasr.models.sanm.attention import MultiHeadedAttentionCrossAtt, MultiHeadedAttentionSANM
    from funasr.models.sense_voice.model import MultiHeadedAttentionSANM as SenseVoiceAttention

FRAMES = 25
LENGTHS = [25, 13, 1]


def pair(make):
    torch.manual_seed(0)
    stock = make().eval()
    torch.manual_seed(0)
    ours = torch.nn.ModuleList([make()]).eval()
    install(ours, "cpu")
    return stock, ours[0]


def mask(dtype=torch.bool):
    return (torch.arange(FRAMES)[None, None] < torch.tensor(LENGTHS)[:, None, None]).to(dtype)


@pytest.mark.parametrize("kind", [MultiHeadedAttentionSANM, SenseVoiceAttention])
@pytest.mark.parametrize("dtype", [torch.bool, torch.float32])
@pytest.mark.parametrize("width", [20, 32])
@torch.no_grad()
def test_self_attention_is_equal_with_and_without_padding(kind, dtype, width):
    stock, ours = pair(lambda: kind(4, width, 32, 0.1, 11))
    x = torch.randn(3, FRAMES, width)
    for given in ((x, mask(dtype)), (x, None)):
        torch.testing.assert_close(ours(*given), stock(*given), atol=TOLERANCE, rtol=0)


@torch.no_grad()
def test_attention_to_the_encoder_is_equal():
    stock, ours = pair(lambda: MultiHeadedAttentionCrossAtt(4, 32, 0.1))
    x, memory = torch.randn(3, 9, 32), torch.randn(3, FRAMES, 32)
    expected = stock(x, memory, mask())
    torch.testing.assert_close(ours(x, memory, mask()), expected, atol=TOLERANCE, rtol=0)


@torch.no_grad()
def test_scores_are_still_there_for_who_asks_for_them():
    """SeACo's filter of hotwords does, with more than 50 of them."""
    stock, ours = pair(lambda: MultiHeadedAttentionCrossAtt(4, 32, 0.1))
    x, memory = torch.randn(3, 9, 32), torch.randn(3, FRAMES, 32)
    (out, scores), (their_out, their_scores) = (m(x, memory, mask(), ret_attn=True) for m in (ours, stock))
    assert torch.equal(scores, their_scores) and torch.equal(out, their_out)


def test_training_keeps_funasr_s_dropout():
    stock, ours = pair(lambda: MultiHeadedAttentionSANM(4, 32, 32, 0.5, 11))
    x = torch.randn(3, FRAMES, 32)
    outputs = []
    for layer in (stock.train(), ours.train()):
        torch.manual_seed(5)
        outputs.append(layer(x, mask()))
    assert torch.equal(*outputs)


@torch.no_grad()
def test_masks_for_streaming_are_left_to_funasr():
    stock, ours = pair(lambda: MultiHeadedAttentionSANM(4, 32, 32, 0.1, 11))
    x, chunk = torch.randn(3, FRAMES, 32), torch.ones(3, FRAMES, FRAMES).tril()
    given = (x, mask(torch.float32), None, chunk)
    assert torch.equal(ours(*given), stock(*given))


def test_every_attention_of_the_demo_model_is_replaced(loaded):
    install(loaded.model, "cpu")
    layers = [m for m in loaded.model.modules() if "Att" in type(m).__name__ and hasattr(m, "linear_out")]
    assert len(layers) >= 12
    assert all("forward" in vars(layer) for layer in layers)
