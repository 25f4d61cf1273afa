"""Every kind of model that the product knows, run for real: FunASR's class, tiny and random."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from callqa.model.errors import BadInputError
from callqa.model.speech import Recognition, to_ms
from callqa.model.summaries import ModelNote
from callqa.recognition.funasr import ctc_times
from callqa.recognition.funasr.families import family_of
from callqa.recognition.funasr.fast import direct
from callqa.recognition.funasr.model_folder import check_model_folder, content_hashes
from callqa.recognition.funasr.recogniser import load_recogniser
from callqa.recognition.funasr.vllm import VllmModel, build_vllm
from callqa.settings.recognition import Backend, TranscribeSettings
from callqa.text.alignment import from_text
from tests.recognition.funasr import random_families as kinds

pytestmark = pytest.mark.model

MAKERS = {
    "seaco": kinds.seaco,
    "bicif": kinds.bicif,
    "paraformer": kinds.paraformer,
    "sense_voice": kinds.sense_voice,
    "nano": kinds.nano,
    "nano_with_times": lambda folder: kinds.nano(folder, ctc=True),
}
HOTWORDS = ["退款", "投诉"]


def outcome(ask, wrapped, options):
    """Return the answers without the name that AutoModel draws by lot; or the kind of error."""
    try:
        return [{**answer, "key": ""} for answer in ask(input=wrapped, **options)]
    except Exception as error:
        return type(error)


def segments():
    """Three lengths of a hiss that changes; random models find something to say about it."""
    chance = np.random.default_rng(0)
    shapes = [np.linspace(0, 40 + i, n) for i, n in enumerate((40_000, 21_000, 30_500))]
    return [(np.sin(s**2) * chance.normal(0, 0.2, len(s))).astype(np.float32) for s in shapes]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = {}

    def of(kind):
        if kind not in made:
            made[kind] = MAKERS[kind](tmp_path_factory.mktemp(kind) / "model")
        return check_model_folder(made[kind])

    return of


@pytest.fixture(scope="module")
def recogniser(folder):
    made = {}

    def of(kind):
        if kind not in made:
            settings = TranscribeSettings(model=str(folder(kind).path), device="cpu")
            hotwords = HOTWORDS if kind.startswith(("seaco", "nano")) else []
            made[kind] = load_recogniser(folder(kind), settings, hotwords)
        return made[kind]

    return of


@pytest.mark.parametrize("kind", MAKERS)
class TestEveryKind:
    def test_it_hears_something_with_a_time_for_every_character(self, recogniser, kind):
        for segment, heard in zip(segments(), recogniser(kind).recognise(segments()), strict=True):
            assert heard.failure is None
            assert heard.text and " " not in heard.text
            assert all(0 <= a <= b <= to_ms(len(segment)) + 100 for a, b in heard.char_times)

    def test_a_result_does_not_depend_on_the_batch(self, recogniser, kind):
        alone = [recogniser(kind).recognise([segment])[0] for segment in segments()]
        assert recogniser(kind).recognise(segments()[::-1]) == alone[::-1]

    def test_a_second_time_is_as_the_first(self, recogniser, kind):
        """Their folders name no dither; FunASR's default would add other noise each time."""
        first, second = (recogniser(kind).recognise(segments()) for _ in range(2))
        assert first == second

    def test_past_automodel_the_answers_are_those_of_automodel(self, recogniser, kind):
        asked, hiss = recogniser(kind), np.full(16000, 1e-6, np.float32)
        loaded = asked._model
        for batch in ([segments()[0]], segments(), [hiss], [hiss, hiss]):
            given = [asked._family.wrap(batch), asked._options[True] | {"batch_size": len(batch)}]
            stock, ours = (
                outcome(ask, *given) for ask in (partial(type(loaded).generate, loaded), loaded.generate)
            )
            assert ours == stock
        assert loaded.generate.func is direct._generate

    def test_its_slow_parts_are_replaced(self, recogniser, kind):
        assert recogniser(kind).stock_parts == ()


@pytest.mark.parametrize(
    ("kind", "lacks"),
    [
        ("seaco", ()),
        ("bicif", (ModelNote.NO_HOTWORDS,)),
        ("paraformer", (ModelNote.NO_HOTWORDS, ModelNote.NO_TIMES)),
        ("sense_voice", (ModelNote.NO_HOTWORDS,)),
        ("nano", (ModelNote.NO_TIMES,)),
        ("nano_with_times", ()),
    ],
)
def test_what_a_kind_cannot_do_is_said(recogniser, kind, lacks):
    assert recogniser(kind)._family.lacks == lacks


@pytest.mark.parametrize("kind", ["paraformer", "nano"])
def test_without_times_characters_are_spread_evenly_over_their_segment(recogniser, kind):
    for segment, heard in zip(segments(), recogniser(kind).recognise(segments()), strict=True):
        assert heard == from_text(heard.text, to_ms(len(segment)))


