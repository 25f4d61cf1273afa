"""Models of FunASR's own classes with random weights: the arithmetic of production without a download."""

import json
from pathlib import Path
from typing import Any

import torch
import yaml

from callqa.recognition.funasr.quiet import quiet

_FEATURES = 560
_SPECIAL = ("<blank>", "<s>", "</s>")
_HANZI_FROM = 0x4E00
_CHARACTERS_A_SECOND = 4.5
"""What people say on the telephone; sets the predictor's bias."""
_FRAMES_A_SECOND = 1000 / 60


def paraformer_large(folder: Path) -> Path:
    """paraformer-zh (SeACo) in its full size: 50 encoder blocks, 512 wide, 16 decoder blocks, 8404 tokens.

    It utters about as many characters a second as people do.

    Args:
        folder: is made; 0.9 GB.

    Returns:
        The folder, which loads like any other model's.
    """
    return paraformer(folder, width=512, blocks=50, decoder_blocks=16, vocabulary=8404)


def paraformer_small(folder: Path) -> Path:
    """Return the same architecture at about the size of the demo model; see ``paraformer_large``."""
    return paraformer(folder, width=192, blocks=6, decoder_blocks=3, vocabulary=1200)


def paraformer(folder: Path, *, vocabulary: int, **size: int) -> Path:
    """Return the same architecture in any size: ``width``, ``blocks``, ``decoder_blocks``."""
    folder.mkdir(parents=True)
    config = _config(vocabulary, **size)
    hanzi = [chr(_HANZI_FROM + i) for i in range(vocabulary - len(_SPECIAL) - 1)]
    texts = {
        "config.yaml": yaml.safe_dump(config),
        "tokens.json": json.dumps([*_SPECIAL, *hanzi, "<unk>"], ensure_ascii=False),
        "seg_dict": "".join(f"{one} {one}\n" for one in hanzi),
        "am.mvn": _mvn(_FEATURES),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    save_random(config, folder / "model.pt", vocab_size=vocabulary, input_size=_FEATURES)
    return folder


def save_random(config: dict[str, Any], file: Path, **more: Any) -> None:
    """Write random weights for a model class of FunASR; the same ones every time.

    Args:
        config: as in the model's config.yaml.
        file: the model.pt.
        more: what FunASR finds out from tokenizer and front end when it builds a model.
    """
    with quiet():
        import funasr  # noqa: F401, PLC0415 - registers the classes; takes seconds
        from funasr.register import tables  # noqa: PLC0415

        torch.manual_seed(0)
        plain = yaml.safe_load(yaml.safe_dump(config))  # classes change what they are given
        model = tables.model_classes[config["model"]](**plain["model_conf"], **plain, **more)
    if hasattr(model, "predictor"):
        weight = torch.tensor(_CHARACTERS_A_SECOND / _FRAMES_A_SECOND)
        model.predictor.cif_output.bias.data.fill_(float(torch.logit(weight)))
    torch.save(model.state_dict(), file)


def _config(vocabulary: int, width: int, blocks: int, decoder_blocks: int) -> dict[str, Any]:
    """As in the config.yaml of paraformer-zh (speech_seaco_paraformer_large_asr_nat-zh-cn on the hub)."""
    decoder = {"attention_heads": 4, "linear_units": 4 * width, "kernel_size": 11, "sanm_shfit": 0}
    bias_decoder = {"attention_heads": 4, "linear_units": 2 * width, "kernel_size": 21, "sanm_shfit": 0}
    return {
        "model": "SeacoParaformer",
        "model_conf": {
            **{"ctc_weight": 0.0, "lsm_weight": 0.1, "predictor_weight": 1.0, "predictor_bias": 1},
            **{"inner_dim": width, "bias_encoder_type": "lstm", "bias_encoder_bid": False},
            **{"train_decoder": True, "NO_BIAS": min(8377, vocabulary - 2)},
        },
        "encoder": "SANMEncoder",
        "encoder_conf": {
            **{"output_size": width, "attention_heads": 4, "linear_units": 4 * width},
            **{"num_blocks": blocks, "input_layer": "pe", "pos_enc_class": "SinusoidalPositionEncoder"},
            **{"kernel_size": 11, "sanm_shfit": 0, "selfattention_layer_type": "sanm"},
        },
        "decoder": "ParaformerSANMDecoder",
        "decoder_conf": decoder | {"num_blocks": decoder_blocks, "att_layer_num": decoder_blocks},
        "seaco_decoder": "ParaformerSANMDecoder",
        "seaco_decoder_conf": bias_decoder
        | {"num_blocks": 6, "att_layer_num": 6, "use_output_layer": False, "wo_input_layer": True},
        "predictor": "CifPredictorV3",
        "predictor_conf": {
            **{"idim": width, "threshold": 1.0, "l_order": 1, "r_order": 1, "tail_threshold": 0.45},
            **{"smooth_factor2": 0.25, "noise_threshold2": 0.01, "upsample_times": 3},
            **{"use_cif1_cnn": False, "upsample_type": "cnn_blstm"},
        },
        "frontend": "WavFrontend",
        "frontend_conf": {
            **{"fs": 16000, "window": "hamming", "n_mels": 80, "frame_length": 25, "frame_shift": 10},
            **{"lfr_m": 7, "lfr_n": 6, "dither": 0.0},
        },
        "tokenizer": "CharTokenizer",
        "tokenizer_conf": {"unk_symbol": "<unk>", "split_with_space": True},
    }


def _mvn(size: int) -> str:
    """Kaldi's text form of a mean and a scale; roughly those of telephone speech."""

    def line(value: float) -> str:
        return f"<LearnRateCoef> 0 [ {' '.join([str(value)] * size)} ]\n"

    shift = f"<AddShift> {size} {size}\n{line(-8.3)}"
    return f"<Nnet>\n{shift}<Rescale> {size} {size}\n{line(0.25)}</Nnet>\n"
