"""Refusing models that bring programs: a model is weights and settings; nothing of it is run or installed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from callqa.model.errors import BadInputError

_ASKS = ("trust_remote_code", "remote_code", "requirements", "auto_map")
"""Settings of FunASR, ModelScope and transformers that import or install what a model brings."""
_TRUSTING_CLASSES = re.compile(r"qwen-?audio|glm-?asr|moss-", re.IGNORECASE)
"""Models of FunASR that hand their folder to transformers with ``trust_remote_code=True``."""
_OF_TRANSFORMERS = "*config*.json"
_REFERENCE = "${"
"""OmegaConf puts something else in its place when FunASR reads it."""


def refuse_foreign_code(folder: Path) -> None:
    """Refuse a model folder whose settings ask to run or install what it brings.

    FunASR reads them before anybody else can: a section for a second model (``vad_kwargs``) may ask, too,
    so every depth counts.

    Args:
        folder: of the model; one that does not exist is refused elsewhere.

    Raises:
        BadInputError: names the file and the setting.
    """
    for file, content in _settings_of(folder).items():
        if key := next(_asking(content), ""):
            what = f"模型目录要求运行或安装它自带的代码（{key}）"
            raise BadInputError(what, str(file), f"换用可信来源的模型；确认不需要后，从文件中删去 {key}")


def _settings_of(folder: Path) -> dict[Path, Any]:
    """Return the files that FunASR and transformers take settings from, and what stands in each."""
    own = [folder / "config.yaml", *sorted(folder.rglob(_OF_TRANSFORMERS))]
    configuration = folder / "configuration.json"
    if configuration.is_file():
        named = _content(configuration)
        metas = named.get("file_path_metas") if isinstance(named, dict) else None
        other = metas.get("config") if isinstance(metas, dict) else None
        own += [folder / other] if isinstance(other, str) else []
    found = {file: _content(file) for file in dict.fromkeys([*own, configuration]) if file.is_file()}
    models = (file for content in found.values() for file in _of_language_model(folder, content))
    return found | {file: _content(file) for file in models}


def _of_language_model(folder: Path, settings: Any) -> Iterator[Path]:
    """Yield the settings of a language model that is named, and of FunASR's copy for vLLM beside it.

    It may lie anywhere, and vLLM is told to trust it.
    """
    for node in _sections(settings):
        named = node.get("init_param_path")
        for place in (named, f"{named}-vllm") if isinstance(named, str) else ():
            yield from sorted((folder / place).glob(_OF_TRANSFORMERS))


def _content(file: Path) -> Any:
    """Return what stands in a file; refuse one that cannot be read, as FunASR's reader knows more tags."""
    try:
        text = file.read_text(encoding="utf-8")
        return json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        what = f"模型的配置文件无法读取（{type(error).__name__}）"
        raise BadInputError(what, str(file), "重新复制完整的模型目录") from None


def _asking(content: Any) -> Iterator[str]:
    """Yield every setting that asks."""
    if isinstance(content, dict) and _is_trusting(content.get("model")):
        yield f"model: {content['model']}"
    for section in _sections(content):
        yield from (key for key in _ASKS if section.get(key))
        if _REFERENCE in str(section.get("init_param_path")):
            yield "init_param_path"


def _sections(content: Any) -> Iterator[dict[Any, Any]]:
    """Yield every mapping at every depth; one that stands at several places is looked at once."""
    waiting, seen = [content], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _is_trusting(model: Any) -> bool:
    return isinstance(model, str) and (_REFERENCE in model or bool(_TRUSTING_CLASSES.search(model)))
