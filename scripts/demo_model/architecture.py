"""The model: a SeACo-Paraformer of production's own class, at a fiftieth of its size."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from scripts.demo_model import features

BLANK, START, END, NO_BIAS = 0, 1, 2, 3
_SPECIAL = ("<blank>", "<s>", "</s>", "<nobias>")
UNKNOWN = "<unk>"
HEADS = 4
WIDTH = 192
KERNEL, HOTWORD_KERNEL = 11, 21


def token_list(vocabulary: frozenset[str]) -> list[str]:
    """Return the special tokens, every character in a fixed order, and the unknown token at the end."""
    return [*_SPECIAL, *sorted(vocabulary), UNKNOWN]


def configuration(*, width: int = WIDTH, encoder_blocks: int = 6, decoder_blocks: int = 3) -> dict[str, Any]:
    """Return what ``config.yaml`` says; the traps it steers round are noted beside the keys."""
    return {
        "model": "SeacoParaformer",
        "model_conf": _model(width),
        "encoder": "SANMEncoder",
        "encoder_conf": _encoder(width, encoder_blocks),
        "decoder": "ParaformerSANMDecoder",
        "decoder_conf": _decoder(4 * width, decoder_blocks, KERNEL),
        "seaco_decoder": "ParaformerSANMDecoder",
        # the last feed-forward has no residual: it needs twice the width to pass its input on
        "seaco_decoder_conf": _decoder(2 * width, 6, HOTWORD_KERNEL)
        | {"use_output_layer": False, "wo_input_layer": True},
        "predictor": "CifPredictorV3",
        "predictor_conf": _predictor(width),
        "frontend": "WavFrontend",
        "frontend_conf": _frontend(),
        "tokenizer": "CharTokenizer",
        "tokenizer_conf": {"unk_symbol": UNKNOWN, "split_with_space": True},
        "ctc_conf": {"dropout_rate": 0.0, "ctc_type": "builtin", "reduce": True},
    }


def _model(width: int) -> dict[str, Any]:
    return {
        "ctc_weight": 0.0,
        "lsm_weight": 0.1,
        "length_normalized_loss": True,
        "predictor_weight": 1.0,
        "predictor_bias": 1,
        "sampling_ratio": 0.5,
        "inner_dim": width,
        "bias_encoder_type": "lstm",
        "bias_encoder_bid": False,
        "seaco_lsm_weight": 0.1,
        "train_decoder": True,
        "NO_BIAS": NO_BIAS,  # FunASR's default, 8377, is outside this vocabulary
    }


def _encoder(width: int, blocks: int) -> dict[str, Any]:
    return {
        "output_size": width,
        "attention_heads": HEADS,
        "linear_units": 4 * width,
        "num_blocks": blocks,
        "dropout_rate": 0.0,  # it costs a quarter of a step; augmentation does its work
        "positional_dropout_rate": 0.0,
        "attention_dropout_rate": 0.0,
        "input_layer": "pe",
        "pos_enc_class": "SinusoidalPositionEncoder",
        "normalize_before": True,
        "kernel_size": KERNEL,
        "sanm_shfit": 0,
        "selfattention_layer_type": "sanm",
    }


def _decoder(units: int, blocks: int, kernel: int) -> dict[str, Any]:
    return {
        "attention_heads": HEADS,
        "linear_units": units,
        "num_blocks": blocks,
        "att_layer_num": blocks,
        "dropout_rate": 0.1,
        "positional_dropout_rate": 0.0,
        "self_attention_dropout_rate": 0.1,
        "src_attention_dropout_rate": 0.1,
        "kernel_size": kernel,
        "sanm_shfit": 0,
    }


def _predictor(width: int) -> dict[str, Any]:
    return {
        "idim": width,
        "threshold": 1.0,
        "l_order": 1,
        "r_order": 1,
        "tail_threshold": 0.45,
        "smooth_factor2": 1.0,
        "noise_threshold2": 0.0,
        "upsample_times": 3,
        "use_cif1_cnn": True,
        "upsample_type": "cnn",
    }


def _frontend() -> dict[str, Any]:
    return {
        "fs": features.SAMPLE_RATE,
        "window": "hamming",
        "n_mels": features.MELS,
        "frame_length": 25,
        "frame_shift": 10,
        "lfr_m": features.STACKED,
        "lfr_n": features.SKIPPED,
        "dither": 0.0,  # FunASR's default of 1.0 would make every result random
    }


def build(settings: dict[str, Any], tokens: Sequence[str]) -> Any:
    """Return the untrained model, of FunASR's own class."""
    from funasr import AutoModel  # noqa: F401, PLC0415  (its import registers every class)
    from funasr.register import tables  # noqa: PLC0415

    arguments = {key: value for key, value in settings.items() if key != "model_conf"}
    size = {"vocab_size": len(tokens), "input_size": features.MELS * features.STACKED}
    model_class = tables.model_classes.get(settings["model"])
    return model_class(**settings["model_conf"], **arguments, **size)


def parameters_of(model: nn.Module, *prefixes: str) -> list[nn.Parameter]:
    """Return the parameters whose names start with one of the prefixes."""
    return [value for name, value in model.named_parameters() if name.startswith(prefixes)]


def mask_of(lengths: torch.Tensor, size: int) -> torch.Tensor:
    """(batch, size): one where a sequence is, zero where only padding is."""
    return (torch.arange(size)[None] < lengths[:, None]).float()
