"""Write the folder that FunASR's AutoModel loads."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import torch
import yaml

from scripts.demo_model.architecture import build
from scripts.demo_model.batches import Normaliser
from scripts.demo_model.checkpoint import Trained

_CARD = Path(__file__).parent / "card.md"
_NOT_SHIPPED = ("ctc.", "criterion")


def export(trained: Trained, output: Path) -> int:
    """Replace the folder ``output`` as a whole; returns the size of ``model.pt`` in bytes.

    Readers see the old folder or the new one, apart from the instant between two renames.
    """
    made = output.with_name(output.name + ".new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    _write(trained, made)
    old = output.with_name(output.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if output.exists():
        output.rename(old)
    made.rename(output)
    shutil.rmtree(old, ignore_errors=True)
    return (output / "model.pt").stat().st_size


def load(folder: Path, step: int) -> Trained:
    """Return a model that :func:`export` wrote, to go on from; its weights are of half precision.

    Args:
        step: which step of the recipe it has reached.
    """
    settings = yaml.safe_load((folder / "config.yaml").read_text("utf-8"))
    tokens = json.loads((folder / "tokens.json").read_text("utf-8"))
    model = build(settings, tokens)
    model.load_state_dict(torch.load(folder / "model.pt", weights_only=True), strict=False)
    shift, scale = _read_normalisation((folder / "am.mvn").read_text("utf-8"))
    normaliser = Normaliser(mean=-shift, scale=scale)
    return Trained(model=model.float(), settings=settings, tokens=tokens, normaliser=normaliser, step=step)


def _read_normalisation(text: str) -> list[np.ndarray[tuple[int], np.dtype[np.float32]]]:
    """Return the shift and the scale of :func:`_normalisation`'s text."""
    rows = re.findall(r"<LearnRateCoef> 0 \[ (.*?) \]", text)
    return [np.array(row.split(), np.float32) for row in rows]


def _write(trained: Trained, folder: Path) -> None:
    settings = yaml.safe_dump(trained.settings, allow_unicode=True, sort_keys=False)
    (folder / "config.yaml").write_text(settings, "utf-8")
    tokens = json.dumps(trained.tokens, ensure_ascii=False, indent=0)
    (folder / "tokens.json").write_text(tokens + "\n", "utf-8")
    # without seg_dict or am.mvn there is no error, and every hotword becomes <unk>
    spoken = [token for token in trained.tokens if not token.startswith("<")]
    (folder / "seg_dict").write_text("".join(f"{t} {t}\n" for t in spoken), "utf-8")
    (folder / "am.mvn").write_text(_normalisation(trained), "utf-8")
    if _CARD.exists():
        shutil.copyfile(_CARD, folder / "README.md")
    torch.save(_half(trained), folder / "model.pt")


def _normalisation(trained: Trained) -> str:
    """Kaldi's text form of a shift and a scale."""
    size = len(trained.normaliser.mean)
    shift = " ".join(f"{-value:.6g}" for value in trained.normaliser.mean)
    scale = " ".join(f"{value:.6g}" for value in trained.normaliser.scale)
    return (
        f"<Nnet>\n<Splice> {size} {size}\n[ 0 ]\n"
        f"<AddShift> {size} {size}\n<LearnRateCoef> 0 [ {shift} ]\n"
        f"<Rescale> {size} {size}\n<LearnRateCoef> 0 [ {scale} ]\n</Nnet>\n"
    )


def _half(trained: Trained) -> dict[str, torch.Tensor]:
    """Return the weights in half precision; they are widened again when they are loaded."""
    return {
        name: (value.half() if value.is_floating_point() else value).clone()
        for name, value in trained.model.state_dict().items()
        if not name.startswith(_NOT_SHIPPED)
    }
