"""Products by oneDNN are PyTorch's own numbers, and rounded ones do not hang on their batch."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from callqa.recognition.funasr.fast import linear
from callqa.recognition.funasr.fast.stock import StaysStockError
from callqa.settings.recognition import Precision

pytestmark = pytest.mark.model

SHAPES = st.tuples(st.integers(1, 3), st.integers(1, 40))


def layer_of(seed: int, bias: bool) -> nn.Linear:
    torch.manual_seed(seed)
    return nn.Linear(160, 256, bias=bias).eval()


@torch.inference_mode()
@settings(max_examples=40)
@given(SHAPES, st.integers(0, 1_000), st.booleans())
def test_float32_is_what_pytorch_computes(shape, seed, bias):
    layer = layer_of(seed, bias)
    x = torch.randn(*shape, 160)
    torch.testing.assert_close(linear._float32(layer)(x), layer(x), atol=1e-4, rtol=1e-4)


@torch.inference_mode()
@pytest.mark.parametrize("make", [linear._bf16, linear._int8], ids=["bf16", "int8"])
@settings(max_examples=40)
@given(shape=SHAPES, seed=st.integers(0, 1_000), bias=st.booleans())
def test_rounded_products_are_near_to_it(make, shape, seed, bias):
    layer = layer_of(seed, bias)
    x = torch.randn(*shape, 160)
    exact, rounded = layer(x), make(layer)(x)
    assert rounded.dtype == torch.float32
    assert float((rounded - exact).abs().max()) < 0.05 * float(exact.abs().max())


@torch.inference_mode()
@settings(max_examples=40)
@given(st.integers(2, 30), st.integers(0, 1_000), st.floats(1e-3, 1e3))
def test_a_row_in_int8_is_the_same_in_every_batch(rows, seed, louder):
    forward = linear._int8(layer_of(seed, True))
    x = torch.randn(rows, 160, generator=torch.Generator().manual_seed(seed))
    x[1:] *= louder
    assert torch.equal(forward(x)[0], forward(x[:1])[0])


def model() -> nn.Module:
    return nn.Sequential(nn.Linear(160, 256), nn.ReLU(), nn.Linear(256, 160), nn.Linear(160, 4)).eval()


@torch.inference_mode()
def test_a_faster_product_is_taken_for_large_layers_only(monkeypatch):
    monkeypatch.setattr(linear, "_is_faster", lambda *_: True)
    changed = model()
    x = torch.randn(3, 160)
    before = changed(x)

    linear.install(changed, "cpu", Precision.FLOAT32)

    assert ["forward" in vars(each) for each in changed] == [True, False, True, False]
    torch.testing.assert_close(changed(x), before, atol=1e-4, rtol=1e-4)


def test_where_it_is_no_faster_pytorch_s_own_stays_and_nobody_is_told(monkeypatch):
    monkeypatch.setattr(linear, "_is_faster", lambda *_: False)
    changed = model()

    linear.install(changed, "cpu", Precision.FLOAT32)

    assert not any("forward" in vars(each) for each in changed)


def test_what_computes_something_else_here_stays_pytorch_s(monkeypatch):
    monkeypatch.setattr(linear, "TOLERANCE", -1.0)
    with pytest.raises(StaysStockError, match="矩阵乘法与 FunASR 原版相差"):
        linear.install(model(), "cpu", Precision.FLOAT32)


def test_a_pytorch_without_onednn_is_told(monkeypatch):
    monkeypatch.setattr(torch.ops, "mkldnn", object())
    with pytest.raises(StaysStockError, match="oneDNN"):
        linear.install(model(), "cpu", Precision.FLOAT32)
