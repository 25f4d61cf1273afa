"""The recipe of the shipped recogniser: what can be checked without training it."""

import random
from types import SimpleNamespace

import numpy as np
import pytest
import torch

pytest.importorskip("jieba")
pytest.importorskip("pypinyin")

from scripts.demo_model import batches, features, grammar, second, spoken
from scripts.demo_model.architecture import NO_BIAS, token_list
from scripts.demo_model.hotword_data import labels
from scripts.demo_model.text import TextSource, is_held_out


@pytest.fixture(scope="module")
def source():
    return TextSource()


class TestSpokenNumbers:
    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (0, "零"),
            (10, "十"),
            (15, "十五"),
            (40, "四十"),
            (105, "一百零五"),
            (110, "一百一十"),
            (999, "九百九十九"),
            (1_005, "一千零五"),
            (1_050, "一千零五十"),
            (12_000, "一万二千"),
        ],
    )
    def test_a_number_is_read_as_people_read_it(self, value, said):
        assert said == spoken.number(value)


class TestText:
    def test_every_sentence_can_be_written_with_the_vocabulary(self, source):
        rng = random.Random(1)

        said = "".join(source.sentence(rng) for _ in range(500)).replace(" ", "")

        assert source.vocabulary.issuperset(said)

    def test_the_same_seed_says_the_same(self, source):
        one, other = random.Random(5), random.Random(5)

        assert [source.sentence(one) for _ in range(50)] == [source.sentence(other) for _ in range(50)]

    def test_held_out_lines_never_enter_the_training_text(self, source):
        assert source.held_out_lines
        assert not set(source.held_out_lines) & set(source.training_lines)

    def test_a_pause_does_not_change_whether_a_sentence_is_held_out(self):
        assert is_held_out("您好 再见") == is_held_out("您好再见")

    def test_an_example_holds_the_word_it_names(self):
        rng = random.Random(2)

        assert all(word in text for text, word in (grammar.naming_example(rng) for _ in range(100)))


class TestFeatures:
    def test_they_are_what_funasr_computes(self):
        kaldi = pytest.importorskip("funasr.utils.fbank")
        torch = pytest.importorskip("torch")
        samples = np.random.default_rng(0).standard_normal(8_000).astype(np.float32) * 0.1

        expected = kaldi.fbank(
            torch.from_numpy(samples)[None] * 32_768,
            num_mel_bins=80,
            frame_length=25,
            frame_shift=10,
            dither=0.0,
            energy_floor=0.0,
            window_type="hamming",
            sample_frequency=16_000,
        )

        np.testing.assert_allclose(features.log_mel(samples), expected.numpy(), atol=2e-3)

    def test_stacking_repeats_the_ends(self):
        frames = np.arange(8, dtype=np.float32)[:, None].repeat(80, axis=1)

        stacked = features.stack(frames).reshape(2, 7, 80)[:, :, 0]

        assert stacked.tolist() == [[0, 0, 0, 0, 1, 2, 3], [3, 4, 5, 6, 7, 7, 7]]


class TestPredictorTargets:
    @pytest.mark.parametrize("characters", [0, 1, 6])
    def test_alphas_add_up_to_the_characters_and_the_end(self, characters):
        times = np.array([[0.2 * n, 0.2 * n + 0.2] for n in range(characters)], np.float32)

        total = batches.alpha_target(times.reshape(-1, 2), frames=40).sum()

        assert total == pytest.approx(characters + 1, abs=0.15)


class TestHotwordLabels:
    def test_a_hotword_is_marked_wherever_it_is_said(self):
        tokens = token_list(frozenset("我找王芳"))
        index_of = {token: index for index, token in enumerate(tokens)}

        marked = labels("我找王芳", ["王芳", "找我"], index_of).tolist()

        assert [NO_BIAS, NO_BIAS, index_of["王"], index_of["芳"], NO_BIAS] == marked


def test_a_second_course_goes_only_part_of_the_way_and_counters_are_its_own():
    layer = torch.nn.BatchNorm1d(2)
    first = {name: value.clone() for name, value in layer.state_dict().items()}
    layer.weight.data.fill_(3.0)
    layer.num_batches_tracked.fill_(7)

    second.mix(SimpleNamespace(model=layer), first, 0.75)

    assert layer.weight.tolist() == [2.5, 2.5]
    assert layer.num_batches_tracked == 7
