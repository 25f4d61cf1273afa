"""Live sessions in the engine: one text however the sound comes in, in steps, where a file has speech."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from callqa.audio.decoding import decode
from callqa.audio.samples import Samples
from callqa.model.speech import to_ms
from callqa.operations.studio.live import Hearing, Session
from callqa.operations.studio.messages import LiveHeard, LiveKind, LiveSound
from callqa.recognition.front_end.silero import SileroSequence
from callqa.recognition.front_end.silero_vad import SileroDetector, speech_in
from callqa.recognition.hotwords import Suspicion
from callqa.recognition.reader import Reader
from callqa.settings.console import LiveSettings
from tests.support.doubles import Measuring
from tests.support.sounds import CALL


@pytest.fixture(scope="module")
def silero() -> SileroSequence:
    return SileroSequence()


@pytest.fixture(scope="module")
def agent() -> Samples:
    return decode(CALL, max_duration_s=60).whole()[0]


def spoken(silero: SileroSequence, sound: Samples, block: int, **settings: float) -> list[LiveHeard]:
    hearing = Hearing(
        reader=Reader(recogniser=Measuring(), suspicion=Suspicion([])),
        silero=silero,
        settings=LiveSettings.model_validate(settings),
    )
    session = Session("s", hearing, clock=lambda: 0.0)
    content = (sound * 32_767).astype("<i2").tobytes()
    pieces = [content[at : at + 2 * block] for at in range(0, len(content), 2 * block)]
    messages = [LiveSound(session="s", content=each) for each in pieces]
    return [
        heard for each in [*messages, LiveSound(session="s", is_end=True)] for heard in session.hear(each)
    ]


def finals(found: Sequence[LiveHeard]) -> list[tuple[str, int, int]]:
    return [(each.text, each.from_ms, each.to_ms) for each in found if each.kind is LiveKind.FINAL]


def test_the_text_is_the_same_however_the_sound_comes_in(silero: SileroSequence, agent: Samples) -> None:
    by_tenths = finals(spoken(silero, agent, 1_600))

    assert by_tenths
    assert finals(spoken(silero, agent, 333)) == by_tenths
    assert finals(spoken(silero, agent, len(agent))) == by_tenths


def test_what_a_file_has_as_speech_is_in_the_stretches(silero: SileroSequence, agent: Samples) -> None:
    found = finals(spoken(silero, agent, 1_600))

    for segment in speech_in(agent, SileroDetector()):
        middle = (to_ms(segment.start) + to_ms(segment.end)) / 2
        assert any(start <= middle < end for _, start, end in found)


def test_partials_come_in_steps_of_a_bounded_window(silero: SileroSequence, agent: Samples) -> None:
    loud = np.tile(agent, 3)
    found = spoken(silero, loud, 1_600, step_ms=300, window_s=2)
    partials = [each for each in found if each.kind is LiveKind.PARTIAL]

    assert partials and any(each.is_cut for each in partials)
    assert all(each.to_ms - each.from_ms <= 2_000 for each in partials)
    steps = [b.to_ms - a.to_ms for a, b in pairwise(partials)]
    assert min(steps) >= 300
    assert found[-1].kind is LiveKind.END and found[-1].to_ms == to_ms(len(loud))


def test_silence_says_nothing_and_is_not_kept(silero: SileroSequence) -> None:
    found = spoken(silero, np.zeros(16_000 * 30, np.float32), 1_600)

    assert [each.kind for each in found] == [LiveKind.END]
