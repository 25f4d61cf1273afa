"""Errors cross process borders and say what, where and what to do."""

import pickle

import pytest

from callqa.model import errors
from callqa.model.errors import Failure


@pytest.mark.parametrize(
    "error",
    [
        errors.BadInputError("错", "a.yaml:3", "改"),
        errors.DayHeldError("占用", cure="等"),
        errors.AudioError(Failure.EMPTY, "空文件", "a.wav"),
        errors.RecognitionError("失败"),
    ],
)
def test_every_error_survives_pickling_whole(error: errors.CallqaError) -> None:
    copy = pickle.loads(pickle.dumps(error))

    assert (type(copy), copy.args, str(copy)) == (type(error), error.args, str(error))
    assert vars(copy) == vars(error)


def test_an_error_says_where_what_and_what_to_do_in_one_line() -> None:
    assert str(errors.BadInputError("没有这个键", "a.yaml:3", "删掉")) == "a.yaml:3：没有这个键　→ 删掉"
