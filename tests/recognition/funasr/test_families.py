"""How each kind of FunASR model is asked, and how its answers are read."""

from typing import ClassVar

import numpy as np
import pytest
import torch

from callqa.model.annotations import Annotations, Emotion, Feeling
from callqa.model.errors import BadInputError
from callqa.model.speech import Recognition
from callqa.model.summaries import ModelNote
from callqa.recognition.funasr.families import (
    MAX_SEACO_HOTWORDS,
    FunAsrNano,
    Paraformer,
    SeacoParaformer,
    SenseVoice,
    family_of,
)
from callqa.recognition.funasr.model_folder import ModelFolder, known_words
from callqa.recognition.funasr.recogniser import FunAsrRecogniser
from callqa.recognition.funasr.whisper import Whisper, require_whisper
from callqa.recognition.hotwords import HotwordChoice, usable
from callqa.settings.recognition import TranscribeSettings
from callqa.text.alignment import from_text

SETTINGS = TranscribeSettings(model="m", language="zh", itn=True)
SPELLING = {"退": ["退"], "款": ["款"], "3": ["三"], "app": ["a@@", "pp"]}


class TestSeaco:
    family = SeacoParaformer(spelling=SPELLING)

    @pytest.mark.parametrize("word", ["退款", "app", "APP", "退3"])
    def test_a_word_is_known_if_it_can_be_spelt(self, word):
        assert self.family.is_known(word)

    @pytest.mark.parametrize("word", ["退货", "iPhone", "退款app", "退款，", "退 款"])
    def test_a_word_that_would_become_unk_is_unknown(self, word):
        assert not self.family.is_known(word)

    def test_a_word_that_funasr_would_take_for_an_address_is_unknown(self):
        """FunASR fetches a list from whatever begins with http: nothing may leave the machine."""
        assert not SeacoParaformer(spelling={"http": ["http"]}).is_known("http")

    def test_at_most_49_hotwords_are_used_and_the_rest_is_named(self):
        """Trap 4: from 50 on, the filter scores the first segment of a batch only."""
        words = [str(number) for number in range(60)]
        choice = usable(words, lambda word: True, self.family.hotword_limit)
        assert (len(choice.used), len(choice.surplus)) == (49, 11)
        assert MAX_SEACO_HOTWORDS == 49

    def test_unknown_words_are_dropped_and_named(self):
        choice = usable(["退款", "退货", " ", "退款"], self.family.is_known, 49)
        assert choice == HotwordChoice(used=("退款",), unknown=("退货",))

    def test_no_hotwords_are_none_and_not_an_empty_string(self):
        """Trap 5."""
        assert self.family.options([])["hotword"] is None
        assert self.family.options(["退款", "发票"]) == {"fs": 16000, "hotword": "退款 发票"}

    def test_the_shipped_model_spells_hanzi_and_no_others(self, demo_model):
        family = SeacoParaformer(spelling=known_words(demo_model))
        assert family.is_known("退款")
        assert not family.is_known("鑺花")

    def test_tokens_are_joined_with_a_time_for_every_character(self):
        heard = self.family.read({"text": "用 app", "timestamp": [[0, 100], [100, 400]]}, 900)
        assert heard.text == "用app"
        assert heard.char_times[1:] == ((100, 200), (200, 300), (300, 400))

    def test_an_answer_without_a_text_is_empty(self):
        assert self.family.read({}, 900) == Recognition()


class TestSenseVoice:
    family = SenseVoice(language="zh", itn=True)

    def test_it_takes_no_hotwords(self):
        assert self.family.hotword_limit == 0
        assert self.family.options(["退款"]) == {
            "fs": 16000,
            "language": "zh",
            "use_itn": True,
            "output_timestamp": True,
        }

    def test_tags_are_stripped(self):
        heard = self.family.read({"text": "<|zh|><|NEUTRAL|><|Speech|><|woitn|>退款"}, 1000)
        calm = Annotations(feelings=(Feeling(start=0, end=2, emotion=Emotion.NEUTRAL),))
        assert heard == Recognition(text="退款", char_times=((0, 500), (500, 1000)), annotations=calm)

    def test_words_bring_their_times(self):
        answer = {
            "text": "<|zh|>退款 app",
            "words": ["退", "款", "▁app"],
            "timestamp": [[0, 100], [100, 200], [300, 600]],
        }
        heard = self.family.read(answer, 1000)
        assert heard.text == "退款app"
        assert heard.char_times[-1] == (500, 600)

    def test_words_that_do_not_make_up_the_text_are_not_trusted(self):
        answer = {"text": "退款", "words": ["退"], "timestamp": [[0, 100]]}
        assert self.family.read(answer, 1000).char_times == ((0, 500), (500, 1000))

    def test_tags_alone_are_no_text(self):
        assert self.family.read({"text": "<|nospeech|><|EMO_UNKNOWN|><|BGM|>"}, 900) == Recognition()