class TestNano:
    def test_hotwords_language_and_itn_reach_its_prompt(self, recogniser, monkeypatch):
        loaded, prompts = recogniser("nano"), []
        ask = loaded._model.model.get_prompt
        monkeypatch.setattr(
            loaded._model.model, "get_prompt", lambda *given: prompts.append(ask(*given)) or prompts[-1]
        )
        loaded.recognise(segments()[:1])
        assert "热词列表：[退款, 投诉]" in prompts[0]
        assert prompts[0].endswith("语音转写成中文：")

    def test_a_ctc_branch_tells_times_without_torchaudio(self, recogniser):
        """FunASR's own way raises ImportError for every segment where torchaudio is not installed."""
        for segment, heard in zip(
            segments(), recogniser("nano_with_times").recognise(segments()), strict=True
        ):
            starts = [start for start, _ in heard.char_times]
            assert all(start % 60 == 0 for start in starts)
            assert starts == sorted(starts)
            assert heard != from_text(heard.text, to_ms(len(segment)))


def test_a_checkpoint_without_the_ctc_that_its_configuration_names_has_estimated_times(
    tmp_path,
):
    """The published checkpoint on Hugging Face is one."""
    path = kinds.nano(tmp_path / "model", ctc=True)
    state = torch.load(path / "model.pt")
    kept = {name: weight for name, weight in state.items() if not name.startswith(("ctc_decoder.", "ctc."))}
    assert len(kept) < len(state)
    torch.save({"state_dict": kept}, path / "model.pt")

    family = family_of(check_model_folder(path), TranscribeSettings(model=str(path)))

    assert family.lacks == (ModelNote.NO_TIMES,)


class TestAlign:
    def test_tokens_get_the_frames_in_which_they_are_likely(self):
        likely = torch.tensor([0, 1, 1, 0, 2, 2, 0])
        log_probs = torch.full((7, 3), -5.0).scatter(1, likely[:, None], -0.01)
        assert ctc_times.align(log_probs, torch.tensor([1, 2])) == [
            {"token": 1, "start_time": 1, "end_time": 3},
            {"token": 2, "start_time": 4, "end_time": 6},
        ]

    def test_the_same_token_twice_is_two(self):
        likely = torch.tensor([1, 0, 1])
        log_probs = torch.full((3, 2), -5.0).scatter(1, likely[:, None], -0.01)
        found = ctc_times.align(log_probs, torch.tensor([1, 1]))
        assert [(one["start_time"], one["end_time"]) for one in found] == [(0, 1), (2, 3)]

    @pytest.mark.parametrize("targets", [[], [1, 2, 1, 2], [1, 1]])
    def test_what_does_not_fit_has_no_times(self, targets):
        assert ctc_times.align(torch.zeros(2, 3), torch.tensor(targets)) == []


class TestVllm:
    """vLLM itself needs an NVIDIA card; here only what stands before and behind it."""

    def test_without_vllm_it_is_refused_with_what_to_do(self, folder, monkeypatch):
        monkeypatch.setattr("callqa.recognition.funasr.vllm.find_spec", lambda name: None)
        with pytest.raises(BadInputError, match=r"没有安装 vLLM.*pip install vllm"):
            build_vllm(folder("nano"), "cuda")

    def test_it_is_for_nano_only(self, folder):
        settings = TranscribeSettings(model="m", device="cpu", backend=Backend.VLLM)
        with pytest.raises(BadInputError, match="只用于 Fun-ASR-Nano"):
            load_recogniser(folder("seaco"), settings, [])

    def test_without_a_card_it_is_refused(self, folder, monkeypatch):
        monkeypatch.setattr("callqa.recognition.funasr.vllm.find_spec", lambda name: object())
        with pytest.raises(BadInputError, match="vLLM 不能用设备“cpu”"):
            build_vllm(folder("nano"), "cpu")

    def test_it_is_asked_as_funasr_wants_to_be_asked(self):
        engine = Engine()
        answers = VllmModel(engine).generate(
            input=[torch.ones(8)], batch_size=1, fs=16000, language="中文", itn=True, hotwords=["退款"]
        )
        assert answers == [{"key": "sample_0", "text": "退款"}]
        assert engine.asked == {"language": "中文", "itn": True, "hotwords": ["退款"]}
        assert isinstance(engine.given[0], np.ndarray)

    def test_its_copy_of_the_weights_is_no_new_model(self, folder, tmp_path):
        path = folder("nano").path
        before = content_hashes(path)
        (path / "Qwen3-tiny-vllm").mkdir()
        (path / "Qwen3-tiny-vllm" / "model.safetensors").write_bytes(b"copy")
        assert content_hashes(path) == before


class Engine:
    """An AutoModelVLLM as far as it is used."""

    _engine = SimpleNamespace(frontend=None, audio_encoder=torch.nn.Identity())

    def generate(self, inputs, **options):
        self.given, self.asked = inputs, options
        return [{"key": f"sample_{i}", "text": "退款"} for i, _ in enumerate(inputs)]


def test_sense_voice_keeps_a_text_that_funasr_fails_to_time(recogniser, monkeypatch):
    """A tokenizer that puts a piece before every word makes FunASR look up one piece too many."""
    loaded = recogniser("sense_voice")
    tokenizer = loaded._model.kwargs["tokenizer"]
    timed = loaded.recognise(segments())
    monkeypatch.setattr(tokenizer, "tokens2ids", lambda tokens: [[5, 6, 7] for _ in tokens])

    untimed = loaded.recognise(segments())

    assert [heard.text for heard in untimed] == [heard.text for heard in timed]
    assert untimed == [from_text(h.text, to_ms(len(s))) for h, s in zip(untimed, segments(), strict=True)]


def test_an_empty_segment_is_empty_for_sense_voice_too(recogniser):
    assert recogniser("sense_voice").recognise([np.zeros(100, np.float32)]) == [Recognition()]
