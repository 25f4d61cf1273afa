"""The digests of transcripts are of the same text as ever, although it is put together in a quicker way."""

import hashlib
import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.days import manifest
from callqa.days.manifest import call_digests, content_sha256, transcript_digest
from callqa.model.annotations import Annotations, Correction, PlainReading
from callqa.model.recording import Role
from callqa.model.transcript import Outcome, Transcript, Turn
from tests.support.builders import day_result

_NO_CONTENT = {"attempts", "failure", "noted"}
TEXTS = st.text(max_size=6)
TIMES = st.lists(st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1)), max_size=4)
READINGS = st.builds(PlainReading, start=st.integers(0, 9), end=st.integers(0, 9), text=TEXTS)
CORRECTIONS = st.builds(
    Correction, start=st.integers(0, 9), end=st.integers(0, 9), original=TEXTS, score=st.floats(0, 1)
)
TURNS = st.builds(
    Turn,
    role=st.sampled_from(Role),
    channel=st.integers(0, 1),
    start_ms=st.integers(0, 2**40),
    end_ms=st.integers(0, 2**40),
    text=TEXTS,
    char_times=TIMES,
    annotations=st.builds(
        Annotations,
        plain=st.lists(READINGS, max_size=1).map(tuple),
        corrections=st.lists(CORRECTIONS, max_size=1).map(tuple),
    ),
    role_inferred=st.booleans(),
)
TRANSCRIPTS = st.builds(
    Transcript,
    call_id=TEXTS,
    audio_sha256=TEXTS,
    engine_revision=TEXTS,
    outcome=st.sampled_from(Outcome),
    reason=TEXTS,
    retryable=st.booleans(),
    duration_ms=st.integers(0, 2**40),
    channels=st.integers(0, 2),
    turns=st.lists(TURNS, max_size=3).map(tuple),
)


def plain(value: Any) -> Any:
    """Return what was hashed of a record before it was written in pieces."""
    if not hasattr(value, "__dataclass_fields__"):
        return list(value)
    given = ((each.name, getattr(value, each.name), "new" in each.metadata) for each in fields(value))
    return {name: known for name, known, new in given if known or not new}


@given(TRANSCRIPTS)
def test_a_transcript_has_the_digest_that_it_always_had(transcript: Transcript) -> None:
    content = {
        each.name: getattr(transcript, each.name)
        for each in fields(transcript)
        if each.name not in _NO_CONTENT
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=plain)

    assert transcript_digest(transcript) == hashlib.sha256(text.encode()).hexdigest()


def test_digests_that_are_known_are_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    day = day_result()
    known, whole = call_digests(day), content_sha256(day)
    monkeypatch.setattr(manifest, "call_digests", None)  # nobody may call it

    assert content_sha256(day, known) == whole
