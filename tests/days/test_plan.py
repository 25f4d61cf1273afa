"""What a run recognises again."""

import pytest

from callqa.days.plan import Redo, Stored, to_recognise
from callqa.model.transcript import Outcome
from tests.support.builders import recording

SHA = "0" * 64


def stored(outcome: Outcome = Outcome.OK, **changes: str) -> Stored:
    fields = {"audio_sha256": SHA, "engine_revision": "engine-1"}
    return Stored(outcome=outcome, **{**fields, **changes})


@pytest.mark.parametrize(
    ("known", "redo", "due"),
    [
        (None, Redo.MISSING, True),
        (stored(), Redo.MISSING, False),
        (stored(), Redo.FAILED, False),
        (stored(), Redo.ALL, True),
        (stored(Outcome.FAILED), Redo.MISSING, False),
        (stored(Outcome.FAILED), Redo.FAILED, True),
        (stored(Outcome.NO_SPEECH), Redo.FAILED, False),
        (stored(audio_sha256="f" * 64), Redo.MISSING, True),
        (stored(engine_revision="engine-0"), Redo.MISSING, True),
    ],
)
def test_exactly_what_is_missing_stale_or_asked_for_is_due(
    known: Stored | None, redo: Redo, due: bool
) -> None:
    found = {"call-1": known} if known else {}

    assert bool(to_recognise([recording()], found, "engine-1", redo)) is due
