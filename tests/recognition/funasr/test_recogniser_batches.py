"""Batching, splitting and mapping, with a FunASR that misbehaves on demand."""

import numpy as np
import pytest

from callqa.model.errors import Failure
from callqa.recognition.funasr.families import Paraformer, SeacoParaformer
from callqa.recognition.funasr.recogniser import FunAsrRecogniser

SAY = "零一二三四五六七八九"


class Model:
    """Says a segment's loudness as a digit; some it cannot bear, some have nothing to say."""

    def __init__(self, poison: int | None = None, dropped: int | None = None) -> None:
        self.poison, self.dropped = poison, dropped
        self.batches: list[list[int]] = []
        self.options: list[dict] = []

    def generate(self, input, **options):
        heard = [round(float(array[0]) * 10) for array in input]
        self.batches.append([len(array) for array in input])
        self.options.append(options)
        if self.poison in heard:
            raise RuntimeError(f"bad segment: the customer said {SAY[self.poison]}")
        return [{"text": SAY[digit], "timestamp": [[0, 100]]} for digit in heard if digit != self.dropped]


def segment(digit: int, seconds: float = 1.0) -> np.ndarray:
    return np.full(int(seconds * 16000), digit / 10, np.float32)


def texts(model: Model, *digits: int, **options) -> list[str]:
    recogniser = FunAsrRecogniser(model, Paraformer(), **options)
    return [heard.text for heard in recogniser.recognise([segment(d, 1 + d / 10) for d in digits])]


def test_results_come_back_in_the_order_of_the_segments():
    assert texts(Model(), 3, 1, 2) == ["三", "一", "二"]


def test_a_segment_that_fails_is_alone_in_its_failure():
    """Trap 11: one failure loses every file of its call."""
    recogniser = FunAsrRecogniser(Model(poison=5), Paraformer())
    found = recogniser.recognise([segment(digit) for digit in range(8)])
    assert [heard.text for heard in found] == ["零", "一", "二", "三", "四", "", "六", "七"]
    assert [index for index, heard in enumerate(found) if heard.failure] == [5]


def test_a_failure_does_not_repeat_what_somebody_said():
    found = FunAsrRecogniser(Model(poison=5), Paraformer()).recognise([segment(5)])
    assert found[0].failure is Failure.RECOGNITION
    assert found[0].reason == "识别出错（RuntimeError）"


def test_a_result_that_is_dropped_does_not_shift_the_others():
    """Traps 2 and 3: never zip without comparing lengths."""
    assert texts(Model(dropped=2), 2, 1, 2, 3, 4) == ["", "一", "", "三", "四"]


def test_segments_of_similar_length_share_a_batch_within_the_budget():
    model = Model()
    texts(model, 1, 9, 2, 8, 3, 7, batch_seconds=4.0)
    seconds = [[length / 16000 for length in batch] for batch in model.batches]
    assert seconds == [[1.9, 1.8], [1.7, 1.3], [1.2, 1.1]]
    assert all(max(batch) * len(batch) <= 4.0 for batch in seconds)


def test_a_segment_longer_than_the_budget_is_a_batch_of_its_own():
    model = Model()
    assert texts(model, 9, 1, batch_seconds=0.5) == ["九", "一"]
    assert [len(batch) for batch in model.batches] == [1, 1]


def test_every_list_is_one_batch_at_16_khz():
    model = Model()
    texts(model, 1, 2)
    assert model.options == [{"batch_size": 2, "fs": 16000}]


@pytest.mark.parametrize(("hotwords", "expected"), [((), None), (("退款", "发票"), "退款 发票")])
def test_hotwords_are_one_string_or_none(hotwords, expected):
    """Trap 5: an empty string still runs the hotword decoder, a list raises."""
    model = Model()
    FunAsrRecogniser(model, SeacoParaformer(spelling={}), hotwords=hotwords).recognise([segment(1)])
    assert expected == model.options[0]["hotword"]


def test_a_segment_can_be_read_without_the_hotwords_that_the_model_has():
    model = Model()
    recogniser = FunAsrRecogniser(model, SeacoParaformer(spelling={}), hotwords=("退款",))
    recogniser.recognise([segment(1)], hotwords=False)
    assert model.options[0]["hotword"] is None
