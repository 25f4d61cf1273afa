"""Each replaced part of FunASR against FunASR's own, both sides in one run.

``python -m benchmarks.device_modules [--json] [--device cuda]`` prints how many times faster each is:
features, attention at 5, 15 and 30 s, CIF with the timestamp head; at the demo model's width and at
paraformer-large's. Weights are random: they change no arithmetic.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch
from torch import nn

from callqa.recognition.funasr.fast import attention, cif
from callqa.recognition.funasr.fast.features import Features
from callqa.recognition.funasr.loading import pick_device
from callqa.recognition.funasr.quiet import quiet

_WIDTHS = {"demo": 192, "large": 512}
_SECONDS = (5, 15, 30)
_BATCH_S = 60
_ROUNDS = 7
_FRAMES_A_SECOND = 1000 / 60
Work = Callable[[], Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One part as FunASR has it and as we have it, on the same input."""

    name: str
    stock: Work
    ours: Work


def features_part(device: str) -> Part:
    """From samples to features on the device; FunASR's are made on the CPU and copied."""
    with quiet():
        from funasr.frontends.wav_frontend import WavFrontend  # noqa: PLC0415 - takes seconds
    frontend = WavFrontend(n_mels=80, lfr_m=7, lfr_n=6, dither=0.0)
    frontend.cmvn = torch.stack([torch.full((560,), -8.0), torch.full((560,), 0.25)])
    samples, lengths = torch.randn(12, 5 * 16_000) * 0.1, [5 * 16_000] * 12
    ours = Features(frontend, device)
    return Part(
        name="features",
        stock=lambda: frontend(samples, torch.tensor(lengths))[0].to(device),
        ours=lambda: ours(samples, lengths)[0],
    )


def attention_part(size: str, seconds: int, device: str) -> Part:
    """One layer of the encoder's attention on a minute of padded audio."""
    from funasr.models.sanm.attention import MultiHeadedAttentionSANM  # noqa: PLC0415 - takes seconds

    width, frames = _WIDTHS[size], int(seconds * _FRAMES_A_SECOND)
    layer = MultiHeadedAttentionSANM(4, width, width, 0.1, 11).to(device).eval()
    stock = layer.forward
    attention.install(nn.ModuleList([layer]), device)
    batch = _BATCH_S // seconds
    x = torch.randn(batch, frames, width, device=device)
    mask = (
        torch.arange(frames, device=device)[None, None]
        < frames - torch.arange(batch, device=device)[:, None, None]
    )
    return Part(
        name=f"{size}_attention_{seconds}s", stock=lambda: stock(x, mask), ours=lambda: layer.forward(x, mask)
    )


def cif_part(size: str, device: str) -> Part:
    """Tokens and their times from the encoder's output, on a minute of padded audio."""
    from funasr.models.bicif_paraformer.cif_predictor import CifPredictorV3  # noqa: PLC0415 - the same

    width, frames = _WIDTHS[size], int(5 * _FRAMES_A_SECOND)
    conf = {"tail_threshold": 0.45, "smooth_factor2": 0.25, "noise_threshold2": 0.01, "upsample_times": 3}
    kind = {"upsample_type": "cnn_blstm", "use_cif1_cnn": False}
    stock = CifPredictorV3(width, 1, 1, **conf, **kind).to(device).eval()
    fast = cif.Predictor(stock)
    hidden = torch.randn(12, frames, width, device=device)
    mask = torch.ones(12, 1, frames, dtype=torch.bool, device=device)

    def ask(tokens: Any, times: Any) -> None:
        number = tokens(hidden, None, mask)[1]
        times(hidden, mask, number)

    return Part(
        name=f"{size}_cif",
        stock=lambda: ask(stock, stock.get_upsample_timestamp),
        ours=lambda: ask(fast.tokens, fast.times),
    )


@torch.no_grad()
def measured(part: Part, device: str) -> dict[str, float]:
    """Return the best of some rounds of either side, taken in turns, in ms, and their ratio."""
    sides = {"stock": part.stock, "ours": part.ours}
    best = dict.fromkeys(sides, float("inf"))
    for _ in range(_ROUNDS + 1):  # the first warms up and is as likely the best as any
        for side, work in sides.items():
            best[side] = min(best[side], _seconds(work, device))
    return {
        f"{part.name}_stock_ms": round(1000 * best["stock"], 2),
        f"{part.name}_ms": round(1000 * best["ours"], 2),
        f"{part.name}_ratio": round(best["stock"] / best["ours"], 2),
    }


def _seconds(work: Work, device: str) -> float:
    start = time.perf_counter()
    work()
    if device.startswith("cuda"):
        torch.cuda.synchronize()
    return time.perf_counter() - start


def main() -> None:
    """Print the ratios, as a table or as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--device", default="auto")
    chosen = parser.parse_args()
    device = pick_device(chosen.device)
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    parts = [features_part(device)]
    for size in _WIDTHS:
        parts += [attention_part(size, seconds, device) for seconds in _SECONDS]
        parts.append(cif_part(size, device))
    figures: dict[str, Any] = {
        "device": device,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }
    for part in parts:
        figures |= measured(part, device)
    if chosen.json:
        print(json.dumps(figures, indent=2))
        return
    for part in parts:
        stock, ours = figures[f"{part.name}_stock_ms"], figures[f"{part.name}_ms"]
        print(f"{part.name:24} {stock:9.2f} ms {ours:9.2f} ms {figures[f'{part.name}_ratio']:6.2f} x")


if __name__ == "__main__":
    main()
