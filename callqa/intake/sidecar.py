"""Sidecars: a JSON file beside a recording that says what is known about it."""

import codecs
import json
from collections.abc import Mapping
from pathlib import Path

from callqa.intake.filename import FIELDS
from callqa.intake.tables import Opener, clean
from callqa.model.errors import BadInputError

_ENCODINGS = ("utf-8-sig", "gb18030")
_MOST_BYTES = 1 << 20
_CURE = "改正或删除这个文件"


def candidates(recording: Path) -> tuple[Path, Path]:
    """Return where the sidecar of a recording would be: ``x.wav.json``, else ``x.json``."""
    return recording.with_name(recording.name + ".json"), recording.with_suffix(".json")


def read(path: Path, opener: Opener) -> Mapping[str, str]:
    """Return the fields of a sidecar; empty when there is no such file.

    Args:
        path: of the sidecar.
        opener: opens it.

    Raises:
        BadInputError: the file is no JSON object, or a very large one; names it.
    """
    try:
        with opener(path) as file:
            content = file.read(_MOST_BYTES + 1)
        data = json.loads(_text(content)) if len(content) <= _MOST_BYTES else None
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise BadInputError("录音旁的 JSON 读不了", str(path), _CURE) from error
    if not isinstance(data, dict):
        raise BadInputError("录音旁的 JSON 应当是一个对象", str(path), _CURE)
    known = {str(name).strip().lower(): value for name, value in data.items() if value is not None}
    return {name: clean(str(known[name])) for name in FIELDS if name in known}


def _text(content: bytes) -> str:
    marked = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if content.startswith(marked) else _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8, UTF-16 nor GB18030")
