"""A model folder brings weights, never programs."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from callqa.model.errors import BadInputError
from callqa.recognition.foreign_code import refuse_foreign_code
from callqa.recognition.funasr.loading import build

ROWS = (
    (
        "模型文件夹要求运行代码或安装软件包 a model folder asks to run code or to install packages",
        "拒绝，并指出文件和设置 refused with file and setting",
    ),
)
ASKING = {
    "on the first level": (
        "config.yaml",
        {"model": "Paraformer", "trust_remote_code": True},
        "trust_remote_code",
    ),
    "as text": ("config.yaml", {"model": "Paraformer", "trust_remote_code": "False"}, "trust_remote_code"),
    "by a reference": ("config.yaml", {"trust_remote_code": "${on}", "on": True}, "trust_remote_code"),
    "for a second model": ("config.yaml", {"vad_kwargs": {"trust_remote_code": 1}}, "trust_remote_code"),
    "in a list": ("config.yaml", {"parts": [{"remote_code": "./model.py"}]}, "remote_code"),
    "to install": ("configuration.json", {"requirements": ["evil"]}, "requirements"),
    "as ModelScope reads it": ("configuration.json", {"model": {"remote_code": "m.py"}}, "remote_code"),
    "of the language model": ("Qwen3/config.json", {"auto_map": {"AutoModel": "evil.M"}}, "auto_map"),
    "by its class": ("config.yaml", {"model": "GLMASR"}, "model: GLMASR"),
    "by a hidden place": ("config.yaml", {"llm_conf": {"init_param_path": "${p}"}}, "init_param_path"),
    "by a hidden class": ("config.yaml", {"model": "${other}", "other": "GLMASR"}, "model: ${other}"),
}
QUIET = {"model": "Paraformer", "trust_remote_code": False, "model_conf": {"requirements": []}}


def put(folder: Path, name: str, content: Any) -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(content) if file.suffix == ".json" else yaml.safe_dump(content), "utf-8")
    return file


@pytest.mark.parametrize(("name", "content", "key"), ASKING.values(), ids=ASKING)
def test_a_folder_that_asks_to_run_its_code_is_refused_with_file_and_key(
    tmp_path: Path, name: str, content: Any, key: str
) -> None:
    put(tmp_path, "config.yaml", QUIET)
    file = put(tmp_path, name, content)
    with pytest.raises(BadInputError) as refused:
        build(tmp_path)  # before FunASR is imported: it has read the folder before it can be told anything
    assert (refused.value.what, refused.value.where) == (
        f"模型目录要求运行或安装它自带的代码（{key}）",
        str(file),
    )


def test_settings_under_another_name_are_looked_at_too(tmp_path: Path) -> None:
    put(tmp_path, "config.yaml", QUIET)
    put(tmp_path, "configuration.json", {"file_path_metas": {"config": "other.yml"}})
    other = put(tmp_path, "other.yml", {"trust_remote_code": True})
    with pytest.raises(BadInputError) as refused:
        refuse_foreign_code(tmp_path)
    assert refused.value.where == str(other)


@pytest.mark.parametrize("place", ["qwen", "qwen-vllm"])
def test_a_language_model_outside_the_folder_is_looked_at_too(tmp_path: Path, place: str) -> None:
    model = tmp_path / "model"
    put(
        model, "config.yaml", {"model": "FunASRNano", "llm_conf": {"init_param_path": str(tmp_path / "qwen")}}
    )
    refuse_foreign_code(model)
    asking = put(tmp_path, f"{place}/config.json", {"auto_map": {"AutoConfig": "evil.C"}})
    with pytest.raises(BadInputError) as refused:
        refuse_foreign_code(model)
    assert refused.value.where == str(asking)


@pytest.mark.parametrize("text", ["a: !!python/object/apply:pathlib.PosixPath [x]", "a: [", "a: \0"])
def test_settings_that_only_funasr_could_read_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    with pytest.raises(BadInputError, match="无法读取"):
        refuse_foreign_code(tmp_path)


def test_settings_that_refer_to_themselves_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("a: &a {b: *a, c: [*a, *a]}", "utf-8")
    refuse_foreign_code(tmp_path)


def test_funasr_is_told_above_the_folders_own_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that what asks in a way that nobody thought of has no effect either."""
    told: dict[str, Any] = {}
    funasr = ModuleType("funasr")
    funasr.AutoModel = lambda **options: told.update(options)  # type: ignore[attr-defined]  # stands in for it
    monkeypatch.setitem(sys.modules, "funasr", funasr)
    put(tmp_path, "config.yaml", QUIET)
    build(tmp_path)
    assert told["trust_remote_code"] is False
    assert [told[name] for name in ("vad_model", "punc_model", "spk_model")] == [None] * 3
