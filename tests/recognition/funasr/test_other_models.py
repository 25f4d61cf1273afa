"""fsmn-vad and ct-punc with random weights: their real classes, loaded from folders."""

import json

import numpy as np
import pytest
import torch
import yaml

from callqa.model.errors import BadInputError, Failure, RecognitionError
from callqa.model.speech import Recognition
from callqa.recognition.detectors import load_detector
from callqa.recognition.front_end.silero_vad import speech_in
from callqa.recognition.funasr.fsmn_vad import FsmnDetector
from callqa.recognition.funasr.punctuation import Punctuator
from callqa.recognition.funasr.quiet import quiet
from callqa.text.alignment import from_text

pytestmark = pytest.mark.model

FSMN = {
    "model": "FsmnVADStreaming",
    "frontend": "WavFrontendOnline",
    "frontend_conf": {"n_mels": 80, "dither": 0.0, "lfr_m": 5, "lfr_n": 1},
    "model_conf": {"silence_pdf_num": 1, "sil_pdf_ids": [0], "speech_noise_thres": 0.6},
    "encoder": "FSMN",
    "encoder_conf": {
        **{"input_dim": 400, "input_affine_dim": 32, "fsmn_layers": 2, "linear_dim": 48},
        **{"proj_dim": 24, "lorder": 20, "rorder": 0, "lstride": 1, "rstride": 0},
        **{"output_affine_dim": 32, "output_dim": 8},
    },
}
CT_PUNC = {
    "model": "CTTransformer",
    "model_conf": {
        **{"embed_unit": 16, "att_unit": 16, "sentence_end_id": 2, "punc_weight": [1.0] * 5},
        **{"punc_list": ["_", "，", "。", "？", "、"]},
    },
    "encoder": "SANMEncoder",
    "encoder_conf": {
        **{"input_size": 16, "output_size": 16, "attention_heads": 2, "linear_units": 32},
        **{"num_blocks": 1, "input_layer": "pe", "kernel_size": 11, "padding_idx": 0},
        **{"pos_enc_class": "SinusoidalPositionEncoder", "selfattention_layer_type": "sanm"},
    },
    "tokenizer": "CharTokenizer",
    "tokenizer_conf": {"unk_symbol": "<unk>"},
}
TOKENS = ["<blank>", "<s>", "</s>", *"您好请问有什么可以帮", "<unk>"]


def random_model(folder, config, **more):
    folder.mkdir()
    torch.manual_seed(0)
    with quiet():
        import funasr  # noqa: F401 - registers the classes
        from funasr.register import tables

        make = tables.model_classes[config["model"]]
        parts = {key: config[key] for key in ("encoder", "encoder_conf")}
        model = make(**parts, **config["model_conf"], **more)
    torch.save(model.state_dict(), folder / "model.pt")
    (folder / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    return folder


@pytest.fixture(scope="module")
def fsmn(tmp_path_factory):
    return random_model(tmp_path_factory.mktemp("m") / "fsmn", FSMN)


@pytest.fixture(scope="module")
def punctuator(tmp_path_factory):
    folder = random_model(tmp_path_factory.mktemp("m") / "punc", CT_PUNC, vocab_size=len(TOKENS))
    (folder / "tokens.json").write_text(json.dumps(TOKENS), "utf-8")
    return Punctuator(str(folder), "cpu")


class TestFsmn:
    def test_a_folder_is_a_detector(self, fsmn, call):
        detector = load_detector(str(fsmn))
        assert isinstance(detector, FsmnDetector)
        segments = speech_in(call.whole()[0], detector)
        ends = [edge for segment in segments for edge in (segment.start, segment.end)]
        assert ends == sorted(ends)
        assert all(edge <= len(call.whole()[0]) for edge in ends)

    def test_segments_have_the_longest_duration_that_was_asked_for(self, fsmn, call):
        """An option of ``generate`` is ignored: it must be given when the model is built."""
        segments = speech_in(call.whole()[0], FsmnDetector(str(fsmn), max_speech_s=2))
        assert all(segment.seconds <= 2.1 for segment in segments)

    def test_next_to_no_audio_has_no_speech(self, fsmn):
        assert speech_in(np.zeros(100, np.float32), load_detector(str(fsmn))) == []

    @pytest.mark.parametrize("seconds", [0.5, 7.3, 60, 130])
    def test_blocks_give_what_funasr_gives_for_the_whole_channel(self, fsmn, call, seconds):
        channel = np.tile(call.whole()[0], 17)[: 16 * 133_337]
        detector = load_detector(str(fsmn))
        whole = detector._model.generate(input=[channel], fs=16000)[0]["value"]

        listener = detector.listener()
        for block in np.split(channel, range(int(seconds * 16000), len(channel), int(seconds * 16000))):
            listener.hear(block)

        assert [[s.start // 16, s.end // 16] for s in listener.segments()] == whole
        assert len(whole) > 5

    def test_two_channels_are_heard_side_by_side(self, fsmn, call):
        detector = load_detector(str(fsmn))
        channels = [np.tile(channel, 10) for channel in call.whole()]
        listeners = [detector.listener() for _ in channels]
        for blocks in zip(*(np.split(channel, 4) for channel in channels), strict=True):
            for listener, block in zip(listeners, blocks, strict=True):
                listener.hear(block)
        assert [each.segments() for each in listeners] == [speech_in(c, detector) for c in channels]

    def test_a_failure_is_ours_and_not_funasr_s(self, fsmn, monkeypatch):
        detector = load_detector(str(fsmn))
        monkeypatch.setattr(detector, "_model", None)
        with pytest.raises(RecognitionError, match="语音检测出错") as caught:
            speech_in(np.zeros(16000, np.float32), detector)
        assert caught.value.failure is Failure.VOICE_DETECTION

    def test_a_folder_without_a_model_is_refused(self, tmp_path):
        with pytest.raises(BadInputError, match="模型无法加载"):
            load_detector(str(tmp_path))


class TestPunctuation:
    HEARD = from_text("您好请问有什么可以帮", 1000)

    def test_marks_are_added_and_every_character_keeps_its_time(self, punctuator):
        marked = punctuator.punctuate(self.HEARD)
        kept = [
            (char, time)
            for char, time in zip(marked.text, marked.char_times, strict=True)
            if char not in "，。？、"
        ]
        assert kept == list(zip(self.HEARD.text, self.HEARD.char_times, strict=True))
        assert len(marked.text) > len(self.HEARD.text)

    def test_an_empty_text_stays_empty(self, punctuator):
        assert punctuator.punctuate(Recognition()) == Recognition()

    def test_a_failure_is_ours_and_not_funasr_s(self, punctuator, monkeypatch):
        monkeypatch.setattr(punctuator, "_model", None)
        with pytest.raises(RecognitionError, match="加标点出错") as caught:
            punctuator.punctuate(self.HEARD)
        assert caught.value.failure is Failure.PUNCTUATION
