"""What the vocabulary of paraformer-zh, SenseVoice and Fun-ASR-Nano brings that the demo model's does not.

The vocabulary has the shape of the real one: 8,404 entries, Hanzi, English words and pieces, figures as
tokens and as pieces, marks, and ``<unk>`` last.
"""

import json

import pytest

pytest.importorskip("funasr")

from benchmarks import production_vocabulary
from benchmarks.production_vocabulary import HANZI
from callqa.recognition.funasr.families import FunAsrNano, Paraformer, SenseVoice
from callqa.recognition.funasr.model_folder import known_words
from callqa.recognition.funasr.tokens import keep_tokens_apart

TOKENS = production_vocabulary.paraformer_tokens()
NUMBER = {token: index for index, token in enumerate(TOKENS)}


@pytest.fixture(scope="module")
def say(tmp_path_factory):
    """Provide what the product makes of ids that FunASR's own decoder uttered, 200 ms each."""
    from funasr.models.seaco_paraformer import model
    from funasr.tokenizer.char_tokenizer import CharTokenizer

    keep_tokens_apart(model.SeacoParaformer.__new__(model.SeacoParaformer))
    tokenizer = CharTokenizer(token_list=TOKENS, unk_symbol="<unk>")

    def said(*uttered, times=True):
        tokens = tokenizer.ids2tokens([NUMBER[token] for token in uttered])
        stamps = [[index * 200, index * 200 + 180] for index in range(len(tokens))]
        text, timed, _ = model.postprocess_utils.sentence_postprocess(tokens, stamps)
        return Paraformer().read({"text": text, "timestamp": timed if times else None}, len(tokens) * 200)

    return said


def test_the_vocabulary_has_the_shape_of_the_real_one():
    assert len(TOKENS) == len(NUMBER) == 8_404
    assert sum(not token.isascii() for token in TOKENS) == 7_327
    assert TOKENS[-1] == "<unk>"


@pytest.mark.parametrize(
    ("uttered", "written"),
    [
        ("我 要", "我要"),
        ("i want a re@@ fund", "i want a refund"),
        ("i'm sorry", "i'm sorry"),
        ("下 app 吧", "下app吧"),
        ("家 wi@@ fi 断", "家wifi断"),
        ("是 v i p 客", "是VIP客"),
        ("k t v", "KTV"),
        ("单 1 2 3 号", "单123号"),
        ("单 1@@ 2@@ 3 号", "单123号"),
        ("iphone 1@@ 5", "iphone15"),
        ("用 a & p", "用a&p"),
        ("三 . 五", "三.五"),
        ("-@@ 5 度", "-5度"),
        ("我 <unk> 要", "我要"),
        ("要 re@@", "要re"),
        ("要 re@@ 不", "要re不"),
        ("4 s 店", "4s店"),
        ("<unk>", ""),
    ],
)
def test_tokens_are_written_as_people_write_them(say, uttered, written):
    heard = say(*uttered.split())

    assert heard.text == written
    assert say(*uttered.split(), times=False).text == written


@pytest.mark.parametrize("mark", ["&", ".", "<unk>", "-@@"])
def test_no_mark_costs_the_others_their_times(say, mark):
    """FunASR gives marks none: the times of a whole segment were spread over its silence."""
    heard = say("我", mark, "要", "app")

    assert heard.char_times[0] == (0, 180)
    assert heard.char_times[heard.text.index("要")] == (400, 580)
    assert heard.char_times[-1][1] == 780


def test_a_word_of_pieces_lasts_from_the_first_to_the_last(say):
    heard = say("re@@", "fund", "不")

    assert (heard.char_times[0][0], heard.char_times[5][1]) == (0, 380)
    assert heard.char_times[6] == (400, 580)


def test_a_seg_dict_of_production_size_spells_what_the_tokens_can(tmp_path):
    (tmp_path / "tokens.json").write_text(json.dumps(TOKENS), "utf-8")
    spellings = production_vocabulary.seg_dict(240_000)
    others = "refund re@@ fund\nmoney mo@@ ney\n12 1@@ 2\n"
    (tmp_path / "seg_dict").write_text(spellings + others, "utf-8")

    words = known_words(tmp_path)

    assert (tmp_path / "seg_dict").stat().st_size > 8_000_000
    assert words["refund"] == ["re@@", "fund"]
    assert words["12"] == ["1@@", "2"]
    assert "money" not in words
    assert set(HANZI) < words.keys()


class TestSenseVoice:
    family = SenseVoice(language="en", itn=True)
    TAGS = "<|en|><|NEUTRAL|><|Speech|><|withitn|>"

    def test_words_of_an_english_sentence_stay_apart(self):
        times = [[i * 100, i * 100 + 100] for i in range(6)]
        words = ["▁I", "want", "a", "refund", "please", "."]

        heard = self.family.read(
            {"text": f"{self.TAGS}I want a refund please.", "words": words, "timestamp": times}, 6000
        )

        assert heard.text == "I want a refund please."
        assert heard.char_times[2] == (100, 125)
        assert heard.char_times[-1] == (500, 600)

    def test_without_times_too(self):
        assert self.family.read({"text": f"{self.TAGS}I want 退 款"}, 900).text == "I want退款"


def stamps(tokens):
    return [{"token": t, "start_time": i, "end_time": i + 1} for i, t in enumerate(tokens)]


class TestNano:
    family = FunAsrNano(language="zh", itn=True)

    @pytest.mark.parametrize(
        ("text", "tokens", "seconds"),
        [
            ("我叫郗明", ["我", "叫", "\ufffd", "\ufffd", "明"], [0, 1, 2, 4]),
            ("我叫郗", ["我", "叫", "\ufffd", "\ufffd"], [0, 1, 2]),
            ("郗明", ["\ufffd", "\ufffd", "\ufffd", "明"], [0, 3]),
            ("我叫鑺", ["我", "叫", " ⁇ "], [0, 1, 2]),
            ("退 款", ["退", " ⁇ ", "款"], [0, 2]),
        ],
    )
    def test_a_rare_character_of_several_tokens_keeps_the_times_of_a_segment(self, text, tokens, seconds):
        heard = self.family.read({"text": text, "timestamps": stamps(tokens)}, 20_000)

        assert heard.text == text.replace(" ", "")
        assert [start // 1000 for start, _ in heard.char_times] == seconds

    def test_words_of_an_english_sentence_stay_apart(self):
        tokens = ["i", "▁want", "▁re", "fund"]

        heard = self.family.read({"text": "i want refund", "timestamps": stamps(tokens)}, 4_000)

        assert heard.text == "i want refund"
        assert heard.char_times[2] == (1000, 1250)
        assert heard.char_times[-1] == (3750, 4000)
