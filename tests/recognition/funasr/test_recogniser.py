"""The real FunASR with the demo model; its words change with every training, so structure counts."""

import logging
import shutil
import threading

import numpy as np
import pytest
import torch
import yaml

from callqa.model.errors import BadInputError, RecognitionError
from callqa.model.speech import Recognition, to_ms
from callqa.recognition.front_end.silero_vad import speech_in
from callqa.recognition.funasr.loading import build, pick_device
from callqa.recognition.funasr.model_folder import check_model_folder
from callqa.recognition.funasr.recogniser import FunAsrRecogniser, load_recogniser
from tests.support.sounds import noise

pytestmark = pytest.mark.model

SILENCE = np.zeros(16000, np.float32)
EMPTY = Recognition()


@pytest.fixture(scope="module")
def speech(call, silero):
    """Provide the segments of the shipped call, and pieces of them: nine of many lengths."""
    whole = [c[s.start : s.end].copy() for c in call.whole() for s in speech_in(c, silero)]
    return [part for s in whole for part in (s, s[: len(s) // 2].copy(), s[len(s) // 3 :].copy())]


class TestResults:
    def test_every_segment_has_a_text_and_a_time_for_every_character(self, demo_recogniser, speech):
        for segment, heard in zip(speech, demo_recogniser.recognise(speech), strict=True):
            assert heard.text and len(heard.text) == len(heard.char_times)
            assert " " not in heard.text
            assert all(0 <= a <= b <= to_ms(len(segment)) + 100 for a, b in heard.char_times)

    def test_an_empty_list_has_no_results(self, demo_recogniser):
        assert demo_recogniser.recognise([]) == []

    def test_empty_segments_do_not_move_the_results_of_others(self, demo_recogniser, speech):
        """Traps 1 and 3: a segment without a token erases its call, or shifts all that follow."""
        alone = demo_recogniser.recognise(speech[:2])
        found = demo_recogniser.recognise([SILENCE, speech[0], SILENCE, speech[1], SILENCE])
        assert alone == [found[1], found[3]]

    def test_a_batch_of_only_empty_segments_has_one_result_each(self, demo_recogniser):
        """Trap 2: FunASR returns none at all."""
        found = demo_recogniser.recognise([SILENCE] * 3)
        assert len(found) == 3
        assert all(not heard.failure for heard in found)

    def test_a_segment_too_short_for_features_does_not_kill_its_batch(self, demo_recogniser, speech):
        """Trap 6."""
        short = np.full(100, 0.1, np.float32)
        found = demo_recogniser.recognise([short, speech[0], np.zeros(0, np.float32)])
        assert [EMPTY, *demo_recogniser.recognise(speech[:1]), EMPTY] == found

    def test_equal_segments_have_equal_results(self, demo_recogniser, speech):
        """Trap 7: all arrays of a list share one key."""
        first, second, third = demo_recogniser.recognise([speech[0], speech[3], speech[0]])
        assert first == third != second

    @pytest.mark.parametrize(
        "wrong", [np.zeros(16000, np.int16), np.zeros((2, 16000), np.float32), np.zeros(16000)]
    )
    def test_samples_that_funasr_would_read_wrongly_are_refused(self, demo_recogniser, wrong):
        """Trap 6: int16 is accepted and mis-scaled, two dimensions break the list."""
        with pytest.raises(TypeError, match="not float32 of one"):
            demo_recogniser.recognise([wrong])

    def test_noise_has_a_result_too(self, demo_recogniser):
        assert len(demo_recogniser.recognise([noise(3)])) == 1


class TestExactPadding:
    def test_a_result_does_not_depend_on_the_batch(self, demo_recogniser, speech):
        one_by_one = [demo_recogniser.recognise([segment])[0] for segment in speech]
        assert one_by_one == demo_recogniser.recognise(speech)

    def test_the_head_of_production_models_is_exact_too(self, demo_model, demo_settings, speech, tmp_path):
        """Production's timestamp head has a BLSTM, which runs backward out of the padding."""
        folder = with_blstm(demo_model, tmp_path / "blstm")
        recogniser = load_recogniser(check_model_folder(folder), demo_settings, [])
        one_by_one = [recogniser.recognise([segment])[0] for segment in speech]
        assert one_by_one == recogniser.recognise(speech)

    def test_another_funasr_is_refused(self, demo_recogniser, monkeypatch):
        from callqa.recognition.funasr import exact_padding

        monkeypatch.setattr(exact_padding, "version", lambda name: "1.5.0")
        with pytest.raises(RecognitionError, match=r"FunASR 版本是 1\.5\.0，需要 1\.4\.16"):
            exact_padding.make_padding_exact(demo_recogniser._model.model)

    def test_the_installed_funasr_is_the_one_that_it_was_written_for(self):
        from importlib.metadata import version

        from callqa.recognition.funasr.exact_padding import WRITTEN_FOR

        assert version("funasr") == WRITTEN_FOR

    def test_a_model_that_is_exact_by_itself_is_left_alone(self):
        from callqa.recognition.funasr.exact_padding import make_padding_exact

        model = torch.nn.Linear(1, 1)
        make_padding_exact(model)
        assert not hasattr(model, "encode")


def with_blstm(demo_model, folder):
    """Return the demo model with production's kind of timestamp head, its new weights random."""
    shutil.copytree(demo_model, folder, copy_function=shutil.copy)
    folder.chmod(0o755)
    (folder / "config.yaml").chmod(0o644)
    (folder / "model.pt").chmod(0o644)
    config = yaml.safe_load((folder / "config.yaml").read_text())
    config["predictor_conf"]["upsample_type"] = "cnn_blstm"
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    state = torch.load(folder / "model.pt", map_location="cpu")
    weights = state.get("state_dict", state.get("model", state))
    size = config["encoder_conf"]["output_size"]
    lstm = torch.nn.LSTM(size, size, 1, batch_first=True, bidirectional=True)
    weights |= {f"predictor.blstm.{name}": w for name, w in lstm.state_dict().items()}
    weights["predictor.cif_output2.weight"] = torch.randn(1, 2 * size)
    torch.save(state, folder / "model.pt")
    return folder


class TestLoading:
    def test_nothing_is_printed_and_logging_stays_as_it_was(self, demo_model, capfd):
        root = logging.getLogger()
        before = root.level, root.handlers[:]
        build(demo_model)
        assert (before, ("", "")) == ((root.level, root.handlers), capfd.readouterr())

    def test_hotwords_never_reach_the_log(self, demo_recogniser, speech, caplog):
        with caplog.at_level(logging.DEBUG):
            demo_recogniser.recognise(speech[:1])
        assert "退款" not in caplog.text

    def test_the_threads_are_the_configured_ones_at_every_call(self, demo_recogniser, speech):
        """Trap 9: FunASR resets torch to 4 threads unless told otherwise."""
        demo_recogniser.recognise(speech[:1])
        assert torch.get_num_threads() == 1

    def test_damaged_weights_are_refused(self, demo_model, tmp_path):
        folder = tmp_path / "broken"
        shutil.copytree(demo_model, folder, copy_function=shutil.copy)
        (folder / "model.pt").chmod(0o644)
        (folder / "model.pt").write_bytes(b"no weights")
        with pytest.raises(BadInputError, match=r"模型无法加载.*broken|broken.*模型无法加载"):
            build(folder)

    def test_weights_of_another_model_are_refused(self, demo_model, tmp_path):
        """By default FunASR keeps random weights where shapes differ or keys are missing."""
        folder = tmp_path / "other"
        shutil.copytree(demo_model, folder, copy_function=shutil.copy)
        (folder / "model.pt").chmod(0o644)
        state = torch.load(folder / "model.pt", map_location="cpu")
        weights = state.get("state_dict", state.get("model", state))
        del weights[next(name for name in weights if name.startswith("encoder."))]
        torch.save(state, folder / "model.pt")
        with pytest.raises(BadInputError, match=r"模型无法加载（encoder\."):
            build(folder)

    def test_auto_takes_the_best_device_there_is(self, monkeypatch):
        for present in (["cuda", "mps"], ["mps"], []):
            monkeypatch.setattr(
                "callqa.recognition.funasr.loading._is_available", lambda name, here=present: name in here
            )
            assert [*present, "cpu"][0] == pick_device("auto")

    def test_a_device_that_is_not_there_is_refused(self):
        """FunASR would silently take the CPU, and the night would last a week."""
        with pytest.raises(BadInputError, match="没有可用的设备“cuda:99”"):
            pick_device("cuda:99")


def test_two_threads_may_share_a_recogniser(demo_recogniser, speech):
    """Trap 12: AutoModel changes itself in generate."""
    expected = demo_recogniser.recognise(speech)
    found: list[list[Recognition]] = []
    work = [
        threading.Thread(target=lambda: found.append(demo_recogniser.recognise(speech))) for _ in range(2)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert [expected, expected] == found


def test_a_small_budget_changes_no_result(demo_recogniser, speech):
    small = FunAsrRecogniser(
        demo_recogniser._model, demo_recogniser._family, hotwords=["退款"], batch_seconds=2.5
    )
    assert demo_recogniser.recognise(speech) == small.recognise(speech)
