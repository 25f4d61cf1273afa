import json
import shutil

import pytest

from callqa.model.errors import BadInputError
from callqa.recognition.funasr.model_folder import check_model_folder, content_hashes
from callqa.recognition.funasr.model_hub import SHORT_NAMES, locate
from callqa.recognition.revision import engine_revision


@pytest.fixture
def folder(demo_model, tmp_path):
    copy = tmp_path / "model"
    shutil.copytree(demo_model, copy, copy_function=shutil.copy)
    for path in (copy, *copy.iterdir()):
        path.chmod(0o755)
    return copy


def refusal(path) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        check_model_folder(path)
    assert caught.value.where and caught.value.cure
    assert "\n" not in str(caught.value)
    return caught.value


class TestFolders:
    def test_the_shipped_model_is_one(self, demo_model):
        assert check_model_folder(demo_model).model_class == "SeacoParaformer"

    @pytest.mark.parametrize("name", ["seg_dict", "am.mvn", "tokens.json", "model.pt"])
    def test_a_missing_file_is_named(self, folder, name):
        """Without seg_dict or am.mvn FunASR gives no error, and every result is worse."""
        (folder / name).unlink()
        assert refusal(folder).what == f"模型缺少文件 {name}"

    def test_an_empty_file_is_a_missing_one(self, folder):
        (folder / "am.mvn").write_bytes(b"")
        assert "am.mvn" in refusal(folder).what

    @pytest.mark.parametrize("content", [None, "[1", "just text", "\x00"])
    def test_a_folder_without_a_readable_config_is_no_model(self, folder, content):
        (folder / "config.yaml").unlink()
        if content is not None:
            (folder / "config.yaml").write_text(content)
        assert "不是 FunASR 模型" in refusal(folder).what

    def test_a_class_that_we_do_not_know_is_refused_with_those_that_we_do(self, folder):
        (folder / "config.yaml").write_text("model: Conformer\n")
        error = refusal(folder)
        assert "Conformer" in error.what
        assert "SenseVoiceSmall" in error.cure

    def test_a_folder_that_is_not_there(self, tmp_path):
        assert refusal(tmp_path / "none").what == "模型目录不存在"


class TestSenseVoiceFolders:
    """Its sentence pieces are found by configuration.json; FunASR fails without naming either."""

    PIECES = "chn_jpn_yue_eng_ko_spectok.bpe.model"

    @pytest.fixture
    def sense_voice(self, tmp_path):
        path = tmp_path / "sense_voice"
        path.mkdir()
        (path / "config.yaml").write_text("model: SenseVoiceSmall\n")
        for name in ("model.pt", "am.mvn", self.PIECES):
            (path / name).write_bytes(b"x")
        metas = {"tokenizer_conf": {"bpemodel": self.PIECES}}
        (path / "configuration.json").write_text(json.dumps({"file_path_metas": metas}))
        return path

    def test_a_whole_one_is_one(self, sense_voice):
        assert check_model_folder(sense_voice).model_class == "SenseVoiceSmall"

    @pytest.mark.parametrize("name", ["configuration.json", PIECES])
    def test_a_missing_file_is_named(self, sense_voice, name):
        (sense_voice / name).unlink()
        assert refusal(sense_voice).what == f"模型缺少文件 {name}"

    @pytest.mark.parametrize("content", ["{", "[]", '{"file_path_metas": {}}'])
    def test_a_configuration_that_names_no_pieces_is_a_missing_one(self, sense_voice, content):
        (sense_voice / "configuration.json").write_text(content)
        assert refusal(sense_voice).what == "模型缺少文件 configuration.json"

    def test_without_both_both_are_named(self, sense_voice):
        for name in ("configuration.json", self.PIECES):
            (sense_voice / name).unlink()
        assert refusal(sense_voice).what == f"模型缺少文件 configuration.json、{self.PIECES}"

    def test_pieces_by_the_name_that_funasr_looks_for_need_no_configuration(self, sense_voice):
        (sense_voice / "configuration.json").unlink()
        (sense_voice / self.PIECES).rename(sense_voice / "bpe.model")
        assert check_model_folder(sense_voice).model_class == "SenseVoiceSmall"


class TestNames:
    def test_short_names_are_those_of_funasr(self, demo_recogniser):
        from funasr.download.name_maps_from_hub import name_maps_ms

        assert {name: name_maps_ms[name] for name in SHORT_NAMES} == SHORT_NAMES

    def test_a_folder_is_itself(self, demo_model):
        assert locate(str(demo_model), "model") == demo_model

    def test_a_model_that_is_not_here_is_not_fetched_unasked(self, monkeypatch, tmp_path):
        """Nothing is asked of the network at night."""
        asked = {}

        class Hub:
            @staticmethod
            def snapshot_download(name, local_files_only):
                asked[name] = local_files_only
                raise FileNotFoundError(name)

        monkeypatch.setattr("callqa.recognition.funasr.model_hub.import_module", lambda name: Hub)
        with pytest.raises(BadInputError, match="本机没有模型 iic/SenseVoiceSmall"):
            locate("iic/SenseVoiceSmall", "model")
        assert asked == {"iic/SenseVoiceSmall": True}

    def test_a_word_that_is_no_model_is_refused(self):
        with pytest.raises(BadInputError, match="没有模型“whisper”"):
            locate("whisper", "model")


class TestRevision:
    @pytest.fixture
    def base(self, demo_settings, folder):
        return demo_settings.model_copy(update={"model": str(folder)})

    def test_it_is_stable(self, base):
        assert engine_revision(base, ["退款"]) == engine_revision(base, ["退款"])
        assert engine_revision(base, []).startswith("engine-")

    def test_a_moved_model_keeps_its_revision(self, base, demo_settings):
        assert engine_revision(base, []) == engine_revision(demo_settings, [])

    @pytest.mark.parametrize(
        "change",
        [
            {"itn": False},
            {"language": "yue"},
            {"min_chars_per_second": 0.1},
        ],
    )
    def test_a_setting_that_changes_results_changes_it(self, base, change):
        assert engine_revision(base.model_copy(update=change), []) != engine_revision(base, [])

    @pytest.mark.parametrize(
        "change", [{"device": "cuda"}, {"batch_seconds": 9.0}, {"threads": 8}, {"vad": "silero-vad"}]
    )
    def test_a_setting_that_changes_only_speed_does_not(self, base, change):
        assert engine_revision(base.model_copy(update=change), []) == engine_revision(base, [])

    def test_who_is_on_which_channel_does_not(self, base):
        change = {"channel_roles": {"default": ("customer", "agent")}, "agent_phrases": ("请讲",)}
        assert engine_revision(base.model_copy(update=change), []) == engine_revision(base, [])

    def test_hotwords_change_it(self, base):
        assert engine_revision(base, ["退款"]) != engine_revision(base, [])

    @pytest.mark.parametrize("name", ["model.pt", "config.yaml", "seg_dict"])
    def test_every_file_of_the_model_changes_it(self, base, folder, name):
        before = engine_revision(base, [])
        with (folder / name).open("ab") as file:
            file.write(b"\n")
        assert engine_revision(base, []) != before

    def test_files_are_read_again_only_where_they_changed(self, folder, monkeypatch):
        read = []
        monkeypatch.setattr(
            "callqa.recognition.funasr.model_folder.sha256", lambda file: read.append(file.name) or "x"
        )
        content_hashes(folder)
        first, read[:] = len(read), []
        content_hashes(folder)
        assert first > 0 and read == []

        (folder / "model.pt").write_bytes(b"another")
        content_hashes(folder)
        assert read == ["model.pt"]
