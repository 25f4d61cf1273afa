"""What a model is not meant for, and what it cannot do, stands in the report, in its language."""

import pytest

from callqa.model.summaries import ModelNote
from callqa.settings.schema import Language
from callqa.storage.migrations.sentences import notes_of
from reports.view.day import view_of
from reports.words.language import speaking
from tests.support import builders

DEMO = "演示模型，只认得合成语音，不能用于真实通话"
NO_HOTWORDS = "这种模型不支持热词：规则照样检查，但规则里的词不会提示给模型"


@pytest.mark.parametrize(
    ("notes", "shown"),
    [
        ((), ""),
        ((ModelNote.DEMO,), DEMO),
        ((ModelNote.DEMO, ModelNote.NO_HOTWORDS), f"{DEMO}；{NO_HOTWORDS}"),
    ],
)
def test_all_notes_stand_in_one_sentence(notes: tuple[ModelNote, ...], shown: str) -> None:
    assert view_of(builders.day_result(engine=builders.engine(notes=notes))).model_note == shown


def test_an_english_report_says_them_in_english() -> None:
    day = builders.day_result(engine=builders.engine(notes=tuple(ModelNote)))

    with speaking(Language.ENGLISH):
        assert view_of(day).model_note.isascii()


@pytest.mark.parametrize(
    ("stored", "fields"),
    [
        ("", {"notes": []}),
        (f"{DEMO}；{NO_HOTWORDS}", {"notes": ["demo", "no_hotwords"]}),
        ("别的模型", {"note_text": "别的模型"}),
    ],
)
def test_what_an_older_version_stored_is_read_once(stored: str, fields: dict[str, object]) -> None:
    assert notes_of(stored) == fields
