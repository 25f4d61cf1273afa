"""AutoModel keeps a copy of its front end from the time when it was built, and works with that.

So neither the features on the device nor the missing dither were ever used: every reading of the same
call heard other noise, and nobody saw it, because loud speech drowns it.
"""

import numpy as np
import pytest

from callqa.recognition.funasr.fast.features import Features

pytestmark = pytest.mark.model

HISS = np.full(16_000, 1e-6, np.float32)


@pytest.fixture
def computed(monkeypatch):
    """How many batches of features were computed on the device."""
    batches = []
    stock = Features.__call__

    def counted(self, samples, lengths):
        batches.append(len(lengths))
        return stock(self, samples, lengths)

    monkeypatch.setattr(Features, "__call__", counted)
    return batches


def test_features_are_computed_on_the_device_in_every_call(demo_recogniser, computed):
    for _ in range(3):
        demo_recogniser.recognise([HISS, HISS])
    assert computed == [2, 2, 2]


def test_there_is_no_dither_after_the_first_call_either(demo_recogniser):
    demo_recogniser.recognise([HISS])
    assert demo_recogniser._model.kwargs["frontend"].dither == 0.0
