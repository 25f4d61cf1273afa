"""Who speaks with the second synthesiser, in training and when the model is measured."""

import random

import pytest

from scripts.synth.kokoro_voices import MANDARIN, TRAINING, UNSEEN, random_voice

FOREIGN = ("af_bella", "jm_kumo")


@pytest.fixture(scope="module")
def training_voices():
    rng = random.Random(3)
    return [random_voice(rng, TRAINING, FOREIGN) for _ in range(300)]


def test_two_voices_and_all_their_mixtures_are_never_trained_on(training_voices):
    heard = {name for voice in training_voices for name in (*voice.timbre, *voice.prosody)}

    assert len(UNSEEN) == 2
    assert heard == set(MANDARIN) - set(UNSEEN) | set(FOREIGN)


def test_the_weights_of_a_mixture_add_up_to_one(training_voices):
    for voice in training_voices:
        assert sum(voice.timbre.values()) == pytest.approx(1)
        assert sum(voice.prosody.values()) == pytest.approx(1)


def test_a_speaker_of_another_language_lends_at_most_half_of_the_timbre_and_no_melody(training_voices):
    for voice in training_voices:
        assert sum(weight for name, weight in voice.timbre.items() if name in FOREIGN) <= 0.5
        assert not set(voice.prosody) & set(FOREIGN)


def test_the_same_seed_draws_the_same_speaker():
    assert random_voice(random.Random(1), UNSEEN) == random_voice(random.Random(1), UNSEEN)
