"""A model that was made fast recognises what FunASR's own recognises, and says what stayed slow."""

import logging

import pytest
import torch

from callqa.model.errors import BadInputError
from callqa.recognition.funasr.families import Paraformer, SeacoParaformer
from callqa.recognition.funasr.fast import accelerate as made
from callqa.recognition.funasr.fast import cif, features, precision
from callqa.recognition.funasr.fast.accelerate import accelerate
from callqa.recognition.funasr.fast.stock import StaysStockError, require_equal
from callqa.recognition.funasr.recogniser import FunAsrRecogniser
from callqa.settings.recognition import Precision

pytestmark = pytest.mark.model

HOTWORDS = ["退款", "投诉", "净水器"]


def recognised(loaded, speech, hotwords=()):
    family = SeacoParaformer(spelling={}) if hotwords else Paraformer()
    return FunAsrRecogniser(loaded, family, hotwords=hotwords).recognise(speech)


@pytest.mark.parametrize("hotwords", [(), HOTWORDS])
def test_text_and_times_are_those_of_funasr(loaded, speech, hotwords):
    """One segment at a time, where FunASR's padding does no harm."""
    stock = [recognised(loaded, [segment], hotwords)[0] for segment in speech]
    assert accelerate(loaded, "cpu") == ()
    assert [recognised(loaded, [segment], hotwords)[0] for segment in speech] == stock
    assert any(heard.text for heard in stock)


def test_another_funasr_keeps_all_its_parts_and_the_log_says_so_once_each(
    loaded, speech, monkeypatch, caplog
):
    before = recognised(loaded, speech)
    monkeypatch.setattr(made, "version", lambda name: "1.5.0")

    with caplog.at_level(logging.WARNING):
        kept = accelerate(loaded, "cpu")

    assert [note.split("沿用")[0] for note in kept] == ["特征提取", "注意力", "CIF", "推理入口"]
    assert all("已安装 FunASR 1.5.0，本程序按 1.4.16 编写" in note for note in kept)
    assert [record.message for record in caplog.records] == list(kept)
    assert recognised(loaded, speech) == before
    assert "forward" not in vars(loaded.model.predictor)


@pytest.mark.parametrize(
    ("module", "name", "part"),
    [(features, "TOLERANCE", "特征"), (cif, "TOLERANCE", "CIF"), (made.attention, "TOLERANCE", "注意力")],
)
def test_a_part_that_computes_something_else_here_stays_funasr_s(loaded, monkeypatch, module, name, part):
    monkeypatch.setattr(module, name, -1.0)
    (kept,) = accelerate(loaded, "cpu")
    assert kept.startswith(part) and "与 FunASR 原版相差" in kept


def test_not_a_number_is_a_difference():
    with pytest.raises(StaysStockError, match="相差 nan"):
        require_equal("", torch.tensor([float("nan")]), torch.zeros(1), 1.0)


def test_another_shape_is_a_difference():
    with pytest.raises(StaysStockError, match="形状"):
        require_equal("", torch.zeros(2), torch.zeros(1), 1.0)


class TestPrecision:
    def test_a_cpu_computes_in_float32_unless_told_otherwise(self):
        assert precision.choose(Precision.AUTO, "cpu") is Precision.FLOAT32

    @pytest.mark.parametrize(
        ("capability", "expected"), [((9, 0), "tf32"), ((8, 0), "tf32"), ((7, 5), "float32")]
    )
    def test_auto_is_tf32_where_the_card_has_it(self, monkeypatch, capability, expected):
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: capability)
        assert precision.choose(Precision.AUTO, "cuda:0") == expected

    def test_tf32_on_a_device_without_it_is_refused(self):
        """It would silently be float32: the night would be slower than planned."""
        with pytest.raises(BadInputError, match="没有 TF32"):
            precision.choose(Precision.TF32, "cpu")

    @pytest.mark.parametrize("setting", [Precision.BF16, Precision.INT8])
    def test_rounded_products_change_the_encoder_s_numbers_and_not_the_texts(self, loaded, speech, setting):
        """Of whole utterances: in one that is cut within a word, what is doubtful may flip."""
        utterances = speech[::3]
        exact, numbers = recognised(loaded, utterances), encoded(loaded)

        accelerate(loaded, "cpu", setting)

        rounded = encoded(loaded)
        assert rounded.dtype == torch.float32
        assert float((rounded - numbers).abs().max()) > 1e-4
        assert [heard.text for heard in recognised(loaded, utterances)] == [heard.text for heard in exact]

    def test_what_lies_between_products_is_never_rounded(self, loaded, speech):
        seen = []
        loaded.model.predictor.cif_output.register_forward_hook(lambda m, i, out: seen.append(out.dtype))
        loaded.model.encoder.encoders[0].feed_forward.w_1.register_forward_hook(
            lambda m, i, out: seen.append(out.dtype)
        )
        accelerate(loaded, "cpu", Precision.BF16)
        recognised(loaded, speech[:1])
        assert set(seen) == {torch.float32}

    def test_bf16_without_its_instructions_is_told_as_slow(self, loaded, monkeypatch):
        monkeypatch.setattr(precision.platform, "machine", lambda: "x86_64")
        monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
        (note,) = accelerate(loaded, "cpu", Precision.BF16)
        assert "bf16 比 float32 更慢" in note and "int8" in note

    def test_int8_is_for_a_cpu_with_vnni_only(self, monkeypatch):
        """Without it pairs of products saturate, and the error doubles."""
        with pytest.raises(BadInputError, match="只用于 CPU"):
            precision.choose(Precision.INT8, "mps")
        monkeypatch.setattr(torch.cpu, "_is_vnni_supported", lambda: False)
        with pytest.raises(BadInputError, match="VNNI"):
            precision.choose(Precision.INT8, "cpu")

    def test_tf32_holds_inside_the_encoder_only(self, loaded):
        seen = []
        precision.install(loaded.model, Precision.TF32, "cpu")
        loaded.model.encoder.encoders[0].register_forward_hook(
            lambda *_: seen.append(torch.backends.cuda.matmul.fp32_precision)
        )
        before = torch.backends.cuda.matmul.fp32_precision
        encoded(loaded)
        assert (seen, torch.backends.cuda.matmul.fp32_precision) == (["tf32"], before)


@torch.no_grad()
def encoded(loaded):
    features = torch.randn(2, 30, 560, generator=torch.manual_seed(0))
    return loaded.model.encoder(features, torch.tensor([30, 12]))[0]
