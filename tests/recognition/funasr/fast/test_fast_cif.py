"""Integrate-and-fire in closed form fires where FunASR's loop fires."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from callqa.recognition.funasr.fast.cif import TOLERANCE, Predictor, fires, install, integrate, peaks
from callqa.recognition.funasr.fast.stock import StaysStockError
from callqa.recognition.funasr.quiet import quiet

pytestmark = pytest.mark.model

with quiet():
    from funasr.models.bicif_paraformer.cif_predictor import CifPredictorV3, cif, cif_wo_hidden

TIE = 1e-5
"""A loop in float32 may decide either way when a sum is so near to its threshold."""
weights_of = st.integers(0, 10_000).flatmap(
    lambda seed: st.builds(
        lambda rows, frames, top: torch.rand(rows, frames, generator=torch.manual_seed(seed)) * top,
        st.integers(1, 4),
        st.integers(1, 120),
        st.sampled_from([0.05, 0.5, 1.0]),
    )
)
thresholds = st.sampled_from([1.0, 0.9999, 0.95, 0.8])


def no_tie(weights, threshold, unit):
    total, _ = fires(weights, threshold, unit)
    return bool(((total - threshold).abs() > TIE).all())


@settings(max_examples=150)
@given(weights_of, thresholds)
def test_it_fires_where_the_loop_fires_whatever_the_threshold(weights, threshold):
    if not no_tie(weights, threshold, threshold):
        return
    theirs, ours = cif_wo_hidden(weights, threshold), peaks(weights, threshold)
    assert torch.equal(ours >= threshold, theirs >= threshold)
    torch.testing.assert_close(ours, theirs, atol=TOLERANCE, rtol=0)


@settings(max_examples=100)
@given(weights_of, st.floats(1.0, 3.0))
def test_a_frame_fires_once_at_most_even_if_its_weight_is_worth_more(weights, factor):
    """The timestamp head scales its weights to the number of tokens: one may exceed the threshold."""
    weights = weights * factor
    if not no_tie(weights, 0.9999, 0.9999):
        return
    theirs = cif_wo_hidden(weights, 0.9999)
    assert torch.equal(peaks(weights, 0.9999) >= 0.9999, theirs >= 0.9999)


@settings(max_examples=100)
@given(weights_of, st.sampled_from([1.0, 0.95, 0.8]))
def test_tokens_have_the_loop_s_vectors(weights, threshold):
    if not no_tie(weights, threshold, 1.0):
        return
    hidden = torch.randn(*weights.shape, 5, generator=torch.manual_seed(1))

    (theirs, their_sums), (ours, our_sums) = (f(hidden, weights, threshold) for f in (cif, integrate))

    torch.testing.assert_close(our_sums, their_sums, atol=TOLERANCE, rtol=0)
    torch.testing.assert_close(ours, theirs, atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize(
    ("weights", "fired"),
    [
        ([0.5, 0.5, 0.5, 0.5], [0, 1, 0, 1]),
        ([0.4, 0.4, 0.4, 0.4, 0.4], [0, 0, 1, 0, 1]),
        ([1.0, 1.0, 0.0], [1, 1, 0]),
        ([2.5, 0.0, 0.0, 0.0], [1, 1, 0, 0]),
        ([0.0, 0.0], [0, 0]),
        ([0.9], [0]),
    ],
)
def test_a_frame_fires_when_the_sum_is_full(weights, fired):
    _, count = fires(torch.tensor([weights]), 1.0, 1.0)
    assert torch.diff(count, prepend=torch.zeros(1, 1, dtype=torch.long)).tolist() == [fired]


def predictor(upsample, **changes):
    torch.manual_seed(3)
    conf = {"tail_threshold": 0.45, "smooth_factor2": 0.25, "noise_threshold2": 0.01, "upsample_times": 3}
    made = CifPredictorV3(16, 1, 1, upsample_type=upsample, use_cif1_cnn=False, **(conf | changes))
    return made.eval()


@pytest.mark.parametrize("upsample", ["cnn", "cnn_blstm"])
@pytest.mark.parametrize("changes", [{}, {"tail_threshold": 0.0}, {"threshold": 0.9}, {"smooth_factor": 0.6}])
@torch.no_grad()
def test_the_whole_predictor_answers_as_funasr_s(upsample, changes):
    stock = predictor(upsample, **changes)
    lengths = torch.tensor([40, 31, 7])
    mask = torch.arange(40)[None, None] < lengths[:, None, None]
    hidden = torch.randn(3, 40, 16) * mask.transpose(1, 2)

    vectors, number, weights, sums, _ = stock(hidden, None, mask, ignore_id=-1)
    ours = Predictor(stock).tokens(hidden, None, mask, ignore_id=-1)
    for mine, theirs in zip(ours, (vectors, number, weights, sums), strict=False):
        torch.testing.assert_close(mine, theirs, atol=TOLERANCE, rtol=0)

    theirs = stock.get_upsample_timestamp(hidden, mask, number)
    for mine, other in zip(Predictor(stock).times(hidden, mask, number), theirs, strict=True):
        torch.testing.assert_close(mine, other, atol=5 * TOLERANCE, rtol=0)


def test_it_is_for_recognition_only():
    with pytest.raises(ValueError, match="recognition only"):
        Predictor(predictor("cnn")).tokens(torch.zeros(1, 3, 16), target_label=torch.ones(1, 1))


def test_a_device_without_float64_keeps_funasr_s():
    model = torch.nn.Module()
    model.predictor = predictor("cnn")
    with pytest.raises(StaysStockError, match="float64"):
        install(model, "mps")


def test_a_model_without_this_predictor_is_left_alone():
    install(torch.nn.Linear(1, 1), "cpu")
