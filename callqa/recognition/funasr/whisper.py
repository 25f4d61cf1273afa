"""Whisper as a family: one segment at a time, no hotwords, no times."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from callqa.audio.samples import Samples
from callqa.model.errors import BadInputError
from callqa.model.speech import SAMPLE_RATE, Recognition
from callqa.model.summaries import ModelNote
from callqa.text.alignment import from_text

_PROMPT = "以下是普通话的句子。"
"""Without it Whisper now and then writes traditional characters, and no marks."""
_FULL_WIDTH = str.maketrans(",?!:;", "，？！：；")
_MARK_AFTER_HANZI = re.compile(r"(?<=[\u4e00-\u9fff])[,?!:;]")


def require_whisper() -> None:
    """Refuse to go on where FunASR's Whisper lacks its package.

    Raises:
        BadInputError: it is not installed.
    """
    if find_spec("whisper") is None:
        cure = "在同一环境中 pip install openai-whisper==20250625，或改用 paraformer-zh"
        raise BadInputError("没有安装 Whisper 需要的软件包", "recogniser.model", cure)


@dataclass(frozen=True, kw_only=True)
class Whisper:
    """Whisper through FunASR's WhisperWarp: text and marks.

    Its prompt could be given words; on real sentences that made the text no better.

    Args:
        language: ``zh`` and so on, or ``auto``.
    """

    language: str
    lacks: tuple[ModelNote, ...] = (ModelNote.NO_HOTWORDS, ModelNote.NO_TIMES)
    languages: tuple[str, ...] = ("zh", "en", "yue", "ja", "ko", "auto")
    hotword_limit: int = 0
    writes_numbers: bool = True
    tells_emotions: bool = False
    takes_batches: bool = False

    def is_known(self, word: str) -> bool:
        """Every word, as none is used."""
        return bool(word)

    def options(self, hotwords: Sequence[str]) -> dict[str, Any]:  # noqa: ARG002 - it takes none
        """Return the language, and a prompt for simplified characters; half precision is for CUDA only."""
        decoding = {
            "language": None if self.language == "auto" else self.language,
            "task": "transcribe",
            "fp16": False,
            "without_timestamps": True,
            "prompt": _PROMPT if self.language == "zh" else None,
        }
        return {"fs": SAMPLE_RATE, "DecodingOptions": decoding}

    def wrap(self, segments: Sequence[Samples]) -> list[Any]:
        """Arrays as they are."""
        return list(segments)

    def read(self, answer: Mapping[str, Any], duration_ms: int) -> Recognition:
        """Return the text with full-width marks between Hanzi, spread evenly over the segment."""
        text = str(answer.get("text", ""))
        return from_text(_MARK_AFTER_HANZI.sub(lambda m: m[0].translate(_FULL_WIDTH), text), duration_ms)
