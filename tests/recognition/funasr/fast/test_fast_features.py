"""Features of a batch at once are FunASR's, whatever the lengths."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from callqa.recognition.funasr.fast import features
from callqa.recognition.funasr.fast.features import TOLERANCE, Features
from callqa.recognition.funasr.fast.stock import StaysStockError
from callqa.recognition.funasr.quiet import quiet

pytestmark = pytest.mark.model

with quiet():
    from funasr.frontends.wav_frontend import WavFrontend

SHORTEST = 400
LOUDNESS = st.sampled_from([0.0, 1e-5, 0.01, 0.9])


def frontend(**changes):
    conf = {"fs": 16000, "window": "hamming", "n_mels": 80, "lfr_m": 7, "lfr_n": 6, "dither": 0.0}
    made = WavFrontend(**(conf | changes))
    made.cmvn = torch.stack([torch.full((560,), -8.0), torch.full((560,), 0.25)])
    return made


def noise(lengths, loudness, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return (torch.rand(len(lengths), max(lengths), generator=generator) * 2 - 1) * loudness


@settings(max_examples=40)
@given(st.lists(st.integers(SHORTEST, 12_000), min_size=1, max_size=4), LOUDNESS, st.integers(0, 99))
def test_any_batch_has_the_features_of_kaldi_native_fbank(lengths, loudness, seed):
    samples = noise(lengths, loudness, seed)

    theirs, their_lengths = frontend()(samples, torch.tensor(lengths))
    ours, our_lengths = Features(frontend(), "cpu")(samples, lengths)

    assert our_lengths.tolist() == their_lengths.tolist()
    torch.testing.assert_close(ours, theirs, atol=TOLERANCE, rtol=0)


def test_every_length_up_to_a_second_is_stacked_as_funasr_stacks_it():
    lengths = list(range(SHORTEST, 16_000, 160))
    samples = noise(lengths, 0.1)

    theirs, their_lengths = frontend()(samples, torch.tensor(lengths))
    ours, our_lengths = Features(frontend(), "cpu")(samples, lengths)

    assert our_lengths.tolist() == their_lengths.tolist()
    torch.testing.assert_close(ours, theirs, atol=TOLERANCE, rtol=0)


def test_recorded_speech_has_the_features_of_kaldi_native_fbank(loaded, speech):
    stock = loaded.kwargs["frontend"]
    samples = torch.nn.utils.rnn.pad_sequence([torch.from_numpy(s) for s in speech], batch_first=True)
    lengths = [len(segment) for segment in speech]

    theirs, _ = stock(samples, torch.tensor(lengths))
    ours, _ = Features(stock, "cpu")(samples, lengths)

    torch.testing.assert_close(ours, theirs, atol=TOLERANCE, rtol=0)


def test_padding_leaves_no_trace_in_the_features():
    samples = noise([8000, 3000], 0.1)
    padded, _ = Features(frontend(), "cpu")(samples, [8000, 3000])
    alone, lengths = Features(frontend(), "cpu")(samples[1:, :3000], [3000])
    torch.testing.assert_close(padded[1, : int(lengths)], alone[0], atol=1e-5, rtol=0)
    assert not padded[1, int(lengths) :].any()


def test_dither_is_switched_off_because_it_makes_every_night_different():
    ours = frontend(dither=1.0)
    features.install(ours, "cpu")
    once, again = (ours(noise([8000], 0.1), [8000])[0] for _ in range(2))
    assert ours.dither == 0.0
    assert torch.equal(once, again)


def test_dither_is_off_even_where_the_front_end_stays_funasr_s():
    ours = frontend(window="povey", dither=1.0)
    with pytest.raises(StaysStockError, match="window"):
        features.install(ours, "cpu")
    assert ours.dither == 0.0


def test_a_segment_shorter_than_a_frame_is_left_to_funasr():
    ours = frontend()
    theirs, _ = frontend()(noise([300], 0.1), torch.tensor([300]))
    features.install(ours, "cpu")
    assert torch.equal(ours(noise([300], 0.1), torch.tensor([300]))[0], theirs)


def test_a_front_end_that_is_not_wav_frontend_is_left_alone():
    other = torch.nn.Linear(1, 1)
    features.install(other, "cpu")
    assert "forward" not in vars(other)
