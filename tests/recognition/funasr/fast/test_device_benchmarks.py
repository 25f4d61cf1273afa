"""The benchmarks of the fast parts run on a machine without a card, and say what they could not try."""

import pytest
import torch

from benchmarks import device_check, device_modules
from callqa.settings.recognition import TranscribeSettings

pytestmark = pytest.mark.model


def test_without_a_card_what_needs_one_is_named_and_not_made_up(monkeypatch, speech):
    monkeypatch.setattr(device_check, "speech", lambda seconds: speech[::3])

    figures = device_check.checked(TranscribeSettings(model="models/demo", device="cpu"))

    assert (figures["device"], figures["segments"], figures["stock_parts"]) == ("cpu", 3, [])
    assert figures["bf16_equal_texts"] == 1.0
    assert figures["float32_alone_equal_texts_and_times"] == 1.0
    assert "no CUDA card here" in figures["not_tried"]
    assert not any("oom" in key or "tf32" in key or "gb" in key for key in figures)


@torch.no_grad()
def test_both_sides_of_a_comparison_compute_the_same():
    for part in (device_modules.features_part("cpu"), device_modules.attention_part("demo", 5, "cpu")):
        torch.testing.assert_close(part.ours(), part.stock(), atol=2e-3, rtol=0)


def test_a_comparison_gives_both_times_and_their_ratio():
    part = device_modules.Part(name="x", stock=lambda: sum(range(200_000)), ours=lambda: None)
    figures = device_modules.measured(part, "cpu")
    assert list(figures) == ["x_stock_ms", "x_ms", "x_ratio"]
    assert figures["x_ratio"] > 1
