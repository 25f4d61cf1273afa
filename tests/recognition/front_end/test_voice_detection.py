import itertools
import time

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from callqa.audio.decoding import decode
from callqa.model.errors import BadInputError
from callqa.model.speech import DETECTION, Detection
from callqa.recognition.detectors import detector_version, load_detector
from callqa.recognition.front_end.silero import SileroSequence, SileroStream
from callqa.recognition.front_end.silero_vad import MAX_SPEECH_S, SileroDetector, speech_in
from tests.support.sounds import CALL, melody, noise, tone

pytestmark = pytest.mark.model

MODEL = SileroSequence()
SPOKEN = decode(CALL, max_duration_s=60).whole()[0]


def probabilities(*blocks: np.ndarray) -> list[float]:
    stream = SileroStream(MODEL)
    for block in blocks:
        stream.hear(block)
    return stream.probabilities()


def test_the_sequence_model_gives_the_probabilities_of_the_packaged_one(call):
    import silero_vad

    stock = silero_vad.load_silero_vad()
    for channel in call.whole():
        expected = stock.audio_forward(torch.from_numpy(channel), 16000)[0].tolist()
        assert expected == pytest.approx(probabilities(channel), abs=1e-4)


def test_what_goes_through_the_model_at_once_leaves_no_seam(call, monkeypatch):
    whole = probabilities(call.whole()[0])
    monkeypatch.setattr("callqa.recognition.front_end.silero._BLOCK", 37)
    assert whole == pytest.approx(probabilities(call.whole()[0]), abs=1e-4)


@given(cuts=st.lists(st.integers(0, 131_200), max_size=12))
@settings(max_examples=25)
def test_how_a_channel_is_cut_into_blocks_changes_nothing_at_all(cuts):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("callqa.recognition.front_end.silero._BLOCK", 37)
        whole = probabilities(SPOKEN)
        assert probabilities(*np.split(SPOKEN, sorted(cuts))) == whole


def test_importing_silero_leaves_the_threads_of_torch_alone():
    """Trap 9: ``import silero_vad`` sets torch's threads to 1, for the whole process."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    SileroSequence()
    found = torch.get_num_threads()
    torch.set_num_threads(before)
    assert found == 2


def test_each_speaker_is_found_where_he_speaks_a_third_of_a_second_before_and_a_fifth_after(silero, call):
    agent, customer = (speech_in(channel, silero) for channel in call.whole())
    assert [(s.start // 16000, -(-s.end // 16000)) for s in agent] == [(0, 4), (5, 9)]
    assert [(s.start // 16000, -(-s.end // 16000)) for s in customer] == [(2, 5)]


def test_the_lead_is_longer_than_what_is_kept_behind_and_leaves_the_stretch_before_alone(call):
    short, long = (SileroDetector(lead_ms=lead) for lead in (200, 350))
    (before,), (after,) = (speech_in(call.whole()[1], detector) for detector in (short, long))
    assert (before.start - after.start, after.end) == (150 * 16, before.end)
    crowded = np.concatenate([call.whole()[1][before.start + 2400 : before.end]] * 4)
    close = speech_in(crowded, long)
    assert all(one.end <= two.start for one, two in itertools.pairwise(close))


def test_in_silence_nobody_speaks(silero):
    assert speech_in(np.zeros(16000 * 60, np.float32), silero) == []
    assert speech_in(np.zeros(0, np.float32), silero) == []


@pytest.mark.parametrize("sound", [noise(10), tone(10, 16000), melody(10)])
def test_noise_tones_and_melodies_are_not_speech(silero, sound):
    assert speech_in(sound, silero) == []


def test_long_speech_is_cut_at_its_longest_pause(silero, call):
    """Trap 10: FunASR's adapter cuts blindly."""
    sentence = call.whole()[0][3328:60672]
    pause = np.zeros(int(16000 * 0.25), np.float32)
    speech = np.concatenate([part for _ in range(10) for part in (sentence, pause)])
    segments = speech_in(speech, silero)
    assert len(segments) > 1
    assert all(segment.seconds <= MAX_SPEECH_S for segment in segments)
    loudness = [np.abs(speech[max(s.end - 800, 0) : s.end]).max() for s in segments]
    assert max(loudness) < 0.05


def test_segments_are_long_enough_for_the_recogniser_and_do_not_overlap(silero, call):
    segments = speech_in(np.tile(call.whole()[0], 3), silero)
    assert all(segment.end - segment.start >= 400 for segment in segments)
    assert all(a.end <= b.start for a, b in itertools.pairwise(segments))


def test_a_short_word_is_kept(silero, call):
    word = call.whole()[1][51968 + 800 : 51968 + 800 + 5600]
    quiet = np.zeros(16000, np.float32)
    assert len(speech_in(np.concatenate([quiet, word, quiet]), silero)) == 1


def test_an_hour_takes_seconds(silero, call):
    long = np.tile(call.whole()[0], 30)
    start = time.process_time()
    speech_in(long, silero)
    assert time.process_time() - start < len(long) / 16000 * 0.05


def test_an_unknown_detector_is_refused_with_the_known_ones():
    with pytest.raises(BadInputError, match=r"没有“webrtc”这种语音检测.*silero"):
        load_detector("webrtc")


def test_silero_goes_by_both_of_its_names():
    assert isinstance(load_detector("silero"), SileroDetector)
    assert isinstance(load_detector("silero-vad"), SileroDetector)


def test_the_version_of_a_detector_names_its_package():
    assert "silero-vad 6" in detector_version("silero")


def test_thresholds_are_part_of_a_version_only_where_they_are_used():
    assert detector_version("silero").endswith(" 0.5 0.7 200 300 200 350 20.0")
    assert detector_version("silero", Detection(threshold=0.3)) != detector_version("silero", DETECTION)
    assert detector_version("fsmn-vad", Detection(threshold=0.3)) == detector_version("fsmn-vad")


def test_a_longer_pause_joins_stretches_and_a_shorter_limit_cuts_them():
    def found(**changes: float) -> list[int]:
        detector = load_detector("silero", detection=Detection(**changes))
        return [each.end - each.start for each in speech_in(SPOKEN, detector)]

    usual = found()
    assert len(found(silence_ms=3_000)) < len(usual)
    assert len(found(longest_s=1.0)) > len(usual)
    assert sum(found(threshold=0.9)) < sum(usual) < sum(found(threshold=0.1))


def test_a_threshold_that_nothing_reaches_finds_nothing():
    detector = load_detector("silero", detection=Detection(threshold=0.9))

    assert speech_in((0.1 * noise(3)).astype(np.float32), detector) == []
