"""What a model is not meant for, and what it cannot do, stands in the report."""

import pytest

from reports.view.day import view_of
from tests.support import builders


@pytest.mark.parametrize(
    ("note", "lacks", "shown"),
    [
        ("", "", ""),
        ("演示模型", "", "演示模型"),
        ("", "没有热词", "没有热词"),
        ("演示模型", "没有热词", "演示模型；没有热词"),
    ],
)
def test_both_notes_stand_in_one_sentence(note, lacks, shown):
    day = builders.day_result(engine=builders.engine(note=note, lacks=lacks))
    assert view_of(day).model_note == shown
