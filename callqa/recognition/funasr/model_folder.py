"""Whether a folder is a model that can be used, before FunASR half-loads it without a word."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from callqa.host import logs
from callqa.host.files import sha256
from callqa.model.errors import BadInputError
from callqa.recognition.foreign_code import refuse_foreign_code

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as quick where PyYAML came with libyaml; nearly every command looks at the model's folder."""
_PARAFORMER = ("config.yaml", "model.pt", "tokens.json", "am.mvn")
REQUIRED = {
    # without seg_dict every hotword becomes <unk>, without am.mvn every feature is off: no error
    "SeacoParaformer": (*_PARAFORMER, "seg_dict"),
    "BiCifParaformer": _PARAFORMER,
    "Paraformer": _PARAFORMER,
    "SenseVoiceSmall": ("config.yaml", "model.pt", "am.mvn"),
    "FunASRNano": ("config.yaml", "model.pt"),
    "WhisperWarp": ("config.yaml", "model.pt"),
}
"""The model classes that we know, and the files each must have."""
_WRAPPERS = ("state_dict", "model_state_dict", "model")
"""Under one of these a checkpoint may keep its weights."""
_SENSE_VOICE_PIECES = "chn_jpn_yue_eng_ko_spectok.bpe.model"
_NOT_CONTENT = (".git", "__pycache__", ".DS_Store", "README.md", "fig", "example")
_COPY_FOR_VLLM = "-vllm"
"""FunASR writes a copy of the language model's weights beside the original when vLLM is first used."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelFolder:
    """A folder that was checked.

    Args:
        path: of the folder.
        model_class: as in its config.yaml; a key of ``REQUIRED``.
        has_ctc: whether it has a CTC branch beside a language model, with its weights, which tells when
            things were said.
    """

    path: Path
    model_class: str
    has_ctc: bool = False


def check_model_folder(path: Path) -> ModelFolder:
    """Refuse a folder that is no model of a known class, or an incomplete one.

    Raises:
        BadInputError: what is wrong, and what to do.
    """
    if not path.is_dir():
        raise BadInputError("模型目录不存在", str(path), "检查配置中的 model")
    config = _config(path)
    model_class = str(config.get("model", ""))
    if model_class not in REQUIRED:
        known = "、".join(REQUIRED)
        raise BadInputError(f"不支持的模型类型“{model_class}”", str(path / "config.yaml"), f"支持：{known}")
    missing = [name for name in REQUIRED[model_class] if not _has_content(path / name)]
    if model_class == "SenseVoiceSmall":
        missing += _missing_pieces(path)
    if missing:
        raise BadInputError(f"模型缺少文件 {'、'.join(missing)}", str(path), "重新复制完整的模型目录")
    refuse_foreign_code(path)
    has_ctc = bool(config.get("ctc_decoder")) and _has_weights(path / "model.pt", "ctc_decoder.")
    return ModelFolder(path=path, model_class=model_class, has_ctc=has_ctc)


def _missing_pieces(path: Path) -> list[str]:
    """Return what SenseVoice's tokenizer lacks.

    FunASR finds its sentence pieces by configuration.json, or by the name bpe.model; without both it fails
    in the middle of loading and names neither.
    """
    configuration = path / "configuration.json"
    if not _has_content(configuration):
        found = any(_has_content(file) for file in path.glob("*.bpe.model"))
        other = [configuration.name] if found else [configuration.name, _SENSE_VOICE_PIECES]
        return [] if _has_content(path / "bpe.model") else other
    try:
        named = json.loads(configuration.read_text("utf-8"))["file_path_metas"]["tokenizer_conf"]["bpemodel"]
    except (ValueError, KeyError, TypeError):
        return [configuration.name]
    return [] if _has_content(path / str(named)) else [str(named)]


def _has_weights(checkpoint: Path, prefix: str) -> bool:
    """Whether a checkpoint really holds a part that its config.yaml names; maps it, and reads no weight.

    The checkpoint of Fun-ASR-Nano on Hugging Face has none for the CTC branch of its config.yaml, and
    FunASR then goes on without times.
    """
    import torch  # noqa: PLC0415 - a night with nothing due needs none

    try:
        state = torch.load(checkpoint, map_location="meta", mmap=True, weights_only=True)
    except Exception as error:  # whatever is wrong with it, loading the model says so
        logs.unexpected(error, "looking for weights in a checkpoint")
        return False
    while wrapped := next((state[key] for key in _WRAPPERS if isinstance(state.get(key), dict)), None):
        state = wrapped
    return any(str(name).removeprefix("module.").startswith(prefix) for name in state)


def _has_content(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0


def _config(path: Path) -> dict[str, Any]:
    file = path / "config.yaml"
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - a safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise _no_model(path) from None
    if not isinstance(content, dict):
        raise _no_model(path)
    return content


def _no_model(path: Path) -> BadInputError:
    return BadInputError(
        "这个目录不是 FunASR 模型：没有可读的 config.yaml", str(path), "把 model 指向含 config.yaml 的目录"
    )


def known_words(path: Path) -> dict[str, list[str]]:
    """How a model spells words: word to tokens, from its seg_dict and tokens.json.

    A word with a token that the model does not have is left out.
    """
    tokens = set(json.loads((path / "tokens.json").read_text(encoding="utf-8")))
    lines = (path / "seg_dict").read_text(encoding="utf-8").splitlines()
    spelled = {fields[0]: fields[1:] for fields in map(str.split, lines) if len(fields) > 1}
    return {word: parts for word, parts in spelled.items() if tokens.issuperset(parts)}


def content_hashes(path: Path) -> dict[str, str]:
    """Return the SHA-256 of every file that makes a model what it is, by relative path.

    A file is read again only where its size or time changed: every shard of a night asks, and a full-size
    model takes two seconds.
    """
    files = sorted(file for file in path.rglob("*") if file.is_file())
    named = {file.relative_to(path): file for file in files}
    return {name.as_posix(): _hash(file) for name, file in named.items() if _is_content(name)}


def _hash(file: Path) -> str:
    stat = file.stat()
    return _known_hash(file, stat.st_ino, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=1_000)
def _known_hash(file: Path, *_as_it_is_now: int) -> str:
    return sha256(file)


def _is_content(name: Path) -> bool:
    return not any(part in _NOT_CONTENT or part.endswith(_COPY_FOR_VLLM) for part in name.parts)