class TestNano:
    family = FunAsrNano(language="zh", itn=False)

    def test_it_takes_a_list_of_hotwords_and_the_chinese_name_of_a_language(self):
        options = self.family.options(["退款"])
        assert options == {"language": "中文", "itn": False, "hotwords": ["退款"]}

    def test_auto_leaves_the_language_open(self):
        assert FunAsrNano(language="auto", itn=True).options([])["language"] is None

    def test_it_is_given_tensors(self):
        (wrapped,) = self.family.wrap([np.ones(16000, np.float32)])
        assert isinstance(wrapped, torch.Tensor)

    def test_times_in_seconds_become_milliseconds(self):
        stamps = [
            {"token": "退", "start_time": 0.1, "end_time": 0.3},
            {"token": "款", "start_time": 0.3, "end_time": 0.5},
        ]
        heard = self.family.read({"text": "退款", "timestamps": stamps}, 1000)
        assert heard.char_times == ((100, 300), (300, 500))

    def test_a_space_that_its_aligner_cannot_spell_has_a_time_and_no_character(self):
        stamps = [{"token": t, "start_time": i, "end_time": i + 1} for i, t in enumerate(["退", " ⁇ ", "款"])]
        heard = self.family.read({"text": "退 款", "timestamps": stamps}, 3000)
        assert heard == Recognition(text="退款", char_times=((0, 1000), (2000, 3000)))

    def test_times_of_another_text_are_not_trusted(self):
        stamps = [{"token": "退", "start_time": 0, "end_time": 1}]
        assert self.family.read({"text": "退款", "timestamps": stamps}, 1000).char_times[0] == (0, 500)

    def test_without_times_characters_are_spread_over_the_segment(self):
        assert self.family.read({"text": "退款"}, 1000).char_times == ((0, 500), (500, 1000))


class TestWhisper:
    family = Whisper(language="zh")

    def test_it_says_that_it_takes_no_hotwords_and_gives_no_times(self):
        assert self.family.lacks == (ModelNote.NO_HOTWORDS, ModelNote.NO_TIMES)
        assert (self.family.hotword_limit, self.family.takes_batches) == (0, False)

    def test_it_is_asked_for_simplified_mandarin_on_any_device(self):
        asked = self.family.options([])["DecodingOptions"]
        assert (asked["language"], asked["fp16"]) == ("zh", False)
        assert "普通话" in asked["prompt"]

    def test_other_languages_have_no_chinese_prompt_and_auto_is_open(self):
        asked = Whisper(language="auto").options([])["DecodingOptions"]
        assert (asked["language"], asked["prompt"]) == (None, None)

    def test_marks_after_hanzi_are_full_width_and_the_text_is_spread_evenly(self):
        heard = self.family.read({"text": "我要退款,可以吗? OK, thanks."}, 1000)
        assert heard == from_text("我要退款，可以吗？OK, thanks.", 1000)

    def test_without_its_package_it_is_refused_with_what_to_do(self, monkeypatch):
        monkeypatch.setattr("callqa.recognition.funasr.whisper.find_spec", lambda name: None)
        with pytest.raises(BadInputError, match=r"没有安装 Whisper.*pip install openai-whisper"):
            require_whisper()

    def test_segments_go_through_it_one_by_one_and_none_is_tried_twice(self):
        """FunASR's class refuses a batch; halving it again and again would ask twice as often."""

        class One:
            asked: ClassVar[list[int]] = []

            def generate(self, *, input, batch_size, **options):
                self.asked.append(batch_size)
                return [{"text": "退款"}]

        segments = [np.zeros(n, np.float32) for n in (16_000, 8_000, 12_000, 100)]
        heard = FunAsrRecogniser(One(), self.family).recognise(segments)
        assert [one.text for one in heard] == ["退款", "退款", "退款", ""]
        assert One.asked == [1, 1, 1]


@pytest.mark.parametrize(
    ("model_class", "family"),
    [
        ("SeacoParaformer", SeacoParaformer),
        ("BiCifParaformer", Paraformer),
        ("SenseVoiceSmall", SenseVoice),
        ("FunASRNano", FunAsrNano),
        ("WhisperWarp", Whisper),
    ],
)
def test_the_class_in_config_yaml_decides_the_family(model_class, family, demo_model):
    folder = ModelFolder(path=demo_model, model_class=model_class)
    assert type(family_of(folder, SETTINGS)) is family
